// Package meeting is what people do about group meetings: staff plan, hold and
// call them off; visitors register, wait for a place, withdraw, and take part.
// Every act authorises who asks, is one transaction in the store, and is safe to
// repeat; the rules are booking's.
package meeting

import (
	"context"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/event"
	"miti/internal/fault"
)

// Deps is what a Hall works with.
type Deps struct {
	Store Store
	Bus   event.Bus
	Now   func() time.Time
}

// Hall is where meetings are held. It is safe for use by many goroutines at
// once.
type Hall struct{ Deps }

// New makes a hall. It starts nothing: whoever made it calls Sweep each second.
func New(d Deps) *Hall { return &Hall{Deps: d} }

// clock is the time as the stores keep it, so that an answer and its repeat are
// equal.
func (h *Hall) clock() time.Time { return h.Now().UTC().Truncate(time.Millisecond) }

// View is a meeting with how full it is, and the registration of the visitor
// who asks, if they have one.
type View struct {
	booking.Meeting
	Taken, Waiting int
	// InWaitingRoom is for the hosts.
	InWaitingRoom int
	Mine          *booking.Registration
	// Place is theirs on the waiting list, from 1; 0 for none.
	Place int
}

func viewOf(g booking.Gathering) View {
	return View{Meeting: g.Meeting, Taken: g.Taken(), Waiting: g.Waiting(), InWaitingRoom: g.InWaitingRoom()}
}

func (v View) of(g booking.Gathering, by account.Actor) View {
	if r := own(&g, by); r != nil {
		mine := *r
		v.Mine, v.Place = &mine, g.Place(r.ID)
	}
	return v
}

// own is the registration of the visitor who asks: nil when they have none, or
// came by a private link to something else.
func own(g *booking.Gathering, by account.Actor) *booking.Registration {
	if !by.Owns(by.Visitor, account.Meeting(string(g.ID))) {
		return nil
	}
	return g.Of(by.Visitor)
}

// Wish is what a visitor looks for among the meetings; empty for whatever.
type Wish struct {
	Language string
	Centre   centre.ID
}

// Upcoming are the meetings that anyone may register for, or that go on, in
// order of their time.
func (h *Hall) Upcoming(ctx context.Context, w Wish) ([]View, error) {
	now := h.clock()
	all, err := h.Store.MeetingsBetween(ctx, calendar.Interval{From: now, To: now.AddDate(1, 0, 0)})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(v View) bool {
		return v.IsOver() || w.Centre != "" && v.Centre != w.Centre || w.Language != "" && !slices.Contains(v.Languages, w.Language)
	})
	return all, nil
}

// Meeting is one, as whoever asks may see it: one that is called off stays to be
// seen.
func (h *Hall) Meeting(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	g, err := h.Store.Meeting(ctx, m)
	if err != nil {
		return View{}, err
	}
	return viewOf(g).of(g, by), nil
}

// Mine are the meetings that the visitor who asks is registered for, the next
// one first.
func (h *Hall) Mine(ctx context.Context, by account.Actor) ([]View, error) {
	if by.Visitor == "" {
		return nil, nil
	}
	all, err := h.Store.MeetingsOf(ctx, by.Visitor)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(all))
	for _, g := range all {
		if v := viewOf(g).of(g, by); v.Mine != nil {
			views = append(views, v)
		}
	}
	return views, nil
}

func clockOf(centres []centre.Centre, of centre.ID) calendar.Calendar {
	if i := slices.IndexFunc(centres, func(c centre.Centre) bool { return c.ID == of }); i >= 0 {
		return centres[i].Calendar()
	}
	return centre.Network(centres)
}

// staff is the account of who asks: fault.Forbidden for who is no staff.
func (h *Hall) staff(ctx context.Context, by account.Actor) (account.Staff, error) {
	switch {
	case by.IsNobody():
		return account.Staff{}, fault.New(fault.Unauthenticated)
	case by.Staff == "":
		return account.Staff{}, fault.New(fault.Forbidden)
	}
	s, err := h.Store.Staff(ctx, by.Staff)
	if fault.CodeOf(err) == fault.NotFound {
		return s, fault.New(fault.Unauthenticated) // the account has been removed
	}
	return s, err
}

// arranges tells whether somebody may plan and change the meetings of a centre:
// its staff, and who coordinates it.
func arranges(s account.Staff, of centre.ID) bool {
	return s.Centre == of && of != "" || s.Coordinates(of)
}

// organiser is the account of who may arrange a meeting, or holds it:
// fault.NotFound for other staff.
func (h *Hall) organiser(ctx context.Context, by account.Actor, m booking.Meeting) (account.Staff, error) {
	s, err := h.staff(ctx, by)
	if err == nil && !arranges(s, m.Centre) && !m.IsHost(s.ID) {
		err = fault.New(fault.NotFound)
	}
	return s, err
}
