package agenda

import (
	"context"
	"errors"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
)

// BookFor books a time of the list for a visitor who is not at a page, or who
// takes part in a chat with the one who books.
func (a *Agenda) BookFor(ctx context.Context, by account.Actor, h Holding, in chat.ID, d Details) (View, error) {
	if _, err := a.staff(ctx, by); err != nil {
		return View{}, err
	}
	if err := h.check(); err != nil {
		return View{}, err
	}
	begun := booking.Appointment{ID: h.ID, Visitor: account.VisitorID(id.New()), Start: h.Slot.Start.UTC(), End: h.Slot.End.UTC()}
	var talk chat.Conversation
	if in != "" {
		var err error
		if talk, err = a.Chats.Joined(ctx, by, in); err != nil {
			return View{}, err
		}
		begun.Visitor, begun.Conversation = talk.Visitor, string(talk.ID)
	}
	details, err := d.clean(talk)
	if err != nil {
		return View{}, err
	}
	now, was := a.clock(), false
	booked, err := a.hold(ctx, booking.ByStaff, h, begun, func(c *Case) error {
		was = c.State == booking.Booked
		return c.Book(details, c.Diaries[c.Appointment.Staff], now)
	})
	if isGone(err) {
		return View{}, a.others(ctx, by, h.Wish, h.Slot.Start)
	}
	if err != nil {
		return View{}, err
	}
	if in != "" && !was {
		// It is booked, whether the chat can be told or not.
		_ = a.Chats.Tell(ctx, by, in, chat.Line{Kind: chat.LineBooked, Times: timesOf(booked)})
	}
	return a.view(ctx, booked, booking.ByStaff)
}

// Offer is times that a counsellor offers in a chat.
type Offer struct {
	ID   booking.OfferID
	Wish booking.Wish
	// Slots are the times, each with an id for the appointment that it may become.
	Slots []OfferedSlot
}

// OfferedSlot is one of them.
type OfferedSlot struct {
	ID    booking.ID
	Start time.Time
}

func (o Offer) check() error {
	if !id.Valid(string(o.ID)) || len(o.Slots) == 0 || len(o.Slots) > booking.OfferMost {
		return fault.New(fault.Malformed)
	}
	for _, s := range o.Slots {
		if err := (Holding{ID: s.ID, Wish: o.Wish}).check(); err != nil {
			return err
		}
	}
	return nil
}

// OfferTimes holds some times for the visitor of a chat, all or none, and shows
// them there. They take one with one tap.
func (a *Agenda) OfferTimes(ctx context.Context, by account.Actor, in chat.ID, o Offer) ([]View, error) {
	if _, err := a.staff(ctx, by); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	talk, err := a.Chats.Joined(ctx, by, in)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	if before, err := a.Store.Offered(ctx, o.ID); err != nil {
		return nil, err
	} else if len(before) == len(o.Slots) && before[0].Conversation == string(in) {
		return a.views(ctx, before, booking.ByStaff) // a repeat
	}
	line := &chat.Times{ID: string(o.ID), Kind: string(o.Wish.Kind), Until: now.Add(booking.OfferFor)}
	var held []booking.Appointment
	for _, s := range o.Slots {
		one, err := a.hold(ctx, booking.ByStaff, Holding{ID: s.ID, Wish: o.Wish}, booking.Appointment{
			ID: s.ID, Visitor: talk.Visitor, Conversation: string(in), Start: s.Start.UTC(), HeldUntil: line.Until,
		}, func(c *Case) error { c.Offer = o.ID; return nil })
		if err != nil {
			err = errors.Join(err, a.giveUp(ctx, held))
			if isGone(err) {
				return nil, a.others(ctx, by, o.Wish, s.Start)
			}
			return nil, err
		}
		held = append(held, one)
		line.Times = append(line.Times, chat.Time{ID: string(one.ID), Start: one.Start, End: one.End})
	}
	if err := a.Chats.Tell(ctx, by, in, chat.Line{Kind: chat.LineTimesOffered, Times: line}); err != nil {
		return nil, err
	}
	return a.views(ctx, held, booking.ByStaff)
}

// giveUp frees times that were held for nothing.
func (a *Agenda) giveUp(ctx context.Context, held []booking.Appointment) error {
	var all error
	for _, h := range held {
		now := a.clock()
		_, err := a.change(ctx, About{Appointment: h.ID, Now: now}, func(c *Case) error {
			return c.Cancel(booking.ByStaff, booking.Policy{}, now)
		})
		all = errors.Join(all, err)
	}
	return all
}

// Attended notes whether the visitor came. Who did not gets a kind way to book
// again.
func (a *Agenda) Attended(ctx context.Context, by account.Actor, id booking.ID, came bool) (View, error) {
	now := a.clock()
	return a.act(ctx, by, About{Appointment: id, Frees: true, Now: now}, func(c *Case, side booking.Side) error {
		if side != booking.ByStaff {
			return fault.New(fault.Forbidden)
		}
		return c.Close(came, now)
	})
}

// mostRelieved bounds how many appointments are moved at once.
const mostRelieved = 200

// Relief is what became of the appointment of somebody who cannot come.
type Relief struct {
	Appointment booking.ID
	// To is who has taken it over; empty when its visitor was asked to choose
	// another time, of which so many are held.
	To      account.Staff
	Offered int
}

// Relieve takes the appointments of a counsellor in a time from them, who cannot
// come: each goes to another suitable counsellor at the same time, if there is
// one; else its visitor is offered other times.
func (a *Agenda) Relieve(ctx context.Context, by account.Actor, of account.StaffID, span calendar.Interval) ([]Relief, error) {
	who, err := a.whose(ctx, by, of)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	if span.From.Before(now) {
		span.From = now
	}
	all, err := a.Store.Within(ctx, who.ID, span)
	if err != nil {
		return nil, err
	}
	var done []Relief
	for _, ap := range all {
		if ap.State != booking.Booked || ap.Start.Before(now) || len(done) == mostRelieved {
			continue
		}
		r, err := a.relieve(ctx, ap, now)
		if err != nil && fault.CodeOf(err) != fault.Conflict { // cancelled or moved meanwhile
			return done, err
		}
		if err == nil {
			done = append(done, r)
		}
	}
	return done, nil
}

func (a *Agenda) relieve(ctx context.Context, ap booking.Appointment, now time.Time) (Relief, error) {
	colleagues, err := a.free(ctx, booking.ByStaff, ap.Colleague(), ap.Start, now)
	if err != nil {
		return Relief{}, err
	}
	colleagues = slices.DeleteFunc(colleagues, func(s account.StaffID) bool { return s == ap.Staff })
	r := Relief{Appointment: ap.ID}
	err = anyOf(colleagues, func(s account.StaffID) error {
		_, err := a.change(ctx, About{Appointment: ap.ID, Staff: s, Start: ap.Start, Now: now}, func(c *Case) error {
			r.To = c.Diaries[s].Staff
			return still(c, ap, c.HandOver(c.diary(s, booking.ByStaff), now))
		})
		return err
	})
	if !isGone(err) {
		return r, err
	}
	r.To = account.Staff{}
	if r.Offered, err = a.propose(ctx, ap, now); err != nil {
		return r, err
	}
	_, err = a.change(ctx, About{Appointment: ap.ID, Now: now}, func(c *Case) error { return still(c, ap, c.Propose(now)) })
	return r, err
}

// still is what a rule says of an appointment that is as it was seen.
func still(c *Case, seen booking.Appointment, err error) error {
	if !c.Start.Equal(seen.Start) && err == nil {
		return fault.New(fault.Conflict)
	}
	return err
}

// soonest is how long before it a time is proposed at the latest: it is held until
// an hour before, and a mail is not read at once.
const soonest = 2 * time.Hour

// propose holds other times with other counsellors for a visitor, and tells how
// many.
func (a *Agenda) propose(ctx context.Context, ap booking.Appointment, now time.Time) (int, error) {
	diaries, err := a.shelf.look(ctx, a.Store, a.clock)
	if err != nil {
		return 0, err
	}
	diaries = slices.DeleteFunc(diaries, func(d booking.Diary) bool { return d.Staff.ID == ap.Staff })
	span := from(calendar.Interval{From: now.Add(soonest)}, now)
	slots := booking.Slots(diaries, ap.Colleague(), span, now, 2*booking.OfferMost)
	offered := 0
	for _, s := range slots {
		if offered == booking.OfferMost {
			break
		}
		h := Holding{ID: booking.ID(id.New()), Wish: ap.Colleague()}
		_, err := a.hold(ctx, booking.ByVisitor, h, booking.Appointment{
			ID: h.ID, Visitor: ap.Visitor, Start: s.Start, End: s.End, HeldUntil: until(now, s.Start),
		}, func(c *Case) error { c.Offer = offerOf(ap.ID); return nil })
		if err != nil && !isGone(err) {
			return offered, err
		}
		if err == nil {
			offered++
		}
	}
	return offered, nil
}

// until is how long a proposed time is held: two days, or until an hour before
// it.
func until(now, start time.Time) time.Time {
	if end := start.Add(-time.Hour); end.Before(now.Add(booking.ProposalFor)) {
		return end
	}
	return now.Add(booking.ProposalFor)
}
