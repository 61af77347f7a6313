package agenda

import (
	"time"

	"miti/booking"
	"miti/internal/calendar"
	"miti/internal/outbox"
)

// mostHopeful is how many visitors are told of one time that came free.
const mostHopeful = 20

// changeOf finds what a rule did, and who is to be told what by mail.
func changeOf(before, after Case, now time.Time) Change {
	was, is := before.Appointment, after.Appointment
	c := Change{Appointment: is, Erase: was.ErasedAt.IsZero() && !is.ErasedAt.IsZero()}
	if !c.Erase && is.Contact.IsMail() {
		c.tell(was, is, now)
	}
	c.tellHopeful(before, after, now)
	return c
}

// tell adds the letters to the appointment's own visitor.
func (c *Change) tell(was, is booking.Appointment, now time.Time) {
	to := envelope(is, now)
	change := outbox.Change{Sequence: is.Sequence}
	switch {
	case was.State == booking.Held && is.State == booking.Booked, was.ID == "" && is.State == booking.Booked:
		c.Letters = append(c.Letters, to.AppointmentConfirmed(change))
	case is.State == booking.Booked && was.Sequence != is.Sequence && was.Start.Equal(is.Start) && was.State == booking.Booked:
		c.Letters = append(c.Letters, to.AppointmentProposal(change)) // it is somebody else's now
	case is.State == booking.Booked && was.Sequence != is.Sequence:
		c.Letters = append(c.Letters, to.AppointmentMoved(change))
	case is.State == booking.Proposed && was.State != booking.Proposed:
		c.Letters = append(c.Letters, to.AppointmentProposal(change))
	case is.State == booking.Cancelled && was.Sequence != is.Sequence:
		c.Letters = append(c.Letters, to.AppointmentCancelled(change))
	case is.State == booking.Missed && was.State != booking.Missed:
		c.Letters = append(c.Letters, to.AppointmentMissed())
	case was.State == booking.Missed && is.State == booking.Met:
		c.Withdrawn = append(c.Withdrawn, to.AppointmentMissed().Key)
	}
	c.remind(was, is, now)
}

// remind takes back the reminders of the time before and adds those of the new.
func (c *Change) remind(was, is booking.Appointment, now time.Time) {
	booked := is.State == booking.Booked
	if was.State == is.State && was.Start.Equal(is.Start) {
		return
	}
	if was.State == booking.Booked && !(booked && was.Start.Equal(is.Start)) {
		for _, r := range booking.EveryReminder(was.Start) {
			c.Withdrawn = append(c.Withdrawn, reminder(was, r, now).Key)
		}
	}
	if booked {
		for _, r := range is.Reminders(now) {
			c.Letters = append(c.Letters, reminder(is, r, now))
		}
	}
}

func reminder(of booking.Appointment, r booking.Reminder, now time.Time) outbox.Letter {
	return envelope(of, now).AppointmentReminder(outbox.Reminder{Start: of.Start, Hours: int(r.Before / time.Hour)}, r.At)
}

func envelope(of booking.Appointment, now time.Time) outbox.Envelope {
	return outbox.Envelope{About: string(of.ID), To: outbox.Address(of.Contact), Language: of.Language, Now: now}
}

// tellHopeful adds a letter to each of those who wait for an earlier time and
// could have the one that came free: once for each such time. One that was only held
// is news to those alone who booked meanwhile, and did not see it: it was free before,
// and the others were told then, or saw it when they booked. One that is handed over
// is none: who gave it cannot come.
func (c *Change) tellHopeful(before, after Case, now time.Time) {
	was, is := before.Appointment, after.Appointment
	freed, held := was.Time(), was.State == booking.Held
	stays := is.Takes(now) && is.Staff == was.Staff && is.Start.Equal(was.Start)
	if stays || !held && !was.Takes(now) {
		return
	}
	d, ok := before.Diaries[was.Staff]
	if !ok {
		return
	}
	if is.Takes(now) && is.Staff == was.Staff {
		d.Taken = append(d.Taken[:len(d.Taken):len(d.Taken)], calendar.Interval{From: is.Start, To: is.End})
	}
	told := 0
	for _, each := range before.Hopeful {
		start, ok := each.Sooner(freed, d, now)
		if held && !each.BookedWhile(was) {
			continue
		}
		if !ok || !each.Contact.IsMail() || told == mostHopeful {
			continue
		}
		c.Letters = append(c.Letters, envelope(each, now).EarlierTime(outbox.Earlier{Start: start}))
		told++
	}
}
