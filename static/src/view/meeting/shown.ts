import type { Gathering } from "../../state/gathering.ts";
import type { Steering } from "../../wire/hosting.ts";
import type { MeetingPerson } from "../../wire/protocol.gen.ts";
import type { CallActs, CallShown } from "../call/shown.ts";

/** What a host can do in the room. */
export interface HostActs {
  /** Lets those in who are named, or all who wait. */
  admit: (people: readonly string[]) => void;
  open: () => void;
  end: () => void;
  steer: (steering: Steering) => void;
  letSpeak: (person: string, speaks: boolean) => void;
  remove: (person: string) => void;
  /** Who could be a co-host. */
  colleagues: readonly { id: string; name: string }[];
  nameHost: (colleague: string) => void;
  dismissHost: (colleague: string) => void;
}

/** What can be done in the room. */
export interface RoomActs extends Omit<CallActs, "hangUp"> {
  hand: (raised: boolean) => void;
  /** Whom the reader would see before all others; "" for nobody. */
  pin: (participant: string) => void;
  /** Whom the page shows where it cannot show all; none where it can. */
  show: (participants: readonly string[]) => void;
  /** It reports whether that went through. */
  say: (text: string) => Promise<boolean>;
  leave: () => void;
}

/** A meeting as its room shows it. */
export interface RoomShown {
  gathering: Gathering;
  call: CallShown;
  /** The reader's own name in the room. */
  self: string;
  /** The reader's own registration; hosts have none. */
  mine: MeetingPerson | undefined;
  acts: RoomActs;
  host: HostActs | undefined;
}
