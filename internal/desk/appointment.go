package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/presence"
)

// Meet opens the room of an appointment, which is the conversation with its id.
// Who may come in, and when, is for the caller to decide. The counsellor's page is
// told. A conversation that was erased, or is somebody else's, is fault.NotFound.
func (d *Desk) Meet(ctx context.Context, by account.Actor, v chat.Visit) error {
	f, err := d.glance(ctx)
	if err != nil {
		return err
	}
	v.DueAt = f.due(v.Counsellor.Centre)
	_, err = d.update(ctx, About{Conversation: chat.ID(v.Appointment.ID)}, func(c *Case, now time.Time) error {
		if c.ID != "" && (c.Visitor != v.Visitor || !c.ErasedAt.IsZero()) {
			return fault.New(fault.NotFound)
		}
		if c.Counsellor.ID != v.Counsellor.ID {
			c.hangUp(account.Actor{Staff: c.Counsellor.ID}, now)
		}
		c.Meet(v, now)
		return nil
	})
	if err == nil && by.Visitor != "" {
		// As when a conversation is opened: the page is on its way to a socket.
		_ = d.live.Beat(ctx, presence.Visitor(by.Visitor), "opening", presence.VisitorGrace)
	}
	return err
}
