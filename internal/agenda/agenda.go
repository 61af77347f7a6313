// Package agenda is what people do about appointments: visitors find a time, hold
// and book it, move and cancel it; counsellors say when they may be met, and see
// who comes. Every act authorises who asks; the rules are booking's.
package agenda

import (
	"context"
	"errors"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Chats is where times are offered: the desk's.
type Chats interface {
	// Joined is a conversation that an actor takes part in: fault.NotFound for
	// others.
	Joined(ctx context.Context, by account.Actor, c chat.ID) (chat.Conversation, error)
	// Tell adds a line to it.
	Tell(ctx context.Context, by account.Actor, c chat.ID, l chat.Line) error
	// Meet opens the room of an appointment.
	Meet(ctx context.Context, by account.Actor, v chat.Visit) error
}

// Deps is what an Agenda works with.
type Deps struct {
	Store Store
	Chats Chats
	// Fetcher reads calendars elsewhere.
	Fetcher Fetcher
	Now     func() time.Time
}

// Agenda is where appointments are made. It is safe for use by many goroutines
// at once.
type Agenda struct {
	Deps
	shelf *shelf
}

// New makes an agenda. It starts nothing: whoever made it calls Tidy, Lapse and Fetch
// from time to time.
func New(d Deps) *Agenda { return &Agenda{Deps: d, shelf: newShelf()} }

// clock is the time as the stores keep it, so that an answer and its repeat are
// equal.
func (a *Agenda) clock() time.Time { return a.Now().UTC().Truncate(time.Millisecond) }

// Tidy removes what nobody has use for.
func (a *Agenda) Tidy(ctx context.Context) error {
	return a.Store.ClearHolds(ctx, a.clock().Add(-7*24*time.Hour))
}

// lapsedWithin is how far back Lapse looks, so that the restart of a node misses
// nothing.
const lapsedWithin = 10 * time.Minute

// Lapse tells those who wait for an earlier time of one that they could not see when
// they booked, because it was held, and whose hold has run out. It may be called at any
// time, on every node: each is told once.
func (a *Agenda) Lapse(ctx context.Context) error {
	now := a.clock()
	lapsed, err := a.Store.Lapsed(ctx, calendar.Interval{From: now.Add(-lapsedWithin), To: now})
	for _, id := range lapsed {
		_, failed := a.change(ctx, About{Appointment: id, Frees: true, Now: now}, func(*Case) error { return nil })
		err = errors.Join(err, failed)
	}
	return err
}

// staff is the account of who asks: fault.Forbidden for who is no staff.
func (a *Agenda) staff(ctx context.Context, by account.Actor) (account.Staff, error) {
	switch {
	case by.IsNobody():
		return account.Staff{}, fault.New(fault.Unauthenticated)
	case by.Staff == "":
		return account.Staff{}, fault.New(fault.Forbidden)
	}
	s, err := a.Store.Staff(ctx, by.Staff)
	if fault.CodeOf(err) == fault.NotFound {
		return s, fault.New(fault.Unauthenticated) // the account has been removed
	}
	return s, err
}

// whose is the account of a counsellor whose diary the actor may see and
// change: their own, or that of somebody at a centre that they coordinate.
func (a *Agenda) whose(ctx context.Context, by account.Actor, of account.StaffID) (account.Staff, error) {
	asks, err := a.staff(ctx, by)
	if err != nil || of == "" || of == asks.ID {
		return asks, err
	}
	s, err := a.Store.Staff(ctx, of)
	if err == nil && !asks.Coordinates(s.Centre) {
		err = fault.New(fault.NotFound)
	}
	return s, err
}

// side is what an actor is to an appointment: fault.NotFound for a stranger.
func (a *Agenda) side(ctx context.Context, by account.Actor, ap booking.Appointment) (booking.Side, error) {
	switch {
	case by.IsNobody():
		return "", fault.New(fault.Unauthenticated)
	case owns(by, ap):
		return booking.ByVisitor, nil
	case by.Staff == "" || ap.State == booking.Held:
		return "", fault.New(fault.NotFound)
	}
	if _, err := a.whose(ctx, by, ap.Staff); err != nil {
		if fault.CodeOf(err) == fault.Unauthenticated {
			return "", err
		}
		return "", fault.New(fault.NotFound)
	}
	return booking.ByStaff, nil
}

// owns tells whether an appointment is the visitor's who asks. Who was offered its
// time in a chat has it by a link to that chat, too.
func owns(by account.Actor, ap booking.Appointment) bool {
	is := []account.Thing{account.Appointment(string(ap.ID))}
	if ap.Conversation != "" {
		is = append(is, account.Conversation(ap.Conversation))
	}
	return ap.ErasedAt.IsZero() && by.Owns(ap.Visitor, is...)
}

// Appointment is one of the actor's: fault.NotFound for others.
func (a *Agenda) Appointment(ctx context.Context, by account.Actor, id booking.ID) (View, error) {
	found, side, err := a.find(ctx, by, id)
	if err != nil {
		return View{}, err
	}
	return a.view(ctx, found, side)
}

// find is an appointment of the actor's.
func (a *Agenda) find(ctx context.Context, by account.Actor, id booking.ID) (booking.Appointment, booking.Side, error) {
	if by.IsNobody() {
		return booking.Appointment{}, "", fault.New(fault.Unauthenticated)
	}
	found, err := a.Store.Appointment(ctx, id)
	if err != nil {
		return booking.Appointment{}, "", err
	}
	side, err := a.side(ctx, by, found)
	return found, side, err
}

// View is an appointment as one of its two sides sees it.
type View struct {
	booking.Appointment
	Side booking.Side
	// StaffName is the counsellor's first name; At is where it takes place, and
	// whose clock counts.
	StaffName string
	At        centre.Centre
	// ChangeUntil is until when the asking side may move or cancel it; zero when
	// they may not any more.
	ChangeUntil time.Time
	// Offered are the times that were offered for it, and are held still.
	Offered []View
}

func (a *Agenda) view(ctx context.Context, ap booking.Appointment, side booking.Side) (View, error) {
	views, err := a.views(ctx, []booking.Appointment{ap}, side)
	if err != nil {
		return View{}, err
	}
	return views[0], nil
}

func (a *Agenda) views(ctx context.Context, all []booking.Appointment, side booking.Side) ([]View, error) {
	now := a.clock()
	read, err := a.Store.Network(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(all))
	for _, ap := range all {
		v := View{Appointment: ap, Side: side, StaffName: read.Name(ap.Staff), At: read.Centre(ap.Centre)}
		if ap.MayChange(side, policyOf(read.Policies, ap.Centre), now) {
			v.ChangeUntil = ap.Limit(side, policyOf(read.Policies, ap.Centre))
		}
		if ap.State == booking.Proposed {
			offered, err := a.Store.Offered(ctx, offerOf(ap.ID))
			if err != nil {
				return nil, err
			}
			for _, o := range offered {
				if o.Takes(now) {
					v.Offered = append(v.Offered, View{Appointment: o, Side: side, StaffName: read.Name(o.Staff), At: read.Centre(o.Centre)})
				}
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// Mine are the appointments of the visitor who asks, the last one first.
func (a *Agenda) Mine(ctx context.Context, by account.Actor) ([]View, error) {
	if by.Visitor == "" {
		return nil, nil
	}
	all, err := a.Store.Of(ctx, by.Visitor)
	if err != nil {
		return nil, err
	}
	shown := all[:0]
	for _, ap := range all {
		if owns(by, ap) {
			shown = append(shown, ap)
		}
	}
	return a.views(ctx, shown, booking.ByVisitor)
}

// Gone is fault.Taken with other times for who came too late.
type Gone struct{ Others []booking.Slot }

// Error says the code, as every fault does.
func (g *Gone) Error() string { return string(fault.Taken) }

// Unwrap is the fault.
func (g *Gone) Unwrap() error { return fault.New(fault.Taken) }

// most is how many slots one list has.
const most = 20_000

// Slots are the first times at which a wish can be met, in order: at most limit.
// Staff see those that are too soon for visitors, too.
func (a *Agenda) Slots(ctx context.Context, by account.Actor, w booking.Wish, span calendar.Interval, limit int) ([]booking.Slot, error) {
	now := a.clock()
	diaries, err := a.shelf.look(ctx, a.Store, a.clock)
	if err != nil {
		return nil, err
	}
	if by.Staff != "" {
		diaries = withoutNotice(diaries)
	}
	return booking.Slots(diaries, w, from(span, now), now, min(limit, most)), nil
}

// from is the part of a span that is not past, of a year at most.
func from(span calendar.Interval, now time.Time) calendar.Interval {
	if span.From.Before(now) {
		span.From = now
	}
	if end := span.From.AddDate(1, 0, 1); span.To.IsZero() || span.To.After(end) {
		span.To = end
	}
	return span
}

// withoutNotice are the diaries as staff may book in them.
func withoutNotice(all []booking.Diary) []booking.Diary {
	for i := range all {
		all[i].Policy.Notice = 0
	}
	return all
}

// others are a few times that can be had instead.
func (a *Agenda) others(ctx context.Context, by account.Actor, w booking.Wish, start time.Time) error {
	slots, err := a.Slots(ctx, by, w, calendar.Interval{From: start}, booking.OfferMost)
	if err != nil {
		return err
	}
	return &Gone{Others: slots}
}
