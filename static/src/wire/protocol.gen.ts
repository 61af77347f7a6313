// Code generated from signaling/protocol by go generate. DO NOT EDIT.

/** An instant, as RFC 3339. */
export type Instant = string;

/** bytes a client may send in one frame: an offer, and room to spare */
export const maxFrame = 98304;

/** streams a socket may watch */
export const maxStreams = 32;

/** characters of a message */
export const maxText = 4000;

/** characters of a visitor's name */
export const maxName = 60;

/** did not read fast enough, or is to see the state of today: come back and resume */
export const closeResume = 4001;

/** signed out, or the session has expired: sign in first */
export const closeSession = 4002;

/** too many sockets or messages: come back later */
export const closeTooMany = 4003;

/** this node stops: come back at once, with jitter */
export const closeDraining = 4004;

/** MeetingState is where a meeting is. */
export type MeetingState =
  | "planned"
  | "open"
  | "ended"
  | "cancelled";

/**
 * MeetingMode is who may speak without being asked to. To make it audience mutes everybody but
 * the hosts.
 */
export type MeetingMode =
  | "audience"
  | "everyone";

/** Admission is who opens the door of the waiting room. */
export type Admission =
  | "by_hand"
  | "at_start";

/** EndReason is why a meeting is over ("meeting.ended.REASON"). */
export type EndReason =
  | "host"
  | "no_host"
  | "time";

/** PlaceState is what somebody who registered has. */
export type PlaceState =
  | "confirmed"
  | "waiting"
  | "offered"
  | "lapsed"
  | "withdrawn";

/** Door is where somebody is with respect to the room; absent for away. */
export type Door =
  | "waiting"
  | "admitted"
  | "removed";

/** Source is what a sender carries. */
export type Source =
  | "microphone"
  | "camera"
  | "screen"
  | "screenSound";

/** FlawKind is what is wrong with hours, in the words of the calendar. */
export type FlawKind =
  | "unknown_zone"
  | "unknown_holidays"
  | "unknown_day"
  | "not_on_a_day"
  | "no_such_date"
  | "ends_too_early"
  | "long_name"
  | "too_many";

/** Network is how somebody's connection is. */
export type Network =
  | "good"
  | "weak"
  | "lost";

/** AnswerWay is how somebody wants to be answered. */
export type AnswerWay =
  | "mail"
  | "phone";

/** Outcome is what became of a contact. */
export type Outcome =
  | "answered"
  | "oriented"
  | "continues"
  | "abandoned";

/** NextStep is what was agreed on. */
export type NextStep =
  | "none"
  | "follow_up"
  | "appointment"
  | "documents";

/** ConversationState is where a conversation is. */
export type ConversationState =
  | "waiting"
  | "active"
  | "closed"
  | "message"
  | "answered";

/** AuthorKind is who wrote a message. */
export type AuthorKind =
  | "visitor"
  | "staff"
  | "system";

/** LineKind is the kind of a system line. */
export type LineKind =
  | "taken"
  | "joined"
  | "left"
  | "requeued"
  | "closed"
  | "message_left"
  | "phoned"
  | "out_of_hours"
  | "left_queue"
  | "moved"
  | "transfer_offered"
  | "transferred"
  | "transfer_returned"
  | "interview_missed"
  | "interview_declined"
  | "interview_cancelled"
  | "interview_ended"
  | "interview_failed"
  | "times_offered"
  | "appointment_booked";

/** InterviewState is where an interview is. */
export type InterviewState =
  | "ringing"
  | "live"
  | "ended";

/** InterviewMode is what an interview starts with. */
export type InterviewMode =
  | "audio"
  | "video";

/** InterviewReason is why an interview ended. */
export type InterviewReason =
  | "hung_up"
  | "missed"
  | "declined"
  | "cancelled"
  | "failed";

/** Presence is what a counsellor says, and what is seen of it. */
export type Presence =
  | "available"
  | "busy"
  | "away"
  | "offline"
  | "unknown";

/** Code names what went wrong in a way that a page can turn into a sentence. */
export type FaultCode =
  | "malformed"
  | "too_large"
  | "unknown_type"
  | "unauthenticated"
  | "bad_sign_in"
  | "forbidden"
  | "not_found"
  | "taken"
  | "conflict"
  | "not_there"
  | "full"
  | "too_many"
  | "unavailable"
  | "contact_required"
  | "bad_contact"
  | "bad_hours"
  | "outside_shift"
  | "bad_offer"
  | "bad_file"
  | "files_full"
  | "replaced"
  | "internal";

/** Meeting is a group meeting, as anyone may see it. */
export interface Meeting {
  id: string;
  /** Series is what the first meeting of its series is called. */
  series?: string;
  centre: string;
  /** whose clock counts */
  zone: string;
  state: MeetingState;
  /** by language */
  titles: Record<string, string>;
  descriptions: Record<string, string>;
  /** Languages are those that it is held in. */
  languages: string[];
  /** the host first */
  hosts: MeetingHost[];
  start: Instant;
  end: Instant;
  capacity: number;
  taken: number;
  /** Waiting is how many are on the waiting list. */
  waiting: number;
  mode: MeetingMode;
  admission: Admission;
  questions: MeetingQuestion[];
  locked: boolean;
  /** Spotlight is the participant whom everybody sees first. */
  spotlight?: string;
  /** KnockFrom is when the waiting room lets guests in, HostsFrom the room its hosts. */
  knockFrom: Instant;
  hostsFrom: Instant;
  /** EndsWithoutHost is when it ends unless one of its hosts comes back. */
  endsWithoutHost?: Instant;
  endedAt?: Instant;
  reason?: EndReason;
  /** Mine is the registration of the visitor who asks. Events do not have it. */
  mine?: MeetingPerson;
}

/** MeetingHost is one of those who hold a meeting. */
export interface MeetingHost {
  /** of staff */
  id: string;
  name: string;
  /** Participant is their name in the room. */
  participant: string;
}

/** MeetingQuestion is what is asked of those who register. */
export interface MeetingQuestion {
  texts: Record<string, string>;
  required: boolean;
}

/** MeetingPerson is somebody who registered. */
export interface MeetingPerson {
  /** of the registration */
  id: string;
  participant: string;
  /** in the order of registering */
  number: number;
  name: string;
  state: PlaceState;
  /** Place is theirs on the waiting list, from 1; to themselves alone. */
  place?: number;
  /** OfferedUntil is until when an offered place is theirs to take. */
  offeredUntil?: Instant;
  door?: Door;
  waitingSince?: Instant;
  /**
   * Speaks, Camera and Screen are what they may send: the server forwards nothing else of
   * theirs.
   */
  speaks: boolean;
  camera: boolean;
  screen: boolean;
  /** HandSince is since when their hand is up. The earliest is next. */
  handSince?: Instant;
  registeredAt: Instant;
  /**
   * What follows is for themselves and those who arrange the meeting, when they ask for it;
   * never in events.
   */
  contact?: string;
  language?: string;
  /** by question */
  answers?: string[];
  cameAt?: Instant;
  leftAt?: Instant;
}

/** MeetingMessage is something that was said in the chat of a meeting, to all. */
export interface MeetingMessage {
  number: number;
  id: string;
  /** registration, or staff id */
  author: string;
  host: boolean;
  name: string;
  at: Instant;
  text: string;
}

/** MeetingSnapshot is type "meeting": the meeting as its reader may see it. */
export interface MeetingSnapshot {
  meeting: Meeting;
  /** Hosting is true for those who arrange or hold it. */
  hosting: boolean;
  /**
   * People are, for hosts, all who registered; for guests those in the room and themselves; for
   * who is not in yet, themselves.
   */
  people: MeetingPerson[];
  messages: MeetingMessage[];
  /** Knock is for hosts. */
  knock?: MeetingKnock;
}

/**
 * MeetingKnock is how many are in the waiting room. The burst is another number when somebody
 * comes after a while of quiet: that is worth one sound.
 */
export interface MeetingKnock {
  waiting: number;
  burst: number;
}

/** MeetingEvent is type "meeting.changed". */
export interface MeetingEvent {
  meeting: Meeting;
}

/**
 * MeetingPersonEvent is type "meeting.person". Gone says that they are not in the room any
 * more, or never were. A guest who reads that they have been admitted watches the stream anew,
 * for what they may see from now on.
 */
export interface MeetingPersonEvent {
  person: MeetingPerson;
  gone: boolean;
}

/** MeetingKnockEvent is type "meeting.knock", for hosts. */
export type MeetingKnockEvent = MeetingKnock;

/** MeetingMessageEvent is type "meeting.message". */
export interface MeetingMessageEvent {
  message: MeetingMessage;
}

/** Envelope is every frame. */
export interface Envelope {
  type: string;
  /** ID pairs a request with its answer. Requests without an id get none, except an error. */
  id?: string;
  /** Stream, Epoch and Seq are an event's position. A transient event has no Seq. */
  stream?: string;
  epoch?: string;
  seq?: number;
  data?: unknown;
}

/**
 * Hello is the first message, once: what to watch, and from where. Answer: Welcome; then, for
 * each stream, the missed events or a Snapshot.
 */
export interface Hello {
  streams: Position[];
}

/** Watch adds a stream. Answer: ok, then its events or a Snapshot. */
export type Watch = Position;

/** Unwatch leaves a stream. Answer: ok. */
export interface Unwatch {
  stream: string;
}

/** Typing says that the sender is writing. No answer. */
export interface Typing {
  conversation: string;
}

/** RoomOffer joins a room, or renegotiates, or restarts ICE. Answer: RoomAnswer. */
export interface RoomOffer {
  room: string;
  /** Generation is the last answer's, 0 at first. */
  generation: number;
  sdp: string;
  /** Senders maps the mid of each m-line that is sent on to its source. */
  senders: Record<string, Source>;
  sending: Sending;
}

/** RoomState says what the sender sends from now on. Answer: ok. */
export interface RoomState {
  room: string;
  generation: number;
  sending: Sending;
}

/**
 * RoomView says how high the picture of each seat is shown, in pixels of the screen; 0 is not
 * at all. A seat that is not spoken of is shown whole. Pinned is the participant whom the
 * sender would see before all others, and Shown are whom the page shows where there are more
 * than it can show at once. Answer: ok.
 */
export interface RoomView {
  room: string;
  generation: number;
  heights: number[];
  pinned?: string;
  shown?: string[];
}

/**
 * RoomReport says what the person has seen and heard since the last report: how often pictures
 * stood still and for how long, and how much of the sound was made up for what did not come.
 * Answer: ok.
 */
export interface RoomReport {
  room: string;
  generation: number;
  freezes: number;
  frozenMs: number;
  concealedMs: number;
}

/** RoomLeave leaves the room; it does not end the interview. Answer: ok. */
export interface RoomLeave {
  room: string;
  generation: number;
}

/**
 * Position is how far a client is in a stream. Without epoch and seq it asks for a snapshot.
 */
export interface Position {
  stream: string;
  epoch?: string;
  seq?: number;
}

/** Sending is what a participant sends at this moment. */
export interface Sending {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}

/** Welcome answers Hello. */
export interface Welcome {
  /** Epoch is of all stored streams. */
  epoch: string;
  /**
   * Version is the server's; another one than the page's asks for a reload when nothing is lost
   * by it.
   */
  version: string;
}

/** RoomAnswer answers RoomOffer. */
export interface RoomAnswer {
  room: string;
  generation: number;
  sdp: string;
  seats: SeatMids[];
  /**
   * Relay is for this start or restart of ICE. It is absent where there is none, and before the
   * door of a meeting.
   */
  relay?: Relay;
}

/**
 * Relay is a TURN server with what it asks for, as a browser's RTCPeerConnection takes it
 * (RTCIceServer). It holds for an hour.
 */
export interface Relay {
  /** by UDP, by TCP, by TLS */
  urls: string[];
  username: string;
  credential: string;
}

/** SeatMids names the m-lines of a seat. */
export interface SeatMids {
  audio?: string;
  video?: string;
}

/** Failure is the data of type "error". The sentence is the catalogue's ("fault.CODE"). */
export interface Failure {
  code: string;
  /** By is who was faster. */
  by?: string;
  /** RetrySeconds says when the same may be tried again; absent when it is of no use. */
  retrySeconds?: number;
  /** Next is when the caller's next shift of today begins, for one who is outside of it. */
  next?: Instant;
  /** Flaw is what is wrong with hours ("flaw.KIND"). */
  flaw?: Flaw;
}

/**
 * Flaw says what of the hours that somebody entered cannot be, and where: in which field, and
 * which one of a list.
 */
export interface Flaw {
  kind: FlawKind;
  field: string;
  index: number;
}

/** ConversationSnapshot is type "conversation". */
export interface ConversationSnapshot {
  conversation: Conversation;
  messages: Message[];
  /** Notes are there for staff alone. */
  notes?: Note[];
  place?: Place;
}

/**
 * QueueSnapshot is type "queue": what this counsellor may serve, oldest (and those sent to the
 * front) first.
 */
export interface QueueSnapshot {
  waiting: Conversation[];
}

/**
 * InboxSnapshot is type "inbox": the follow-ups of this member of staff, and those that they
 * may take, by due time.
 */
export interface InboxSnapshot {
  followUps: FollowUp[];
}

/** InboxEntered is type "inbox.entered": one that is new there, or changed. */
export interface InboxEntered {
  followUp: FollowUp;
}

/** InboxLeft is type "inbox.left": it is answered, or somebody else's. */
export interface InboxLeft {
  conversation: string;
}

/** MessageEvent is type "message". */
export interface MessageEvent {
  message: Message;
}

/**
 * ConversationEvent is type "conversation.changed": everything about the conversation but its
 * messages, as it is now.
 */
export interface ConversationEvent {
  conversation: Conversation;
}

/** ReadEvent is type "read". */
export interface ReadEvent {
  by: AuthorKind;
  upTo: number;
}

/** InterviewEvent is type "interview". */
export interface InterviewEvent {
  interview: Interview;
}

/** NoteEvent is type "note", of a conversation's stream, for staff alone. */
export interface NoteEvent {
  note: Note;
}

/**
 * QueueEntered is type "queue.entered": one that looks for a counsellor, new in the queue or
 * changed.
 */
export interface QueueEntered {
  conversation: Conversation;
}

/** QueueLeft is type "queue.left". By is who took it, absent when the visitor left. */
export interface QueueLeft {
  conversation: string;
  by?: Person;
}

/**
 * QueueInvited is type "queue.invited": a colleague was asked into a conversation. Only that
 * colleague gets it.
 */
export interface QueueInvited {
  conversation: Conversation;
  by: Person;
}

/** TypingEvent is type "typing"; it holds for 6 s. */
export interface TypingEvent {
  by: AuthorKind;
  name?: string;
}

/** PlaceEvent is type "place". */
export interface PlaceEvent {
  place: Place;
}

/**
 * AvailabilityEvent is type "availability", of the stream "availability", which anyone may
 * watch.
 */
export interface AvailabilityEvent {
  availability: Availability;
}

/** ColleaguesEvent is type "colleagues", of the stream "queue". */
export interface ColleaguesEvent {
  colleagues: Colleague[];
}

/** BoardEvent is type "board", of the stream "board", which coordinators may watch. */
export interface BoardEvent {
  board: Board;
}

/**
 * HelpEvent is type "help", of the stream "queue", to those alone who could help: a coordinator
 * asks them to go live.
 */
export interface HelpEvent {
  by: Person;
  topic?: string;
  language?: string;
}

/**
 * RoomEvent is type "room", of the stream "conversation:…" of the room's conversation: who is
 * in the room, always whole.
 */
export interface RoomEvent {
  room: string;
  participants: Participant[];
}

/**
 * SeatsEvent is type "room.seats", to one participant alone: who has which seat of this client,
 * by seat.
 */
export interface SeatsEvent {
  room: string;
  generation: number;
  seats: Seat[];
}

/**
 * SpeakingEvent is type "room.speaking", of the stream of the room: who is heard to speak,
 * always whole.
 */
export interface SpeakingEvent {
  room: string;
  participants: string[];
}

/**
 * WantedEvent is type "room.wanted", to one participant alone: which streams of the camera's
 * simulcast, by their numbers from the smallest, which is 0, and of the screen anybody has a
 * use for. It is so until it is said again or the picture is switched on anew. The codecs are
 * the names of those that all decode who are shown the picture: no other may be sent. Where
 * they are absent it is the first one of the answer.
 */
export interface WantedEvent {
  room: string;
  generation: number;
  camera: number[];
  screen: number[];
  cameraCodecs?: string[];
  screenCodecs?: string[];
}

/**
 * ReplacedEvent is type "room.replaced": this client's participant joined from elsewhere; do
 * not try to come back unasked.
 */
export interface ReplacedEvent {
  room: string;
  generation: number;
}

/** Participant is somebody in a room. */
export interface Participant {
  id: string;
  kind: AuthorKind;
  name?: string;
  /**
   * Connected is false from the moment that they are not heard; they keep their place for 30 s.
   */
  connected: boolean;
  sending: Sending;
  /** Network is how their connection is, absent while nothing is known of it. */
  network?: Network;
  /**
   * Paused are the pictures that they are not sent, because their connection does not carry
   * them.
   */
  paused?: Seat[];
}

/** Seat is who sits where. An empty Participant is a free seat. */
export interface Seat {
  participant?: string;
  screen?: boolean;
}

/**
 * Conversation is a conversation as one side may see it. HTTP answers and socket events share
 * it.
 */
export interface Conversation {
  id: string;
  state: ConversationState;
  topic?: string;
  /** Language is ISO 639-1, the one the visitor chose to be served in. */
  language: string;
  centre?: string;
  /** Name is the visitor's, if given. */
  name?: string;
  /** Contact is shown to staff and to its own visitor only. */
  contact?: string;
  createdAt: Instant;
  /** DueAt is by when somebody must have answered; absent when it is over. */
  dueAt?: Instant;
  /** ReopenUntil is until when the visitor may go on with one that is closed. */
  reopenUntil?: Instant;
  /** WaitingSince is when the visitor came into the queue, also after a counsellor was lost. */
  waitingSince?: Instant;
  /** Counsellor is whose it is while active, and whose it was when closed. */
  counsellor?: Person;
  /**
   * CounsellorLost says that the counsellor's connection is gone, and since when: the chat
   * stays theirs for 60 s.
   */
  counsellorLost?: Instant;
  colleagues?: Person[];
  /** Appointment is what the conversation was made for; its id is the conversation's. */
  appointment?: Appointed;
  /**
   * VisitorLost is since when the visitor's page is gone. Offer, Transfer, UnansweredSince,
   * AskedAt and WrapUp are for staff, as it is.
   */
  visitorLost?: Instant;
  /** Offer is whom a conversation rings that looks for a counsellor. */
  offer?: Offer;
  /** Transfer is the wish of its owner to hand it over. */
  transfer?: Transfer;
  /** UnansweredSince is the first message of the visitor that nobody answered. */
  unansweredSince?: Instant;
  /** AskedAt is when the counsellor was asked whether they are still there. */
  askedAt?: Instant;
  wrapUp?: WrapUp;
  /** FirstMessage helps staff to choose. */
  firstMessage?: string;
  /** Read is how far each side has read, as message numbers. */
  readByVisitor: number;
  readByStaff: number;
  lastMessage: number;
  rated?: boolean;
  /** Interview is the one that rings or is live, if any. */
  interview?: Interview;
}

/** Appointed is the time of an appointment, as its conversation shows it. */
export interface Appointed {
  start: Instant;
  /** Closes is until when who is late is waited for. */
  closes: Instant;
  mode: InterviewMode;
}

/** FollowUp is a question in the inbox of staff, to be answered by its due time. */
export interface FollowUp {
  /** Conversation is without its contact: that is for who has taken it. */
  conversation: Conversation;
  /**
   * Way is how the visitor wants to be answered; absent when they only come back to the page.
   */
  way?: AnswerWay;
  /** Warn says that it is due within one working day, Late that it is overdue. */
  warn?: boolean;
  late?: boolean;
}

/**
 * Offer is how a conversation looks for a counsellor: one after the other, then all, then
 * nobody any more.
 */
export interface Offer {
  /** To is who is rung, as a staff id; absent when nobody is, or all are. */
  to?: string;
  all?: boolean;
  /** Until is when this ringing ends. */
  until?: Instant;
  /** Passed are those who said no, as staff ids: it does not ring at them. */
  passed?: string[];
  exhaustedAt?: Instant;
}

/**
 * Transfer is the wish to hand a conversation over to a person, to those of a topic, or to a
 * centre: one of the three is set.
 */
export interface Transfer {
  by: Person;
  to?: Person;
  topic?: string;
  centre?: string;
  note?: string;
  at: Instant;
}

/** WrapUp is what a counsellor noted about the outcome. */
export interface WrapUp {
  topic?: string;
  outcome: Outcome;
  next: NextStep;
  at: Instant;
}

/** Note is what staff write for one another. No visitor ever gets one. */
export interface Note {
  id: string;
  by: Person;
  at: Instant;
  text: string;
}

/** Person is someone of the staff as a visitor may know them. */
export interface Person {
  id: string;
  name: string;
  centre?: string;
  /**
   * Quiet is a colleague who reads along without the visitor's knowing; it is told to staff
   * alone.
   */
  quiet?: boolean;
}

/**
 * Message is one entry of a conversation: somebody's text, or a line that says what happened.
 */
export interface Message {
  conversation: string;
  /** Number is the order; it counts from 1 in the conversation. */
  number: number;
  /** ID is the client's own. */
  id: string;
  author: AuthorKind;
  /** Name is the author's first name, empty for an anonymous visitor. */
  name?: string;
  /** StaffID is set when the author is staff. */
  staffId?: string;
  at: Instant;
  text?: string;
  /** Attachment is the file that came with it. */
  attachment?: Attachment;
  /**
   * Line is set for author system, and says what happened; the sentence is the catalogue's
   * ("line.LINE").
   */
  line?: Line;
}

/** Attachment is a file of a message. Its content is HTTP's: see getFile. */
export interface Attachment {
  id: string;
  /** Name is clean, with the extension of the type; it is text, nothing else. */
  name: string;
  /** Type is a media type of a short list. */
  type: string;
  /** Size is in bytes. */
  size: number;
  /** Width and Height are a picture's, in pixels: the page may show it. */
  width?: number;
  height?: number;
}

/** Line is what happened, for a sentence in the reader's language. */
export interface Line {
  kind: LineKind;
  /** Name is the first name that the sentence needs; empty when it was the visitor. */
  name?: string;
  /** Seconds is how long an interview lasted. */
  seconds?: number;
  /** Mode is an interview's. */
  mode?: InterviewMode;
  /** Offer is set for times_offered and appointment_booked. */
  offer?: LineOffer;
}

/** LineOffer is times that were offered for an appointment, or the one that was booked. */
export interface LineOffer {
  /** ID is the offer's, absent for what was booked. */
  id?: string;
  /** Kind is how it takes place: video, audio, phone, on_site. */
  kind: string;
  /** Until is when the times are no longer held. */
  until?: Instant;
  times: LineTime[];
}

/** LineTime is one of them; its id is the appointment's (see bookAppointment). */
export interface LineTime {
  id: string;
  start: Instant;
  end: Instant;
}

/**
 * Interview is an audio or video call of a conversation. Its id is also the name of its room.
 */
export interface Interview {
  id: string;
  conversation: string;
  state: InterviewState;
  mode: InterviewMode;
  /** By is who rings: AuthorVisitor or AuthorStaff, with the first name. */
  by: AuthorKind;
  byName?: string;
  rungAt: Instant;
  /** ExpiresAt is when a ringing one becomes missed. */
  expiresAt: Instant;
  liveAt?: Instant;
  endedAt?: Instant;
  reason?: InterviewReason;
}

/** Availability is what anyone may know of who is there. */
export interface Availability {
  /** Open is false outside live hours. */
  open: boolean;
  /** OpensAt is the next opening, while closed and if known. */
  opensAt?: Instant;
  /** AnswerBy is when a message left now is answered at the latest. */
  answerBy?: Instant;
  /** Known is false while presence cannot be asked: then nobody is promised. */
  known: boolean;
  /** Counsellors is how many could take a new chat now. */
  counsellors: number;
  /** Served is what they serve, by language. */
  served: Served[];
  /** Waiting is how many wait. */
  waiting: number;
  /** Reason is why it closed early, for visitors, while it would be open otherwise. */
  reason?: string;
}

/** Board is the whole floor at one moment, for who runs it. */
export interface Board {
  /** Known is false while presence cannot be asked. */
  known: boolean;
  /** Topics are those for which somebody waits, longest wait first. */
  topics: QueueLine[];
  people: Colleague[];
  /** Late counts the follow-ups that are overdue, Soon those that are due soon. */
  late: number;
  soon: number;
  /** Gap is the next in the roster, within a week. */
  gap?: Gap;
  /** Closed are the centres that closed early and would be open otherwise. */
  closed: ClosedCentre[];
}

/** QueueLine is the queue of one topic; without one, of those who chose none. */
export interface QueueLine {
  topic?: string;
  waiting: number;
  /** Since is since when the one waits who waits longest. */
  since: Instant;
}

/** Gap is a time at which fewer are on duty than are needed. */
export interface Gap {
  from: Instant;
  to: Instant;
  topic?: string;
  language?: string;
  minimum: number;
  have: number;
}

/** ClosedCentre is a centre that closed early. */
export interface ClosedCentre {
  centre: string;
  reason?: string;
}

/** Served is a language, and the topics that are served in it now. */
export interface Served {
  language: string;
  topics: string[];
}

/** Place is a waiting visitor's place in the queue. */
export interface Place {
  conversation: string;
  /** Position counts from 1. */
  position: number;
  /**
   * FromSeconds and ToSeconds are an honest range of the wait; both 0 when there are too few
   * recent cases to tell.
   */
  fromSeconds?: number;
  toSeconds?: number;
  /** Served says whether anybody who is there could take it. */
  served: boolean;
  /** Exhausted says that all who could take it were rung and nobody did. */
  exhausted?: boolean;
}

/** Colleague is a counsellor as other staff see them. */
export interface Colleague extends Person {
  presence: Presence;
  topics: string[];
  languages: string[];
  /** Chats is how many they hold; InCall whether an interview of theirs is live. */
  chats: number;
  capacity: number;
  inCall: boolean;
  /** Coordinator is who runs the centre. */
  coordinator?: boolean;
}

/** What a client may send, and what answers it. */
export interface Requests {
  hello: { data: Hello; answer: Welcome };
  watch: { data: Watch; answer: undefined };
  unwatch: { data: Unwatch; answer: undefined };
  typing: { data: Typing; answer: undefined };
  "room.offer": { data: RoomOffer; answer: RoomAnswer };
  "room.state": { data: RoomState; answer: undefined };
  "room.view": { data: RoomView; answer: undefined };
  "room.report": { data: RoomReport; answer: undefined };
  "room.leave": { data: RoomLeave; answer: undefined };
}

/** The state of a stream, which replaces what was known of it. */
export interface Snapshots {
  conversation: ConversationSnapshot;
  queue: QueueSnapshot;
  inbox: InboxSnapshot;
  meeting: MeetingSnapshot;
}

/** What happens in a stream. */
export interface Events {
  message: MessageEvent;
  "conversation.changed": ConversationEvent;
  read: ReadEvent;
  note: NoteEvent;
  interview: InterviewEvent;
  "queue.entered": QueueEntered;
  "queue.left": QueueLeft;
  "queue.invited": QueueInvited;
  "inbox.entered": InboxEntered;
  "inbox.left": InboxLeft;
  "meeting.changed": MeetingEvent;
  "meeting.person": MeetingPersonEvent;
  "meeting.knock": MeetingKnockEvent;
  "meeting.message": MeetingMessageEvent;
  typing: TypingEvent;
  place: PlaceEvent;
  availability: AvailabilityEvent;
  colleagues: ColleaguesEvent;
  board: BoardEvent;
  help: HelpEvent;
  room: RoomEvent;
  "room.seats": SeatsEvent;
  "room.speaking": SpeakingEvent;
  "room.wanted": WantedEvent;
  "room.replaced": ReplacedEvent;
}
