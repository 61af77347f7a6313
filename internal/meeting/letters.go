package meeting

import (
	"time"

	"miti/booking"
	"miti/internal/outbox"
)

// tooSoon is how close a reminder may be to what it reminds of having been told.
const tooSoon = 30 * time.Minute

// thanksAfter is how long after a meeting those who came are thanked.
const thanksAfter = time.Hour

// reminders are how many hours before a meeting people are reminded of it.
var reminders = [...]int{24, 1}

// write adds the letters that a change causes, found by the difference as the
// events are.
func (c *Change) write(before booking.Gathering, now time.Time) {
	for i, r := range c.Registrations {
		var was booking.Registration
		if i < len(before.Registrations) {
			was = before.Registrations[i]
		}
		if !r.Contact.IsMail() {
			continue // nobody who could be written to, or who was erased
		}
		w := mail{Change: c, to: envelope(r, now), about: outbox.Meeting{Meeting: string(c.ID)}}
		w.tell(before.Meeting, was, r)
		w.remind(before.Meeting, was, r)
		w.afterword(before.Afterword, r)
	}
}

func envelope(r booking.Registration, now time.Time) outbox.Envelope {
	return outbox.Envelope{About: string(r.ID), To: outbox.Address(r.Contact), Language: r.Language, Now: now}
}

// mail writes to one of those who registered.
type mail struct {
	*Change
	to    outbox.Envelope
	about outbox.Meeting
}

func (w mail) send(l outbox.Letter) { w.Letters = append(w.Letters, l) }

func (w mail) tell(before booking.Meeting, was, is booking.Registration) {
	comes := is.HasSeat() || is.State == booking.PlaceWaiting
	if was.State == booking.PlaceOffered && is.State != booking.PlaceOffered {
		w.Withdrawn = append(w.Withdrawn, w.placeFree(was.OfferedUntil).Key)
	}
	switch {
	case w.State == booking.MeetingCancelled && before.State != booking.MeetingCancelled:
		if comes {
			w.send(w.to.OfMeeting(outbox.MeetingCancelled, w.about))
		}
	case w.State == booking.MeetingEnded && before.State == booking.MeetingOpen:
		if is.State == booking.PlaceConfirmed && is.Door != booking.DoorRemoved {
			w.send(w.thanks())
		}
	case is.State == booking.PlaceConfirmed && was.State != booking.PlaceConfirmed:
		w.send(w.to.OfMeeting(outbox.MeetingRegistered, w.about))
	case is.State == booking.PlaceOffered && was.State != booking.PlaceOffered:
		w.send(w.placeFree(is.OfferedUntil))
	case is.State == booking.PlaceWaiting && was.ID == "":
		w.send(w.to.OfMeeting(outbox.MeetingWaiting, w.about))
	case comes && (!before.Start.Equal(w.Start) || !before.End.Equal(w.End)):
		about := w.about
		about.Sequence = w.Sequence
		w.send(w.to.MeetingChanged(about))
	}
}

// afterword brings what a host has written, in place of the house's own thanks.
func (w mail) afterword(was *booking.Afterword, to booking.Registration) {
	if a := w.Afterword; a != nil && was == nil && a.IsFor(to) {
		w.Withdrawn = append(w.Withdrawn, w.thanks().Key)
		w.send(w.to.OfMeeting(outbox.MeetingAfterword, w.about))
	}
}

// thanks leave a while after the end: the host may have something better to say.
func (w mail) thanks() outbox.Letter { return w.to.MeetingThanks(w.about, w.to.Now.Add(thanksAfter)) }

func (w mail) placeFree(until time.Time) outbox.Letter {
	about := w.about
	about.Until = until
	return w.to.MeetingPlaceFree(about)
}

// remind takes back the reminders of what is not so any more, and adds those of
// what is.
func (w mail) remind(before booking.Meeting, was, is booking.Registration) {
	had := was.State == booking.PlaceConfirmed && before.State != booking.MeetingCancelled
	has := is.State == booking.PlaceConfirmed && w.State != booking.MeetingCancelled
	if had == has && before.Start.Equal(w.Start) {
		return
	}
	for _, hours := range reminders {
		if had {
			w.Withdrawn = append(w.Withdrawn, w.reminder(before.Start, hours).Key)
		}
		if l := w.reminder(w.Start, hours); has && l.Due.Sub(w.to.Now) >= tooSoon {
			w.send(l)
		}
	}
}

func (w mail) reminder(start time.Time, hours int) outbox.Letter {
	about := w.about
	about.Start, about.Hours = start, hours
	return w.to.MeetingReminder(about, start.Add(-time.Duration(hours)*time.Hour))
}
