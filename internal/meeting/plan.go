package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
)

// Planning is what somebody enters of a meeting.
type Planning struct {
	ID   booking.MeetingID
	Plan booking.Plan // its hosts without their names; without any, who asks
	// Weekly repeats it, when it is planned for the first time; nil for once.
	Weekly *booking.Weekly
	// Following changes those of its series after it, too.
	Following bool
}

// Plan writes a meeting, new or anew, and returns it with those of its series
// that were made or changed with it. The same again changes nothing.
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
	if p.Following && before.Series != "" {
		return h.editFollowing(ctx, before.Meeting, p.Plan)
	}
	after, err := h.update(ctx, About{Meeting: p.ID}, func(g *booking.Gathering, now time.Time) error {
		_, err := g.Edit(p.Plan, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return []View{viewOf(after)}, nil
}

// editFollowing plans a meeting anew with those of its series after it. What
// cannot be changed any more stays.
func (h *Hall) editFollowing(ctx context.Context, first booking.Meeting, p booking.Plan) ([]View, error) {
	clock, err := calendar.New(calendar.Rules{Zone: first.Zone})
	if err != nil {
		return nil, fmt.Errorf("clock of a series: %w", err)
	}
	later, err := h.Store.MeetingsAfter(ctx, first.Series, first.Start)
	if err != nil {
		return nil, err
	}
	var views []View
	for _, each := range append([]booking.MeetingID{first.ID}, later...) {
		after, err := h.update(ctx, About{Meeting: each}, func(g *booking.Gathering, now time.Time) error {
			along := p
			if each != first.ID {
				along = first.Along(p, g.Meeting, clock)
			}
			return g.EditAlong(along, now)
		})
		if each != first.ID && fault.CodeOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return views, err
		}
		views = append(views, viewOf(after))
	}
	return views, nil
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
