package meeting

import (
	"context"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

const maxMessage = 2000

// Register gives a visitor a seat, or a place on the waiting list.
func (h *Hall) Register(ctx context.Context, by account.Actor, m booking.MeetingID, e booking.Entry) (View, error) {
	if by.Visitor == "" {
		return View{}, fault.New(fault.Unauthenticated)
	}
	if !by.Owns(by.Visitor, account.Meeting(string(m))) {
		return View{}, fault.New(fault.Forbidden) // a private link begins nothing new
	}
	e.Visitor = by.Visitor
	after, err := h.update(ctx, About{Meeting: m}, func(g *booking.Gathering, now time.Time) error {
		return g.Register(e, now)
	})
	if err != nil {
		return View{}, err
	}
	return viewOf(after).of(after, by), nil
}

// guest runs a rule on the registration of the visitor who asks:
// fault.NotFound when they have none.
func (h *Hall) guest(ctx context.Context, by account.Actor, m booking.MeetingID,
	rule func(g *booking.Gathering, r *booking.Registration, now time.Time) error,
) (View, error) {
	if by.IsNobody() {
		return View{}, fault.New(fault.Unauthenticated)
	}
	after, err := h.update(ctx, About{Meeting: m}, func(g *booking.Gathering, now time.Time) error {
		r := own(g, by)
		if r == nil {
			return fault.New(fault.NotFound)
		}
		return rule(g, r, now)
	})
	if err != nil {
		return View{}, err
	}
	return viewOf(after).of(after, by), nil
}

// Withdraw gives the visitor's seat, or place on the waiting list, up.
func (h *Hall) Withdraw(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	return h.guest(ctx, by, m, (*booking.Gathering).Withdraw)
}

// Take makes the place that was offered to the visitor theirs.
func (h *Hall) Take(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	return h.guest(ctx, by, m, (*booking.Gathering).Take)
}

// Knock brings the visitor to the waiting room, or straight in.
func (h *Hall) Knock(ctx context.Context, by account.Actor, m booking.MeetingID) (View, error) {
	return h.guest(ctx, by, m, (*booking.Gathering).Knock)
}

// RaiseHand puts the visitor's hand up, or down.
func (h *Hall) RaiseHand(ctx context.Context, by account.Actor, m booking.MeetingID, up bool) (View, error) {
	return h.guest(ctx, by, m, func(g *booking.Gathering, r *booking.Registration, now time.Time) error {
		return g.RaiseHand(r, up, now)
	})
}

// Say adds a message to the chat, of a host or of somebody in the room. The same
// again gets the first answer.
func (h *Hall) Say(ctx context.Context, by account.Actor, m booking.MeetingID, message MessageID, said string) (Message, error) {
	if by.IsNobody() {
		return Message{}, fault.New(fault.Unauthenticated)
	}
	said, err := text.Block(said, maxMessage)
	if err != nil {
		return Message{}, err
	}
	if said == "" || !id.Valid(string(message)) {
		return Message{}, fault.New(fault.Malformed)
	}
	var sent Message
	_, err = h.change(ctx, About{Meeting: m, Message: message}, func(before Case, after *Change, now time.Time) error {
		sent = Message{Meeting: m, Number: before.Messages + 1, ID: message, At: now, Text: said}
		if err := sign(&sent, after.Gathering, by); err != nil {
			return err
		}
		switch first := before.Sent; {
		case first != nil && (first.Staff != sent.Staff || first.Registration != sent.Registration):
			return fault.New(fault.Conflict)
		case first != nil:
			sent = *first
			return nil
		case after.IsOver():
			return fault.New(fault.Conflict)
		case before.Messages >= booking.MostMessages:
			return fault.New(fault.Full)
		}
		after.Said = &sent
		return nil
	})
	return sent, err
}

// sign says whose a message is.
func sign(m *Message, g booking.Gathering, by account.Actor) error {
	for _, host := range g.Hosts {
		if host.Staff == by.Staff {
			m.Staff, m.Name = host.Staff, host.Name
			return nil
		}
	}
	r := own(&g, by)
	switch {
	case r == nil:
		return fault.New(fault.NotFound)
	case r.Door != booking.DoorAdmitted:
		return fault.New(fault.Forbidden)
	}
	m.Registration, m.Name = r.ID, r.Name
	return nil
}

// Erase withdraws who asks from what is still to come, and forgets who they were
// in every meeting that is theirs.
func (h *Hall) Erase(ctx context.Context, by account.Actor) error {
	if by.Visitor == "" {
		return fault.New(fault.Unauthenticated)
	}
	all, err := h.Store.MeetingsOf(ctx, by.Visitor)
	if err != nil {
		return err
	}
	for _, m := range all {
		if own(&m, by) == nil {
			continue
		}
		_, err := h.change(ctx, About{Meeting: m.ID}, func(_ Case, after *Change, now time.Time) error {
			for i := range after.Registrations {
				if r := &after.Registrations[i]; r.Visitor == by.Visitor && r.ErasedAt.IsZero() {
					after.Erase(r, now)
					after.Erased = append(after.Erased, r.ID)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
