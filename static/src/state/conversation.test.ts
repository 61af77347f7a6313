import { expect, test } from "vitest";
import type { Conversation, Interview, Message } from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";
import { entries, next, type Reader, type Thread, unread, withMessage } from "./conversation.ts";

const visitor: Reader = { kind: "visitor" };
const anna: Reader = { kind: "staff", id: "anna" };

const conversation: Conversation = {
  id: "c",
  state: "active",
  language: "fr",
  createdAt: "2026-11-25T09:00:00Z",
  readByVisitor: 0,
  readByStaff: 0,
  lastMessage: 0,
};

function message(number: number, more: Partial<Message> = {}): Message {
  return {
    conversation: "c",
    number,
    id: `m${number}`,
    author: "visitor",
    at: "2026-11-25T09:00:00Z",
    ...more,
  };
}

function following(...happened: Incoming[]): Thread {
  const first: Incoming = { type: "conversation", data: { conversation, messages: [] } };
  const thread = [first, ...happened].reduce<Thread | undefined>(
    (sum, one) => next(sum, one, 1_000),
    undefined,
  );
  if (!thread) throw new Error("no thread");
  return thread;
}

const says = (one: Message): Incoming => ({ type: "message", data: { message: one } });

test("messages stand in the order of their numbers, each once, whichever way they came", () => {
  const thread = withMessage(following(says(message(2)), says(message(1)), says(message(2))), message(3));
  expect(thread.messages.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(thread.conversation.lastMessage).toBe(3);
});

test("a snapshot takes the place of all that was known, but not of who is in the room", () => {
  const room: Incoming = { type: "room", data: { room: "i", participants: [] } };
  const thread = following(says(message(1)), room, {
    type: "conversation",
    data: { conversation, messages: [message(7)] },
  });
  expect(thread.messages.map(({ number }) => number)).toEqual([7]);
});

test("what comes before the first snapshot says nothing", () => {
  expect(next(undefined, says(message(1)), 0)).toBeUndefined();
});

test("one's own message goes from sending to sent to read, as one line", () => {
  const pending = [{ id: "m1", text: "Bonjour", at: 1 }];
  const status = (thread: Thread) => entries(thread, pending, visitor).map((entry) => entry.status);
  expect(status(following())).toEqual(["sending"]);
  expect(status(following(says(message(1))))).toEqual(["sent"]);
  expect(status(following(says(message(1)), { type: "read", data: { by: "staff", upTo: 1 } }))).toEqual([
    "read",
  ]);
});

test("a message that the server would not have says so", () => {
  const lines = entries(following(), [{ id: "m1", text: "x", at: 1, failed: true }], visitor);
  expect(lines).toMatchObject([{ is: "pending", status: "failed" }]);
});

test("a colleague's message is not one's own", () => {
  const thread = following(
    says(message(1, { author: "staff", staffId: "bert" })),
    says(message(2, { author: "staff", staffId: "anna" })),
  );
  expect(entries(thread, [], anna).map((entry) => entry.is === "message" && entry.mine)).toEqual([
    false,
    true,
  ]);
});

test("reading never goes back", () => {
  const thread = following(
    { type: "read", data: { by: "visitor", upTo: 5 } },
    { type: "read", data: { by: "visitor", upTo: 3 } },
  );
  expect(thread.conversation.readByVisitor).toBe(5);
});

test("who writes is no longer writing once it is written, or after a while", () => {
  const typing: Incoming = { type: "typing", data: { by: "staff", name: "Anna" } };
  expect(following(typing).typing).toEqual({ by: "staff", name: "Anna", until: 7_000 });
  expect(following(typing, says(message(1, { author: "visitor" }))).typing).toBeDefined();
  expect(following(typing, says(message(1, { author: "staff" }))).typing).toBeUndefined();
});

test("a place is shown while it waits, and not a moment longer", () => {
  const waiting: Incoming = {
    type: "conversation.changed",
    data: { conversation: { ...conversation, state: "waiting" } },
  };
  const place: Incoming = {
    type: "place",
    data: { place: { conversation: "c", position: 2, served: true } },
  };
  const taken: Incoming = { type: "conversation.changed", data: { conversation } };
  expect(following(waiting, place).place?.position).toBe(2);
  expect(following(waiting, place, taken).place).toBeUndefined();
  expect(following(place).place).toBeUndefined();
});

test("an interview stays with the conversation until it has ended", () => {
  const interview: Interview = {
    id: "i",
    conversation: "c",
    state: "ringing",
    mode: "audio",
    by: "visitor",
    rungAt: "2026-11-25T09:00:00Z",
    expiresAt: "2026-11-25T09:00:45Z",
  };
  const rings: Incoming = { type: "interview", data: { interview } };
  const ends: Incoming = { type: "interview", data: { interview: { ...interview, state: "ended" } } };
  expect(following(rings).conversation.interview?.id).toBe("i");
  expect(following(rings, ends).conversation.interview).toBeUndefined();
});

test("unread counts what others have brought since", () => {
  const said = [message(1), message(2, { author: "staff" }), message(3), message(4)];
  const thread = following(...said.map(says));
  const read = (change: Partial<Conversation>) => ({
    ...thread,
    conversation: { ...conversation, ...change },
  });
  expect(unread(read({ readByStaff: 1 }), anna)).toBe(2);
  expect(unread(read({ readByStaff: 4 }), anna)).toBe(0);
  expect(unread(read({ readByVisitor: 0 }), visitor)).toBe(1);
});
