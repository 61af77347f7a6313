import { Fault } from "./fault.ts";
import type {
  Conversation,
  ConversationSnapshot,
  Interview,
  InterviewMode,
  Message,
  QueueSnapshot,
} from "./protocol.gen.ts";
import type {
  Colleagues,
  Conversations,
  Declared,
  Me,
  Network,
  OpenConversation,
  PostMessage,
  Rating,
  ResumeLink,
  Visitor,
} from "./resources.ts";
import { backoff, wait } from "./wait.ts";

// One function a command. Those whose repetition changes nothing take no for an answer only
// from the server: through a network failure they go on until they are answered or their
// signal fires. The others are tried once.

/** What the visitor's page needs before a conversation. */
export const getNetwork = (signal: AbortSignal) => persist<Network>(signal, "GET", "/api/network");

/** The visitor's own conversations; none for somebody new. */
export const getVisitor = (signal: AbortSignal) => persist<Visitor>(signal, "GET", "/api/visitor");

/** Erases all that the visitor wrote, and ends the session. */
export const eraseVisitor = (signal: AbortSignal) => once<undefined>(signal, "DELETE", "/api/visitor");

/** Opens a conversation with the page's own id. */
export const openConversation = (opening: OpenConversation, signal: AbortSignal) =>
  persist<ConversationSnapshot>(signal, "POST", "/api/conversations", opening);

/** The conversation as the caller may see it. */
export const getConversation = (id: string, signal: AbortSignal) =>
  persist<ConversationSnapshot>(signal, "GET", `/api/conversations/${id}`);

/** Adds a message. Its id makes it one however often it is sent. */
export const postMessage = (conversation: string, message: PostMessage, signal: AbortSignal) =>
  persist<Message>(signal, "POST", `/api/conversations/${conversation}/messages`, message);

/** Says how far the caller has read. */
export const readConversation = (id: string, upTo: number, signal: AbortSignal) =>
  persist<undefined>(signal, "POST", `/api/conversations/${id}/read`, { upTo });

/** Closes a conversation. */
export const closeConversation = (id: string, signal: AbortSignal) =>
  persist<Conversation>(signal, "POST", `/api/conversations/${id}/close`);

/** Turns a waiting conversation into a message that is answered later. */
export const leaveMessage = (id: string, contact: string, signal: AbortSignal) =>
  once<Conversation>(signal, "POST", `/api/conversations/${id}/message`, { contact });

/** Lets a closed conversation wait again, with its history. */
export const reopenConversation = (id: string, signal: AbortSignal) =>
  once<Conversation>(signal, "POST", `/api/conversations/${id}/reopen`);

/** Gives the visitor's two answers after the conversation. */
export const rateConversation = (id: string, rating: Rating, signal: AbortSignal) =>
  once<undefined>(signal, "POST", `/api/conversations/${id}/rating`, rating);

/** Makes a private link that resumes the conversation elsewhere. */
export const makeResumeLink = (id: string, signal: AbortSignal) =>
  once<ResumeLink>(signal, "POST", `/api/conversations/${id}/link`);

/** Trades the token of a private link for a session. */
export const resume = (token: string, signal: AbortSignal) =>
  persist<Visitor>(signal, "POST", "/api/resume", { token });

/** Takes a waiting conversation. `taken` says who was faster. */
export const claimConversation = (id: string, signal: AbortSignal) =>
  once<ConversationSnapshot>(signal, "POST", `/api/conversations/${id}/claim`);

/** Asks a colleague into the conversation. */
export const inviteColleague = (id: string, colleague: string, signal: AbortSignal) =>
  once<Conversation>(signal, "POST", `/api/conversations/${id}/colleagues`, { colleague });

/** Rings the other side, with the page's own id for the interview. */
export const ring = (conversation: string, interview: { id: string; mode: InterviewMode }, signal: AbortSignal) =>
  persist<Interview>(signal, "POST", `/api/conversations/${conversation}/interviews`, interview);

/** The interview as it is. */
export const getInterview = (id: string, signal: AbortSignal) =>
  persist<Interview>(signal, "GET", `/api/interviews/${id}`);

/** Accepts an interview that rings. */
export const acceptInterview = (id: string, signal: AbortSignal) =>
  persist<Interview>(signal, "POST", `/api/interviews/${id}/accept`);

/** Declines an interview that rings. */
export const declineInterview = (id: string, signal: AbortSignal) =>
  persist<Interview>(signal, "POST", `/api/interviews/${id}/decline`);

/** Gives up ringing. */
export const cancelInterview = (id: string, signal: AbortSignal) =>
  persist<Interview>(signal, "POST", `/api/interviews/${id}/cancel`);

/** Hangs up. */
export const endInterview = (id: string, signal: AbortSignal) =>
  persist<Interview>(signal, "POST", `/api/interviews/${id}/end`);

/** Signs a counsellor in. */
export const signIn = (email: string, password: string, signal: AbortSignal) =>
  once<Me>(signal, "POST", "/api/staff/session", { email, password });

/** Signs out. */
export const signOut = (signal: AbortSignal) => once<undefined>(signal, "DELETE", "/api/staff/session");

/** Who is signed in. */
export const getMe = (signal: AbortSignal) => persist<Me>(signal, "GET", "/api/staff/me");

/** Says whether new chats are welcome. */
export const declarePresence = (presence: Declared, signal: AbortSignal) =>
  once<Me>(signal, "PUT", "/api/staff/presence", { presence });

/** Who waits, of those that the caller may serve. */
export const getQueue = (signal: AbortSignal) => persist<QueueSnapshot>(signal, "GET", "/api/staff/queue");

/** The caller's open conversations, own and joined. */
export const getConversations = (signal: AbortSignal) =>
  persist<Conversations>(signal, "GET", "/api/staff/conversations");

/** The other counsellors and their presence. */
export const getColleagues = (signal: AbortSignal) =>
  persist<Colleagues>(signal, "GET", "/api/staff/colleagues");

/** An answer that takes longer than this is none: the network is gone without saying so. */
const patience = 15_000;
const firstPause = 300;
const longestPause = 10_000;

async function persist<T>(signal: AbortSignal, method: string, path: string, body?: object): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await once<T>(signal, method, path, body);
    } catch (error) {
      if (!(error instanceof Fault && error.passes)) throw error;
      const asked = (error.retrySeconds ?? 0) * 1000;
      await connected(asked + backoff(failures, firstPause, longestPause), signal);
      signal.throwIfAborted();
    }
  }
}

/** Waits, but not beyond the moment when the browser says that the network is back. */
async function connected(ms: number, signal: AbortSignal): Promise<void> {
  const online = new AbortController();
  const back = () => online.abort();
  globalThis.addEventListener?.("online", back);
  await wait(ms, AbortSignal.any([signal, online.signal]));
  globalThis.removeEventListener?.("online", back);
}

async function once<T>(signal: AbortSignal, method: string, path: string, body?: object): Promise<T> {
  const request: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
  if (body) {
    request.headers = { "content-type": "application/json" };
    request.body = JSON.stringify(body);
  }
  let response: Response;
  let data: unknown;
  try {
    response = await fetch(path, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
    data = response.status === 204 ? undefined : await response.json();
  } catch (error) {
    signal.throwIfAborted();
    // A proxy's page in place of JSON counts as no answer, too.
    throw error instanceof SyntaxError || error instanceof TypeError || isTimeout(error)
      ? new Fault("unreachable")
      : error;
  }
  if (!response.ok) throw Fault.of(data);
  return data as T;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError");
}
