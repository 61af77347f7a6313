// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Incoming, Socket } from "../wire/socket.ts";
import { Call } from "./call.ts";
import { FakeMedia, type FakeTrack } from "./fakemedia.ts";
import { listening, partOf } from "./part.ts";

const none = { microphone: "", camera: "", speaker: "" };

let media: FakeMedia;
let over: AbortController;
let call: Call;
let happens: (incoming: Incoming) => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  media = new FakeMedia();
  media.install();
  over = new AbortController();
  const socket = {
    status: signal({ is: "open" }),
    watch: (_: string, handler: typeof happens) => {
      happens = handler;
    },
    request: async () => ({}),
  } as unknown as Socket;
  const isSelf = () => false;
  call = new Call({ socket, room: "r", stream: "s", seats: 3, isSelf, name: "", signal: over.signal });
});

afterEach(() => {
  over.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pause = () => vi.advanceTimersByTimeAsync(10);
const tracks = (...all: FakeTrack[]) => all as unknown as MediaStreamTrack[];
const replaced = () => happens({ type: "room.replaced", data: { room: "r", generation: 0 } } as Incoming);

test("a browser that has no WebRTC says that the interview does not get through", () => {
  expect(call.shown.value.link).toBe("failed");
});

test("who only listens opens no microphone by taking the interview back, nor by choosing another", async () => {
  await call.start(listening, none);
  replaced();
  call.takeBack();
  call.choose({ ...none, microphone: "other" });
  await pause();
  expect(media.opened).toHaveLength(0);
  call.setMicrophone(true);
  await pause();
  expect(media.live("audio").map(({ id }) => id)).toEqual(["other"]);
});

test("who takes the interview back is heard and seen as before", async () => {
  await call.start(partOf("video"), none);
  replaced();
  expect([...media.live("audio"), ...media.live("video")]).toHaveLength(0);
  call.takeBack();
  await pause();
  expect(call.shown.value).toMatchObject({ microphone: "on", camera: true });
});

test("how somebody takes part is known before their devices are open, and after they closed one", async () => {
  void call.start(partOf("video"), none);
  expect(call.part.value).toEqual({ microphone: true, camera: true });
  await pause();
  call.setMicrophone(false);
  call.setCamera(false);
  expect(call.part.value).toEqual({ microphone: false, camera: false });
});

test("what the device check opened and nobody wants is given back", async () => {
  const [voice, picture] = [media.track("audio"), media.track("video")];
  await call.start(partOf("audio"), none, tracks(voice, picture));
  expect([voice.readyState, picture.readyState]).toEqual(["live", "ended"]);
  const late = media.track("audio");
  await call.start(partOf("audio"), none, tracks(late));
  expect(late.readyState).toBe("ended");
});

test("a microphone that a telephone call takes away is said until it is back, whatever sound the page has", async () => {
  await call.start(partOf("audio"), none);
  const [microphone] = media.live("audio");
  media.state = "suspended";
  microphone?.interrupt(true);
  expect(call.shown.value.trouble).toEqual({ device: "microphone", words: "call.silent" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(call.shown.value.trouble).toBeDefined();
  microphone?.interrupt(false);
  expect(call.shown.value.trouble).toBeUndefined();
});

test("one touch opens a microphone anew that gives nothing", async () => {
  await call.start(partOf("audio"), none);
  const [before] = media.live("audio");
  media.sample = 0;
  await vi.advanceTimersByTimeAsync(9_000);
  expect(call.shown.value.trouble?.words).toBe("call.silent");
  call.again();
  await pause();
  expect(before?.readyState).toBe("ended");
  expect(media.live("audio")).toHaveLength(1);
  expect(call.shown.value.trouble).toBeUndefined();
});

test("nothing is known of a microphone while the page has no sound", async () => {
  media.state = "suspended";
  await call.start(partOf("audio"), none);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(call.shown.value.trouble).toBeUndefined();
});

test("what was said of a device is not said any more when it opens, or is closed", async () => {
  media.faults.set("audio", "NotReadableError");
  media.faults.set("video", "NotReadableError");
  await call.start(partOf("video"), none);
  expect(call.shown.value.trouble).toEqual({ device: "microphone", words: "device.in_use.microphone" });
  media.faults.delete("audio");
  call.setMicrophone(true);
  await pause();
  expect(call.shown.value.trouble).toEqual({ device: "camera", words: "device.in_use.camera" });
  call.setCamera(false);
  expect(call.shown.value.trouble).toBeUndefined();
});

test("a camera that did not open is tried again when another one is chosen", async () => {
  media.faults.set("video", "NotReadableError");
  await call.start(partOf("video"), none);
  media.faults.delete("video");
  call.choose({ ...none, camera: "front" });
  await pause();
  expect(call.shown.value).toMatchObject({ camera: true, trouble: undefined });
});

test("a camera that the system takes away is said to be off until it is back", async () => {
  await call.start(partOf("video"), none);
  const [camera] = media.live("video");
  camera?.interrupt(true);
  expect(call.shown.value.camera).toBe(false);
  camera?.interrupt(false);
  expect(call.shown.value.camera).toBe(true);
});

test("the screen stays on while the person is in the call here", async () => {
  await call.start(listening, none);
  expect(media.locks.held).toBe(1);
  replaced();
  await pause();
  expect(media.locks.held).toBe(0);
  call.takeBack();
  await pause();
  expect(media.locks.held).toBe(1);
  over.abort();
  await pause();
  expect(media.locks.held).toBe(0);
});

test("sharing that does not begin is said, unless the person said no", async () => {
  let fault = new DOMException("Permission denied by user", "NotAllowedError");
  Object.assign(navigator.mediaDevices, { getDisplayMedia: async () => Promise.reject(fault) });
  call.setScreen(true);
  await pause();
  expect(call.shown.value.trouble).toBeUndefined();
  fault = new DOMException("Permission denied by system", "NotAllowedError");
  call.setScreen(true);
  await pause();
  expect(call.shown.value.trouble?.words).toBe("call.screen.failed");
});
