package desk

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Invite lets a colleague into the counsellor's conversation, quietly or so
// that the visitor knows: fault.NotFound when there is no such colleague.
func (d *Desk) Invite(ctx context.Context, by account.Actor, c chat.ID, colleague account.StaffID, quiet bool) (View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return View{}, err
	}
	staff, err := d.store.Staff(ctx, colleague)
	if err != nil {
		return View{}, err
	}
	invited := chat.PersonOf(staff)
	invited.Quiet = quiet
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Invite(a, invited, now)
	})
	return after.View(), err
}

// Depart lets a colleague go again from a conversation into which they were
// asked.
func (d *Desk) Depart(ctx context.Context, by account.Actor, c chat.ID) error {
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Depart(a, now)
	})
	return err
}

// Note adds a note for staff. The same id again gets the first answer.
func (d *Desk) Note(ctx context.Context, by account.Actor, c chat.ID, n chat.NoteID, text string) (chat.Note, error) {
	draft, err := chat.NewDraft(chat.MessageID(n), text)
	if err != nil {
		return chat.Note{}, err
	}
	var noted chat.Note
	_, err = d.act(ctx, by, About{Conversation: c, Note: n}, func(c *Case, a chat.Author, now time.Time) error {
		noted, err = c.Note(a, draft, c.Kept, now)
		return err
	})
	return noted, err
}

// WrapUp notes the outcome of the counsellor's conversation. An answer that is
// promised in a closed one is due from then on; contact is where it goes, "" for
// where the visitor said.
func (d *Desk) WrapUp(ctx context.Context, by account.Actor, c chat.ID, w chat.WrapUp, contact string) (View, error) {
	var to account.Contact
	var err error
	if contact != "" {
		if to, err = account.NewContact(contact); err != nil {
			return View{}, err
		}
	}
	if err := d.checkTopic(ctx, w.Topic); err != nil {
		return View{}, err
	}
	f, err := d.glance(ctx)
	if err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		if err := c.Wrap(a, w, to, now); err != nil {
			return err
		}
		c.FollowUp(f.due(c.Centre), now)
		return nil
	})
	return after.View(), err
}

// Unwrapped are the counsellor's conversations that were closed lately without
// a wrap-up, oldest first.
func (d *Desk) Unwrapped(ctx context.Context, by account.Actor) ([]View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return nil, err
	}
	cases, err := d.store.Unwrapped(ctx, by.Staff, d.clock().Add(-chat.WrapUpWithin))
	return views(cases), err
}

// Former are the other conversations of the visitor of one, newest first, for
// staff who take part in it: fault.NotFound for others.
func (d *Desk) Former(ctx context.Context, by account.Actor, c chat.ID) ([]View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return nil, err
	}
	now, err := d.store.Case(ctx, c)
	if err != nil {
		return nil, err
	}
	if now.RoleOf(by) == chat.Stranger {
		return nil, fault.New(fault.NotFound)
	}
	cases, err := d.store.ByVisitor(ctx, now.Visitor)
	return views(slices.DeleteFunc(cases, func(each Case) bool { return !now.isAfter(each) })), err
}

// FormerConversation is the whole of one of Former, to be read alone.
func (d *Desk) FormerConversation(ctx context.Context, by account.Actor, c, former chat.ID) (Snapshot, error) {
	all, err := d.Former(ctx, by, c)
	if err != nil {
		return Snapshot{}, err
	}
	if !slices.ContainsFunc(all, func(v View) bool { return v.ID == former }) {
		return Snapshot{}, fault.New(fault.NotFound)
	}
	return d.snapshot(ctx, former)
}

// isAfter tells that another conversation is a former contact of the same
// visitor. What was erased is no contact any more.
func (c *Case) isAfter(other Case) bool {
	return other.ID != c.ID && other.Visitor == c.Visitor && other.ErasedAt.IsZero()
}
