// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadDraft, noteDraft, saveDraft } from "../../state/draft.ts";
import type { Conversation } from "../../wire/protocol.gen.ts";
import type { Incoming, Socket, SocketStatus } from "../../wire/socket.ts";
import { Desk } from "./desk.ts";

const anna = { id: "anna", name: "Anna" };
const me = { ...anna, email: "", centre: "", body: "", topics: [], languages: [], capacity: 3 };

function talk(id: string, change: Partial<Conversation> = {}): Conversation {
  const at = "2026-11-25T09:00:00Z";
  const read = { readByVisitor: 0, readByStaff: 0, lastMessage: 0 };
  return { id, state: "active", language: "fr", createdAt: at, counsellor: anna, ...read, ...change };
}

let life: AbortController;
let status: ReturnType<typeof signal<SocketStatus>>;
let streams: Map<string, (incoming: Incoming) => void>;
let answers: Record<string, () => Response>;
let failed: ReturnType<typeof vi.fn<(error: unknown) => void>>;

beforeEach(() => {
  life = new AbortController();
  status = signal<SocketStatus>({ is: "open" });
  streams = new Map();
  failed = vi.fn();
  localStorage.clear();
  answers = {
    "/api/staff/me": () => Response.json({ ...me, declared: "available" }),
    "/api/staff/conversations": () => Response.json({ conversations: [talk("a"), talk("b")] }),
    "/api/conversations/a": () => Response.json({ conversation: talk("a"), messages: [] }),
    "/api/staff/wrap-up": () => Response.json({ conversations: [] }),
    "/api/staff/replies": () => Response.json({ replies: [] }),
    "/api/staff/shifts": () => Response.json({ shifts: [] }),
    "/api/network": () => Response.json({ name: "", topics: [], languages: [], centres: [] }),
    "/api/conversations/b": () => Response.json({ conversation: talk("b"), messages: [] }),
  };
  vi.stubGlobal("fetch", async (path: string) => answers[path]?.() ?? new Response(null, { status: 204 }));
});

afterEach(() => {
  life.abort();
  vi.unstubAllGlobals();
});

function connect(): Socket {
  return {
    status,
    watch: (stream: string, handler: (incoming: Incoming) => void) => streams.set(stream, handler),
    typing: () => undefined,
  } as unknown as Socket;
}

/** The desk of Anna, with what she had open. */
async function opened(): Promise<Desk> {
  const desk = new Desk({ connect, failed, onEnded: () => undefined, signal: life.signal });
  await desk.begin();
  await vi.waitFor(() => expect(desk.opened.value).toBe("a"));
  return desk;
}

const says = (number: number): Incoming => ({
  type: "message",
  data: {
    message: {
      conversation: "b",
      number,
      id: `m${number}`,
      author: "visitor",
      at: "2026-11-25T09:01:00Z",
      text: "Bonjour",
    },
  },
});

test("after a reload everything that was open is there again", async () => {
  const desk = await opened();
  expect(desk.mine.value.map(({ id }) => id)).toEqual(["a", "b"]);
});

const news = (desk: Desk) => desk.needs.value.map((each) => each.news);

test("a message in a chat that is not open needs the counsellor, once however many there are", async () => {
  const desk = await opened();
  streams.get("conversation:b")?.(says(1));
  streams.get("conversation:b")?.(says(2));
  expect(news(desk)).toEqual(["message"]);
});

test("what comes while the open chat is out of sight is not said to be read before it is seen", async () => {
  const read = vi.fn(() => new Response(null, { status: 204 }));
  answers["/api/conversations/a/read"] = read;
  const desk = await opened();
  desk.behind.value = true;
  streams.get("conversation:a")?.(says(1));
  expect(news(desk)).toEqual(["message"]);
  expect(read).not.toHaveBeenCalled();
  desk.behind.value = false;
  expect(read).toHaveBeenCalledOnce();
});

test("after a reload what came in a chat that is not open is not said to be read", async () => {
  const read = vi.fn(() => new Response(null, { status: 204 }));
  answers["/api/conversations/b/read"] = read;
  const { message } = says(1).data as { message: unknown };
  answers["/api/conversations/b"] = () => Response.json({ conversation: talk("b"), messages: [message] });
  const desk = await opened();
  expect(news(desk)).toEqual(["message"]);
  expect(read).not.toHaveBeenCalled();
  desk.opened.value = "b";
  expect(read).toHaveBeenCalledOnce();
});

test("a transfer that nobody accepted is told until it is seen", async () => {
  const desk = await opened();
  const told = (change: Partial<Conversation>): void =>
    streams.get("conversation:b")?.({
      type: "conversation.changed",
      data: { conversation: talk("b", change) },
    });
  told({ transfer: { by: anna, topic: "studies", at: "2026-11-25T09:02:00Z" } });
  expect(news(desk)).toEqual([]);
  told({});
  expect(news(desk)).toEqual(["returned"]);
  desk.unseen.see("b");
  expect(news(desk)).toEqual([]);
});

test("a chat that is taken in another tab comes here, and is called assigned until it is opened", async () => {
  const desk = await opened();
  answers["/api/conversations/c"] = () => Response.json({ conversation: talk("c"), messages: [] });
  streams.get("queue")?.({ type: "queue.left", data: { conversation: "c", by: anna } });
  await vi.waitFor(() => expect(news(desk)).toEqual(["assigned"]));
  desk.opened.value = "c";
  expect(news(desk)).toEqual([]);
});

test("what is closed without an outcome is to be wrapped up", async () => {
  const desk = await opened();
  const closed = talk("a", { state: "closed" });
  answers["/api/conversations/a/close"] = () => Response.json(closed);
  answers["/api/staff/wrap-up"] = () => Response.json({ conversations: [closed] });
  await desk.close("a");
  expect(desk.unwrapped.value.map(({ id }) => id)).toEqual(["a"]);
  expect(desk.owned.value.map(({ id }) => id)).toEqual(["b"]);
});

test("who was slower is told, and keeps what was open", async () => {
  const desk = await opened();
  answers["/api/conversations/c/claim"] = () => Response.json({ code: "taken", by: "Bram" }, { status: 409 });
  await desk.claim("c");
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: "taken", by: "Bram" }));
  expect(desk.opened.value).toBe("a");
});

test("a ring is news once, however often it is told", async () => {
  const desk = await opened();
  const at = "2026-11-25T09:02:00Z";
  const interview = { id: "i", conversation: "b", mode: "audio", rungAt: at, expiresAt: at } as const;
  const rings = { interview: { ...interview, state: "ringing", by: "visitor" } } as const;
  const keys = [0, 1].map((readByStaff) => {
    const conversation = talk("b", { ...rings, readByStaff });
    streams.get("conversation:b")?.({ type: "conversation", data: { conversation, messages: [] } });
    return desk.needs.value.map(({ key }) => key);
  });
  expect(keys).toEqual([["ring:b:i"], ["ring:b:i"]]);
});

test("signed out elsewhere: the form comes, and the draft stays", async () => {
  const desk = await opened();
  desk.open.value?.write("Je vous propose");
  status.value = { is: "refused", code: "unauthenticated" };
  await vi.waitFor(() => expect(desk.me.value).toBeNull());
  expect(desk.expired.value).toBe(true);
  expect(loadDraft("a")).toBe("Je vous propose");
});

test("who signs out leaves nothing written behind, not even a note", async () => {
  const desk = await opened();
  desk.open.value?.write("Je vous propose");
  saveDraft(noteDraft("a"), "Vérifier le dossier");
  await desk.signOut();
  expect([loadDraft("a"), loadDraft(noteDraft("a"))]).toEqual(["", ""]);
});
