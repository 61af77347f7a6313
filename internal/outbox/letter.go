// Package outbox is what leaves the house by mail. A letter is written in the
// transaction of its cause, so that there is one for each cause that happened
// and none for what did not; a Sender brings it on its way afterwards, at least
// once, under an id that stays the same.
//
// A letter says whom to tell what. It holds no text that somebody wrote and no
// secret: both are read, or made, when it is sent.
package outbox

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"miti/internal/id"
)

// Kind is what a letter says.
type Kind string

// The kinds. For each the catalogue has the texts mail.KIND.*, and package mail
// a way to compose it.
const (
	FollowUpReceived Kind = "follow_up_received" // we have your question
	FollowUpAnswer   Kind = "follow_up_answer"   // here is the answer
	Transcript       Kind = "transcript"         // your conversation, to keep
	ResumeLink       Kind = "resume_link"        // your private link
)

// The kinds about an appointment, whose id is About.
const (
	AppointmentConfirmed Kind = "appointment_confirmed" // it is booked
	AppointmentMoved     Kind = "appointment_moved"     // it is at another time
	AppointmentCancelled Kind = "appointment_cancelled" // it does not take place
	AppointmentReminder  Kind = "appointment_reminder"  // it is soon
	AppointmentProposal  Kind = "appointment_proposal"  // your counsellor cannot come, but
	AppointmentMissed    Kind = "appointment_missed"    // you did not come; come another time
	EarlierTime          Kind = "earlier_time"          // a time before yours has come free
)

// Kinds lists every kind.
func Kinds() []Kind {
	return slices.Concat([]Kind{FollowUpReceived, FollowUpAnswer, Transcript, ResumeLink, ShiftAsked}, AppointmentKinds(), MeetingKinds())
}

// AppointmentKinds lists those about an appointment.
func AppointmentKinds() []Kind {
	return []Kind{
		AppointmentConfirmed, AppointmentMoved, AppointmentCancelled, AppointmentReminder, AppointmentProposal, AppointmentMissed, EarlierTime,
	}
}

// Address is a mail address. It never shows in a log.
type Address string

// LogValue hides the address.
func (Address) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// Letter is one mail that is to be sent, or was.
type Letter struct {
	// ID names the letter wherever it goes: it is the same at every try, so
	// that who gets it twice sees it once.
	ID string
	// Key names the cause. Of letters with the same key at most one is sent.
	Key      string
	Kind     Kind
	To       Address
	Language string // ISO 639-1
	// About is the conversation, the appointment, the registration or the shift that the letter tells of.
	// When that is erased, the letter is withdrawn.
	About string
	// Data is what the kind needs to know besides.
	Data      json.RawMessage
	CreatedAt time.Time
	// Due is when it may leave; the next try when one has failed.
	Due time.Time
	// Attempt counts the tries, with the one that is going on.
	Attempt int
	// Doubtful says that a try before ended without a word: it may have arrived.
	Doubtful bool
}

// Envelope is what every letter has, whatever it says.
type Envelope struct {
	About    string
	To       Address
	Language string
	Now      time.Time
}

// Receipt is the Data of FollowUpReceived.
type Receipt struct{ AnswerBy time.Time }

// Quote is the Data of FollowUpAnswer: the number of the message that answers,
// or of the last one that does.
type Quote struct{ Message uint64 }

// FollowUpReceived tells that a question was left, in the message with that
// number, and by when it is answered; zero when that cannot be said.
func (e Envelope) FollowUpReceived(message uint64, answerBy time.Time) Letter {
	return e.letter(FollowUpReceived, number(message), Receipt{AnswerBy: answerBy})
}

// FollowUpAnswer brings the answer that ends with the message of that number.
func (e Envelope) FollowUpAnswer(message uint64) Letter {
	return e.letter(FollowUpAnswer, number(message), Quote{Message: message})
}

// Transcript brings the conversation as it is when the letter is sent. Request
// is the client's id of the wish: the same wish again is the same letter.
func (e Envelope) Transcript(request string) Letter {
	return e.letter(Transcript, request, nil)
}

// ResumeLink brings a private link into the conversation. Request is as for
// Transcript.
func (e Envelope) ResumeLink(request string) Letter {
	return e.letter(ResumeLink, request, nil)
}

// Change is the Data of what tells of a change of an appointment: the sequence
// number that it has since.
type Change struct{ Sequence int }

// Reminder is the Data of AppointmentReminder: of which time, and how many hours
// before.
type Reminder struct {
	Start time.Time
	Hours int
}

// Earlier is the Data of EarlierTime: the time that came free.
type Earlier struct{ Start time.Time }

// AppointmentConfirmed tells that an appointment is booked.
func (e Envelope) AppointmentConfirmed(c Change) Letter {
	return e.letter(AppointmentConfirmed, c.key(), c)
}

// AppointmentMoved tells that it is at another time.
func (e Envelope) AppointmentMoved(c Change) Letter { return e.letter(AppointmentMoved, c.key(), c) }

// AppointmentCancelled tells that it does not take place.
func (e Envelope) AppointmentCancelled(c Change) Letter {
	return e.letter(AppointmentCancelled, c.key(), c)
}

// AppointmentProposal tells that its counsellor cannot come, and what is proposed
// instead.
func (e Envelope) AppointmentProposal(c Change) Letter {
	return e.letter(AppointmentProposal, c.key(), c)
}

// AppointmentMissed tells a visitor who did not come how to book again.
func (e Envelope) AppointmentMissed() Letter { return e.letter(AppointmentMissed, "", nil) }

// AppointmentReminder tells of an appointment at due. There is one for each time
// that an appointment has had, however often it was put there.
func (e Envelope) AppointmentReminder(r Reminder, due time.Time) Letter {
	l := e.letter(AppointmentReminder, strconv.FormatInt(r.Start.Unix(), 10)+":"+strconv.Itoa(r.Hours), r)
	l.Due = due
	return l
}

// EarlierTime tells of a time that came free.
func (e Envelope) EarlierTime(t Earlier) Letter {
	return e.letter(EarlierTime, strconv.FormatInt(t.Start.Unix(), 10), t)
}

func (c Change) key() string { return strconv.Itoa(c.Sequence) }

// letter is the letter of a kind for one cause among those of that kind about
// the same thing.
func (e Envelope) letter(k Kind, cause string, data any) Letter {
	raw, _ := json.Marshal(data) // our own structs
	return Letter{
		ID: id.New(), Key: strings.Join([]string{string(k), e.About, cause}, ":"), Kind: k,
		To: e.To, Language: e.Language, About: e.About, Data: raw, CreatedAt: e.Now, Due: e.Now,
	}
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
