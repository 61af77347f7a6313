package booking

import (
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

const (
	// HoldFor is how long a time is kept while the form is filled in.
	HoldFor = 10 * time.Minute
	// OfferFor is how long the times are kept that were offered in a chat.
	OfferFor = 30 * time.Minute
	// ProposalFor is how long those are that were offered by mail.
	ProposalFor = 48 * time.Hour
	// OfferMost is how many times are offered at once.
	OfferMost = 3
	// LinkFor is how long after an appointment its private link still opens it.
	LinkFor = 14 * 24 * time.Hour
	// DoorOpens is how long before its start an appointment's room lets people
	// in.
	DoorOpens = 10 * time.Minute
	// DoorCloses is how long after its end it still does.
	DoorCloses = 30 * time.Minute
)

// ID names an appointment; its client made it. It is also the name of its room,
// and part of its UID in calendars, for life.
type ID string

// State is where an appointment is.
type State string

// The states: held → booked → met or missed, or cancelled before. Of one that
// is proposed the counsellor cannot come, and its visitor has been asked to
// choose another time: then it is booked again.
const (
	Held      State = "held"
	Booked    State = "booked"
	Proposed  State = "proposed"
	Met       State = "met"
	Missed    State = "missed" // the visitor did not come
	Cancelled State = "cancelled"
)

// OfferID names the times that are offered together: of them at most one is
// booked.
type OfferID string

// Side is who of the two did something.
type Side string

// The sides.
const (
	ByVisitor Side = "visitor"
	ByStaff   Side = "staff"
)

// Appointment is a time of two people.
type Appointment struct {
	ID      ID
	Visitor account.VisitorID
	Staff   account.StaffID
	// Named says that the visitor wanted this counsellor, and nobody else.
	Named  bool
	Centre centre.ID
	Kind   Kind
	Topic  centre.TopicID // "" for not chosen
	// Language is the one it is held in (ISO 639-1).
	Language   string
	Start, End time.Time
	State      State
	// HeldUntil is when a held time is free again. Offer is set when it was
	// offered beside others: the id of the offer in a chat, or of the appointment
	// that it may replace.
	HeldUntil time.Time
	Offer     OfferID
	// Conversation is the chat that it was arranged in, or that belongs to it.
	Conversation string

	Name     string // the visitor's, "" until it is booked
	Contact  account.Contact
	Question string

	CreatedAt   time.Time
	BookedAt    time.Time
	CancelledAt time.Time
	CancelledBy Side
	// Sequence counts the changes that calendars must hear of (RFC 5545,
	// section 3.8.7.4).
	Sequence int
	// Earlier says that the visitor wants to hear of a time before Start.
	Earlier bool
	// ErasedAt is when the visitor's data was removed; the figures stay.
	ErasedAt time.Time
}

// Details are what a visitor says of themselves to book, cleaned.
type Details struct {
	Name     string
	Contact  account.Contact
	Question string
}

// Wish is what the appointment is of, and so where it may be moved: to the same
// counsellor when they were chosen, to the same place when it has one.
func (a Appointment) Wish() Wish {
	w := Wish{Kind: a.Kind, Topic: a.Topic, Language: a.Language}
	if a.Named {
		w.Staff = a.Staff
	}
	if a.Kind == OnSite {
		w.Centre = a.Centre
	}
	return w
}

// with is the wish for a certain counsellor.
func (w Wish) with(s account.StaffID) Wish {
	w.Staff = s
	return w
}

// Time is the appointment's time.
func (a Appointment) Time() calendar.Interval { return calendar.Interval{From: a.Start, To: a.End} }

// Takes tells whether nobody else can have its time. Who was missed leaves what
// is left of it to others.
func (a Appointment) Takes(now time.Time) bool {
	return a.State == Held && now.Before(a.HeldUntil) || a.State == Booked || a.State == Met
}

// Hold keeps a time for a visitor that the diary offers: fault.Taken when it
// does not, any more or ever, or when it would end at another time than said.
func Hold(a Appointment, w Wish, d Diary, now time.Time) (Appointment, error) {
	end := a.Start.Add(d.Policy.Length(w.Topic))
	if !d.offers(w, a.Start, now) || !a.End.IsZero() && !a.End.Equal(end) {
		return Appointment{}, fault.New(fault.Taken)
	}
	a.Staff, a.Centre, a.Kind, a.Topic, a.Language = d.Staff.ID, d.Centre.ID, w.Kind, w.Topic, w.Language
	a.Named = w.Staff != ""
	a.End, a.State, a.CreatedAt = end, Held, now
	if a.HeldUntil.IsZero() {
		a.HeldUntil = now.Add(HoldFor)
	}
	return a, nil
}

// Book makes a held time an appointment. One that was held for too long can be
// booked if the diary, without it, still offers it: fault.Taken otherwise. Done
// again with the same details it changes nothing.
func (a *Appointment) Book(to Details, d Diary, now time.Time) error {
	switch {
	case a.State == Booked && a.Details() == to:
		return nil
	case a.State != Held:
		return fault.New(fault.Conflict)
	case to.Contact == "":
		return fault.New(fault.ContactRequired)
	case a.Kind == Phone && to.Contact.IsMail():
		return fault.New(fault.BadContact) // there is no number to call
	case !a.Takes(now) && !d.offers(a.Wish().with(d.Staff.ID), a.Start, now):
		return fault.New(fault.Taken)
	}
	a.Name, a.Contact, a.Question = to.Name, to.Contact, to.Question
	a.State, a.BookedAt, a.HeldUntil = Booked, now, time.Time{}
	return nil
}

// Details are what its visitor said of themselves.
func (a Appointment) Details() Details {
	return Details{Name: a.Name, Contact: a.Contact, Question: a.Question}
}

// Door tells whether the appointment's room lets people in.
func (a Appointment) Door(now time.Time) bool {
	inTime := !now.Before(a.Start.Add(-DoorOpens)) && now.Before(a.End.Add(DoorCloses))
	return (a.Kind == Video || a.Kind == Audio) && (a.State == Booked || a.State == Met) && inTime
}

// WantsEarlier notes whether the visitor wants to hear of a time before theirs.
func (a *Appointment) WantsEarlier(wanted bool) error {
	if a.State != Booked {
		return fault.New(fault.Conflict)
	}
	a.Earlier = wanted
	return nil
}

// BookedWhile tells whether it was booked while another time was held, which its
// visitor could not see then.
func (a Appointment) BookedWhile(held Appointment) bool {
	return !a.BookedAt.Before(held.CreatedAt) && a.BookedAt.Before(held.HeldUntil)
}

// Sooner is the first time at which the appointment could be instead, of a time
// that came free in the diary; ok is false when there is none before its own.
func (a Appointment) Sooner(freed calendar.Interval, d Diary, now time.Time) (start time.Time, ok bool) {
	if a.State != Booked || !a.Earlier || !freed.From.Before(a.Start) || a.Named && d.Staff.ID != a.Staff {
		return time.Time{}, false
	}
	starts := d.Starts(a.Wish(), freed, now)
	if len(starts) == 0 || !starts[0].Before(a.Start) {
		return time.Time{}, false
	}
	return starts[0], true
}
