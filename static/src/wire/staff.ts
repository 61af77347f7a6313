import type {
  Board,
  Conversation,
  ConversationSnapshot,
  InboxSnapshot,
  Note,
  QueueSnapshot,
} from "./protocol.gen.ts";
import { type Caller, once, persist } from "./request.ts";
import type {
  Centres,
  Colleagues,
  ComingShifts,
  Conversations,
  Declared,
  HandOn,
  Hours,
  Interval,
  Me,
  Need,
  PostMessage,
  Preview,
  Proposals,
  PutWrapUp,
  Replies,
  Reply,
  Roster,
  Shift,
} from "./resources.ts";

// What only staff ask. It is apart from the commands of all, so that no visitor has to load it.

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

/** Signs a counsellor in. */
export const signIn = (email: string, password: string, caller: Caller) =>
  once<Me>(caller, "POST", "/api/staff/session", { email, password });

/** Signs out. */
export const signOut = (caller: Caller) => once<undefined>(caller, "DELETE", "/api/staff/session");

/** Who is signed in. */
export const getMe = (caller: Caller) => persist<Me>(caller, "GET", "/api/staff/me");

/**
 * Says whether new chats are welcome. `outside_shift` asks somebody who goes live, unless they
 * say that they know.
 */
export const declarePresence = (presence: Declared, outside: boolean, caller: Caller) =>
  once<Me>(caller, "PUT", "/api/staff/presence", { presence, outside });

/** The caller's own shifts of today. */
export const getMyShifts = (caller: Caller) =>
  persist<{ shifts: Interval[] }>(caller, "GET", "/api/staff/shifts");

/** Who waits, of those that the caller may serve. */
export const getQueue = (caller: Caller) => persist<QueueSnapshot>(caller, "GET", "/api/staff/queue");

/** The caller's open conversations, own and joined. */
export const getConversations = (caller: Caller) =>
  persist<Conversations>(caller, "GET", "/api/staff/conversations");

/** What the caller closed lately and has not wrapped up. */
export const getUnwrapped = (caller: Caller) => persist<Conversations>(caller, "GET", "/api/staff/wrap-up");

/** The canned replies that the caller may use. */
export const getReplies = (caller: Caller) => persist<Replies>(caller, "GET", "/api/staff/replies");

/** Writes a canned reply, new or anew: one's own, or for who runs the network or a centre. */
export const saveReply = ({ id, ...reply }: Reply, caller: Caller) =>
  persist<Reply>(caller, "PUT", `/api/staff/replies/${id}`, reply);

/** Removes a canned reply. */
export const removeReply = (id: string, caller: Caller) =>
  persist<undefined>(caller, "DELETE", `/api/staff/replies/${id}`);

/** The other counsellors and their presence. */
export const getColleagues = (caller: Caller) => persist<Colleagues>(caller, "GET", "/api/staff/colleagues");

/** The whole floor, for who runs it. */
export const getBoard = (caller: Caller) => persist<Board>(caller, "GET", "/api/board");

/** Asks those to go live who could help, and says how many were reached. */
export const callForHelp = (need: Pick<Need, "topic" | "language">, caller: Caller) =>
  once<{ reached: number }>(caller, "POST", "/api/board/help", need);

/** Closes a centre for the rest of its day, and says how many who waited became messages. */
export const closeEarly = (centre: string, reason: string, caller: Caller) =>
  once<{ kept: number }>(caller, "POST", `/api/centres/${centre}/close-early`, { reason });

/** Takes back an early closing of today. */
export const openAgain = (centre: string, caller: Caller) =>
  persist<undefined>(caller, "DELETE", `/api/centres/${centre}/close-early`);

/** The week of a date, as all staff may see it. */
export const getRoster = (week: string, caller: Caller) =>
  persist<Roster>(caller, "GET", `/api/roster?week=${week}`);

/** Enters a shift with the page's own id, or moves it. `conflict` says that it overlaps another one. */
export const putShift = ({ id, staff, date, from, to }: Shift, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/roster/shifts/${id}`, { staff, date, from, to });

/** The caller's shifts of the coming weeks, and those that the caller may take. */
export const getComingShifts = (caller: Caller) => persist<ComingShifts>(caller, "GET", "/api/roster/mine");

/** Asks a colleague, or whoever can (""), to take the caller's own shift. */
export const askSwap = (shift: string, to: string, caller: Caller) =>
  persist<undefined>(caller, "PUT", `/api/roster/shifts/${shift}/swap`, { to });

/** Takes that wish back, or refuses it as the coordinator. */
export const dropSwap = (shift: string, caller: Caller) =>
  persist<undefined>(caller, "DELETE", `/api/roster/shifts/${shift}/swap`);

/** Takes a colleague's shift: at once, or when a coordinator agrees. `conflict` says that the caller is on duty then. */
export const takeSwap = (shift: string, caller: Caller) =>
  once<{ theirs: boolean }>(caller, "POST", `/api/roster/shifts/${shift}/swap/take`);

/** Gives a shift to who would take it, as the coordinator. */
export const approveSwap = (shift: string, caller: Caller) =>
  once<undefined>(caller, "POST", `/api/roster/shifts/${shift}/swap/approve`);

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
