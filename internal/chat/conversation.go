// Package chat is the rules of a conversation: who may do what in it, when it
// waits, whose it is and how it ends. It does no I/O and has no clock.
package chat

import (
	"log/slog"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
)

// ID names a conversation; its client made it.
type ID string

// State is where a conversation is.
type State string

// The states: waiting → active → closed, or message → answered when nobody
// was there. A vanished counsellor takes active back to waiting, at the front.
const (
	Waiting  State = "waiting"
	Active   State = "active"
	Closed   State = "closed"
	Left     State = "message" // an out-of-hours message
	Answered State = "answered"
)

// Text is what somebody wrote. It never shows in a log.
type Text string

// LogValue hides the text.
func (Text) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// Person is a member of staff in a conversation, as they were called then.
type Person struct {
	ID     account.StaffID
	Name   string
	Centre centre.ID
	// Quiet is a colleague of whom the visitor does not know.
	Quiet bool `json:",omitempty"`
}

// Conversation is everything about a conversation but its messages.
type Conversation struct {
	ID       ID
	Visitor  account.VisitorID
	State    State
	Topic    centre.TopicID // "" for not chosen
	Language string         // ISO 639-1
	Centre   centre.ID      // "" for any
	Name     string         // the visitor's, "" for anonymous
	Contact  account.Contact

	CreatedAt time.Time
	// DueAt is by when somebody must have answered, by the working days of the
	// centre. Every conversation that is not over has it, wherever it stands.
	DueAt time.Time
	// WarnedAt is when it was noticed that a follow-up is due soon, and LateAt
	// that it is overdue; zero until then.
	WarnedAt, LateAt time.Time
	// AssignedAt is when it was last given to a counsellor as a follow-up, zero
	// when it never was.
	AssignedAt time.Time
	// WaitingSince orders the queue, after Front.
	WaitingSince time.Time
	// Front puts it before all that are not: its counsellor was lost.
	Front     bool
	ClaimedAt time.Time
	ClosedAt  time.Time

	// Counsellor owns it while active, and as a follow-up; stays after closing.
	Counsellor Person
	// LostAt is when the counsellor's connection was noticed to be gone, zero
	// while it is there.
	LostAt     time.Time
	Colleagues []Person
	// Appointment is what it was made for, nil for none.
	Appointment *Appointment

	// Offer is how it looks for a counsellor, while it waits or is handed over.
	Offer Offer
	// Transfer hands it over: until somebody accepts, it stays its owner's.
	Transfer *Transfer
	// VisitorLostAt is when the visitor's page was noticed to be gone, zero while
	// it is there.
	VisitorLostAt time.Time
	// UnansweredSince is the first message of the visitor after the last of
	// staff, zero when none waits for an answer.
	UnansweredSince time.Time
	// AskedAt is when the counsellor was asked whether they are still there for
	// a visitor who waits for an answer, zero when they were not.
	AskedAt time.Time
	// WrapUp is what the counsellor noted about the outcome, nil until then.
	WrapUp *WrapUp

	FirstMessage  Text
	LastMessage   uint64 // the number of the newest message
	ReadByVisitor uint64
	ReadByStaff   uint64
	// Helped and Easy are the visitor's two answers, 1 to 5, 0 until RatedAt.
	Helped, Easy int
	RatedAt      time.Time
	// ErasedAt is when what people wrote in it was removed; the figures stay.
	ErasedAt time.Time
}

// MessageID is the client's name of a message, unique in its conversation:
// sent twice, it is the same message.
type MessageID string

// AuthorKind is who wrote a message.
type AuthorKind string

// The kinds of author.
const (
	ByVisitor AuthorKind = "visitor"
	ByStaff   AuthorKind = "staff"
	BySystem  AuthorKind = "system"
)

// Message is one entry of a conversation.
type Message struct {
	Conversation ID
	Number       uint64 // counts from 1
	ID           MessageID
	Author       AuthorKind
	Staff        account.StaffID
	Name         string
	At           time.Time
	Text         Text
	// Attachment is the file that came with it, nil for none. A message with
	// one may have no text.
	Attachment *Attachment
	Line       *Line
}

// The kinds of line that the rules of a conversation add. They are those of
// signaling/protocol.
const (
	LineTaken       = "taken"
	LineJoined      = "joined"
	LineLeft        = "left"
	LineRequeued    = "requeued"
	LineClosed      = "closed"
	LineMessageLeft = "message_left"

	LineTransferOffered  = "transfer_offered"
	LineTransferred      = "transferred"
	LineTransferReturned = "transfer_returned"
	LineMoved            = "moved"
	LineLeftQueue        = "left_queue"
	LineOutOfHours       = "out_of_hours"
)

// Line is what happened, in place of a text. Its kinds are those of
// signaling/protocol. Name is a member of staff's, "" when it was the visitor.
type Line struct {
	Kind    string
	Name    string
	Seconds int
	Mode    string
	// Times are set for those about appointments.
	Times *Times `json:",omitempty"`
}
