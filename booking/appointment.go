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

// The states: held → booked → met or missed, or cancelled before.
const (
	Held      State = "held"
	Booked    State = "booked"
	Met       State = "met"
	Missed    State = "missed" // the visitor did not come
	Cancelled State = "cancelled"
)

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
	Centre  centre.ID
	Kind    Kind
	Topic   centre.TopicID // "" for not chosen
	// Language is the one it is held in (ISO 639-1).
	Language   string
	Start, End time.Time
	State      State
	// HeldUntil is when a held time is free again.
	HeldUntil time.Time

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

// Wish is what the appointment is of.
func (a Appointment) Wish() Wish {
	return Wish{Kind: a.Kind, Topic: a.Topic, Language: a.Language, Staff: a.Staff}
}

// Time is the appointment's time.
func (a Appointment) Time() calendar.Interval { return calendar.Interval{From: a.Start, To: a.End} }

// Takes tells whether nobody else can have its time.
func (a Appointment) Takes(now time.Time) bool {
	return a.State == Held && now.Before(a.HeldUntil) || a.State == Booked || a.State == Met || a.State == Missed
}

// Hold keeps a time for a visitor that one of the diaries offers: fault.Taken
// when none does, any more or ever.
func Hold(a Appointment, w Wish, diaries []Diary, now time.Time) (Appointment, error) {
	d, ok := Choose(diaries, w, a.Start, now)
	if !ok {
		return Appointment{}, fault.New(fault.Taken)
	}
	a.Staff, a.Centre, a.Kind, a.Topic, a.Language = d.Staff.ID, d.Centre.ID, w.Kind, w.Topic, w.Language
	a.End = a.Start.Add(d.Policy.Length(w.Topic))
	a.State, a.CreatedAt, a.HeldUntil = Held, now, now.Add(HoldFor)
	return a, nil
}

// Book makes a held time an appointment: fault.Taken when it was held for too
// long. Done again with the same details it changes nothing.
func (a *Appointment) Book(d Details, now time.Time) error {
	switch {
	case a.State == Booked && a.Name == d.Name && a.Contact == d.Contact && a.Question == d.Question:
		return nil
	case a.State != Held:
		return fault.New(fault.Conflict)
	case !a.Takes(now):
		return fault.New(fault.Taken)
	case d.Contact == "":
		return fault.New(fault.ContactRequired)
	case a.Kind == Phone && d.Contact.IsMail():
		return fault.New(fault.BadContact) // there is no number to call
	}
	a.Name, a.Contact, a.Question = d.Name, d.Contact, d.Question
	a.State, a.BookedAt, a.HeldUntil = Booked, now, time.Time{}
	return nil
}

// MayChange tells whether one of the two may still move or cancel it: staff
// until it begins, the visitor until the centre's limit before.
func (a Appointment) MayChange(by Side, p Policy, now time.Time) bool {
	limit := a.Start
	if by == ByVisitor {
		limit = limit.Add(-p.ChangeUntil)
	}
	return a.State == Booked && now.Before(limit)
}

// Move puts a booked appointment at another time that its own counsellor's
// diary offers, this appointment left out: fault.Forbidden too late,
// fault.Taken for a time that is not free. To where it is already it changes
// nothing.
func (a *Appointment) Move(by Side, start time.Time, d Diary, now time.Time) error {
	switch {
	case a.State != Booked:
		return fault.New(fault.Conflict)
	case start.Equal(a.Start):
		return nil
	case !a.MayChange(by, d.Policy, now):
		return fault.New(fault.Forbidden)
	case !d.offers(a.Wish(), start, now):
		return fault.New(fault.Taken)
	}
	a.Start, a.End = start, start.Add(d.Policy.Length(a.Topic))
	a.Sequence++
	a.Earlier = false
	return nil
}

// HandOver gives a booked appointment to another counsellor at the same time,
// whose diary offers it.
func (a *Appointment) HandOver(d Diary, now time.Time) error {
	w := a.Wish()
	w.Staff = d.Staff.ID
	switch {
	case a.State != Booked:
		return fault.New(fault.Conflict)
	case a.Staff == d.Staff.ID:
		return nil
	case !d.offers(w, a.Start, now):
		return fault.New(fault.Taken)
	}
	a.Staff = d.Staff.ID
	a.Sequence++
	return nil
}

// Cancel frees the time: fault.Forbidden too late. A held time may be given
// back whenever.
func (a *Appointment) Cancel(by Side, p Policy, now time.Time) error {
	switch {
	case a.State == Cancelled:
		return nil
	case a.State == Held:
	case a.State != Booked:
		return fault.New(fault.Conflict)
	case !a.MayChange(by, p, now):
		return fault.New(fault.Forbidden)
	default:
		a.Sequence++
	}
	a.State, a.CancelledAt, a.CancelledBy, a.HeldUntil = Cancelled, now, by, time.Time{}
	return nil
}

// Close notes whether the visitor came, from when it has begun on. A second
// thought counts.
func (a *Appointment) Close(came bool, now time.Time) error {
	if a.State != Booked && a.State != Met && a.State != Missed || now.Before(a.Start) {
		return fault.New(fault.Conflict)
	}
	a.State = Missed
	if came {
		a.State = Met
	}
	return nil
}

// Door tells whether the appointment's room lets people in.
func (a Appointment) Door(now time.Time) bool {
	inTime := !now.Before(a.Start.Add(-DoorOpens)) && now.Before(a.End.Add(DoorCloses))
	return (a.Kind == Video || a.Kind == Audio) && (a.State == Booked || a.State == Met) && inTime
}

// Erase forgets who the visitor was, and frees the time if it is still to come.
func (a *Appointment) Erase(now time.Time) {
	if a.Takes(now) && now.Before(a.Start) {
		if a.State == Booked {
			a.Sequence++
		}
		a.State, a.CancelledAt, a.CancelledBy = Cancelled, now, ByVisitor
	}
	a.Name, a.Contact, a.Question, a.Earlier, a.ErasedAt = "", "", "", false, now
}

// Reminder is a mail before an appointment.
type Reminder struct {
	Before time.Duration
	At     time.Time
}

// Reminders are those of a booked appointment at its present time: the day
// before and an hour before. What would come sooner than a mail is worth, right
// after it was booked, is left out.
func (a Appointment) Reminders(now time.Time) []Reminder {
	if a.State != Booked {
		return nil
	}
	var all []Reminder
	for _, before := range []time.Duration{24 * time.Hour, time.Hour} {
		if at := a.Start.Add(-before); at.Sub(now) >= 30*time.Minute {
			all = append(all, Reminder{Before: before, At: at})
		}
	}
	return all
}
