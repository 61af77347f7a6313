import type { FollowUp } from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";

/** The follow-ups of one member of staff, and those that they may take, by due time. */
export type Inbox = readonly FollowUp[];

/** The inbox after what came in its stream. */
export function next(inbox: Inbox, incoming: Incoming): Inbox {
  switch (incoming.type) {
    case "inbox":
      return incoming.data.followUps;
    case "inbox.entered":
      return enter(inbox, incoming.data.followUp);
    case "inbox.left":
      return inbox.filter(({ conversation }) => conversation.id !== incoming.data.conversation);
    default:
      return inbox;
  }
}

/** Puts a follow-up where it is due, once. */
function enter(inbox: Inbox, followUp: FollowUp): Inbox {
  const { id } = followUp.conversation;
  const due = ({ conversation }: FollowUp) => Date.parse(conversation.dueAt ?? conversation.createdAt);
  const others = inbox.filter((one) => one.conversation.id !== id);
  const after = others.findIndex((one) => due(one) > due(followUp));
  others.splice(after < 0 ? others.length : after, 0, followUp);
  return others;
}

/** What a change in the inbox means for one member of staff, if it is worth a sound. */
export function news(before: Inbox, incoming: Incoming, me: string): "followUp" | "due" | undefined {
  if (incoming.type !== "inbox.entered") return undefined;
  const { conversation, warn, late } = incoming.data.followUp;
  const was = before.find((one) => one.conversation.id === conversation.id);
  const owner = conversation.counsellor?.id;
  if ((late && !was?.late) || (warn && !was?.warn && owner === me)) return "due";
  return owner === me && was?.conversation.counsellor?.id !== me ? "followUp" : undefined;
}
