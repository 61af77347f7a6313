// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Conversation, Message } from "../../wire/protocol.gen.ts";
import type { Incoming, Socket } from "../../wire/socket.ts";
import { Followed, type Surroundings } from "./conversation.ts";
import { Kept } from "./kept.ts";

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
let answer: (body: { id: string; text: string }) => Response;
let deliver: (incoming: Incoming) => void;
let onNews: ReturnType<typeof vi.fn<Surroundings["onNews"]>>;
let failed: ReturnType<typeof vi.fn<(error: unknown) => void>>;

beforeEach(() => {
  life = new AbortController();
  posted = [];
  sessionStorage.clear();
  onNews = vi.fn();
  failed = vi.fn();
  answer = ({ id, text }) => Response.json(message(posted.length, { id, text }));
  vi.stubGlobal("fetch", async (path: string, request: RequestInit) => {
    if (!path.endsWith("/messages")) return new Response(null, { status: 204 });
    const body = JSON.parse(String(request.body));
    posted.push(body);
    return answer(body);
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
    socket,
    kept: new Kept(sessionStorage),
    failed,
    onNews,
    onEnded: () => undefined,
  };
  return new Followed({ conversation: { ...conversation, ...change }, messages: [] }, around, life.signal);
}

const texts = (followed: Followed) => followed.messages.value.map((each) => each.text);

describe("a message of one's own", () => {
  test("shows at once, and is one when its event and its answer both come", async () => {
    const followed = follow();
    followed.send("bonjour");
    expect(followed.outgoing.value).toMatchObject([{ text: "bonjour", state: "sending" }]);
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    const id = posted[0]?.id ?? "";
    deliver({ type: "message", data: { message: message(1, { id, text: "bonjour" }) } });
    await vi.waitFor(() => expect(followed.outgoing.value).toEqual([]));
    expect(texts(followed)).toEqual(["bonjour"]);
  });

  test("that is refused can be tried again, as the same one", async () => {
    const followed = follow();
    answer = () => Response.json({ code: "forbidden" }, { status: 403 });
    followed.send("bonjour");
    await vi.waitFor(() => expect(followed.outgoing.value[0]?.state).toBe("failed"));
    expect(failed).toHaveBeenCalledOnce();
    answer = ({ id, text }) => Response.json(message(1, { id, text }));
    followed.retry(posted[0]?.id ?? "");
    await vi.waitFor(() => expect(texts(followed)).toEqual(["bonjour"]));
    expect(posted[1]?.id).toBe(posted[0]?.id);
    expect(followed.outgoing.value).toEqual([]);
  });

  test("waits for the one before it", async () => {
    const followed = follow();
    followed.send("un");
    followed.send("deux");
    followed.send("trois");
    await vi.waitFor(() => expect(posted).toHaveLength(3));
    expect(posted.map((each) => each.text)).toEqual(["un", "deux", "trois"]);
  });

  test("that was not confirmed before a reload is sent again, as the same one", async () => {
    new Kept(sessionStorage).keepUnsent(conversation.id, [{ id: "before", text: "perdu ?" }]);
    const followed = follow();
    await vi.waitFor(() => expect(texts(followed)).toEqual(["perdu ?"]));
    expect(posted).toEqual([{ id: "before", text: "perdu ?" }]);
  });
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
