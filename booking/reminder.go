package booking

import (
	"slices"
	"time"
)

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
