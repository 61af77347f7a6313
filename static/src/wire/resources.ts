import type {
  Availability,
  Colleague,
  Conversation,
  Instant,
  NextStep,
  Outcome,
  Presence,
  Relay,
  Source,
} from "./protocol.gen.ts";

// The bodies of HTTP that never ride on the socket, as internal/web/openapi.yaml has them.

/** The languages of the pages and of the guidance. */
export type Language = "fr" | "nl" | "de" | "en";

/** What the visitor's page needs before a conversation. */
export interface Network {
  name: string;
  topics: string[];
  languages: Language[];
  centres: { id: string; name: string; city: string; address?: string; phone?: string; zone: string }[];
  availability: Availability;
}

/** A visitor's own conversations, newest first. */
export interface Visitor {
  conversations: Conversation[];
  /** The appointment that the private link was for. */
  appointment?: string;
  /** This is not all of the visitor's: they came by a private link. */
  limited?: boolean;
}

/** What opens a conversation. With intent `message` the contact is required. */
export interface OpenConversation {
  id: string;
  intent: "chat" | "message";
  topic?: string;
  language: Language;
  postcode?: string;
  name?: string;
  contact?: string;
  /** A secret of the page's own, which lets a repeat after a lost answer be the same visitor's. */
  session?: string;
  message: PostMessage;
}

/** A text with the id that makes it one message however often it is sent. */
export interface PostMessage {
  id: string;
  text: string;
}

/** An offer of somebody who tests the connection, and what each m-line sends by its mid. */
export interface ConnectionTest {
  sdp: string;
  senders: Record<string, Source>;
}

/** The answer to it, and the relay where there is one. */
export interface ConnectionTestAnswer {
  sdp: string;
  relay?: Relay;
}

/** A visitor's two answers, from 1 to 5. */
export interface Rating {
  helped: number;
  easy: number;
}

/** A private link's secret. It belongs in a URL's fragment. */
export interface ResumeLink {
  token: string;
  expiresAt: Instant;
}

/** To whom a follow-up is handed on: one of the three. */
export type HandOn = { to: string } | { topic: string } | { centre: string };

/** A wish for a letter, with the page's own id. Without a contact it goes to the conversation's. */
export interface LetterWish {
  id: string;
  contact?: string;
}

/** Who is signed in. */
export interface Me {
  id: string;
  name: string;
  email: string;
  centre: string;
  body: string;
  topics: string[];
  languages: Language[];
  capacity: number;
  declared: Declared;
  coordinator: boolean;
}

/** The presences that a counsellor may declare. */
export type Declared = Exclude<Presence, "unknown">;

/** The caller's open conversations. */
export interface Conversations {
  conversations: Conversation[];
}

/** The other counsellors. */
export interface Colleagues {
  colleagues: Colleague[];
}

/** What a counsellor notes at the end. The contact is where a promised answer goes. */
export interface PutWrapUp {
  topic?: string;
  outcome: Outcome;
  next: NextStep;
  contact?: string;
}

/** A canned reply, in the languages that it exists in. */
export interface Reply {
  id: string;
  shortcut: string;
  texts: Partial<Record<Language, string>>;
  centre?: string;
  /** It is the reader's alone. */
  own?: boolean;
}

/** The canned replies of the network and of the counsellor's centre, and the counsellor's own. */
export interface Replies {
  replies: Reply[];
}

/** A stretch of time. */
export interface Interval {
  from: Instant;
  to: Instant;
}

/** Minutes of a day's wall clock, `from` up to but not including `to`. */
export interface Minutes {
  from: number;
  to: number;
}

/** Who is live when, in one week. Dates are yyyy-mm-dd. */
export interface Roster {
  monday: string;
  /** Where the network's clock hangs. */
  zone: string;
  open: Interval[];
  staff: Rostered[];
  shifts: Shift[];
  needs: Need[];
  gaps: Gap[];
  /** The shifts of the coming weeks that somebody would take, once the coordinator agrees. */
  decide: Shift[];
}

/** Somebody who may have shifts. */
export interface Rostered {
  id: string;
  name: string;
  centre: string;
  topics: string[];
  languages: Language[];
}

/** A time on one day at which somebody is live, by the clock of their centre. */
export interface Shift extends Minutes {
  id: string;
  staff: string;
  date: string;
  /** The person's, where no people are in the answer. */
  name?: string;
  /** The wish that somebody else takes it: `to`, or whoever can; `taker` would, once a coordinator agrees. */
  swap?: { to?: string; taker?: string };
}

/** The counsellor's shifts of the coming weeks, and those of colleagues that they may take. */
export interface ComingShifts {
  mine: Shift[];
  offered: Shift[];
}

/** How many of a kind must be live while the network is open. */
export interface Need {
  topic?: string;
  language?: Language;
  minimum: number;
}

/** A time at which fewer are on duty than are needed. */
export interface Gap extends Interval, Need {
  have: number;
}

/** When a centre is open, as its coordinator enters it. */
export interface Hours {
  week: Span[];
  exceptions: Exception[];
  holidays: "" | "be";
}

/** Opening hours on a day of the week; 0 is Sunday. */
export interface Span extends Minutes {
  day: number;
}

/** Replaces the week on its dates, both included; closed without hours. */
export interface Exception {
  from: string;
  to: string;
  hours: Minutes[];
  name: string;
}

/** A centre with its hours. */
export interface Centre extends Hours {
  id: string;
  name: string;
  city: string;
  zone: string;
}

/** A coordinator's centres, and the legal days of the next year. */
export interface Centres {
  centres: Centre[];
  legalDays: { date: string; key: string }[];
}

/** What visitors would see of a centre with some hours. */
export interface Preview {
  zone: string;
  open: boolean;
  opensAt?: Instant;
  answerBy: Instant;
  days: { date: string; open: Interval[]; holidays: string[] }[];
}

/** The closing days that a calendar feed has. */
export interface Proposals {
  proposals: { from: string; to: string; name: string }[];
  /** Events that are no whole days. */
  skipped: number;
}
