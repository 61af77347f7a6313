import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { next as nextThread, type Thread } from "../state/conversation.ts";
import { emptyQueue, next as nextQueue } from "../state/queue.ts";
import { FakeSocket } from "./fakesocket.ts";
import type { Envelope, Requests } from "./protocol.gen.ts";
import { connectSocket, type Incoming } from "./socket.ts";

// The same files that the server's tests hold its own wire to.
const folder = new URL("../../../signaling/protocol/testdata/", import.meta.url);
const golden = (name: string): Envelope => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const all = readdirSync(folder).map(golden);

const life = new AbortController();
const other = new FakeSocket();
const socket = connectSocket({
  url: () => "ws://test",
  signal: life.signal,
  open: () => other as unknown as WebSocket,
});
other.welcome();

test.each(["watch", "unwatch", "room.offer", "room.state", "room.leave"] as const)(
  "%s is sent as the server reads it",
  (type) => {
    const { data } = golden(`${type}.json`);
    socket.request(type, data as Requests[typeof type]["data"]).catch(() => {});
    const { id, ...sent } = other.sent.at(-1) as Envelope;
    expect(id).toBeTruthy();
    expect(sent).toEqual({ type, data });
    other.answers("ok");
  },
);

test("typing is sent as the server reads it, and wants no answer", () => {
  const { id: _, ...wanted } = golden("typing.request.json");
  socket.typing((wanted.data as Requests["typing"]["data"]).conversation);
  expect(other.sent.at(-1)).toEqual(wanted);
});

test("every event and snapshot of the wire reaches who watches its stream", () => {
  const told = all.filter(({ stream, id }) => stream && !id);
  expect(told.length).toBeGreaterThan(10);
  for (const envelope of told) {
    const got: Incoming[] = [];
    const watching = new AbortController();
    socket.watch(envelope.stream ?? "", (incoming) => got.push(incoming), watching.signal);
    other.says(envelope);
    expect(got).toEqual([{ type: envelope.type, data: envelope.data }]);
    watching.abort();
  }
});

test("a thread grows from the wire", () => {
  let thread: Thread | undefined;
  for (const name of [
    "conversation",
    "message",
    "read",
    "interview",
    "typing",
    "room",
    "conversation.changed",
  ]) {
    thread = nextThread(thread, golden(`${name}.json`) as unknown as Incoming, 0);
  }
  const { message } = golden("message.json").data as { message: { number: number } };
  expect(thread?.messages.map(({ number }) => number)).toContain(message.number);
  expect(thread?.participants.length).toBeGreaterThan(0);
});

test("a queue grows from the wire", () => {
  let queue = emptyQueue;
  for (const name of ["queue", "queue.entered", "queue.invited", "colleagues"]) {
    queue = nextQueue(queue, golden(`${name}.json`) as unknown as Incoming);
  }
  expect(queue.waiting.length).toBeGreaterThan(0);
  expect(queue.invitations).toHaveLength(1);
  expect(queue.colleagues.length).toBeGreaterThan(0);
});
