import type { AuthorKind, Interview, InterviewMode, InterviewReason } from "../wire/protocol.gen.ts";

/** How the media path is, in a word. */
export type Network = "good" | "weak" | "lost";

/** The interview as a person sees it. Pages show a State and send Events; tests do the same. */
export type State =
  | { is: "idle" }
  /** Looks at the own devices before ringing, or before accepting what rings meanwhile. */
  | { is: "checking"; mode: InterviewMode; answers?: Ringing }
  | Ringing
  | { is: "live"; id: string; mode: InterviewMode; since: number; network: Network }
  | { is: "ended"; why: InterviewReason; mode: InterviewMode; byMe: boolean; seconds: number };

/** It rings: here when the other asks, there when I do. */
export interface Ringing {
  is: "ringing";
  id: string;
  mode: InterviewMode;
  by: "me" | "other";
  name?: string;
  since: number;
  expires: number;
}

/** What happens to an interview. */
export type Event =
  /** The person wants to call, or to answer, and looks at the devices first. */
  | { is: "check"; mode: InterviewMode }
  | { is: "leave-check" }
  /** The server says how it is; `me` is the side that looks. */
  | { is: "told"; interview: Interview; me: AuthorKind }
  /** A snapshot has no interview: whatever was shown is over. */
  | { is: "gone" }
  | { is: "network"; network: Network }
  /** The person has seen how it ended. */
  | { is: "seen" };

/** The state before anything has happened. */
export const idle: State = { is: "idle" };

/** The state after an event. What cannot happen in a state changes nothing. */
export function next(state: State, event: Event): State {
  switch (event.is) {
    case "check":
      return check(state, event.mode);
    case "leave-check":
      return state.is === "checking" ? (state.answers ?? idle) : state;
    case "told":
      return told(state, event.interview, event.me);
    case "gone":
      return state.is === "ringing" || state.is === "live" || (state.is === "checking" && state.answers)
        ? idle
        : state;
    case "network":
      return state.is === "live" ? { ...state, network: event.network } : state;
    case "seen":
      return state.is === "ended" ? idle : state;
  }
}

function check(state: State, mode: InterviewMode): State {
  if (state.is === "idle" || state.is === "ended") return { is: "checking", mode };
  if (state.is === "ringing" && state.by === "other") return { is: "checking", mode, answers: state };
  return state;
}

function told(state: State, interview: Interview, me: AuthorKind): State {
  switch (interview.state) {
    case "ringing":
      return rings(state, ringing(interview, me));
    case "live":
      return live(state, interview);
    case "ended":
      return ends(state, interview, me);
  }
}

function ringing(interview: Interview, me: AuthorKind): Ringing {
  return {
    is: "ringing",
    id: interview.id,
    mode: interview.mode,
    by: interview.by === me ? "me" : "other",
    ...(interview.byName && { name: interview.byName }),
    since: Date.parse(interview.rungAt),
    expires: Date.parse(interview.expiresAt),
  };
}

function rings(state: State, news: Ringing): State {
  // An event that comes again, or late, does not take a live interview back.
  if (idOf(state) === news.id) return state;
  if (state.is === "checking" && news.by === "other") return { ...state, answers: news };
  return news;
}

function live(state: State, interview: Interview): State {
  if (state.is === "live" && state.id === interview.id) return state;
  const { id, mode } = interview;
  return { is: "live", id, mode, since: Date.parse(interview.liveAt ?? interview.rungAt), network: "good" };
}

function ends(state: State, interview: Interview, me: AuthorKind): State {
  // History that is told again does not end what rings now, and is no news.
  if (idOf(state) !== interview.id) return state;
  const seconds = interview.liveAt
    ? Math.round((Date.parse(interview.endedAt ?? interview.liveAt) - Date.parse(interview.liveAt)) / 1000)
    : 0;
  const why = interview.reason ?? "hung_up";
  return { is: "ended", why, mode: interview.mode, byMe: interview.by === me, seconds };
}

function idOf(state: State): string | undefined {
  if (state.is === "checking") return state.answers?.id;
  return state.is === "ringing" || state.is === "live" ? state.id : undefined;
}
