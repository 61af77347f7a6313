package booking

import (
	"slices"
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

// MayChange tells whether one of the two may still move or cancel it: staff
// until it begins, the visitor until the limit that its centre's policy sets
// before, and one that is proposed whenever.
func (a Appointment) MayChange(by Side, p Policy, now time.Time) bool {
	return a.State == Proposed || a.State == Booked && now.Before(a.Limit(by, p))
}

// Limit is until when one of the two may change it.
func (a Appointment) Limit(by Side, p Policy) time.Time {
	if by == ByVisitor {
		return a.Start.Add(-p.ChangeUntil)
	}
	return a.Start
}

// Moving is a wish for another time.
type Moving struct {
	By    Side
	Start time.Time
	// Policy is that of the centre where the appointment is so far.
	Policy Policy
}

// Move puts an appointment at another time that the diary, without it, offers:
// fault.Forbidden too late, fault.Taken for a time that is not free. The diary
// may be another counsellor's, unless one was named. To where it is already it
// changes nothing.
func (a *Appointment) Move(m Moving, d Diary, now time.Time) error {
	switch {
	case a.State != Booked && a.State != Proposed:
		return fault.New(fault.Conflict)
	case a.State == Booked && m.Start.Equal(a.Start) && d.Staff.ID == a.Staff:
		return nil
	case !a.MayChange(m.By, m.Policy, now):
		return fault.New(fault.Forbidden)
	case a.Named && m.By == ByVisitor && a.State == Booked && d.Staff.ID != a.Staff, !d.offers(a.place().with(d.Staff.ID), m.Start, now):
		return fault.New(fault.Taken)
	}
	a.Start, a.End = m.Start, m.Start.Add(d.Policy.Length(a.Topic))
	a.Staff, a.Centre, a.State = d.Staff.ID, d.Centre.ID, Booked
	a.Sequence++
	a.Earlier = false
	return nil
}

// place is the wish without the counsellor.
func (a Appointment) place() Wish { return a.Wish().with("") }

// Colleague is the wish for anybody who could take the appointment over.
func (a Appointment) Colleague() Wish { return a.place() }

// HandOver gives a booked appointment to another counsellor at the same time,
// whose diary offers it for as long.
func (a *Appointment) HandOver(d Diary, now time.Time) error {
	switch {
	case a.State != Booked:
		return fault.New(fault.Conflict)
	case a.Staff == d.Staff.ID:
		return nil
	case !d.offers(a.place().with(d.Staff.ID), a.Start, now), a.Start.Add(d.Policy.Length(a.Topic)) != a.End:
		return fault.New(fault.Taken)
	}
	a.Staff, a.Centre, a.Named = d.Staff.ID, d.Centre.ID, false
	a.Sequence++
	return nil
}

// Propose gives up the time of a booked appointment whose counsellor cannot
// come, until its visitor has chosen another one.
func (a *Appointment) Propose(now time.Time) error {
	switch {
	case a.State == Proposed:
		return nil
	case a.State != Booked || !now.Before(a.Start):
		return fault.New(fault.Conflict)
	}
	a.State, a.Named, a.Earlier = Proposed, false, false
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
	case a.State != Booked && a.State != Proposed:
		return fault.New(fault.Conflict)
	case !a.MayChange(by, p, now):
		return fault.New(fault.Forbidden)
	default:
		a.Sequence++
	}
	a.State, a.CancelledAt, a.CancelledBy, a.HeldUntil, a.Earlier = Cancelled, now, by, time.Time{}, false
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
	if (a.Takes(now) || a.State == Proposed) && now.Before(a.Start) {
		if a.State != Held {
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

// EveryReminder are the mails before an appointment at a start: the day before
// and an hour before.
func EveryReminder(start time.Time) []Reminder {
	var all []Reminder
	for _, before := range []time.Duration{24 * time.Hour, time.Hour} {
		all = append(all, Reminder{Before: before, At: start.Add(-before)})
	}
	return all
}

// Reminders are those of a booked appointment at its present time. What would
// come sooner than a mail is worth, right after it was booked, is left out.
func (a Appointment) Reminders(now time.Time) []Reminder {
	if a.State != Booked {
		return nil
	}
	return slices.DeleteFunc(EveryReminder(a.Start), func(r Reminder) bool { return r.At.Sub(now) < worthAMail })
}

// worthAMail is how long after a booking its first reminder may come.
const worthAMail = 30 * time.Minute

// Due tells whether a reminder that was to leave so long before a start is still
// of use: that of the day before until the one of the last hour comes, and that
// one until it begins.
func (a Appointment) Due(r Reminder, now time.Time) bool {
	last := a.Start
	if r.Before > time.Hour {
		last = a.Start.Add(-2 * time.Hour)
	}
	return a.State == Booked && r.At.Add(r.Before).Equal(a.Start) && now.Before(last)
}

// WantsEarlier notes whether the visitor wants to hear of a time before theirs.
func (a *Appointment) WantsEarlier(wanted bool) error {
	if a.State != Booked {
		return fault.New(fault.Conflict)
	}
	a.Earlier = wanted
	return nil
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
