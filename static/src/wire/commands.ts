import { followLink } from "./link.ts";
import type {
  Conversation,
  ConversationSnapshot,
  Interview,
  InterviewMode,
  Message,
} from "./protocol.gen.ts";
import { type Caller, once, persist } from "./request.ts";
import type {
  ConnectionTest,
  ConnectionTestAnswer,
  LetterWish,
  Network,
  OpenConversation,
  PostMessage,
  Rating,
  ResumeLink,
  Visitor,
} from "./resources.ts";

// One function a command. Those whose repetition changes nothing take no for an answer only
// from the server: through a network failure they go on until they are answered or their
// caller's signal fires. The others are tried once.

/** What the visitor's page needs before a conversation. */
export const getNetwork = (caller: Caller) => persist<Network>(caller, "GET", "/api/network");

/** Answers an offer so that one sees what one sends, for some seconds. */
export const tryConnection = (offer: ConnectionTest, caller: Caller) =>
  once<ConnectionTestAnswer>(caller, "POST", "/api/connection-tests", offer);

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

/** Trades the token of a private link for a session, by which the tab asks from then on. */
export async function resume(token: string, caller: Caller): Promise<Visitor> {
  const found = await persist<Visitor>(caller, "POST", "/api/resume", { token });
  followLink(found.limited === true);
  return found;
}

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
