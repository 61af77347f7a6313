import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fault } from "../wire/fault.ts";
import type { WantedEvent } from "../wire/protocol.gen.ts";
import type { Socket } from "../wire/socket.ts";
import { Connection } from "./connection.ts";

/** As browsers do, it refuses a change that begins while another one is under way. */
class FakeSender {
  encodings: RTCRtpEncodingParameters[];
  private busy = false;

  constructor(encodings: RTCRtpEncodingParameters[] = []) {
    this.encodings = encodings.map((each) => ({ ...each, active: true }));
  }

  getParameters = () => ({ encodings: this.encodings.map((each) => ({ ...each })), codecs: [] });

  async setParameters({ encodings }: RTCRtpSendParameters): Promise<void> {
    if (this.busy) throw new DOMException("a test", "InvalidModificationError");
    this.busy = true;
    await Promise.resolve();
    this.encodings = encodings;
    this.busy = false;
  }

  replaceTrack = async () => undefined;
}

let senders: FakeSender[];
let over: AbortController;

beforeEach(() => {
  senders = [];
  over = new AbortController();
  vi.stubGlobal(
    "RTCPeerConnection",
    class {
      addTransceiver = (_: string, { sendEncodings }: RTCRtpTransceiverInit) => {
        const sender = new FakeSender(sendEncodings);
        senders.push(sender);
        return { mid: null, sender };
      };
      createOffer = () => new Promise(() => {});
      close = () => undefined;
    },
  );
});

afterEach(() => {
  over.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("of two wishes for a picture the newer one comes true", async () => {
  const socket = { status: signal({ is: "open" }) } as unknown as Socket;
  const sending = () => ({ microphone: false, camera: false, screen: false });
  const connection = new Connection({ socket, room: "r", signal: over.signal, seats: 1, sending });
  const wish = (...camera: number[]): WantedEvent => ({
    room: "r",
    generation: 0,
    camera,
    screen: [],
    cameraCodecs: [],
    screenCodecs: [],
  });
  connection.wanted(wish(0));
  connection.wanted(wish(0, 1, 2));
  connection.wanted(wish(0, 2));
  const camera = senders[1];
  await vi.waitFor(() => expect(camera?.encodings.map(({ active }) => active)).toEqual([true, false, true]));
});

test("what changed while a restart was refused is said, though none follows", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  let pc = { connectionState: "", onconnectionstatechange: () => {} };
  vi.stubGlobal(
    "RTCPeerConnection",
    class {
      connectionState = "new";
      onconnectionstatechange = () => {};
      addTransceiver = () => ({ mid: null, sender: new FakeSender() });
      createOffer = async () => {
        pc = this;
        return { sdp: "" };
      };
      setLocalDescription = async () => undefined;
      setRemoteDescription = async () => undefined;
      close = () => undefined;
    },
  );
  const becomes = (state: string) => {
    pc.connectionState = state;
    pc.onconnectionstatechange();
  };
  let refuse = (_: unknown) => {};
  const restart = new Promise((_, reject) => {
    refuse = reject;
  });
  const answers: unknown[] = [{ generation: 1, sdp: "", seats: [] }, restart];
  const request = vi.fn(async (type: string, _: unknown) => (type === "room.offer" ? answers.shift() : {}));
  const socket = { status: signal({ is: "open" }), request } as unknown as Socket;
  const said = { microphone: true, camera: false, screen: false };
  const sending = () => ({ ...said });
  const connection = new Connection({ socket, room: "r", signal: over.signal, seats: 0, sending });
  await vi.advanceTimersByTimeAsync(100);
  becomes("connected");
  becomes("failed");
  await vi.advanceTimersByTimeAsync(1_000);
  said.microphone = false;
  await connection.say();
  becomes("connected");
  refuse(new Fault("unavailable"));
  await vi.advanceTimersByTimeAsync(100);
  expect(request.mock.calls.map(([type]) => type)).toEqual(["room.offer", "room.offer", "room.state"]);
  expect(request.mock.lastCall?.[1]).toMatchObject({ sending: { microphone: false } });
});
