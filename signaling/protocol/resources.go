package protocol

import "time"

// Conversation is a conversation as one side may see it. HTTP answers and
// socket events share it.
type Conversation struct {
	ID    string            `json:"id"`
	State ConversationState `json:"state"`
	Topic string            `json:"topic,omitempty"`
	// Language is ISO 639-1, the one the visitor chose to be served in.
	Language string `json:"language"`
	Centre   string `json:"centre,omitempty"`
	// Name is the visitor's, if given.
	Name string `json:"name,omitempty"`
	// Contact is shown to staff and to its own visitor only.
	Contact   string    `json:"contact,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
	// DueAt is by when somebody must have answered; absent when it is over.
	DueAt *time.Time `json:"dueAt,omitempty"`
	// ReopenUntil is until when the visitor may go on with one that is closed.
	ReopenUntil *time.Time `json:"reopenUntil,omitempty"`
	// WaitingSince is when the visitor came into the queue, also after a
	// counsellor was lost.
	WaitingSince *time.Time `json:"waitingSince,omitempty"`
	// Counsellor is whose it is while active, and whose it was when closed.
	Counsellor *Person `json:"counsellor,omitempty"`
	// CounsellorLost says that the counsellor's connection is gone, and since
	// when: the chat stays theirs for 60 s.
	CounsellorLost *time.Time `json:"counsellorLost,omitempty"`
	Colleagues     []Person   `json:"colleagues,omitempty"`
	// Appointment is what the conversation was made for; its id is the
	// conversation's.
	Appointment *Appointed `json:"appointment,omitempty"`
	// VisitorLost is since when the visitor's page is gone. Offer, Transfer,
	// UnansweredSince, AskedAt and WrapUp are for staff, as it is.
	VisitorLost *time.Time `json:"visitorLost,omitempty"`
	// Offer is whom a conversation rings that looks for a counsellor.
	Offer *Offer `json:"offer,omitempty"`
	// Transfer is the wish of its owner to hand it over.
	Transfer *Transfer `json:"transfer,omitempty"`
	// UnansweredSince is the first message of the visitor that nobody answered.
	UnansweredSince *time.Time `json:"unansweredSince,omitempty"`
	// AskedAt is when the counsellor was asked whether they are still there.
	AskedAt *time.Time `json:"askedAt,omitempty"`
	WrapUp  *WrapUp    `json:"wrapUp,omitempty"`
	// FirstMessage helps staff to choose.
	FirstMessage string `json:"firstMessage,omitempty"`
	// Read is how far each side has read, as message numbers.
	ReadByVisitor uint64 `json:"readByVisitor"`
	ReadByStaff   uint64 `json:"readByStaff"`
	LastMessage   uint64 `json:"lastMessage"`
	Rated         bool   `json:"rated,omitempty"`
	// Interview is the one that rings or is live, if any.
	Interview *Interview `json:"interview,omitempty"`
}

// Appointed is the time of an appointment, as its conversation shows it.
type Appointed struct {
	Start time.Time `json:"start"`
	// Closes is until when who is late is waited for.
	Closes time.Time     `json:"closes"`
	Mode   InterviewMode `json:"mode"`
}

// FollowUp is a question in the inbox of staff, to be answered by its due time.
type FollowUp struct {
	// Conversation is without its contact: that is for who has taken it.
	Conversation Conversation `json:"conversation"`
	// Way is how the visitor wants to be answered; absent when they only come
	// back to the page.
	Way AnswerWay `json:"way,omitempty"`
	// Warn says that it is due within one working day, Late that it is overdue.
	Warn bool `json:"warn,omitempty"`
	Late bool `json:"late,omitempty"`
}

// AnswerWay is how somebody wants to be answered.
type AnswerWay string

// The ways.
const (
	AnswerByMail  AnswerWay = "mail"
	AnswerByPhone AnswerWay = "phone"
)

// Offer is how a conversation looks for a counsellor: one after the other, then
// all, then nobody any more.
type Offer struct {
	// To is who is rung, as a staff id; absent when nobody is, or all are.
	To  string `json:"to,omitempty"`
	All bool   `json:"all,omitempty"`
	// Until is when this ringing ends.
	Until *time.Time `json:"until,omitempty"`
	// Passed are those who said no, as staff ids: it does not ring at them.
	Passed      []string   `json:"passed,omitempty"`
	ExhaustedAt *time.Time `json:"exhaustedAt,omitempty"`
}

// Transfer is the wish to hand a conversation over to a person, to those of a
// topic, or to a centre: one of the three is set.
type Transfer struct {
	By     Person    `json:"by"`
	To     *Person   `json:"to,omitempty"`
	Topic  string    `json:"topic,omitempty"`
	Centre string    `json:"centre,omitempty"`
	Note   string    `json:"note,omitempty"`
	At     time.Time `json:"at"`
}

// WrapUp is what a counsellor noted about the outcome.
type WrapUp struct {
	Topic   string    `json:"topic,omitempty"`
	Outcome Outcome   `json:"outcome"`
	Next    NextStep  `json:"next"`
	At      time.Time `json:"at"`
}

// Outcome is what became of a contact.
type Outcome string

// The outcomes.
const (
	OutcomeAnswered  Outcome = "answered"
	OutcomeOriented  Outcome = "oriented"
	OutcomeContinues Outcome = "continues"
	OutcomeAbandoned Outcome = "abandoned"
)

// NextStep is what was agreed on.
type NextStep string

// The next steps.
const (
	NextNone        NextStep = "none"
	NextFollowUp    NextStep = "follow_up"
	NextAppointment NextStep = "appointment"
	NextDocuments   NextStep = "documents"
)

// Note is what staff write for one another. No visitor ever gets one.
type Note struct {
	ID   string    `json:"id"`
	By   Person    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// ConversationState is where a conversation is.
type ConversationState string

// The states of a conversation.
const (
	ConversationWaiting  ConversationState = "waiting"
	ConversationActive   ConversationState = "active"
	ConversationClosed   ConversationState = "closed"
	ConversationMessage  ConversationState = "message"
	ConversationAnswered ConversationState = "answered"
)

// Person is someone of the staff as a visitor may know them.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Centre string `json:"centre,omitempty"`
	// Quiet is a colleague who reads along without the visitor's knowing; it is
	// told to staff alone.
	Quiet bool `json:"quiet,omitempty"`
}

// Message is one entry of a conversation: somebody's text, or a line that
// says what happened.
type Message struct {
	Conversation string `json:"conversation"`
	// Number is the order; it counts from 1 in the conversation.
	Number uint64 `json:"number"`
	// ID is the client's own.
	ID     string     `json:"id"`
	Author AuthorKind `json:"author"`
	// Name is the author's first name, empty for an anonymous visitor.
	Name string `json:"name,omitempty"`
	// StaffID is set when the author is staff.
	StaffID string    `json:"staffId,omitempty"`
	At      time.Time `json:"at"`
	Text    string    `json:"text,omitempty"`
	// Attachment is the file that came with it.
	Attachment *Attachment `json:"attachment,omitempty"`
	// Line is set for author system, and says what happened; the sentence is
	// the catalogue's ("line.LINE").
	Line *Line `json:"line,omitempty"`
}

// Attachment is a file of a message. Its content is HTTP's: see getFile.
type Attachment struct {
	ID string `json:"id"`
	// Name is clean, with the extension of the type; it is text, nothing else.
	Name string `json:"name"`
	// Type is a media type of a short list.
	Type string `json:"type"`
	// Size is in bytes.
	Size int `json:"size"`
	// Width and Height are a picture's, in pixels: the page may show it.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
}

// AuthorKind is who wrote a message.
type AuthorKind string

// The kinds of author.
const (
	AuthorVisitor AuthorKind = "visitor"
	AuthorStaff   AuthorKind = "staff"
	AuthorSystem  AuthorKind = "system"
)

// Line is what happened, for a sentence in the reader's language.
type Line struct {
	Kind LineKind `json:"kind"`
	// Name is the first name that the sentence needs; empty when it was the
	// visitor.
	Name string `json:"name,omitempty"`
	// Seconds is how long an interview lasted.
	Seconds int `json:"seconds,omitempty"`
	// Mode is an interview's.
	Mode InterviewMode `json:"mode,omitempty"`
	// Offer is set for times_offered and appointment_booked.
	Offer *LineOffer `json:"offer,omitempty"`
}

// LineOffer is times that were offered for an appointment, or the one that was
// booked.
type LineOffer struct {
	// ID is the offer's, absent for what was booked.
	ID string `json:"id,omitempty"`
	// Kind is how it takes place: video, audio, phone, on_site.
	Kind string `json:"kind"`
	// Until is when the times are no longer held.
	Until *time.Time `json:"until,omitempty"`
	Times []LineTime `json:"times"`
}

// LineTime is one of them; its id is the appointment's (see bookAppointment).
type LineTime struct {
	ID    string    `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// LineKind is the kind of a system line.
type LineKind string

// The lines.
const (
	LineTaken              LineKind = "taken"               // Name took the conversation
	LineJoined             LineKind = "joined"              // colleague Name came in
	LineLeft               LineKind = "left"                // colleague Name went again
	LineRequeued           LineKind = "requeued"            // Name was lost; the visitor is first in the queue
	LineClosed             LineKind = "closed"              // by Name, or by the visitor
	LineMessageLeft        LineKind = "message_left"        // became an out-of-hours message
	LinePhoned             LineKind = "phoned"              // Name answered by telephone
	LineOutOfHours         LineKind = "out_of_hours"        // it is closing time, and became a message
	LineLeftQueue          LineKind = "left_queue"          // the visitor was gone for too long, and it became a message
	LineMoved              LineKind = "moved"               // Name did not answer; the visitor is first in the queue
	LineTransferOffered    LineKind = "transfer_offered"    // Name looks for somebody who takes it over
	LineTransferred        LineKind = "transferred"         // Name has taken it over
	LineTransferReturned   LineKind = "transfer_returned"   // it stays with Name: nobody took it over, or Name thought better of it
	LineInterviewMissed    LineKind = "interview_missed"    // rung by Name, nobody answered
	LineInterviewDeclined  LineKind = "interview_declined"  // by Name
	LineInterviewCancelled LineKind = "interview_cancelled" // by Name, before an answer
	LineInterviewEnded     LineKind = "interview_ended"     // lasted Seconds
	LineInterviewFailed    LineKind = "interview_failed"    // both were lost, after Seconds
	LineTimesOffered       LineKind = "times_offered"       // Name offers the times of Offer
	LineAppointmentBooked  LineKind = "appointment_booked"  // the time of Offer, by Name or the visitor
)

// Interview is an audio or video call of a conversation. Its id is also the
// name of its room.
type Interview struct {
	ID           string         `json:"id"`
	Conversation string         `json:"conversation"`
	State        InterviewState `json:"state"`
	Mode         InterviewMode  `json:"mode"`
	// By is who rings: AuthorVisitor or AuthorStaff, with the first name.
	By     AuthorKind `json:"by"`
	ByName string     `json:"byName,omitempty"`
	RungAt time.Time  `json:"rungAt"`
	// ExpiresAt is when a ringing one becomes missed.
	ExpiresAt time.Time       `json:"expiresAt"`
	LiveAt    *time.Time      `json:"liveAt,omitempty"`
	EndedAt   *time.Time      `json:"endedAt,omitempty"`
	Reason    InterviewReason `json:"reason,omitempty"`
}

// InterviewState is where an interview is.
type InterviewState string

// The states of an interview.
const (
	InterviewRinging InterviewState = "ringing"
	InterviewLive    InterviewState = "live"
	InterviewEnded   InterviewState = "ended"
)

// InterviewMode is what an interview starts with.
type InterviewMode string

// The modes.
const (
	ModeAudio InterviewMode = "audio"
	ModeVideo InterviewMode = "video"
)

// InterviewReason is why an interview ended.
type InterviewReason string

// The reasons.
const (
	ReasonHungUp    InterviewReason = "hung_up"
	ReasonMissed    InterviewReason = "missed"
	ReasonDeclined  InterviewReason = "declined"
	ReasonCancelled InterviewReason = "cancelled"
	ReasonFailed    InterviewReason = "failed"
)

// Availability is what anyone may know of who is there.
type Availability struct {
	// Open is false outside live hours.
	Open bool `json:"open"`
	// OpensAt is the next opening, while closed and if known.
	OpensAt *time.Time `json:"opensAt,omitempty"`
	// AnswerBy is when a message left now is answered at the latest.
	AnswerBy *time.Time `json:"answerBy,omitempty"`
	// Known is false while presence cannot be asked: then nobody is promised.
	Known bool `json:"known"`
	// Counsellors is how many could take a new chat now.
	Counsellors int `json:"counsellors"`
	// Served is what they serve, by language.
	Served []Served `json:"served"`
	// Waiting is how many wait.
	Waiting int `json:"waiting"`
	// Reason is why it closed early, for visitors, while it would be open
	// otherwise.
	Reason string `json:"reason,omitempty"`
}

// Board is the whole floor at one moment, for who runs it.
type Board struct {
	// Known is false while presence cannot be asked.
	Known bool `json:"known"`
	// Topics are those for which somebody waits, longest wait first.
	Topics []QueueLine `json:"topics"`
	People []Colleague `json:"people"`
	// Late counts the follow-ups that are overdue, Soon those that are due soon.
	Late int `json:"late"`
	Soon int `json:"soon"`
	// Gap is the next in the roster, within a week.
	Gap *Gap `json:"gap,omitempty"`
	// Closed are the centres that closed early and would be open otherwise.
	Closed []ClosedCentre `json:"closed"`
}

// QueueLine is the queue of one topic; without one, of those who chose none.
type QueueLine struct {
	Topic   string `json:"topic,omitempty"`
	Waiting int    `json:"waiting"`
	// Since is since when the one waits who waits longest.
	Since time.Time `json:"since"`
}

// Gap is a time at which fewer are on duty than are needed.
type Gap struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Topic    string    `json:"topic,omitempty"`
	Language string    `json:"language,omitempty"`
	Minimum  int       `json:"minimum"`
	Have     int       `json:"have"`
}

// ClosedCentre is a centre that closed early.
type ClosedCentre struct {
	Centre string `json:"centre"`
	Reason string `json:"reason,omitempty"`
}

// Served is a language, and the topics that are served in it now.
type Served struct {
	Language string   `json:"language"`
	Topics   []string `json:"topics"`
}

// Place is a waiting visitor's place in the queue.
type Place struct {
	Conversation string `json:"conversation"`
	// Position counts from 1.
	Position int `json:"position"`
	// FromSeconds and ToSeconds are an honest range of the wait; both 0 when
	// there are too few recent cases to tell.
	FromSeconds int `json:"fromSeconds,omitempty"`
	ToSeconds   int `json:"toSeconds,omitempty"`
	// Served says whether anybody who is there could take it.
	Served bool `json:"served"`
	// Exhausted says that all who could take it were rung and nobody did.
	Exhausted bool `json:"exhausted,omitempty"`
}

// Colleague is a counsellor as other staff see them.
type Colleague struct {
	Person
	Presence  Presence `json:"presence"`
	Topics    []string `json:"topics"`
	Languages []string `json:"languages"`
	// Chats is how many they hold; InCall whether an interview of theirs is live.
	Chats    int  `json:"chats"`
	Capacity int  `json:"capacity"`
	InCall   bool `json:"inCall"`
	// Coordinator is who runs the centre.
	Coordinator bool `json:"coordinator,omitempty"`
}

// Presence is what a counsellor says, and what is seen of it.
type Presence string

// The presences. Offline and unknown are seen, never declared.
const (
	PresenceAvailable Presence = "available"
	PresenceBusy      Presence = "busy"
	PresenceAway      Presence = "away"
	PresenceOffline   Presence = "offline"
	PresenceUnknown   Presence = "unknown"
)
