// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Check } from "./check.ts";
import { FakeMedia } from "./fakemedia.ts";

let media: FakeMedia;
let over: AbortController;

beforeEach(() => {
  media = new FakeMedia();
  media.install();
  over = new AbortController();
});

afterEach(() => {
  over.abort();
  vi.unstubAllGlobals();
});

const checked = async () => {
  const check = new Check("video", over.signal);
  await vi.waitFor(() => expect(check.tried.value.asking).toBe(false));
  return check;
};

test("two quick choices leave one device open, and one meter", async () => {
  const check = await checked();
  await Promise.all([check.choose("camera", "front"), check.choose("camera", "back")]);
  await Promise.all([check.choose("microphone", "one"), check.choose("microphone", "two")]);
  expect(media.live("video").map(({ id }) => id)).toEqual(["back"]);
  expect(media.live("audio").map(({ id }) => id)).toEqual(["two"]);
  expect(media.contexts).toBe(1);
  over.abort();
  expect([...media.live("video"), ...media.live("audio")]).toHaveLength(0);
  expect(media.contexts).toBe(0);
});

test("a device that works after one that did not is not complained of, nor shown when it is the other way round", async () => {
  media.faults.set("video", "NotReadableError");
  const check = await checked();
  expect(check.tried.value).toMatchObject({ cameraFault: "in_use", picture: undefined });
  media.faults.clear();
  await check.choose("camera", "front");
  expect(check.tried.value.cameraFault).toBeUndefined();
  expect(check.tried.value.picture).toBeDefined();
  media.faults.set("video", "NotReadableError").set("audio", "NotReadableError");
  await check.choose("camera", "back");
  await check.choose("microphone", "other");
  expect(check.tried.value).toMatchObject({
    picture: undefined,
    level: undefined,
    microphoneFault: "in_use",
  });
});

test("what is taken over stays open when the check ends; what came too late does not", async () => {
  const check = await checked();
  let open = () => {};
  media.gate = new Promise((done) => {
    open = done;
  });
  const late = check.choose("camera", "back");
  const taken = check.take();
  over.abort();
  open();
  await late;
  expect(taken.map(({ readyState }) => readyState)).toEqual(["live"]);
  expect(media.live("video")).toHaveLength(0);
});
