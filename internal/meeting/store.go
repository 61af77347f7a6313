package meeting

import (
	"context"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/event"
	"miti/internal/outbox"
)

// Store is everything that the hall keeps. meetingtest.Run holds what each store
// must do.
type Store interface {
	Meetings
	// Staff and Centres are those of account.Directory and centre.Store.
	Staff(ctx context.Context, id account.StaffID) (account.Staff, error)
	Centres(ctx context.Context) ([]centre.Centre, error)
}

// Meetings keeps meetings. It knows no rule: ChangeMeeting is the one way to
// change one, and the rules decide inside it.
type Meetings interface {
	// AddMeetings writes new ones, all or none: fault.Conflict when an id is
	// somebody's already.
	AddMeetings(ctx context.Context, all []booking.Meeting) error
	// ChangeMeeting is one act on one meeting, in one transaction: it locks it,
	// reads the Case and gives it to act, writes the Change that act returns, and
	// returns its events with their numbers. A seat that another registration has
	// is refused by the database, and the act run again. An error of act is returned
	// as it is, and nothing is written. It calls act again, with what is true then, when
	// the transaction lost a race, so act only computes. fault.NotFound when there
	// is no such meeting.
	ChangeMeeting(ctx context.Context, about About, act func(Case) (Change, error)) ([]event.Event, error)
	// Meeting reads one with its registrations: fault.NotFound when there is none.
	Meeting(ctx context.Context, m booking.MeetingID) (booking.Gathering, error)
	// MeetingRoom reads one as of one moment, with what was said in it.
	MeetingRoom(ctx context.Context, m booking.MeetingID) (Room, error)
	// MeetingsBetween reads those that share time with an interval, in order.
	MeetingsBetween(ctx context.Context, i calendar.Interval) ([]View, error)
	// MeetingsOf reads those that a visitor ever registered for, the next one first.
	MeetingsOf(ctx context.Context, v account.VisitorID) ([]booking.Gathering, error)
	// MeetingsAfter names those of a series that begin after an instant.
	MeetingsAfter(ctx context.Context, series booking.MeetingID, start time.Time) ([]booking.MeetingID, error)
	// MeetingsDue names those to which time does something at an instant, some at
	// a time.
	MeetingsDue(ctx context.Context, now time.Time) ([]booking.MeetingID, error)
}

// About names what an act needs to know.
type About struct {
	Meeting booking.MeetingID
	// Message is the one that the act is about to add.
	Message MessageID
}

// Case is a meeting with all that an act may decide on.
type Case struct {
	booking.Gathering
	// Sent is the message that About names, nil when there is none yet, and
	// Messages is how many there are.
	Sent     *Message
	Messages int
}

// Change is what an act does to a meeting: all of it, or nothing. Those of the
// registrations that differ from the Case's are written.
type Change struct {
	booking.Gathering
	Said   *Message // added
	Events []event.Event
	// Withdrawn are withdrawn before Letters are written.
	Withdrawn []string
	Letters   []outbox.Letter
	// Erased are the registrations of which letters, events and messages forget
	// who it was.
	Erased []booking.RegistrationID
}

// MessageID names a message; its client made it.
type MessageID string

// Message is something that was said in the chat of a meeting, to all.
type Message struct {
	Meeting booking.MeetingID
	Number  int
	ID      MessageID
	// Registration is whose it is, or Staff.
	Registration booking.RegistrationID
	Staff        account.StaffID
	Name         string
	At           time.Time
	Text         string
}

// Room is a meeting as of Seq of its stream.
type Room struct {
	booking.Gathering
	Messages []Message
	Seq      uint64
}
