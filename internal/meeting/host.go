package meeting

import (
	"context"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/fault"
)

// host runs a rule of a host: fault.Forbidden for other staff who may know of
// the meeting.
func (h *Hall) host(ctx context.Context, by account.Actor, m booking.MeetingID, rule func(g *booking.Gathering, now time.Time) error) (View, error) {
	asks, err := h.staff(ctx, by)
	if err != nil {
		return View{}, err
	}
	after, err := h.update(ctx, About{Meeting: m}, func(g *booking.Gathering, now time.Time) error {
		switch {
		case g.IsHost(asks.ID):
			return rule(g, now)
		case arranges(asks, g.Centre):
			return fault.New(fault.Forbidden)
		default:
			return fault.New(fault.NotFound)
		}
	})
	if err != nil {
		return View{}, err
	}
	return viewOf(after).of(after, by), nil
}

// about runs a rule of a host about somebody who registered.
func (h *Hall) about(ctx context.Context, by account.Actor, m booking.MeetingID, who booking.RegistrationID,
	rule func(g *booking.Gathering, r *booking.Registration, now time.Time) error,
) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, now time.Time) error {
		r := g.Find(who)
		if r == nil {
			return fault.New(fault.NotFound)
		}
		return rule(g, r, now)
	})
}

// Open begins the meeting.
func (h *Hall) Open(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	return h.host(ctx, by, m, (*booking.Gathering).Open)
}

// End ends it for all.
func (h *Hall) End(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, now time.Time) error { return g.Finish(booking.EndedByHost, now) })
}

// Admit lets those in who are named and wait, or all who wait.
func (h *Hall) Admit(ctx context.Context, by account.Actor, m booking.MeetingID, who []booking.RegistrationID) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, now time.Time) error { return g.Admit(who, now) })
}

// LetSpeak lets somebody be heard, or not any more.
func (h *Hall) LetSpeak(ctx context.Context, by account.Actor, m booking.MeetingID, who booking.RegistrationID, may bool) (View, error) {
	return h.about(ctx, by, m, who, func(g *booking.Gathering, r *booking.Registration, _ time.Time) error { return g.LetSpeak(r, may) })
}

// Remove sends somebody out, and keeps them out.
func (h *Hall) Remove(ctx context.Context, by account.Actor, m booking.MeetingID, who booking.RegistrationID) (View, error) {
	return h.about(ctx, by, m, who, func(g *booking.Gathering, r *booking.Registration, now time.Time) error {
		g.Remove(r, now)
		return nil
	})
}

// NameHost makes a colleague a co-host: fault.NotFound for who is no staff.
func (h *Hall) NameHost(ctx context.Context, by account.Actor, m booking.MeetingID, who account.StaffID) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, _ time.Time) error {
		s, err := h.Store.Staff(ctx, who)
		if err != nil {
			return err
		}
		return g.NameHost(booking.Host{Staff: s.ID, Name: s.Name})
	})
}

// DismissHost makes a co-host one no more: they leave the room.
func (h *Hall) DismissHost(ctx context.Context, by account.Actor, m booking.MeetingID, who account.StaffID) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, _ time.Time) error { return g.DismissHost(who) })
}

// Afterword writes what a host says afterwards, once, to those who were to come.
func (h *Hall) Afterword(ctx context.Context, by account.Actor, m booking.MeetingID, a booking.Afterword) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, now time.Time) error {
		i := slices.IndexFunc(g.Hosts, func(h booking.Host) bool { return h.Staff == by.Staff })
		a.Name, a.At = g.Hosts[i].Name, now
		return g.Write(a)
	})
}

// Steering is what a host changes while the meeting goes on; nil for what stays.
type Steering struct {
	Mode      *booking.MeetingMode // Audience mutes everybody
	Locked    *bool
	Spotlight *string
}

// Steer changes how the meeting goes on.
func (h *Hall) Steer(ctx context.Context, by account.Actor, m booking.MeetingID, s Steering) (View, error) {
	return h.host(ctx, by, m, func(g *booking.Gathering, _ time.Time) error {
		if g.IsOver() {
			return fault.New(fault.Conflict)
		}
		if s.Locked != nil {
			g.Locked = *s.Locked
		}
		if s.Spotlight != nil {
			if err := g.SetSpotlight(*s.Spotlight); err != nil {
				return err
			}
		}
		if s.Mode != nil {
			return g.SetMode(*s.Mode)
		}
		return nil
	})
}

// People are all who registered, with what they said, for those who arrange or
// hold the meeting.
func (h *Hall) People(ctx context.Context, by account.Actor, m booking.MeetingID) (booking.Gathering, error) {
	g, err := h.Store.Meeting(ctx, m)
	if err != nil {
		return g, err
	}
	if _, err := h.organiser(ctx, by, g.Meeting); err != nil {
		return booking.Gathering{}, err
	}
	g.Registrations = slices.DeleteFunc(g.Registrations, func(r booking.Registration) bool { return !r.ErasedAt.IsZero() })
	return g, nil
}
