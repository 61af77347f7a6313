package booking

import (
	"time"

	"miti/internal/fault"
)

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
