package desk

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
)

// Conversation is the whole of it, for those who take part and for counsellors
// who could take it: fault.NotFound for others.
func (d *Desk) Conversation(ctx context.Context, by account.Actor, c chat.ID) (Snapshot, error) {
	s, err := d.snapshot(ctx, c)
	if err != nil {
		return Snapshot{}, err
	}
	if s.RoleOf(by) != chat.Stranger {
		return s, nil
	}
	staff, err := d.accountOf(ctx, by)
	if err != nil {
		return Snapshot{}, err
	}
	if by.Staff == "" || !chat.MayLook(staff, s.Conversation) {
		return Snapshot{}, fault.New(fault.NotFound)
	}
	return s, nil
}

// snapshot reads the whole of a conversation, for whoever may see it.
func (d *Desk) snapshot(ctx context.Context, c chat.ID) (Snapshot, error) {
	h, err := d.store.History(ctx, c)
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{View: h.View(), Messages: h.Messages, Notes: h.Notes, Seq: h.Seq}
	if s.State == chat.Waiting {
		s.Place, err = d.Place(ctx, c)
	}
	return s, err
}

// Place is where a conversation stands in the queue, nil when it does not
// wait. Who may know is for the caller to decide.
func (d *Desk) Place(ctx context.Context, c chat.ID) (*Place, error) {
	f, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	waiting := f.waiting()
	i := slices.IndexFunc(waiting, func(w chat.Conversation) bool { return w.ID == c })
	if i < 0 {
		return nil, nil
	}
	waits, err := d.waits(ctx, f)
	return new(f.place(waiting[i], waiting, waits)), err
}

// Post adds a message. The same id again gets the first answer. What a visitor
// writes in a conversation that is over makes a follow-up of it.
func (d *Desk) Post(ctx context.Context, by account.Actor, c chat.ID, m chat.MessageID, text string) (chat.Message, error) {
	draft, err := chat.NewDraft(m, text)
	if err != nil {
		return chat.Message{}, err
	}
	return d.post(ctx, by, c, draft)
}

// post adds a message, with a file or without.
func (d *Desk) post(ctx context.Context, by account.Actor, c chat.ID, draft chat.Draft) (posted chat.Message, err error) {
	f, err := d.glance(ctx)
	if err != nil {
		return chat.Message{}, err
	}
	about := About{Conversation: c, Message: draft.ID(), Files: draft.HasFile()}
	_, err = d.act(ctx, by, about, func(c *Case, a chat.Author, now time.Time) error {
		if c.Sent == nil && draft.HasFile() {
			if err := chat.RoomFor(c.Files, draft.Size()); err != nil {
				return err
			}
		}
		c.goOn(a, f, now)
		posted, err = c.Post(a, draft, c.Sent, now)
		return err
	})
	return posted, err
}

// Read notes how far the actor's side has read.
func (d *Desk) Read(ctx context.Context, by account.Actor, c chat.ID, upTo uint64) error {
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, _ time.Time) error {
		c.Thread.Read(a, upTo)
		return nil
	})
	return err
}

// Typing tells the others that the actor writes at this moment.
func (d *Desk) Typing(ctx context.Context, by account.Actor, c chat.ID) error {
	found, err := d.store.Case(ctx, c)
	if err != nil {
		return err
	}
	staff, err := d.accountOf(ctx, by)
	if err != nil {
		return err
	}
	a, err := found.As(by, staff)
	if err != nil {
		return err
	}
	if found.State == chat.Closed || !a.IsSeen() {
		return nil
	}
	t := teller{conversation: string(c), now: d.clock()}
	t.tell(event.TypeTyping, chat.Typing{By: a.Kind(), Name: a.Name, Staff: a.Person.ID})
	d.publish(ctx, t.events)
	return t.err
}

// Close ends the conversation and the interview in it. An answer that was
// promised is due from then on.
func (d *Desk) Close(ctx context.Context, by account.Actor, c chat.ID) (View, error) {
	f, err := d.glance(ctx)
	if err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		if err := c.close(by, a, now); err != nil {
			return err
		}
		c.FollowUp(f.due(c.Centre), now)
		return nil
	})
	if err == nil {
		d.stir(ctx, nil)
	}
	return after.View(), err
}

// views are the views of all cases.
func views(cases []Case) []View {
	all := make([]View, 0, len(cases))
	for _, c := range cases {
		all = append(all, c.View())
	}
	return all
}
