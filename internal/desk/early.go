package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/text"
)

// CloseEarly closes a centre now, for the rest of its day. Who waits and is not
// served any more hears so at once: the conversation becomes a message, due when
// it was. It tells how many did. Each centre closes for itself; the network's
// own conversations count as closed when the last centre is.
//
// It is fair in the order of the queue: those who came first stay, as many as
// those on duty have places for, and so do those for whom somebody is rung
// already. Who stays, and is left alone after all, becomes a message as at any
// other closing time (Sweep).
func (d *Desk) CloseEarly(ctx context.Context, by account.Actor, of centre.ID, reason string) (kept int, err error) {
	c, err := d.runs(ctx, by, of)
	if err != nil {
		return 0, err
	}
	if reason, err = text.Line(reason, centre.MaxReason); err != nil {
		return 0, err
	}
	now := d.clock()
	if !c.OpenAt(now) {
		return 0, fault.New(fault.Conflict)
	}
	early := c.EarlyAt(now, reason)
	if err := d.store.CloseEarly(ctx, of, &early); err != nil {
		return 0, err
	}
	f, err := d.look(ctx)
	if err != nil {
		return 0, err
	}
	kept, errs := d.keepAll(ctx, f.turnedAway())
	return kept, errors.Join(errs, d.tellAll(ctx))
}

// keepAll makes messages of conversations that wait.
func (d *Desk) keepAll(ctx context.Context, all []chat.ID) (kept int, errs error) {
	for _, id := range all {
		after, err := d.update(ctx, About{Conversation: id}, func(c *Case, now time.Time) error {
			c.Keep(now)
			return nil
		})
		if err != nil {
			errs = errors.Join(errs, fmt.Errorf("keep conversation %s: %w", id, err))
		} else if after.State == chat.Left {
			kept++
		}
	}
	return kept, errs
}

// OpenAgain takes back that a centre has closed early. What became a message
// stays one: its visitor has been told so, and may ask to wait again.
func (d *Desk) OpenAgain(ctx context.Context, by account.Actor, of centre.ID) error {
	c, err := d.runs(ctx, by, of)
	if err != nil {
		return err
	}
	if !c.ClosedEarly(d.clock()) {
		return nil // not today, or its day is over
	}
	if err := d.store.CloseEarly(ctx, of, nil); err != nil {
		return err
	}
	return d.tellAll(ctx)
}

// runs is a centre that who asks coordinates.
func (d *Desk) runs(ctx context.Context, by account.Actor, of centre.ID) (centre.Centre, error) {
	s, err := d.staff(ctx, by)
	if err != nil {
		return centre.Centre{}, err
	}
	if of == "" || !s.Coordinates(of) {
		return centre.Centre{}, fault.New(fault.Forbidden)
	}
	all, err := d.store.Centres(ctx)
	if err != nil {
		return centre.Centre{}, err
	}
	i := slices.IndexFunc(all, func(c centre.Centre) bool { return c.ID == of })
	if i < 0 {
		return centre.Centre{}, fault.New(fault.NotFound)
	}
	return all[i], nil
}

// tellAll tells those who watch what an act has changed on the floor, without
// waiting for the next sweep.
func (d *Desk) tellAll(ctx context.Context) error {
	f, err := d.look(ctx)
	if err != nil {
		return err
	}
	if f.left, err = d.store.Left(ctx); err != nil {
		return err
	}
	return errors.Join(d.announce(ctx, f), d.announceBoard(ctx, f))
}

// turnedAway are those who wait where it is closed and for whom nobody has a
// place: places are given in the order of the queue, one each. While nothing is
// known of who is there, nobody is turned away.
func (f *floor) turnedAway() []chat.ID {
	if !f.known {
		return nil
	}
	places := map[account.StaffID]int{}
	for _, p := range f.people {
		if p.isOnDuty() {
			places[p.ID] = p.Capacity - p.chats
		}
	}
	var away []chat.ID
	for _, c := range f.waiting() {
		i := slices.IndexFunc(f.people, func(p counsellor) bool {
			return places[p.ID] > 0 && chat.MayServe(p.Staff, c) && (c.Offer.To == "" || c.Offer.To == p.ID)
		})
		switch {
		case i >= 0:
			places[f.people[i].ID]--
		case !f.isOpen(c.Centre):
			away = append(away, c.ID)
		}
	}
	return away
}

// closedEarly are the centres that would be open now.
func (f *floor) closedEarly() []Closed {
	var closed []Closed
	for _, c := range f.centres {
		if c.ClosedEarly(f.at) {
			closed = append(closed, Closed{Centre: c.ID, Reason: c.Early.Reason})
		}
	}
	return closed
}

// closedBecause is the first reason that a coordinator gave.
func (f *floor) closedBecause() string {
	for _, c := range f.closedEarly() {
		if c.Reason != "" {
			return c.Reason
		}
	}
	return ""
}

// Today are the caller's own shifts of today, in order.
func (d *Desk) Today(ctx context.Context, by account.Actor) ([]calendar.Interval, error) {
	s, err := d.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	zone, today, err := d.clockOf(ctx, s)
	if err != nil {
		return nil, err
	}
	shifts, err := d.store.Shifts(ctx, today, today)
	if err != nil {
		return nil, err
	}
	var mine []calendar.Interval
	for _, shift := range shifts {
		if shift.Staff == s.ID {
			mine = append(mine, shift.Interval(zone))
		}
	}
	return mine, nil
}

// clockOf is where somebody's clock hangs, and the date that it shows.
func (d *Desk) clockOf(ctx context.Context, s account.Staff) (*time.Location, calendar.Date, error) {
	centres, err := d.store.Centres(ctx)
	if err != nil {
		return nil, calendar.Date{}, err
	}
	zone := centre.Zone(centres, s.Centre)
	return zone, calendar.DateOf(d.now().In(zone)), nil
}
