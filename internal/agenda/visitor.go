package agenda

import (
	"context"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

// maxQuestion is how long a visitor's question may be, in characters.
const maxQuestion = 2000

// Holding is a wish for one time of the list.
type Holding struct {
	ID   booking.ID
	Wish booking.Wish
	// Slot is the time; without an End it may take as long as it does.
	Slot booking.Slot
}

func (h Holding) check() error {
	w := h.Wish
	if !id.Valid(string(h.ID)) || !slices.Contains(booking.Kinds(), w.Kind) || !slices.Contains(centre.Languages(), w.Language) {
		return fault.New(fault.Malformed)
	}
	return nil
}

// Hold keeps a time of the list for a visitor while they fill in the form. A
// visitor holds one at a time: what they held before is free again. The same
// again gets the appointment as it is by now.
func (a *Agenda) Hold(ctx context.Context, by account.Actor, h Holding) (View, error) {
	if by.Visitor == "" {
		return View{}, fault.New(fault.Unauthenticated)
	}
	if err := h.check(); err != nil {
		return View{}, err
	}
	if !by.Owns(by.Visitor, account.Appointment(string(h.ID))) {
		return View{}, fault.New(fault.Forbidden) // a private link begins nothing new
	}
	held, err := a.hold(ctx, booking.ByVisitor, h, booking.Appointment{
		ID: h.ID, Visitor: by.Visitor, Start: h.Slot.Start.UTC(), End: h.Slot.End.UTC(), Offer: "visitor:" + booking.OfferID(by.Visitor),
	})
	if isGone(err) {
		return View{}, a.others(ctx, by, h.Wish, h.Slot.Start)
	}
	if err != nil {
		return View{}, err
	}
	return a.view(ctx, held, booking.ByVisitor)
}

// hold keeps a time with whoever of those who offer it has the fewest
// appointments: fault.Taken when nobody does.
func (a *Agenda) hold(ctx context.Context, side booking.Side, h Holding, begun booking.Appointment, more ...func(*Case) error) (booking.Appointment, error) {
	now := a.clock()
	candidates, err := a.free(ctx, side, h.Wish, begun.Start, now)
	if err != nil {
		return booking.Appointment{}, err
	}
	if known, err := a.Store.Appointment(ctx, h.ID); err == nil {
		candidates = []account.StaffID{known.Staff} // a repeat: its own time is in the way of no list
	}
	var held booking.Appointment
	err = anyOf(candidates, func(s account.StaffID) error {
		about := About{Appointment: h.ID, Staff: s, Start: begun.Start, Offer: begun.Offer, Now: now}
		held, err = a.change(ctx, about, func(c *Case) (err error) {
			switch {
			case c.ID == "":
				c.Appointment, err = booking.Hold(begun, h.Wish, c.diary(s, side), now)
			case c.Visitor != begun.Visitor && side == booking.ByVisitor || !c.Start.Equal(begun.Start):
				err = fault.New(fault.Conflict)
			case c.State == booking.Held && !c.Takes(now):
				err = fault.New(fault.Taken)
			}
			for _, rule := range more {
				if err == nil {
					err = rule(c)
				}
			}
			return err
		})
		return err
	})
	return held, err
}

// Details are what a visitor says to book. Without a name or contact, those of
// the chat in which the time was offered count.
type Details struct{ Name, Contact, Question string }

// clean checks and cleans them; from is where what is missing comes from.
func (d Details) clean(from chat.Conversation) (booking.Details, error) {
	to := booking.Details{Name: from.Name, Contact: from.Contact}
	name, err := account.CleanName(d.Name)
	if err != nil {
		return to, err
	}
	if name != "" {
		to.Name = name
	}
	if d.Contact != "" || to.Contact == "" {
		if to.Contact, err = account.NewContact(d.Contact); err != nil {
			return to, err
		}
	}
	to.Question, err = text.Block(d.Question, maxQuestion)
	return to, err
}

// Book makes a held time the visitor's appointment. Done again with the same
// details it changes nothing. Of times that were offered together, the others are
// free again.
func (a *Agenda) Book(ctx context.Context, by account.Actor, id booking.ID, d Details) (View, error) {
	found, side, err := a.find(ctx, by, id)
	if err != nil {
		return View{}, err
	}
	if side != booking.ByVisitor {
		return View{}, fault.New(fault.Forbidden)
	}
	var talk chat.Conversation
	if found.Conversation != "" {
		if talk, err = a.Chats.Joined(ctx, by, chat.ID(found.Conversation)); err != nil && fault.CodeOf(err) != fault.NotFound {
			return View{}, err
		}
	}
	details, err := d.clean(talk)
	if err != nil {
		return View{}, err
	}
	now := a.clock()
	v, err := a.act(ctx, by, About{Appointment: id, Start: found.Start, Offer: found.Offer, Now: now}, func(c *Case, _ booking.Side) error {
		return c.Book(details, c.Diaries[c.Appointment.Staff], now)
	})
	if isGone(err) {
		return View{}, a.others(ctx, by, found.Wish(), found.Start)
	}
	if err == nil && talk.ID != "" && found.State == booking.Held {
		// It is booked, whether the chat can be told or not.
		_ = a.Chats.Tell(ctx, by, talk.ID, chat.Line{Kind: chat.LineBooked, Times: timesOf(v.Appointment)})
	}
	return v, err
}

// timesOf is a line's word for one appointment.
func timesOf(ap booking.Appointment) *chat.Times {
	return &chat.Times{Kind: string(ap.Kind), Times: []chat.Time{{ID: string(ap.ID), Start: ap.Start, End: ap.End}}}
}

// Places are the first times to which an appointment may be moved.
func (a *Agenda) Places(ctx context.Context, by account.Actor, id booking.ID, span calendar.Interval, limit int) ([]booking.Slot, error) {
	found, side, err := a.find(ctx, by, id)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	diaries, err := a.shelf.look(ctx, a.Store, a.clock)
	if err != nil {
		return nil, err
	}
	if side == booking.ByStaff {
		diaries = withoutNotice(diaries)
	}
	if found.Takes(now) {
		diaries = without(diaries, found)
	}
	slots := booking.Slots(diaries, found.Wish(), from(span, now), now, min(limit+1, most))
	slots = slices.DeleteFunc(slots, func(s booking.Slot) bool { return found.Takes(now) && s.Start.Equal(found.Start) })
	return slots[:min(len(slots), limit)], nil
}

// Move puts an appointment at another time of the list: with its own counsellor
// if they have it, and else with anybody suitable, unless one was named.
func (a *Agenda) Move(ctx context.Context, by account.Actor, id booking.ID, to booking.Slot) (View, error) {
	found, side, err := a.find(ctx, by, id)
	if err != nil {
		return View{}, err
	}
	now := a.clock()
	candidates, promised, err := a.mayTake(ctx, found, side, to, now)
	if err != nil {
		return View{}, err
	}
	var moved View
	err = anyOf(candidates, func(s account.StaffID) error {
		about := About{Appointment: id, Staff: s, Start: to.Start.UTC(), Offer: offerOf(id), Frees: true, Now: now}
		moved, err = a.act(ctx, by, about, func(c *Case, side booking.Side) error {
			d := c.diary(s, side)
			if s == promised {
				d.Policy.Notice = 0 // it was held for them
			}
			return c.Move(booking.Moving{By: side, Start: to.Start.UTC(), Policy: c.Policy(c.Appointment.Centre)}, d, now)
		})
		return err
	})
	if isGone(err) {
		return View{}, a.others(ctx, by, found.Wish(), to.Start)
	}
	return moved, err
}

// mayTake are the counsellors to whom an appointment may go at another time, the
// likeliest first, and who of them promised it.
func (a *Agenda) mayTake(ctx context.Context, ap booking.Appointment, side booking.Side, to booking.Slot, now time.Time) (all []account.StaffID, promised account.StaffID, err error) {
	offered, err := a.Store.Offered(ctx, offerOf(ap.ID))
	if err != nil {
		return nil, "", err
	}
	for _, o := range offered {
		if o.Start.Equal(to.Start) && o.Takes(now) {
			promised = o.Staff
			all = append(all, promised)
		}
	}
	if ap.State == booking.Booked {
		all = append(all, ap.Staff)
	}
	free, err := a.free(ctx, side, ap.Wish(), to.Start, now)
	for _, s := range free {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all, promised, err
}

// Cancel frees the time of an appointment, or gives back a held one.
func (a *Agenda) Cancel(ctx context.Context, by account.Actor, id booking.ID) (View, error) {
	now := a.clock()
	return a.act(ctx, by, About{Appointment: id, Frees: true, Offer: offerOf(id), Now: now}, func(c *Case, side booking.Side) error {
		return c.Cancel(side, c.Policy(c.Appointment.Centre), now)
	})
}

// Earlier notes whether the visitor wants to be told when a time before theirs
// comes free.
func (a *Agenda) Earlier(ctx context.Context, by account.Actor, id booking.ID, wanted bool) (View, error) {
	return a.act(ctx, by, About{Appointment: id, Now: a.clock()}, func(c *Case, side booking.Side) error {
		if side != booking.ByVisitor {
			return fault.New(fault.Forbidden)
		}
		return c.WantsEarlier(wanted)
	})
}

// Erase cancels the appointments that are to come of who asks, and removes what
// they said of themselves; the figures stay.
func (a *Agenda) Erase(ctx context.Context, by account.Actor) error {
	if by.Visitor == "" {
		return fault.New(fault.Unauthenticated)
	}
	all, err := a.Store.Of(ctx, by.Visitor)
	if err != nil {
		return err
	}
	now := a.clock()
	for _, ap := range all {
		if !owns(by, ap) {
			continue
		}
		_, err := a.change(ctx, About{Appointment: ap.ID, Offer: offerOf(ap.ID), Frees: true, Now: now}, func(c *Case) error {
			if c.ErasedAt.IsZero() {
				c.Appointment.Erase(now)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// offerOf is the offer of other times for an appointment.
func offerOf(id booking.ID) booking.OfferID { return booking.OfferID(id) }
