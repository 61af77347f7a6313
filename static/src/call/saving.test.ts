// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Participant, Seat, WantedEvent } from "../wire/protocol.gen.ts";
import type { Incoming, Socket, SocketStatus } from "../wire/socket.ts";
import type { Call as CallType } from "./call.ts";

/** A sender that does what it is told. */
class FakeSender {
  encodings: RTCRtpEncodingParameters[];

  constructor(encodings: readonly RTCRtpEncodingParameters[] = [{}]) {
    this.encodings = encodings.map((each) => ({ active: true, ...each }));
  }

  getParameters() {
    return { encodings: structuredClone(this.encodings), codecs: [] };
  }

  async setParameters({ encodings }: ReturnType<FakeSender["getParameters"]>): Promise<void> {
    this.encodings = encodings;
  }

  track: MediaStreamTrack | null = null;

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }

  /** The names of the streams that are sent. */
  get sends(): (string | undefined)[] {
    return this.encodings.filter(({ active }) => active).map(({ rid }) => rid);
  }
}

/** A peer connection with the senders of a page, in the order in which they are made. */
class FakePeer {
  static senders: FakeSender[] = [];
  connectionState = "connected";

  addTransceiver(_kind: string, { sendEncodings, direction }: RTCRtpTransceiverInit) {
    const sender = new FakeSender(sendEncodings);
    if (direction === "sendonly") FakePeer.senders.push(sender);
    return { sender, mid: "0", receiver: {} };
  }

  getTransceivers() {
    return [];
  }

  async createOffer() {
    return { sdp: "" };
  }

  async setLocalDescription() {}
  async setRemoteDescription() {}
  close() {}
}

const camera = 1; // among the senders
const generation = 3;
let size = { width: 1280, height: 720 }; // of the camera
let captured: ReturnType<typeof track>; // last
const track = () =>
  Object.assign(new EventTarget(), { kind: "video", muted: false, stop() {}, getSettings: () => size });

let life: AbortController;
let call: CallType;
let tell: (incoming: Incoming) => void;

beforeEach(async () => {
  FakePeer.senders = [];
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal(
    "MediaStream",
    class {
      getTracks() {
        captured = track();
        return [captured];
      }
    },
  );
  const open = async () => new MediaStream();
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia: open, getDisplayMedia: open, addEventListener() {} },
  });
  life = new AbortController();
  const answer = { generation, sdp: "", seats: [] };
  const socket = {
    status: signal<SocketStatus>({ is: "open" }),
    watch: (_stream: string, handler: typeof tell) => {
      tell = handler;
    },
    request: async (type: string) => (type === "room.offer" ? answer : undefined),
  } as unknown as Socket;
  const { Call } = await import("./call.ts");
  const isSelf = ({ id }: Participant) => id === "me";
  call = new Call({ socket, room: "room", stream: "s", seats: 3, isSelf, name: "Léa", signal: life.signal });
  await settled();
});

afterEach(() => {
  life.abort();
  size = { width: 1280, height: 720 };
  vi.unstubAllGlobals();
});

const settled = () => new Promise((done) => setTimeout(done));

const wants = (wanted: Partial<WantedEvent>) =>
  tell({
    type: "room.wanted",
    data: { room: "room", generation, camera: [0, 1, 2], screen: [0], ...wanted },
  });

test("just the streams are sent that somebody has a use for", async () => {
  const sends = async (streams: number[]) => {
    wants({ camera: streams });
    await settled();
    return FakePeer.senders[camera]?.sends;
  };
  expect(await sends([0, 2])).toEqual(["q", "f"]);
  expect(await sends([0])).toEqual(["q"]);
  expect(await sends([])).toEqual([]);
  expect(await sends([0, 1])).toEqual(["q", "h"]);
});

test("what is switched on is sent whole until the room says otherwise", async () => {
  wants({ camera: [] });
  await settled();
  call.setCamera(true);
  await settled();
  expect(FakePeer.senders[camera]?.sends).toEqual(["q", "h", "f"]);
});

test("another camera is sent in just the streams that were wanted of the one before", async () => {
  call.setCamera(true);
  await settled();
  wants({ camera: [0] });
  await settled();
  call.choose({ microphone: "", camera: "other", speaker: "" });
  await settled();
  expect(FakePeer.senders[camera]?.sends).toEqual(["q"]);
  call.setCamera(false);
  call.setCamera(true);
  await settled();
  expect(FakePeer.senders[camera]?.sends).toEqual(["q", "h", "f"]);
});

test("a camera that a phone gives back is sent anew, and whole", async () => {
  call.setCamera(true);
  await settled();
  wants({ camera: [0] });
  await settled();
  const interrupt = async (muted: boolean) => {
    captured.muted = muted;
    captured.dispatchEvent(new Event(muted ? "mute" : "unmute"));
    await settled();
  };
  await interrupt(true);
  expect(FakePeer.senders[camera]?.track).toBeNull();
  await interrupt(false);
  expect(FakePeer.senders[camera]?.track).toBe(captured);
  expect(FakePeer.senders[camera]?.sends).toEqual(["q", "h", "f"]);
});

// A browser leaves the upper sizes of a small picture out.
test.each([
  [1280, 720, [4, 2, 1]],
  [720, 1280, [4, 2, 1]],
  [640, 480, [2, 1]],
  [320, 240, [1]],
])("a camera of %i × %i is sent in the sizes that make sense", async (width, height, scales) => {
  size = { width, height };
  call.setCamera(true);
  await settled();
  const sent = FakePeer.senders[camera]?.encodings.filter(({ active }) => active) ?? [];
  expect(sent.map((each) => each.scaleResolutionDownBy)).toEqual(scales);
});

const face: Seat = { participant: "me" };
const ownScreen: Seat = { participant: "me", screen: true };
const theirFace: Seat = { participant: "lea" };
const theirScreen: Seat = { participant: "lea", screen: true };

/** A room in which both send everything, and are not sent these pictures. */
function room(here: Partial<Participant>, there: Partial<Participant>): void {
  const all = { connected: true, sending: { microphone: true, camera: true, screen: true } };
  tell({
    type: "room",
    data: {
      room: "room",
      participants: [
        { id: "me", kind: "visitor", ...all, ...here },
        { id: "lea", kind: "staff", ...all, ...there },
      ],
    },
  });
}

const none = { paused: false, unseeing: false, screenPaused: false, screenUnseen: false };

test.each([
  ["nothing is paused", [], [], {}],
  ["their face stands still here", [theirFace], [], { paused: true }],
  ["their screen stands still here", [theirScreen], [], { screenPaused: true }],
  ["they do not see us", [], [face], { unseeing: true }],
  ["they do not see our screen", [], [ownScreen], { screenUnseen: true }],
  ["it is of somebody else", [{ participant: "hugo" }], [{ participant: "hugo", screen: true }], {}],
] as const)("%s, and it is said", async (_, here, there, said) => {
  call.setCamera(true);
  call.setScreen(true);
  await settled();
  room({ paused: [...here] }, { paused: [...there] });
  expect(call.shown.value.others[0]).toMatchObject({ ...none, ...said });
});

test("what is off is not paused", async () => {
  const sending = { microphone: true, camera: false, screen: false };
  room({ paused: [theirFace, theirScreen] }, { paused: [face, ownScreen], sending });
  expect(call.shown.value.others[0]).toMatchObject(none);
});

test("a weak connection is said at both ends", () => {
  room({ network: "weak" }, { network: "good" });
  expect(call.shown.value).toMatchObject({ weak: true, others: [{ weak: false }] });
  room({ network: "good" }, { network: "weak" });
  expect(call.shown.value).toMatchObject({ weak: false, others: [{ weak: true }] });
});
