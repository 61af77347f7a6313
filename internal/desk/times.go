package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Joined is a conversation of those who take part in it, and that the visitor
// knows of: fault.NotFound for others.
func (d *Desk) Joined(ctx context.Context, by account.Actor, c chat.ID) (chat.Conversation, error) {
	found, err := d.store.Case(ctx, c)
	if err != nil {
		return chat.Conversation{}, err
	}
	staff, err := d.accountOf(ctx, by)
	if err != nil {
		return chat.Conversation{}, err
	}
	a, err := found.As(by, staff)
	if err != nil {
		return chat.Conversation{}, err
	}
	if !a.IsSeen() || !found.ErasedAt.IsZero() {
		return chat.Conversation{}, fault.New(fault.NotFound)
	}
	return found.Conversation, nil
}

// Tell adds a line about what happened between those who take part.
func (d *Desk) Tell(ctx context.Context, by account.Actor, c chat.ID, l chat.Line) error {
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		if !a.IsSeen() || !c.ErasedAt.IsZero() {
			return fault.New(fault.NotFound)
		}
		if a.Role != chat.Visitor {
			l.Name = a.Name
		}
		c.Say(l, now)
		return nil
	})
	return err
}
