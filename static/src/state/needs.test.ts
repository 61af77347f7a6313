import { expect, test } from "vitest";
import type { Conversation, Note, Offer } from "../wire/protocol.gen.ts";
import { type Thread, threadOf } from "./conversation.ts";
import { needs, type Scene } from "./needs.ts";
import { emptyQueue } from "./queue.ts";

const at = "2026-11-25T09:00:00Z";
const anna = { id: "anna", name: "Anna" };
const bram = { id: "bram", name: "Bram" };

function talk(id: string, change: Partial<Conversation> = {}): Conversation {
  const read = { readByVisitor: 0, readByStaff: 1, lastMessage: 1 };
  return { id, state: "active", language: "fr", createdAt: at, counsellor: anna, ...read, ...change };
}

const { counsellor: _, ...nobodys } = talk("w", { state: "waiting", waitingSince: at });
const waits = (offer?: Offer, change: Partial<Conversation> = {}): Conversation => ({
  ...nobodys,
  ...(offer && { offer }),
  ...change,
});

const thread = (change: Partial<Conversation> = {}, notes: Note[] = []): Thread =>
  threadOf({ conversation: talk("a", change), messages: [], notes });

function scene(waiting: Conversation[], mine: Thread[] = [], change: Partial<Scene> = {}): Scene {
  const none = new Set<string>();
  const queue = { ...emptyQueue, waiting };
  return { me: "anna", queue, mine, returned: none, assigned: none, seenNotes: {}, owed: [], ...change };
}

const news = (of: Scene) => needs(of).map((each) => each.news);

test.each([
  ["rings at me", waits({ to: "anna", until: at }), ["offer"]],
  ["rings at somebody else", waits({ to: "bram", until: at }), []],
  ["rings at everybody", waits({ all: true, until: at }), ["offer"]],
  ["rings at everybody, and I have passed", waits({ all: true, until: at, passed: ["anna"] }), []],
  ["was rung in vain", waits({ exhaustedAt: at }), ["waiting"]],
  ["waits without an offer", waits(), ["waiting"]],
  [
    "is handed over to me",
    waits(
      { to: "anna", until: at },
      { state: "active", counsellor: bram, transfer: { by: bram, to: anna, at } },
    ),
    ["transfer"],
  ],
] as const)("one that %s", (_, conversation, expected) => {
  expect(news(scene([conversation]))).toEqual(expected);
});

test("each ringing of the same conversation is another call", () => {
  const [first] = needs(scene([waits({ to: "anna", until: at })]));
  const [second] = needs(scene([waits({ to: "anna", until: "2026-11-25T09:01:00Z" })]));
  expect(first?.key).not.toBe(second?.key);
});

test("what is handed over by me does not ring at me", () => {
  const own = { transfer: { by: anna, topic: "studies", at }, offer: { all: true, until: at } };
  expect(news(scene([talk("a", own)], [thread(own)]))).toEqual([]);
});

test("a question whether I am still there, a transfer that came back, an unread message", () => {
  expect(news(scene([], [thread({ askedAt: at })]))).toEqual(["asked"]);
  expect(news(scene([], [thread()], { returned: new Set(["a"]) }))).toEqual(["returned"]);
  const says = { conversation: "a", number: 2, id: "m", author: "visitor", at, text: "Bonjour" } as const;
  const unread = { ...thread({ lastMessage: 2 }), messages: [says] };
  expect(news(scene([], [unread]))).toEqual(["message"]);
  const colleagues = [{ ...anna, quiet: true }];
  const along = { ...thread({ lastMessage: 2, counsellor: bram, colleagues }), messages: [says] };
  expect(news(scene([], [along]))).toEqual([]);
});

test("a colleague's note, until it was seen; never one's own", () => {
  const note = (by: typeof anna): Note => ({ id: "n", by, at, text: "Psst" });
  expect(news(scene([], [thread({}, [note(bram)])]))).toEqual(["note"]);
  expect(news(scene([], [thread({}, [note(bram)])], { seenNotes: { a: 1 } }))).toEqual([]);
  expect(news(scene([], [thread({}, [note(anna)])]))).toEqual([]);
});

test("who is asked for advice hears another word than who is asked in", () => {
  const invited = (quiet: boolean) => ({
    ...emptyQueue,
    invitations: [
      { conversation: talk("c", { counsellor: bram, colleagues: [{ ...anna, quiet }] }), by: bram },
    ],
  });
  expect(news(scene([], [], { queue: invited(true) }))).toEqual(["whisper"]);
  expect(news(scene([], [], { queue: invited(false) }))).toEqual(["invited"]);
});
