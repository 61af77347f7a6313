package mail

import (
	"context"
	"fmt"
	"strings"
	"time"

	"miti/booking"
	"miti/booking/ics"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/fault"
	"miti/internal/invite"
	"miti/internal/outbox"
)

// appointment is what a letter about one tells of.
type appointment struct {
	agenda.View
	// check says that the mail has the way to the device check.
	check bool
	// method is what a calendar is to do with the file that comes along, "" for
	// none.
	method ics.Method
}

// findAppointment reads what a letter tells of, as it is now.
func (w *writer) findAppointment(ctx context.Context) error {
	found, err := w.guidance.Appointment(ctx, booking.ID(w.letter.About))
	if fault.CodeOf(err) == fault.NotFound || err == nil && !found.ErasedAt.IsZero() {
		return outbox.ErrUnneeded
	}
	if err != nil {
		return fmt.Errorf("read appointment: %w", err)
	}
	network, err := w.guidance.Network(ctx)
	if err != nil {
		return fmt.Errorf("read network: %w", err)
	}
	w.appointment = &appointment{View: agenda.View{
		Appointment: found, Side: booking.ByVisitor, StaffName: oneLine(network.Name(found.Staff)), At: network.Centre(found.Centre),
	}}
	w.zone = w.sender.Zone
	if w.appointment.At.ID != "" {
		w.zone = w.appointment.At.Calendar().Zone()
	}
	if p, ok := network.Policies[found.Centre]; ok {
		w.appointment.ChangeUntil = found.Limit(booking.ByVisitor, p)
	} else {
		w.appointment.ChangeUntil = found.Limit(booking.ByVisitor, booking.DefaultPolicy())
	}
	if found.State == booking.Proposed {
		offered, err := w.guidance.Offered(ctx, booking.OfferID(found.ID))
		if err != nil {
			return fmt.Errorf("read offered times: %w", err)
		}
		for _, o := range offered {
			if o.Takes(w.now()) {
				w.appointment.Offered = append(w.appointment.Offered, agenda.View{Appointment: o, StaffName: oneLine(network.Name(o.Staff))})
			}
		}
	}
	w.link = account.Link{Visitor: found.Visitor, Opens: account.Appointment(string(found.ID)), ExpiresAt: w.opensUntil(found)}
	return nil
}

// opensUntil is how long the link opens an appointment: some time after it, or
// after this mail when it is over.
func (w *writer) opensUntil(a booking.Appointment) time.Time {
	if now := w.now(); a.End.Before(now) {
		return now.Add(booking.LinkFor)
	}
	return a.End.Add(booking.LinkFor)
}

// aboutAppointment is what a letter about one has to say: nothing, when it is not
// so any more.
func (w *writer) aboutAppointment(c *content) error {
	a := w.appointment
	switch w.letter.Kind {
	case outbox.AppointmentReminder:
		return w.reminder(c)
	case outbox.AppointmentMissed:
		if a.State != booking.Missed {
			return outbox.ErrUnneeded
		}
		c.say(w.text("text", "name", a.StaffName))
		c.say(w.text("more"))
		return nil
	case outbox.EarlierTime:
		return w.earlier(c)
	}
	change, err := dataOf[outbox.Change](w.letter)
	if err != nil {
		return err
	}
	if change.Sequence != a.Sequence {
		return outbox.ErrUnneeded // a later letter tells what is so now
	}
	switch {
	case w.letter.Kind == outbox.AppointmentCancelled && a.State == booking.Cancelled:
		a.method = ics.Cancel
		c.say(w.text("text"))
		w.facts(c)
		c.say(w.text("more"))
	case w.letter.Kind == outbox.AppointmentProposal && a.State == booking.Proposed:
		w.proposal(c)
	case w.letter.Kind == outbox.AppointmentCancelled, a.State != booking.Booked:
		return outbox.ErrUnneeded
	default:
		w.booked(c)
	}
	return nil
}

// booked tells of an appointment that takes place.
func (w *writer) booked(c *content) {
	a := w.appointment
	a.method = ics.Request
	c.say(w.text("text", "name", a.StaffName))
	w.facts(c)
	a.check = a.Kind == booking.Video
	if w.now().Before(a.ChangeUntil) {
		c.say(w.T("mail.appointment.change", "moment", w.moment(a.ChangeUntil)))
	}
}

// proposal tells that the time is off, and which others there are.
func (w *writer) proposal(c *content) {
	a := w.appointment
	a.method = ics.Cancel
	c.say(w.text("sorry", "moment", w.when(a.Start)))
	if len(a.Offered) == 0 {
		c.say(w.text("choose"))
		return
	}
	var times []string
	for _, o := range a.Offered {
		times = append(times, w.text("time", "moment", w.when(o.Start), "name", o.StaffName))
	}
	c.say(w.text("times") + "\n" + strings.Join(times, "\n"))
	c.say(w.text("until", "moment", w.moment(a.Offered[0].HeldUntil)))
}

// reminder tells of an appointment that is soon. One that may have been told
// already, and one that is not so any more, is not told.
func (w *writer) reminder(c *content) error {
	data, err := dataOf[outbox.Reminder](w.letter)
	if err != nil {
		return err
	}
	before := time.Duration(data.Hours) * time.Hour
	due := booking.Reminder{Before: before, At: data.Start.Add(-before)}
	if w.letter.Doubtful || !w.appointment.Due(due, w.now()) {
		return outbox.ErrUnneeded
	}
	c.say(w.text("text", "name", w.appointment.StaffName))
	w.facts(c)
	w.appointment.check = w.appointment.Kind == booking.Video
	return nil
}

// earlier tells of a time that came free.
func (w *writer) earlier(c *content) error {
	data, err := dataOf[outbox.Earlier](w.letter)
	if err != nil {
		return err
	}
	a := w.appointment
	if a.State != booking.Booked || !a.Earlier || !data.Start.Before(a.Start) || !w.now().Before(data.Start) {
		return outbox.ErrUnneeded
	}
	c.say(w.text("text", "moment", w.when(data.Start)))
	c.say(w.text("more", "moment", w.when(a.Start)))
	return nil
}

// facts are when, how, with whom and where.
func (w *writer) facts(c *content) {
	a := w.appointment
	lines := []string{w.when(a.Start), w.T("mail.appointment.how", "kind", invite.Kind(w.Texts, a.Kind), "name", a.StaffName)}
	if a.Kind == booking.OnSite {
		lines = append(lines, oneLine(a.At.Name+", "+invite.Place(w.Texts, a.View)))
	}
	if a.Kind == booking.Phone {
		lines = append(lines, w.T("mail.appointment.phone"))
	}
	c.say(strings.Join(lines, "\n"))
}

// when is a time with its zone: every mail about an appointment says it in the
// same way.
func (w *writer) when(at time.Time) string {
	zone := w.zone.String()
	if zone == "Europe/Brussels" {
		zone = w.T("mail.zone.brussels")
	}
	return w.T("mail.appointment.when", "moment", w.moment(at), "zone", zone)
}

// calendar is the file that comes along; nil for none.
func (w *writer) calendar(link string) []byte {
	if w.appointment == nil || w.appointment.method == "" {
		return nil
	}
	return w.invites().Appointment(w.appointment.View, w.appointment.method, link, w.now())
}

// invites writes the files that come along.
func (c *Composer) invites() invite.Writer {
	return invite.Writer{Catalogue: c.catalogue, Network: c.sender.Network, From: c.sender.From, Origin: c.sender.Origin}
}
