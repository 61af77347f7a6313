package desk

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
)

// Handover is to whom a counsellor hands a conversation over: one of To, Topic
// and Centre is set.
type Handover struct {
	To     account.StaffID
	Topic  centre.TopicID
	Centre centre.ID
	// Note is for who accepts, as a note of the conversation.
	Note string
	// Anyway is for who is not there: it waits for them, for as long as a
	// transfer may.
	Anyway bool
}

// Transfer looks for somebody who takes the counsellor's conversation over. It
// stays theirs until then, and when nobody does. Nobody there for it is
// fault.NotThere, unless that was said to be fine.
func (d *Desk) Transfer(ctx context.Context, by account.Actor, c chat.ID, h Handover) (View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return View{}, err
	}
	to, err := d.receiver(ctx, Receiver{To: h.To, Topic: h.Topic, Centre: h.Centre})
	if err != nil {
		return View{}, err
	}
	var note *chat.Draft
	if h.Note != "" {
		draft, err := chat.NewDraft(chat.MessageID(id.New()), h.Note)
		if err != nil {
			return View{}, err
		}
		note = &draft
	}
	f, err := d.look(ctx)
	if err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		wish := chat.Transfer{To: to.To, Topic: to.Topic, Centre: to.Centre}
		if err := c.HandOver(a, wish, note, now); err != nil {
			return err
		}
		if !h.Anyway && !f.isThere(c.Conversation) {
			return fault.New(fault.NotThere)
		}
		return nil
	})
	if err != nil {
		return View{}, err
	}
	d.stir(ctx, nil)
	return after.View(), nil
}

// isThere tells that somebody for whom the conversation is handed over is at
// work: they need not be free.
func (f *floor) isThere(c chat.Conversation) bool {
	return slices.ContainsFunc(f.people, func(p counsellor) bool {
		seen := p.seen()
		return (seen == account.Available || seen == account.Busy) && chat.MayClaim(p.Staff, c)
	})
}

// TakeBack ends a transfer that nobody has accepted yet.
func (d *Desk) TakeBack(ctx context.Context, by account.Actor, c chat.ID) (View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.TakeBack(a, now)
	})
	if err != nil {
		return View{}, err
	}
	d.stir(ctx, nil)
	return after.View(), nil
}

// Stay says that the counsellor is still there for a visitor who waits for an
// answer.
func (d *Desk) Stay(ctx context.Context, by account.Actor, c chat.ID) (View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, _ chat.Author, now time.Time) error {
		c.Stay(now)
		return nil
	})
	return after.View(), err
}
