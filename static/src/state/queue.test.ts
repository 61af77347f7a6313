import { expect, test } from "vitest";
import type { Conversation } from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";
import { answered, emptyQueue, next, type Queue } from "./queue.ts";

function waits(id: string, minute: number): Conversation {
  const since = `2026-11-25T09:0${minute}:00Z`;
  const read = { readByVisitor: 0, readByStaff: 0, lastMessage: 1 };
  return { id, state: "waiting", language: "fr", createdAt: since, waitingSince: since, ...read };
}

const following = (...happened: Incoming[]): Queue => happened.reduce(next, emptyQueue);
const enters = (conversation: Conversation): Incoming => ({ type: "queue.entered", data: { conversation } });
const ids = (queue: Queue) => queue.waiting.map(({ id }) => id);

test("whoever has waited longest is first, also after a counsellor was lost", () => {
  expect(ids(following(enters(waits("b", 2)), enters(waits("c", 3)), enters(waits("a", 1))))).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("an event that comes twice adds nobody", () => {
  expect(ids(following(enters(waits("a", 1)), enters(waits("a", 1))))).toEqual(["a"]);
});

test("the server's order stands", () => {
  const front: Incoming = { type: "queue", data: { waiting: [waits("lost", 5), waits("a", 1)] } };
  expect(ids(following(enters(waits("old", 0)), front))).toEqual(["lost", "a"]);
});

test("who took one is told; who gave up is not missed", () => {
  const by = { id: "anna", name: "Anna" };
  const left = following(enters(waits("a", 1)), { type: "queue.left", data: { conversation: "a", by } });
  expect(ids(left)).toEqual([]);
  expect(left.taken).toEqual({ conversation: "a", by });
  const gone = following(enters(waits("a", 1)), { type: "queue.left", data: { conversation: "a" } });
  expect(gone.taken).toBeUndefined();
});

test("an invitation stands until it is answered", () => {
  const by = { id: "anna", name: "Anna" };
  const invited: Incoming = { type: "queue.invited", data: { conversation: waits("a", 1), by } };
  const queue = following(invited, invited);
  expect(queue.invitations).toHaveLength(1);
  expect(answered(queue, "a").invitations).toEqual([]);
});
