package mail

import (
	"context"
	"fmt"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/outbox"
	"miti/internal/roster"
)

// shift is what a letter to a colleague asks for.
type shift struct {
	whose      string
	begin, end time.Time
}

// findShift reads what is asked, as it is now: nothing, when it has begun or is
// not offered to that colleague any more.
func (w *writer) findShift(ctx context.Context) error {
	asked, err := dataOf[outbox.Colleague](w.letter)
	if err != nil {
		return err
	}
	found, err := w.guidance.Shift(ctx, roster.ShiftID(w.letter.About))
	switch {
	case fault.CodeOf(err) == fault.NotFound, err == nil && !found.IsOfferedTo(account.StaffID(asked.Staff)):
		return outbox.ErrUnneeded
	case err != nil:
		return fmt.Errorf("read shift: %w", err)
	}
	network, err := w.guidance.Network(ctx)
	if err != nil {
		return fmt.Errorf("read network: %w", err)
	}
	var of centre.ID
	for _, each := range network.Staff {
		if each.ID == found.Staff {
			of = each.Centre
		}
	}
	w.zone = centre.Zone(network.Centres, of)
	hours := found.Interval(w.zone)
	if !w.now().Before(hours.From) {
		return outbox.ErrUnneeded
	}
	w.shift = &shift{whose: oneLine(network.Name(found.Staff)), begin: hours.From.In(w.zone), end: hours.To.In(w.zone)}
	return nil
}

// toStaff is the whole of a mail to a counsellor who is asked to take a shift.
// No link in it signs anybody in.
func (w *writer) toStaff() content {
	name := w.shift.whose
	c := content{Language: w.Language, Subject: w.text("subject", "name", name)}
	c.say(w.T("mail.greeting"))
	c.say(w.text("text", "name", name))
	c.say(w.text("when", "day", w.Day(w.shift.begin), "from", w.Time(w.shift.begin), "to", w.Time(w.shift.end)))
	c.say(w.text("more", "name", name))
	c.add(block{Link: &link{Label: w.text("button"), URL: w.sender.Origin + "/counsellor"}})
	c.say(w.T("mail.sign", "network", w.sender.Network))
	c.Small = append(c.Small, w.text("why"))
	return c
}
