import { Fault } from "./fault.ts";
import type {
  Conversation,
  ConversationSnapshot,
  InboxSnapshot,
  Interview,
  InterviewMode,
  Message,
  Note,
  QueueSnapshot,
} from "./protocol.gen.ts";
import type {
  Centres,
  Colleagues,
  Conversations,
  Declared,
  HandOn,
  Hours,
  LetterWish,
  Me,
  Need,
  Network,
  OpenConversation,
  PostMessage,
  Preview,
  Proposals,
  PutWrapUp,
  Rating,
  Replies,
  Reply,
  ResumeLink,
  Roster,
  Shift,
  Visitor,
} from "./resources.ts";
import { backoff, wait } from "./wait.ts";

/** As whom a command asks, and until when its answer is wanted. */
export interface Caller {
  as: "visitor" | "staff";
  signal: AbortSignal;
}

// One function a command. Those whose repetition changes nothing take no for an answer only
// from the server: through a network failure they go on until they are answered or their
// caller's signal fires. The others are tried once.

/** What the visitor's page needs before a conversation. */
export const getNetwork = (caller: Caller) => persist<Network>(caller, "GET", "/api/network");

/** The visitor's own conversations; none for somebody new. */
export const getVisitor = (caller: Caller) => persist<Visitor>(caller, "GET", "/api/visitor");

/** Erases all that the visitor wrote, and ends the session. */
export const eraseVisitor = (caller: Caller) => once<undefined>(caller, "DELETE", "/api/visitor");

/** Opens a conversation with the page's own id. */
export const openConversation = (opening: OpenConversation, caller: Caller) =>
  persist<ConversationSnapshot>(caller, "POST", "/api/conversations", opening);

/** The conversation as the caller may see it. */
export const getConversation = (id: string, caller: Caller) =>
  persist<ConversationSnapshot>(caller, "GET", `/api/conversations/${id}`);

/** Adds a message. Its id makes it one however often it is sent. */
export const postMessage = (conversation: string, message: PostMessage, caller: Caller) =>
  persist<Message>(caller, "POST", `/api/conversations/${conversation}/messages`, message);

/** Says how far the caller has read. */
export const readConversation = (id: string, upTo: number, caller: Caller) =>
  persist<undefined>(caller, "POST", `/api/conversations/${id}/read`, { upTo });

/** Closes a conversation. */
export const closeConversation = (id: string, caller: Caller) =>
  persist<Conversation>(caller, "POST", `/api/conversations/${id}/close`);

/** Turns a waiting conversation into a message that is answered later. */
export const leaveMessage = (id: string, contact: string, caller: Caller) =>
  once<Conversation>(caller, "POST", `/api/conversations/${id}/message`, { contact });

/** Lets a closed conversation wait again, with its history. */
export const reopenConversation = (id: string, caller: Caller) =>
  once<Conversation>(caller, "POST", `/api/conversations/${id}/reopen`);

/** Gives the visitor's two answers after the conversation. */
export const rateConversation = (id: string, rating: Rating, caller: Caller) =>
  once<undefined>(caller, "POST", `/api/conversations/${id}/rating`, rating);

/** Makes a private link that resumes the conversation elsewhere. */
export const makeResumeLink = (id: string, caller: Caller) =>
  once<ResumeLink>(caller, "POST", `/api/conversations/${id}/link`);

/** Trades the token of a private link for a session. */
export const resume = (token: string, caller: Caller) =>
  persist<Visitor>(caller, "POST", "/api/resume", { token });

/** Takes a waiting conversation. `taken` says who was faster. */
export const claimConversation = (id: string, caller: Caller) =>
  once<ConversationSnapshot>(caller, "POST", `/api/conversations/${id}/claim`);

/** Why an offer is passed. */
export type PassReason = "busy" | "not_mine" | "break";

/** Does not take what is offered: the next one is rung. */
export const passConversation = (id: string, reason: PassReason | undefined, caller: Caller) =>
  persist<undefined>(caller, "POST", `/api/conversations/${id}/pass`, { reason });

/** To whom a conversation is handed over: one of `to`, `topic` and `centre`. */
export interface Handover {
  to?: string;
  topic?: string;
  centre?: string;
  note?: string;
  /** Also when nobody of them is there. */
  anyway?: boolean;
}

/** Asks others to take the conversation over. `not_there` says that nobody of them is at work. */
export const transferConversation = (id: string, handover: Handover, caller: Caller) =>
  once<Conversation>(caller, "POST", `/api/conversations/${id}/transfer`, handover);

/** Ends a transfer that nobody has accepted yet. */
export const takeBackConversation = (id: string, caller: Caller) =>
  once<Conversation>(caller, "DELETE", `/api/conversations/${id}/transfer`);

/** Says, to who asks, that the counsellor is still there. */
export const stayInConversation = (id: string, caller: Caller) =>
  persist<Conversation>(caller, "POST", `/api/conversations/${id}/stay`);

/** Asks a colleague into the conversation; of a quiet one, the visitor does not know. */
export const inviteColleague = (id: string, colleague: string, quiet: boolean, caller: Caller) =>
  once<Conversation>(caller, "POST", `/api/conversations/${id}/colleagues`, { colleague, quiet });

/** Leaves a conversation into which a colleague had asked. */
export const departColleague = (id: string, caller: Caller) =>
  once<undefined>(caller, "POST", `/api/conversations/${id}/leave`);

/** Adds a note for staff. Its id makes it one however often it is sent. */
export const postNote = (conversation: string, note: PostMessage, caller: Caller) =>
  persist<Note>(caller, "POST", `/api/conversations/${conversation}/notes`, note);

/** Notes the outcome of a conversation. */
export const wrapUp = (id: string, outcome: PutWrapUp, caller: Caller) =>
  once<Conversation>(caller, "PUT", `/api/conversations/${id}/wrap-up`, outcome);

/** The other conversations of the same visitor. */
export const getFormer = (id: string, caller: Caller) =>
  persist<Conversations>(caller, "GET", `/api/conversations/${id}/former`);

/** One of them, to be read. */
export const getFormerConversation = (id: string, former: string, caller: Caller) =>
  persist<ConversationSnapshot>(caller, "GET", `/api/conversations/${id}/former/${former}`);

/** The caller's follow-ups, and those that the caller may take. */
export const getInbox = (caller: Caller) => persist<InboxSnapshot>(caller, "GET", "/api/staff/inbox");

/** The caller makes a follow-up theirs. `taken` says whose it is. */
export const takeFollowUp = (id: string, caller: Caller) =>
  once<ConversationSnapshot>(caller, "POST", `/api/conversations/${id}/take`);

/** Gives a follow-up to somebody else, or back to a topic or a centre. */
export const handOnFollowUp = (id: string, to: HandOn, caller: Caller) =>
  once<Conversation>(caller, "POST", `/api/conversations/${id}/hand-on`, to);

/** Says that a follow-up was answered by telephone. */
export const phonedFollowUp = (id: string, caller: Caller) =>
  persist<Conversation>(caller, "POST", `/api/conversations/${id}/phoned`);

/** Sends the visitor their conversation by mail. The wish's id makes it one letter. */
export const mailTranscript = (id: string, wish: LetterWish, caller: Caller) =>
  persist<undefined>(caller, "POST", `/api/conversations/${id}/transcript`, wish);

/** Sends the visitor a private link by mail. */
export const mailResumeLink = (id: string, wish: LetterWish, caller: Caller) =>
  persist<undefined>(caller, "POST", `/api/conversations/${id}/link/mail`, wish);

/** Rings the other side, with the page's own id for the interview. */
export const ring = (conversation: string, interview: { id: string; mode: InterviewMode }, caller: Caller) =>
  persist<Interview>(caller, "POST", `/api/conversations/${conversation}/interviews`, interview);

/** The interview as it is. */
export const getInterview = (id: string, caller: Caller) =>
  persist<Interview>(caller, "GET", `/api/interviews/${id}`);

/** Accepts an interview that rings. */
export const acceptInterview = (id: string, caller: Caller) =>
  persist<Interview>(caller, "POST", `/api/interviews/${id}/accept`);

/** Declines an interview that rings. */
export const declineInterview = (id: string, caller: Caller) =>
  persist<Interview>(caller, "POST", `/api/interviews/${id}/decline`);

/** Gives up ringing. */
export const cancelInterview = (id: string, caller: Caller) =>
  persist<Interview>(caller, "POST", `/api/interviews/${id}/cancel`);

/** Hangs up. */
export const endInterview = (id: string, caller: Caller) =>
  persist<Interview>(caller, "POST", `/api/interviews/${id}/end`);

/** Signs a counsellor in. */
export const signIn = (email: string, password: string, caller: Caller) =>
  once<Me>(caller, "POST", "/api/staff/session", { email, password });

/** Signs out. */
export const signOut = (caller: Caller) => once<undefined>(caller, "DELETE", "/api/staff/session");

/** Who is signed in. */
export const getMe = (caller: Caller) => persist<Me>(caller, "GET", "/api/staff/me");

/** Says whether new chats are welcome. */
export const declarePresence = (presence: Declared, caller: Caller) =>
  once<Me>(caller, "PUT", "/api/staff/presence", { presence });

/** Who waits, of those that the caller may serve. */
export const getQueue = (caller: Caller) => persist<QueueSnapshot>(caller, "GET", "/api/staff/queue");

/** The caller's open conversations, own and joined. */
export const getConversations = (caller: Caller) =>
  persist<Conversations>(caller, "GET", "/api/staff/conversations");

/** What the caller closed lately and has not wrapped up. */
export const getUnwrapped = (caller: Caller) => persist<Conversations>(caller, "GET", "/api/staff/wrap-up");

/** The canned replies that the caller may use. */
export const getReplies = (caller: Caller) => persist<Replies>(caller, "GET", "/api/staff/replies");

/** Writes a canned reply, new or anew, for who runs the network or a centre. */
export const saveReply = (id: string, reply: Omit<Reply, "id">, caller: Caller) =>
  persist<Reply>(caller, "PUT", `/api/staff/replies/${id}`, reply);

/** Removes a canned reply. */
export const removeReply = (id: string, caller: Caller) =>
  persist<undefined>(caller, "DELETE", `/api/staff/replies/${id}`);

/** The other counsellors and their presence. */
export const getColleagues = (caller: Caller) => persist<Colleagues>(caller, "GET", "/api/staff/colleagues");

/** The week of a date, as all staff may see it. */
export const getRoster = (week: string, caller: Caller) =>
  persist<Roster>(caller, "GET", `/api/roster?week=${week}`);

/** Enters a shift with the page's own id, or moves it. `conflict` says that it overlaps another one. */
export const putShift = ({ id, ...shift }: Shift, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/roster/shifts/${id}`, shift);

/** Takes a shift away. */
export const removeShift = (id: string, caller: Caller) =>
  once<undefined>(caller, "DELETE", `/api/roster/shifts/${id}`);

/** Gives a week the shifts of another. Done again it adds none. */
export const copyWeek = (from: string, to: string, caller: Caller) =>
  persist<{ added: number }>(caller, "POST", "/api/roster/copy", { from, to });

/** Writes how many are needed, all of them. */
export const saveNeeds = (needs: readonly Need[], caller: Caller) =>
  persist<undefined>(caller, "PUT", "/api/roster/needs", { needs });

/** The coordinator's centres with their hours. */
export const getCentres = (caller: Caller) => persist<Centres>(caller, "GET", "/api/centres");

/** Writes when a centre is open. `bad_hours` says what cannot be. */
export const saveHours = (centre: string, hours: Hours, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/centres/${centre}/hours`, hours);

/** What visitors would see in the next four weeks with these hours. */
export const previewHours = (centre: string, hours: Hours, caller: Caller) =>
  persist<Preview>(caller, "POST", `/api/centres/${centre}/preview`, hours);

/** The closing days that a calendar feed has; nothing is kept of it. */
export const proposeClosings = (centre: string, feed: string, caller: Caller) =>
  once<Proposals>(caller, "POST", `/api/centres/${centre}/proposals`, { feed });

/** An answer that takes longer than this is none: the network is gone without saying so. */
const patience = 15_000;
const firstPause = 300;
const longestPause = 10_000;

async function persist<T>(caller: Caller, method: string, path: string, body?: object): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await once<T>(caller, method, path, body);
    } catch (error) {
      if (!(error instanceof Fault && error.passes)) throw error;
      await wait((error.retrySeconds ?? 0) * 1000, caller.signal);
      await online(backoff(failures, firstPause, longestPause), caller.signal);
      caller.signal.throwIfAborted();
    }
  }
}

/** Waits, but not beyond the moment when the browser says that the network is back. */
async function online(ms: number, signal: AbortSignal): Promise<void> {
  const cut = new AbortController();
  const back = () => cut.abort();
  globalThis.addEventListener?.("online", back);
  await wait(ms, AbortSignal.any([signal, cut.signal]));
  globalThis.removeEventListener?.("online", back);
}

async function once<T>(caller: Caller, method: string, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = { "miti-as": caller.as };
  const request: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body) {
    headers["content-type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response: Response;
  let data: unknown;
  try {
    request.signal = AbortSignal.any([caller.signal, AbortSignal.timeout(patience)]);
    response = await fetch(path, request);
    data = response.status === 204 ? undefined : await response.json();
  } catch {
    caller.signal.throwIfAborted();
    // No network, no answer in time, or a proxy's page in place of JSON.
    throw new Fault("unreachable");
  }
  if (!response.ok) throw Fault.of(data);
  return data as T;
}
