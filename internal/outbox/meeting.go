package outbox

import (
	"strconv"
	"time"
)

// The kinds about a meeting; About is the registration.
const (
	MeetingRegistered Kind = "meeting_registered" // the place is yours
	MeetingWaiting    Kind = "meeting_waiting"    // you are on the waiting list
	MeetingPlaceFree  Kind = "meeting_place_free" // a place is yours to take, for a while
	MeetingReminder   Kind = "meeting_reminder"   // it is soon
	MeetingChanged    Kind = "meeting_changed"    // it is at another time
	MeetingCancelled  Kind = "meeting_cancelled"  // it does not take place
	MeetingThanks     Kind = "meeting_thanks"     // it is over; come to an interview
	MeetingAfterword  Kind = "meeting_afterword"  // what the host writes afterwards
)

// MeetingKinds lists those about a meeting.
func MeetingKinds() []Kind {
	return []Kind{
		MeetingRegistered, MeetingWaiting, MeetingPlaceFree, MeetingReminder, MeetingChanged, MeetingCancelled, MeetingThanks, MeetingAfterword,
	}
}

// Meeting is the Data of the kinds about a meeting: which one, and of what a
// kind tells the rest.
type Meeting struct {
	Meeting  string
	Sequence int       // of MeetingChanged
	Start    time.Time // of MeetingReminder: of which time
	Hours    int       // of MeetingReminder: how many before
	Until    time.Time // of MeetingPlaceFree
}

// OfMeeting is a letter that there is one of for each registration.
func (e Envelope) OfMeeting(k Kind, m Meeting) Letter { return e.letter(k, "", m) }

// MeetingThanks tells, at due, that a meeting is over.
func (e Envelope) MeetingThanks(m Meeting, due time.Time) Letter {
	l := e.letter(MeetingThanks, "", m)
	l.Due = due
	return l
}

// MeetingPlaceFree tells that a place is theirs until then.
func (e Envelope) MeetingPlaceFree(m Meeting) Letter {
	return e.letter(MeetingPlaceFree, strconv.FormatInt(m.Until.Unix(), 10), m)
}

// MeetingChanged tells of another time.
func (e Envelope) MeetingChanged(m Meeting) Letter {
	return e.letter(MeetingChanged, strconv.Itoa(m.Sequence), m)
}

// MeetingReminder tells of a meeting at due. There is one for each time that a
// meeting has had.
func (e Envelope) MeetingReminder(m Meeting, due time.Time) Letter {
	l := e.letter(MeetingReminder, strconv.FormatInt(m.Start.Unix(), 10)+":"+strconv.Itoa(m.Hours), m)
	l.Due = due
	return l
}
