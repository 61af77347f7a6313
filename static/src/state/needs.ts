import type { Conversation, Person } from "../wire/protocol.gen.ts";
import { type Thread, unread } from "./conversation.ts";
import type { Queue } from "./queue.ts";

/** What can need a counsellor. */
export type News =
  | "offer"
  | "transfer"
  | "waiting"
  | "invited"
  | "whisper"
  | "ring"
  | "asked"
  | "returned"
  | "assigned"
  | "message"
  | "note"
  | "followUp"
  | "due"
  | "help"
  | "swap"
  | "cut";

/** Something that needs the counsellor now. The same thing again has another key. */
export interface Need {
  key: string;
  news: News;
  conversation: string;
}

/** What a counsellor's page knows, as far as it may need them. */
export interface Scene {
  me: string;
  queue: Queue;
  mine: readonly Thread[];
  /** Whose transfer nobody accepted, and those that came without the page's doing. */
  returned: ReadonlySet<string>;
  assigned: ReadonlySet<string>;
  /** How many notes of each conversation were before the counsellor's eyes. */
  seenNotes: Readonly<Record<string, number>>;
  /** Follow-ups that became the counsellor's, or are due, until they were opened. */
  owed: readonly Need[];
}

/** All that needs the counsellor, the queue first. */
export function needs(scene: Scene): Need[] {
  return [...ofQueue(scene), ...scene.mine.flatMap((thread) => ofThread(thread, scene)), ...scene.owed];
}

/** Whether a conversation that looks for a counsellor rings here: at this one, or at everybody. */
export function ringsAt({ offer }: Conversation, me: string): boolean {
  if (!offer) return false;
  return offer.to === me || Boolean(offer.all && !offer.passed?.includes(me));
}

/** What waits, without what is the counsellor's own already. */
export function foreign({ queue, mine, me }: Pick<Scene, "queue" | "mine" | "me">): Conversation[] {
  const own = new Set(mine.filter((each) => isOwner(each, me)).map(({ conversation }) => conversation.id));
  return queue.waiting.filter(({ id, counsellor }) => !own.has(id) && counsellor?.id !== me);
}

/** What a counsellor is in a conversation besides: somebody of whom the visitor does not know. */
export function isQuiet({ colleagues }: Conversation, me: string): boolean {
  return Boolean(colleagues?.find(({ id }) => id === me)?.quiet);
}

const isOwner = ({ conversation }: Thread, me: string) => conversation.counsellor?.id === me;

function ofQueue(scene: Scene): Need[] {
  const found: Need[] = [];
  for (const each of foreign(scene)) {
    const { id, offer, transfer, waitingSince } = each;
    const isNobodys = !offer?.to && !offer?.all;
    if (ringsAt(each, scene.me)) {
      const news = transfer ? "transfer" : "offer";
      found.push({ key: `${news}:${id}:${offer?.until ?? ""}`, news, conversation: id });
    } else if (isNobodys && !transfer) {
      found.push({ key: `waiting:${id}:${waitingSince ?? ""}`, news: "waiting", conversation: id });
    }
  }
  for (const { conversation } of scene.queue.invitations) {
    const news = isQuiet(conversation, scene.me) ? "whisper" : "invited";
    found.push({ key: `${news}:${conversation.id}`, news, conversation: conversation.id });
  }
  return found;
}

function ofThread(thread: Thread, scene: Scene): Need[] {
  const { id, interview, askedAt, state } = thread.conversation;
  const found: Need[] = [];
  const need = (news: News, which: string | number = "") =>
    found.push({ key: `${news}:${id}:${which}`, news, conversation: id });
  if (interview?.state === "ringing" && interview.by === "visitor") need("ring", interview.id);
  if (askedAt && state === "active" && isOwner(thread, scene.me)) need("asked", askedAt);
  if (scene.returned.has(id)) need("returned");
  if (scene.assigned.has(id)) need("assigned");
  const reader = { kind: "staff", id: scene.me } as const;
  if (!isQuiet(thread.conversation, scene.me) && unread(thread, reader) > 0) {
    need("message", thread.conversation.lastMessage);
  }
  const notes = thread.notes.slice(scene.seenNotes[id] ?? 0);
  if (notes.some(({ by }: { by: Person }) => by.id !== scene.me)) need("note", thread.notes.length);
  return found;
}
