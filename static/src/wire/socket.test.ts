import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "./fakesocket.ts";
import { closeSession, closeTooMany } from "./protocol.gen.ts";
import { connectSocket, type Incoming, type Socket } from "./socket.ts";

const stream = "conversation:c";
let opened: FakeSocket[];
let life: AbortController;
let socket: Socket;

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  life = new AbortController();
  const open = () => {
    opened.push(new FakeSocket());
    return newest() as unknown as WebSocket;
  };
  socket = connectSocket({ url: () => "ws://test", signal: life.signal, open });
});

afterEach(() => {
  life.abort();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const newest = () => opened.at(-1) as FakeSocket;

function watching(): Incoming[] {
  const got: Incoming[] = [];
  socket.watch(stream, (incoming) => got.push(incoming), life.signal);
  return got;
}

const message = (seq: number) => ({
  type: "message",
  stream,
  epoch: "e1",
  seq,
  data: { message: { number: seq } },
});

test("what was watched before the socket opened is in the hello", () => {
  watching();
  expect(newest().welcome()).toMatchObject({ type: "hello", data: { streams: [{ stream }] } });
  expect(socket.status.value).toEqual({ is: "open" });
});

test("what is watched later is asked for at once", () => {
  newest().welcome();
  watching();
  expect(newest().sent.at(-1)).toMatchObject({ type: "watch", data: { stream } });
  newest().answers("ok");
});

test("after a break it resumes from where it was, and an event that comes twice is told once", async () => {
  const got = watching();
  newest().welcome();
  newest().says({ type: "conversation", stream, epoch: "e1", seq: 3, data: {} });
  newest().says(message(4));
  newest().breaks();
  expect(socket.status.value.is).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(opened).toHaveLength(2);
  expect(newest().welcome()).toMatchObject({ data: { streams: [{ stream, epoch: "e1", seq: 4 }] } });
  newest().says(message(4));
  newest().says(message(5));
  newest().says({ type: "typing", stream, data: { by: "staff" } });
  expect(got.map(({ type }) => type)).toEqual(["conversation", "message", "message", "typing"]);
});

test.each(["conversation", "queue", "inbox", "meeting"])(
  "the state of today is told though its number is known: %s",
  (type) => {
    const got = watching();
    newest().welcome();
    newest().says(message(3));
    newest().says({ type, stream, epoch: "e1", seq: 3, data: {} });
    expect(got.map((incoming) => incoming.type)).toEqual(["message", type]);
  },
);

test("a restored server's lower numbers are believed: its epoch is another one", () => {
  const got = watching();
  newest().welcome();
  newest().says(message(9));
  newest().says({ type: "conversation", stream, epoch: "e2", seq: 2, data: {} });
  newest().says({ ...message(3), epoch: "e2" });
  expect(got).toHaveLength(3);
});

test("a request waits for the socket, and its answer is its own", async () => {
  const state = { room: "r", generation: 1, sending: { microphone: true, camera: false, screen: false } };
  const first = socket.request("room.state", state);
  newest().welcome();
  const second = socket.request("room.offer", { ...state, sdp: "v=0", senders: {} });
  newest().answers("room.answer", { generation: 2 });
  expect(await second).toEqual({ generation: 2 });
  newest().says({ type: "error", id: newest().sent[1]?.id ?? "", data: { code: "replaced" } });
  await expect(first).rejects.toMatchObject({ code: "replaced" });
});

test("a request that was sent on a socket that broke is said to have no answer", async () => {
  newest().welcome();
  const asked = socket.request("unwatch", { stream });
  newest().breaks();
  await expect(asked).rejects.toMatchObject({ code: "unreachable" });
});

test("a socket that answers nothing is given up", async () => {
  newest().welcome();
  const dead = newest();
  const asked = socket.request("unwatch", { stream }).catch((fault) => fault.code);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await asked).toBe("unreachable");
  expect(dead.closed).toBe(true);
  expect(opened.length).toBeGreaterThan(1);
});

test("a silent socket is asked for a sign of life, and one that has none is replaced", async () => {
  newest().welcome();
  await vi.advanceTimersByTimeAsync(26_000);
  expect(newest().sent.at(-1)?.type).toBe("unwatch");
  newest().answers("ok");
  expect(opened).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(32_000);
  expect(opened).toHaveLength(2);
});

test("pauses grow to ten seconds, and not beyond", async () => {
  const pauses: number[] = [];
  for (let i = 0; i < 12; i++) {
    newest().breaks();
    const { status } = socket;
    if (status.value.is !== "waiting") throw new Error("it does not wait");
    pauses.push(status.value.until - Date.now());
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(pauses[0]).toBeLessThanOrEqual(400);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(10_000);
  expect(Math.min(...pauses.slice(6))).toBeGreaterThanOrEqual(5_000);
});

test("a crowded server is left in peace for a while", () => {
  newest().breaks(closeTooMany);
  expect(socket.status.value).toMatchObject({ is: "waiting", until: Date.now() + 5_000 });
});

test("an ended session is said, and not knocked at again until there is another one", async () => {
  newest().breaks(closeSession);
  expect(socket.status.value).toEqual({ is: "refused", code: "unauthenticated" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened).toHaveLength(1);
  socket.renew();
  newest().welcome();
  expect(socket.status.value.is).toBe("open");
});

test("a stream that is not ours leaves the others alone", () => {
  const got = watching();
  newest().welcome();
  newest().says({ type: "error", id: "hello", stream: "queue", data: { code: "not_found" } });
  newest().says(message(1));
  expect(socket.status.value.is).toBe("open");
  expect(got).toHaveLength(1);
});

test("a stream that the server cannot give now is asked for again", async () => {
  watching();
  newest().welcome();
  newest().says({ type: "error", id: "hello", stream, data: { code: "unavailable", retrySeconds: 1 } });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(newest().sent.at(-1)).toMatchObject({ type: "watch", data: { stream } });
  newest().answers("ok");
});

test("what concerns this client alone reaches whoever watches", () => {
  const got = watching();
  newest().welcome();
  newest().says({ type: "room.replaced", data: { room: "r", generation: 1 } });
  expect(got).toEqual([{ type: "room.replaced", data: { room: "r", generation: 1 } }]);
});

test("the last one who watched leaves the stream, and nobody is told any more", () => {
  const mine = new AbortController();
  const got: Incoming[] = [];
  socket.watch(stream, (incoming) => got.push(incoming), mine.signal);
  newest().welcome();
  mine.abort();
  expect(newest().sent.at(-1)).toMatchObject({ type: "unwatch", data: { stream } });
  newest().answers("ok");
  newest().says(message(1));
  expect(got).toEqual([]);
});

test("a page that ends takes its socket along", async () => {
  newest().welcome();
  const asked = socket.request("unwatch", { stream }).catch((error) => error.name);
  life.abort();
  expect(newest().closed).toBe(true);
  expect(await asked).toBe("Fault");
});
