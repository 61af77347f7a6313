import type {
  AuthorKind,
  Conversation,
  ConversationSnapshot,
  Message,
  Note,
  Participant,
  Place,
} from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";
import type { Pending } from "./outbox.ts";

/** A conversation as it is known here. */
export interface Thread {
  conversation: Conversation;
  /** In the order of their numbers, each once. */
  messages: Message[];
  /** Of staff for staff, oldest first; a visitor has none. */
  notes: Note[];
  /** While it waits. */
  place?: Place;
  typing?: Typing;
  /** Who is in the room of its interview. */
  participants: Participant[];
}

/** Somebody on the other side who was writing until a moment ago. */
export interface Typing {
  by: AuthorKind;
  name?: string;
  /** Until when it is to be shown. */
  until: number;
}

const typingHolds = 6_000;

/** A thread as an answer or a snapshot has it. */
export function threadOf(snapshot: ConversationSnapshot): Thread {
  const { conversation, messages, notes = [], place } = snapshot;
  return { conversation, messages, notes, participants: [], ...(place && { place }) };
}

/** The thread after what came in its stream. What comes before the first snapshot says nothing. */
export function next(thread: Thread | undefined, incoming: Incoming, now: number): Thread | undefined {
  if (incoming.type === "conversation") {
    return { ...threadOf(incoming.data), participants: thread?.participants ?? [] };
  }
  if (!thread) return undefined;
  switch (incoming.type) {
    case "message":
      return withMessage(thread, incoming.data.message);
    case "note":
      return withNote(thread, incoming.data.note);
    case "conversation.changed":
      return withConversation(thread, incoming.data.conversation);
    case "read":
      return withRead(thread, incoming.data.by, incoming.data.upTo);
    case "interview": {
      const { interview: _, ...without } = thread.conversation;
      const { interview } = incoming.data;
      return { ...thread, conversation: interview.state === "ended" ? without : { ...without, interview } };
    }
    case "typing":
      return { ...thread, typing: { ...incoming.data, until: now + typingHolds } };
    case "place":
      return thread.conversation.state === "waiting" ? { ...thread, place: incoming.data.place } : thread;
    case "room":
      return { ...thread, participants: incoming.data.participants };
    default:
      return thread;
  }
}

/** Adds a message that came by the socket or as an answer; in which order does not matter. */
export function withMessage(thread: Thread, message: Message): Thread {
  if (thread.messages.some((known) => known.number === message.number)) return thread;
  const messages = [...thread.messages, message].sort((a, b) => a.number - b.number);
  const conversation = {
    ...thread.conversation,
    lastMessage: Math.max(thread.conversation.lastMessage, message.number),
  };
  const { typing, ...still } = thread;
  return { ...still, ...(typing && typing.by !== message.author && { typing }), conversation, messages };
}

/** Adds a note that came by the socket or as an answer. */
export function withNote(thread: Thread, note: Note): Thread {
  if (thread.notes.some((known) => known.id === note.id)) return thread;
  return { ...thread, notes: [...thread.notes, note] };
}

function withConversation(thread: Thread, conversation: Conversation): Thread {
  const { place, ...without } = thread;
  const waits = conversation.state === "waiting";
  return { ...without, conversation, ...(waits && place && { place }) };
}

function withRead(thread: Thread, by: AuthorKind, upTo: number): Thread {
  const key = by === "visitor" ? "readByVisitor" : "readByStaff";
  const conversation = { ...thread.conversation, [key]: Math.max(thread.conversation[key], upTo) };
  return { ...thread, conversation };
}

/** How far a message of one's own has come. */
export type Status = "sending" | "sent" | "read" | "failed";

/** A line of the thread as it is shown: from the server, or still on its way there. */
export type Entry =
  | { is: "message"; message: Message; mine: boolean; status?: "sent" | "read" }
  | { is: "pending"; pending: Pending; status: "sending" | "failed" };

/** Who looks at a thread: the visitor, or one of the staff. */
export type Reader = { kind: "visitor" } | { kind: "staff"; id: string };

/** The lines of the thread in order; one's own message has one line from typing to reading. */
export function entries(thread: Thread, pending: readonly Pending[], reader: Reader): Entry[] {
  const { conversation, messages } = thread;
  const readTo = reader.kind === "visitor" ? conversation.readByStaff : conversation.readByVisitor;
  const arrived = new Set(messages.map((message) => message.id));
  return [
    ...messages.map((message): Entry => {
      const mine = isMine(message, reader);
      if (!mine) return { is: "message", message, mine };
      return { is: "message", message, mine, status: message.number <= readTo ? "read" : "sent" };
    }),
    ...pending
      .filter((one) => !arrived.has(one.id))
      .map((one): Entry => ({ is: "pending", pending: one, status: one.failed ? "failed" : "sending" })),
  ];
}

function isMine(message: Message, reader: Reader): boolean {
  return message.author === reader.kind && (reader.kind === "visitor" || message.staffId === reader.id);
}

/** How many messages of the other side the reader has not seen. */
export function unread({ conversation, messages }: Thread, reader: Reader): number {
  const read = reader.kind === "visitor" ? conversation.readByVisitor : conversation.readByStaff;
  const other = reader.kind === "visitor" ? "staff" : "visitor";
  return messages.filter(({ author, number }) => author === other && number > read).length;
}

/** The number under which people can name a question, made of its id: "ABC-DEF". */
export function reference(conversation: string): string {
  const letters = conversation.slice(0, 6).toUpperCase();
  return `${letters.slice(0, 3)}-${letters.slice(3)}`;
}
