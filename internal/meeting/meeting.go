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
	"miti/internal/id"
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
	if r := g.Of(by.Visitor); r != nil {
		mine := *r
		v.Mine, v.Place = &mine, g.Place(r.ID)
	}
	return v
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

// Planning is what somebody enters of a meeting.
type Planning struct {
	ID   booking.MeetingID
	Plan booking.Plan // its hosts without their names; without any, who asks
	// Weekly repeats it, when it is planned for the first time; nil for once.
	Weekly *booking.Weekly
}

// Plan writes a meeting, new or anew, and returns it with the rest of its
// series, when it has just been made. The same again changes nothing.
func (h *Hall) Plan(ctx context.Context, by account.Actor, p Planning) ([]View, error) {
	asks, err := h.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	if p.Plan, err = h.named(ctx, asks, p.Plan); err != nil {
		return nil, err
	}
	before, err := h.Store.Meeting(ctx, p.ID)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		return h.begin(ctx, asks, p)
	case err != nil:
		return nil, err
	}
	if _, err := h.organiser(ctx, by, before.Meeting); err != nil {
		return nil, err
	}
	after, err := h.update(ctx, About{Meeting: p.ID}, func(g *booking.Gathering, now time.Time) error {
		if len(p.Plan.Hosts) == 0 {
			p.Plan.Hosts = g.Hosts
		}
		_, err := g.Edit(p.Plan, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return []View{viewOf(after)}, nil
}

// named gives the hosts of a plan their names: fault.Malformed for who is no
// staff.
func (h *Hall) named(ctx context.Context, asks account.Staff, p booking.Plan) (booking.Plan, error) {
	if len(p.Hosts) == 0 {
		p.Hosts = []booking.Host{{Staff: asks.ID}}
	}
	p.Hosts = slices.Clone(p.Hosts)
	for i := range p.Hosts {
		s, err := h.Store.Staff(ctx, p.Hosts[i].Staff)
		if fault.CodeOf(err) == fault.NotFound {
			return p, fault.New(fault.Malformed)
		}
		if err != nil {
			return p, err
		}
		p.Hosts[i].Name = s.Name
	}
	return p, nil
}

// begin makes a meeting, or a series of them.
func (h *Hall) begin(ctx context.Context, asks account.Staff, p Planning) ([]View, error) {
	if !arranges(asks, p.Plan.Centre) {
		return nil, fault.New(fault.Forbidden)
	}
	first, err := booking.NewMeeting(p.ID, p.Plan, h.clock())
	if err != nil {
		return nil, err
	}
	centres, err := h.Store.Centres(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(centres, func(c centre.Centre) bool { return c.ID == first.Centre }) {
		return nil, fault.New(fault.Malformed)
	}
	clock := clockOf(centres, first.Centre)
	first.Zone, first.Date = clock.Zone().String(), calendar.DateOf(first.Start.In(clock.Zone()))
	all := []booking.Meeting{first}
	if p.Weekly != nil {
		all, err = booking.Series(first, *p.Weekly, clock, func() booking.MeetingID {
			return booking.MeetingID(id.New())
		})
		if err != nil {
			return nil, err
		}
	}
	if err := h.Store.AddMeetings(ctx, all); err != nil {
		return nil, err
	}
	views := make([]View, 0, len(all))
	for _, m := range all {
		views = append(views, View{Meeting: m})
	}
	return views, nil
}

// Arranged are the meetings that a member of staff may arrange or holds, from a
// month ago on, in order of their time.
func (h *Hall) Arranged(ctx context.Context, by account.Actor) ([]View, error) {
	asks, err := h.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	now := h.clock()
	all, err := h.Store.MeetingsBetween(ctx, calendar.Interval{From: now.AddDate(0, -1, 0), To: now.AddDate(2, 0, 0)})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(v View) bool { return !arranges(asks, v.Centre) && !v.IsHost(asks.ID) })
	return all, nil
}

// Cancel calls a meeting off, and with following those of its series that come
// after it.
func (h *Hall) Cancel(ctx context.Context, by account.Actor, m booking.MeetingID, following bool) (View, error) {
	g, err := h.Store.Meeting(ctx, m)
	if err != nil {
		return View{}, err
	}
	if _, err := h.organiser(ctx, by, g.Meeting); err != nil {
		return View{}, err
	}
	all := []booking.MeetingID{m}
	if following && g.Series != "" {
		later, err := h.Store.MeetingsAfter(ctx, g.Series, g.Start)
		if err != nil {
			return View{}, err
		}
		all = append(all, later...)
	}
	var first booking.Gathering
	for i, each := range all {
		after, err := h.update(ctx, About{Meeting: each}, func(g *booking.Gathering, _ time.Time) error {
			if err := g.Cancel(); err != nil && i == 0 {
				return err
			}
			return nil // of the later ones, those that can be
		})
		if err != nil {
			return View{}, err
		}
		if i == 0 {
			first = after
		}
	}
	return viewOf(first), nil
}
