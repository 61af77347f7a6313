// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Conversation, Message } from "../wire/protocol.gen.ts";
import type { Incoming, Socket } from "../wire/socket.ts";
import { Followed, type Surroundings } from "./followed.ts";

const conversation: Conversation = {
  id: "c".repeat(26),
  state: "active",
  language: "fr",
  createdAt: "2026-11-25T10:00:00Z",
  readByVisitor: 0,
  readByStaff: 0,
  lastMessage: 0,
};

function message(number: number, change: Partial<Message> = {}): Message {
  return {
    conversation: conversation.id,
    number,
    id: `m${number}`,
    author: "visitor",
    at: "2026-11-25T10:00:00Z",
    text: `text ${number}`,
    ...change,
  };
}

let life: AbortController;
let posted: { id: string; text: string }[];
let read: number[];
let deliver: (incoming: Incoming) => void;
let onNews: ReturnType<typeof vi.fn<Surroundings["onNews"]>>;

beforeEach(() => {
  life = new AbortController();
  posted = [];
  localStorage.clear();
  onNews = vi.fn();
  read = [];
  vi.stubGlobal("fetch", async (path: string, request: RequestInit) => {
    const body = JSON.parse(String(request.body));
    if (path.endsWith("/read")) {
      read.push(body.upTo);
      return new Response(null, { status: 204 });
    }
    posted.push(body);
    return Response.json(message(posted.length, body));
  });
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
});

function follow(change: Partial<Conversation> = {}): Followed {
  const socket = {
    watch: (_: string, handler: (incoming: Incoming) => void) => {
      deliver = handler;
    },
    typing: () => undefined,
  } as unknown as Socket;
  const around: Surroundings = {
    as: "visitor",
    socket,
    failed: () => undefined,
    onNews,
    onEnded: () => undefined,
  };
  return new Followed({ conversation: { ...conversation, ...change }, messages: [] }, around, life.signal);
}

const texts = (followed: Followed) => followed.thread.value.messages.map((each) => each.text);

test("a message of one's own is one when its event and its answer both come", async () => {
  const followed = follow();
  followed.send("bonjour");
  expect(followed.draft.value).toBe("");
  expect(followed.outbox.pending.value).toMatchObject([{ text: "bonjour" }]);
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  const id = posted[0]?.id ?? "";
  deliver({ type: "message", data: { message: message(1, { id, text: "bonjour" }) } });
  await vi.waitFor(() => expect(followed.outbox.pending.value).toEqual([]));
  expect(texts(followed)).toEqual(["bonjour"]);
});

describe("what comes in", () => {
  test("is in the order of its numbers, each once", () => {
    const followed = follow();
    for (const number of [2, 1, 2, 3]) deliver({ type: "message", data: { message: message(number) } });
    expect(texts(followed)).toEqual(["text 1", "text 2", "text 3"]);
  });

  test("is news when staff wrote it, and when somebody takes over", () => {
    follow({ state: "waiting" });
    deliver({ type: "conversation.changed", data: { conversation } });
    deliver({ type: "message", data: { message: message(1, { author: "staff" }) } });
    expect(onNews.mock.calls).toEqual([["taken"], ["message"]]);
  });

  test("is read while somebody looks, and said once", () => {
    follow();
    for (const number of [1, 1, 2]) deliver({ type: "message", data: { message: message(number) } });
    expect(read).toEqual([1, 2]);
  });

  test("whoever writes does so until their message comes", () => {
    const followed = follow();
    deliver({ type: "typing", data: { by: "staff", name: "Hugo" } });
    expect(followed.writing.value).toBe("Hugo");
    deliver({ type: "message", data: { message: message(1, { author: "staff" }) } });
    expect(followed.writing.value).toBeUndefined();
  });

  test("an ended interview is no longer there", () => {
    const followed = follow();
    const interview = {
      id: "i",
      conversation: conversation.id,
      state: "ringing",
      mode: "audio",
      by: "staff",
      rungAt: "2026-11-25T10:00:00Z",
      expiresAt: "2026-11-25T10:00:45Z",
    } as const;
    deliver({ type: "interview", data: { interview } });
    expect(followed.conversation.value.interview?.state).toBe("ringing");
    deliver({ type: "interview", data: { interview: { ...interview, state: "ended", reason: "missed" } } });
    expect(followed.conversation.value.interview).toBeUndefined();
  });
});

test("what is being written survives a reload", () => {
  follow().write("à moitié");
  expect(follow().draft.value).toBe("à moitié");
});
