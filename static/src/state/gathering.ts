import type { Meeting, MeetingMessage, MeetingPerson, MeetingSnapshot } from "../wire/protocol.gen.ts";
import type { Incoming } from "../wire/socket.ts";

/** A group meeting as somebody in it sees it. */
export interface Gathering {
  readonly meeting: Meeting;
  /** For those who arrange or hold it. */
  readonly hosting: boolean;
  readonly people: readonly MeetingPerson[];
  readonly messages: readonly MeetingMessage[];
  /** Another number is worth one sound: somebody came to the waiting room after a while of quiet. */
  readonly burst: number;
}

/** The gathering of a snapshot. */
export function gatheringOf({ meeting, hosting, people, messages, knock }: MeetingSnapshot): Gathering {
  return { meeting, hosting, people, messages, burst: knock?.burst ?? 0 };
}

/** The gathering after something has happened in it. */
export function next(g: Gathering, incoming: Incoming): Gathering {
  switch (incoming.type) {
    case "meeting.changed": {
      const { mine } = g.meeting; // events do not have it
      return { ...g, meeting: { ...incoming.data.meeting, ...(mine && { mine }) } };
    }
    case "meeting.person":
      return withPerson(g, incoming.data.person, incoming.data.gone);
    case "meeting.message":
      return withMessage(g, incoming.data.message);
    case "meeting.knock":
      return { ...g, burst: incoming.data.burst };
    default:
      return g;
  }
}

/** Hosts and the person themselves keep who has gone; others do not see them any more. */
function withPerson(g: Gathering, person: MeetingPerson, gone: boolean): Gathering {
  const isMine = person.id === g.meeting.mine?.id;
  const others = g.people.filter(({ id }) => id !== person.id);
  const meeting = isMine ? { ...g.meeting, mine: person } : g.meeting;
  if (gone && !g.hosting && !isMine) return { ...g, people: others };
  return { ...g, meeting, people: [...others, person].sort((a, b) => a.number - b.number) };
}

/** The gathering with a message, once. */
export function withMessage(g: Gathering, message: MeetingMessage): Gathering {
  if (g.messages.some(({ id }) => id === message.id)) return g;
  return { ...g, messages: [...g.messages, message].sort((a, b) => a.number - b.number) };
}

const earliest =
  (of: "handSince" | "waitingSince") =>
  (a: MeetingPerson, b: MeetingPerson): number =>
    Date.parse(a[of] ?? "") - Date.parse(b[of] ?? "") || a.number - b.number;

/** Whose hands are up, the next one first. */
export const hands = (g: Gathering) => g.people.filter((each) => each.handSince).sort(earliest("handSince"));

/** Who is in the waiting room, the longest there first. */
export const knocking = (g: Gathering) =>
  g.people.filter(({ door }) => door === "waiting").sort(earliest("waitingSince"));

/** Who has been let in. */
export const inside = (g: Gathering) => g.people.filter(({ door }) => door === "admitted");

/** Whether a place is theirs. */
export const hasPlace = (mine: MeetingPerson | undefined) =>
  mine?.state === "confirmed" || mine?.state === "offered";

/** How many places are free for who comes now: whoever waits is before them. */
export const freePlaces = ({ capacity, taken, waiting }: Meeting) =>
  waiting > 0 ? 0 : Math.max(0, capacity - taken);

/** Whether nothing more can happen in it. */
export const isOver = ({ state }: Meeting) => state === "ended" || state === "cancelled";
