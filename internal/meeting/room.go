package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/lobby"
)

// Live is a meeting as somebody in it sees it, as of Seq of its stream. A guest
// sees those who are in the room, and themselves; before they are in, only
// themselves.
type Live struct {
	View
	// Hosting is true for who holds or arranges it.
	Hosting  bool
	People   []booking.Registration
	Messages []Message
	Knock    Knock
	Seq      uint64
}

// Live is what somebody sees of a meeting who takes part in it, or arranges it:
// fault.NotFound for others.
func (h *Hall) Live(ctx context.Context, by account.Actor, m booking.MeetingID) (Live, error) {
	r, err := h.Store.MeetingRoom(ctx, m)
	if err != nil {
		return Live{}, err
	}
	hosting, err := h.takesPart(ctx, by, r.Gathering)
	if err != nil {
		return Live{}, err
	}
	l := Live{View: viewOf(r.Gathering).of(r.Gathering, by), Hosting: hosting, Knock: knockOf(r.Gathering), Seq: r.Seq}
	inside := hosting || l.Mine.Door == booking.DoorAdmitted
	if inside {
		l.Messages = r.Messages
	}
	for _, p := range r.Registrations {
		if !p.ErasedAt.IsZero() || !hosting && p.Visitor != by.Visitor && (!inside || p.Door != booking.DoorAdmitted) {
			continue
		}
		p.Contact, p.Answers = "", nil
		l.People = append(l.People, p)
	}
	return l, nil
}

// takesPart tells whether somebody is on the side of the hosts, and is
// fault.NotFound for who has nothing to do with the meeting.
func (h *Hall) takesPart(ctx context.Context, by account.Actor, g booking.Gathering) (hosting bool, err error) {
	if by.Staff != "" {
		_, err := h.organiser(ctx, by, g.Meeting)
		return err == nil, err
	}
	if own(&g, by) == nil {
		return false, fault.New(fault.NotFound)
	}
	return false, nil
}

// MayWatch tells whether the actor may follow a meeting: fault.NotFound when it
// is not theirs.
func (h *Hall) MayWatch(ctx context.Context, by account.Actor, m booking.MeetingID) error {
	g, err := h.Store.Meeting(ctx, m)
	if err == nil {
		_, err = h.takesPart(ctx, by, g)
	}
	return err
}

// MayJoin implements lobby.Owner: the hosts before it begins, guests when they
// have knocked, outside until they are let in.
func (h *Hall) MayJoin(ctx context.Context, by account.Actor, in string) (lobby.Pass, error) {
	g, err := h.Store.Meeting(ctx, booking.MeetingID(in))
	if err != nil {
		return lobby.Pass{}, err
	}
	if _, err := h.takesPart(ctx, by, g); err != nil {
		return lobby.Pass{}, err
	}
	p := lobby.Pass{Room: in, Stream: event.Meeting(in), Participant: by.Participant(), Spotlight: g.Spotlight}
	now := h.clock()
	if by.Staff != "" {
		for _, host := range g.Hosts {
			if host.Staff == by.Staff {
				p.Name, p.Rights = host.Name, lobby.All()
			}
		}
		switch {
		case p.Name == "":
			return p, fault.New(fault.Forbidden)
		case g.IsOver(), now.Before(g.Start.Add(-booking.HostsEnter)):
			return p, fault.New(fault.Conflict)
		}
		return p, nil
	}
	r := own(&g, by)
	switch {
	case r.Door == booking.DoorRemoved:
		return p, fault.New(fault.Forbidden)
	case g.IsOver(), r.Door == booking.DoorAway:
		return p, fault.New(fault.Conflict)
	}
	p.Name, p.Rights = r.Name, rightsOf(g.Meeting, *r)
	return p, nil
}

func rightsOf(m booking.Meeting, r booking.Registration) lobby.Rights {
	if r.Door != booking.DoorAdmitted {
		return lobby.Rights{Outside: true}
	}
	may := m.RightsOf(r)
	return lobby.Rights{Sound: may.Sound, Camera: may.Camera, Screen: may.Screen}
}

// Orders implements lobby.Owner.
func (h *Hall) Orders(e event.Event, _ string, _ []string) ([]lobby.Order, error) {
	switch e.Type {
	case event.TypeMeeting:
		c, err := read[Changed](e)
		if err != nil {
			return nil, err
		}
		if c.IsOver() {
			return []lobby.Order{{Close: true}}, nil
		}
		orders := []lobby.Order{{Spotlight: &c.Spotlight}}
		for _, s := range c.Dismissed {
			orders = append(orders, lobby.Order{Participant: account.Actor{Staff: s}.Participant()})
		}
		return orders, nil
	case event.TypeMeetingPerson:
		p, err := read[Person](e)
		if err != nil {
			return nil, err
		}
		o := lobby.Order{Participant: account.Actor{Visitor: p.Visitor}.Participant()}
		if p.Door == booking.DoorAdmitted || p.Door == booking.DoorWaiting {
			rights := p.Rights
			o.Rights = &rights
		}
		return []lobby.Order{o}, nil
	}
	return nil, nil
}

func read[T any](e event.Event) (T, error) {
	var v T
	if err := json.Unmarshal(e.Data, &v); err != nil {
		return v, fmt.Errorf("read event %s: %w", e.Type, err)
	}
	return v, nil
}

// Present implements lobby.Owner: attendance, and whether a host is there.
func (h *Hall) Present(ctx context.Context, in string, who []string, at time.Time) error {
	_, err := h.update(ctx, About{Meeting: booking.MeetingID(in)}, func(g *booking.Gathering, _ time.Time) error {
		if !g.IsOver() {
			g.Present(who, at.UTC().Truncate(time.Millisecond))
		}
		return nil
	})
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// Sweep does what time does to meetings.
func (h *Hall) Sweep(ctx context.Context) error {
	due, err := h.Store.MeetingsDue(ctx, h.clock())
	if err != nil {
		return err
	}
	var errs error
	for _, m := range due {
		_, err := h.update(ctx, About{Meeting: m}, func(g *booking.Gathering, now time.Time) error {
			g.Pass(now)
			return nil
		})
		errs = errors.Join(errs, err)
	}
	return errs
}
