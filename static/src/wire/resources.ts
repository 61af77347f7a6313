import type {
  Availability,
  Colleague,
  Conversation,
  Instant,
  NextStep,
  Outcome,
  Presence,
} from "./protocol.gen.ts";

// The bodies of HTTP that never ride on the socket, as internal/web/openapi.yaml has them.

/** The languages of the pages and of the guidance. */
export type Language = "fr" | "nl" | "de" | "en";

/** What the visitor's page needs before a conversation. */
export interface Network {
  name: string;
  topics: string[];
  languages: Language[];
  centres: { id: string; name: string; city: string }[];
  availability: Availability;
}

/** A visitor's own conversations, newest first. */
export interface Visitor {
  conversations: Conversation[];
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
}

/** The canned replies of the network and of the counsellor's centre. */
export interface Replies {
  replies: Reply[];
}
