import type { Colleague, Conversation, Person } from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";

/** Who waits and who else is there, as one counsellor sees it. */
export interface Queue {
  /** In the order in which they should be taken. */
  waiting: Conversation[];
  /** Conversations that a colleague asks this counsellor into. */
  invitations: { conversation: Conversation; by: Person }[];
  colleagues: Colleague[];
  /** The last one that somebody took, to say who was faster. */
  taken?: { conversation: string; by: Person };
}

/** What is known before the first snapshot. */
export const emptyQueue: Queue = { waiting: [], invitations: [], colleagues: [] };

/** The queue after what came in its stream. */
export function next(queue: Queue, incoming: Incoming): Queue {
  switch (incoming.type) {
    case "queue":
      return { ...queue, waiting: incoming.data.waiting };
    case "queue.entered":
      return { ...queue, waiting: enter(queue.waiting, incoming.data.conversation) };
    case "queue.left": {
      const { conversation, by } = incoming.data;
      const waiting = queue.waiting.filter((one) => one.id !== conversation);
      return by ? { ...queue, waiting, taken: { conversation, by } } : { ...queue, waiting };
    }
    case "queue.invited": {
      const others = queue.invitations.filter((one) => one.conversation.id !== incoming.data.conversation.id);
      return { ...queue, invitations: [...others, incoming.data] };
    }
    case "colleagues":
      return { ...queue, colleagues: incoming.data.colleagues };
    default:
      return queue;
  }
}

/** Takes an invitation off the list: it was followed, or put aside. */
export function answered(queue: Queue, conversation: string): Queue {
  return { ...queue, invitations: queue.invitations.filter((one) => one.conversation.id !== conversation) };
}

/** Puts a conversation where it belongs by the time that it has waited, once. */
function enter(waiting: Conversation[], conversation: Conversation): Conversation[] {
  const others = waiting.filter((one) => one.id !== conversation.id);
  const since = (one: Conversation) => Date.parse(one.waitingSince ?? one.createdAt);
  const after = others.findIndex((one) => since(one) > since(conversation));
  others.splice(after < 0 ? others.length : after, 0, conversation);
  return others;
}
