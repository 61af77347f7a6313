package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
)

// publishWithin bounds what telling others may add to a change that is stored.
const publishWithin = 2 * time.Second

// update runs a rule on a conversation, which may not exist yet, inside the
// store's transaction, and then tells those who watch.
func (d *Desk) update(ctx context.Context, about About, rule func(c *Case, now time.Time) error) (Case, error) {
	var after Case
	events, err := d.store.Update(ctx, about, func(before Case) (Change, error) {
		now := d.clock()
		after = before.clone()
		if err := rule(&after, now); err != nil {
			return Change{}, err
		}
		return changeOf(before, after, now)
	})
	if err != nil {
		return Case{}, err
	}
	d.publish(ctx, events)
	return after, nil
}

// act runs a rule of somebody who takes part in the conversation; to everybody
// else it is not there.
func (d *Desk) act(ctx context.Context, by account.Actor, about About,
	rule func(c *Case, a chat.Author, now time.Time) error,
) (Case, error) {
	staff, err := d.accountOf(ctx, by)
	if err != nil {
		return Case{}, err
	}
	return d.update(ctx, about, func(c *Case, now time.Time) error {
		a, err := c.As(by, staff)
		if err != nil {
			return err
		}
		return rule(c, a, now)
	})
}

// accountOf is the account of an actor who is staff, and nobody's for others.
func (d *Desk) accountOf(ctx context.Context, by account.Actor) (account.Staff, error) {
	if by.Staff == "" {
		return account.Staff{}, nil
	}
	s, err := d.store.Staff(ctx, by.Staff)
	if fault.CodeOf(err) == fault.NotFound {
		return s, fault.New(fault.Unauthenticated) // the account has been removed
	}
	return s, err
}

// staff is accountOf for what only staff may do.
func (d *Desk) staff(ctx context.Context, by account.Actor) (account.Staff, error) {
	switch {
	case by.IsNobody():
		return account.Staff{}, fault.New(fault.Unauthenticated)
	case by.Staff == "":
		return account.Staff{}, fault.New(fault.Forbidden)
	}
	return d.accountOf(ctx, by)
}

// publish brings events to those who watch. What the bus loses they find in
// the log, so that a stored change does not fail for it.
func (d *Desk) publish(ctx context.Context, events []event.Event) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishWithin)
	defer cancel()
	for _, e := range events {
		_ = d.bus.Publish(ctx, e)
	}
}

// changeOf finds what a rule did, and who is to be told what. Events come from
// the difference alone, so that no rule can forget one.
func changeOf(before, after Case, now time.Time) (Change, error) {
	t := teller{conversation: string(after.ID), now: now}
	change := Change{
		Conversation: after.Conversation,
		Messages:     after.Added,
		Notes:        after.Noted,
		Withdrawn:    after.Withdrawn,
		Letters:      after.Letters,
		Erase:        before.ErasedAt.IsZero() && !after.ErasedAt.IsZero(),
	}
	for _, m := range after.Added {
		t.tell(event.TypeMessage, m)
	}
	for _, n := range after.Noted {
		t.tellPrivately(event.TypeNote, n)
	}
	t.tellRead(chat.ByVisitor, before, before.ReadByVisitor, after.ReadByVisitor)
	t.tellRead(chat.ByStaff, before, before.ReadByStaff, after.ReadByStaff)
	for _, i := range after.Interviews {
		if old := before.find(i.ID); old == nil || *old != i {
			change.Interviews = append(change.Interviews, i)
			t.tell(event.TypeInterview, i)
		}
	}
	t.tellConversation(before.Conversation, after)
	t.tellQueue(before.Conversation, after.Conversation)
	t.tellInbox(before.Conversation, after.Conversation)
	change.tellByMail(before, after, now)
	change.Events = t.events
	return change, t.err
}

// apart is a conversation without what events of their own tell.
func apart(c chat.Conversation) chat.Conversation {
	c.LastMessage, c.ReadByVisitor, c.ReadByStaff = 0, 0, 0
	if len(c.Colleagues) == 0 {
		c.Colleagues = nil
	}
	return c
}

// A teller collects the events of one change.
type teller struct {
	conversation string
	now          time.Time
	events       []event.Event
	err          error
}

func (t *teller) tell(what event.Type, data any) {
	t.add(event.Event{Stream: event.Conversation(t.conversation), Type: what}, data)
}

// tellPrivately tells the staff in the conversation, and no visitor.
func (t *teller) tellPrivately(what event.Type, data any) {
	t.add(event.Event{Stream: event.Conversation(t.conversation), Type: what, Staff: true}, data)
}

// tellConversation tells those who take part what has changed; what a visitor
// does not see is told to the staff alone. How one that waits rings at
// counsellors is the queue's to tell.
func (t *teller) tellConversation(before chat.Conversation, after Case) {
	was, is := apart(before), apart(after.Conversation)
	switch {
	case !reflect.DeepEqual(apart(was.Visible()), apart(is.Visible())):
		t.tell(event.TypeConversation, after.View())
	case after.State != chat.Waiting && !reflect.DeepEqual(was, is):
		t.tellPrivately(event.TypeConversation, after.View())
	}
}

func (t *teller) tellStaff(s event.Stream, what event.Type, data any) {
	t.add(event.Event{Stream: s, Type: what, Staff: true, Subject: t.conversation}, data)
}

func (t *teller) add(e event.Event, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		t.err = fmt.Errorf("encode event %s: %w", e.Type, err)
		return
	}
	e.At, e.Data = t.now, raw
	t.events = append(t.events, e)
}

// tellRead tells how far a side has read, unless it only wrote: that somebody
// knows their own message is no news.
func (t *teller) tellRead(by chat.AuthorKind, before Case, was, is uint64) {
	if is > was && was < before.LastMessage {
		t.tell(event.TypeRead, chat.ReadMark{By: by, UpTo: is})
	}
}

// tellInbox tells all staff what is in the inbox, and what is not any more.
// One that has changed enters once more.
func (t *teller) tellInbox(before, after chat.Conversation) {
	switch was, is := before.State == chat.Left, after.State == chat.Left; {
	case is && !(was && reflect.DeepEqual(apart(before), apart(after))):
		t.tellStaff(event.Inbox, event.TypeInboxEntered, after)
	case was && !is:
		t.tellStaff(event.Inbox, event.TypeInboxLeft, chat.InboxLeft{ID: after.ID})
	}
}

// tellQueue tells all counsellors who waits and who does not any more. One that
// is now for more people, or rings at somebody else, enters once more; one that
// is now for others leaves before. One that is handed over is among them until
// somebody has accepted.
func (t *teller) tellQueue(before, after chat.Conversation) {
	waited, waits := before.Seeks(), after.Seeks()
	others := waited && waits && !reflect.DeepEqual(before.Transfer, after.Transfer)
	if waited && !waits || others {
		left := chat.QueueLeft{ID: after.ID}
		if after.State == chat.Active && after.Counsellor.ID != before.Counsellor.ID {
			left.By = &after.Counsellor
		}
		t.tellStaff(event.Queue, event.TypeQueueLeft, left)
	}
	if waits && (!waited || others || before.Centre != after.Centre || before.VisitorLostAt != after.VisitorLostAt ||
		!reflect.DeepEqual(before.Offer, after.Offer)) {
		t.tellStaff(event.Queue, event.TypeQueueEntered, after)
	}
	// Of one that never waited its counsellor hears as of one that they took.
	if isBegun := before.State != chat.Active || before.Counsellor.ID != after.Counsellor.ID; !waited && isBegun && after.State == chat.Active {
		t.tellStaff(event.Queue, event.TypeQueueLeft, chat.QueueLeft{ID: after.ID, By: &after.Counsellor})
	}
	for _, p := range after.Colleagues {
		if before.RoleOf(account.Actor{Staff: p.ID}) == chat.Stranger {
			t.tellStaff(event.Queue, event.TypeQueueInvited, chat.Invited{Conversation: after, By: after.Counsellor, Colleague: p.ID})
		}
	}
}
