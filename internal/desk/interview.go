package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/lobby"
)

// Ring calls the other side of an active conversation, under the client's id.
// While an interview rings or is live in it, the answer is that one; the side
// that is rung accepts by ringing back. A colleague may not ring.
func (d *Desk) Ring(ctx context.Context, by account.Actor, c chat.ID, i interview.ID, mode interview.Mode) (interview.Interview, error) {
	if !id.Valid(string(i)) || mode != interview.Audio && mode != interview.Video {
		return interview.Interview{}, fault.New(fault.Malformed)
	}
	var rung interview.Interview
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		if !a.Leads() {
			return fault.New(fault.Forbidden)
		}
		wish := interview.Interview{ID: i, Conversation: string(c.ID), Mode: mode, ByName: a.Name}
		var err error
		rung, err = c.ring(wish, by, now)
		return err
	})
	return rung, err
}

// Interview is the interview as it is, for those who take part in its
// conversation.
func (d *Desk) Interview(ctx context.Context, by account.Actor, i interview.ID) (interview.Interview, error) {
	_, found, err := d.findInterview(ctx, by, i)
	return found, err
}

// findInterview reads an interview with its conversation: fault.NotFound for
// those who take no part.
func (d *Desk) findInterview(ctx context.Context, by account.Actor, i interview.ID) (Case, interview.Interview, error) {
	in, err := d.store.ConversationOf(ctx, i)
	if err != nil {
		return Case{}, interview.Interview{}, err
	}
	c, err := d.store.Case(ctx, in)
	if err != nil {
		return Case{}, interview.Interview{}, err
	}
	found := c.find(i)
	if found == nil || c.RoleOf(by) == chat.Stranger {
		return Case{}, interview.Interview{}, fault.New(fault.NotFound)
	}
	return c, *found, nil
}

// Accept makes a ringing interview live. Only the side that is rung may.
func (d *Desk) Accept(ctx context.Context, by account.Actor, i interview.ID) (interview.Interview, error) {
	return d.turn(ctx, by, i, (*interview.Interview).Accept)
}

// Decline says no, for the side that is rung.
func (d *Desk) Decline(ctx context.Context, by account.Actor, i interview.ID) (interview.Interview, error) {
	return d.turn(ctx, by, i, (*interview.Interview).Decline)
}

// Cancel gives up, for the side that rings.
func (d *Desk) Cancel(ctx context.Context, by account.Actor, i interview.ID) (interview.Interview, error) {
	return d.turn(ctx, by, i, (*interview.Interview).Cancel)
}

// End hangs up, for both. The conversation goes on.
func (d *Desk) End(ctx context.Context, by account.Actor, i interview.ID) (interview.Interview, error) {
	ended, err := d.turn(ctx, by, i, func(i *interview.Interview, by account.Actor, now time.Time) error {
		i.HangUp(by, now)
		return nil
	})
	if err == nil {
		d.stir(ctx, nil)
	}
	return ended, err
}

// turn runs a rule of one of the two whose interview it is. A colleague is a
// guest in it: fault.Forbidden.
func (d *Desk) turn(ctx context.Context, by account.Actor, id interview.ID,
	rule func(*interview.Interview, account.Actor, time.Time) error,
) (interview.Interview, error) {
	in, err := d.store.ConversationOf(ctx, id)
	if err != nil {
		return interview.Interview{}, err
	}
	var turned interview.Interview
	_, err = d.act(ctx, by, About{Conversation: in}, func(c *Case, a chat.Author, now time.Time) error {
		if !a.Leads() {
			return fault.New(fault.Forbidden)
		}
		i, err := c.find(id), error(nil)
		if i == nil {
			return fault.New(fault.NotFound)
		}
		c.turn(i, now, func() { err = rule(i, by, now) })
		turned = *i
		return err
	})
	return turned, err
}

// MayJoin is the actor's pass to the interview's room: the visitor and the
// counsellor from the first ring on, held until it is accepted; a colleague
// when it is live. Another state is fault.Conflict; who reads along is not in
// calls. It implements lobby.Owner.
func (d *Desk) MayJoin(ctx context.Context, by account.Actor, room string) (lobby.Pass, error) {
	c, found, err := d.findInterview(ctx, by, interview.ID(room))
	if err != nil {
		return lobby.Pass{}, err
	}
	staff, err := d.accountOf(ctx, by)
	if err != nil {
		return lobby.Pass{}, err
	}
	a, err := c.As(by, staff)
	if err != nil {
		return lobby.Pass{}, err
	}
	if !a.IsSeen() {
		return lobby.Pass{}, fault.New(fault.Forbidden)
	}
	held := found.State == interview.Ringing
	if !found.IsOpen() || found.Expired(d.clock()) || held && !a.Leads() {
		return lobby.Pass{}, fault.New(fault.Conflict)
	}
	return lobby.Pass{
		Room: room, Stream: event.Conversation(string(c.ID)), Participant: by.Participant(), Name: a.Name, Held: held, Rights: lobby.All(),
	}, nil
}

// MayWatch tells whether the actor may follow a stream: availability anyone,
// the queue and the inbox staff, a conversation those who take part in it. What is not
// theirs is fault.NotFound.
func (d *Desk) MayWatch(ctx context.Context, by account.Actor, s event.Stream) error {
	if s == event.Availability || (s == event.Queue || s == event.Inbox) && by.Staff != "" {
		return nil
	}
	if s == event.Board {
		_, err := d.coordinator(ctx, by)
		return err
	}
	conversation, ok := s.ConversationID()
	if !ok {
		return fault.New(fault.NotFound)
	}
	c, err := d.store.Case(ctx, chat.ID(conversation))
	if err != nil {
		return err
	}
	if c.RoleOf(by) == chat.Stranger {
		return fault.New(fault.NotFound)
	}
	return nil
}
