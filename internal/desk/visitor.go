package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/presence"
)

// linkFor is how long a private link resumes a conversation.
const linkFor = chat.ReopenFor

// Open begins a conversation of the visitor. With Opening.Leave it is an
// out-of-hours message; otherwise it waits, even if nobody could take it: the
// place says so. The same again gets the conversation as it is by now;
// somebody else's id is fault.Conflict.
func (d *Desk) Open(ctx context.Context, by account.Actor, o Opening) (Snapshot, error) {
	if by.Visitor == "" {
		return Snapshot{}, fault.New(fault.Unauthenticated)
	}
	if !by.Owns(by.Visitor, account.Conversation(string(o.ID))) {
		return Snapshot{}, fault.New(fault.Forbidden) // a private link begins nothing new
	}
	b, err := d.beginning(ctx, by, o)
	if err != nil {
		return Snapshot{}, err
	}
	created := false
	_, err = d.update(ctx, About{Conversation: o.ID}, func(c *Case, now time.Time) error {
		created = c.ID == ""
		switch {
		case created:
			c.Thread = chat.Begin(b, now)
			return nil
		case c.Visitor != by.Visitor:
			return fault.New(fault.Conflict)
		default:
			return nil
		}
	})
	if err != nil {
		return Snapshot{}, err
	}
	if created && !o.Leave {
		// The page is on its way to a socket; should the live store be down,
		// nothing is known of anybody anyway.
		_ = d.live.Beat(ctx, presence.Visitor(by.Visitor), "opening", presence.VisitorGrace)
		d.stir(ctx, nil)
	}
	s, err := d.snapshot(ctx, o.ID)
	s.Created = created
	return s, err
}

// beginning checks and cleans what a visitor begins with.
func (d *Desk) beginning(ctx context.Context, by account.Actor, o Opening) (chat.Beginning, error) {
	b := chat.Beginning{ID: o.ID, Visitor: by.Visitor, Topic: o.Topic, Language: o.Language, Leave: o.Leave}
	if !id.Valid(string(o.ID)) || !slices.Contains(centre.Languages(), o.Language) {
		return b, fault.New(fault.Malformed)
	}
	var err error
	if b.First, err = chat.NewDraft(o.MessageID, o.Text); err != nil {
		return b, err
	}
	if b.Name, err = account.CleanName(o.Name); err != nil {
		return b, err
	}
	if o.Leave || o.Contact != "" {
		if b.Contact, err = account.NewContact(o.Contact); err != nil {
			return b, err
		}
	}
	if err := d.checkTopic(ctx, o.Topic); err != nil {
		return b, err
	}
	f, err := d.glance(ctx)
	if err != nil {
		return b, err
	}
	if o.Postcode != "" {
		postcode, err := strconv.Atoi(o.Postcode)
		if err != nil {
			return b, fault.New(fault.Malformed)
		}
		b.Centre = f.centreFor(postcode, chat.Conversation{Topic: o.Topic, Language: o.Language}, o.Leave)
	}
	b.DueAt = f.due(b.Centre)
	return b, nil
}

func (d *Desk) checkTopic(ctx context.Context, t centre.TopicID) error {
	if t == "" {
		return nil
	}
	topics, err := d.store.Topics(ctx)
	if err == nil && !slices.Contains(topics, t) {
		return fault.New(fault.Malformed)
	}
	return err
}

// Visitor is the visitor's own conversations, newest first; nobody has none.
func (d *Desk) Visitor(ctx context.Context, by account.Actor) ([]View, error) {
	if by.Visitor == "" {
		return nil, nil
	}
	cases, err := d.store.ByVisitor(ctx, by.Visitor)
	return views(ofActor(cases, by)), err
}

// ofActor are those of a visitor's conversations that the way opens by which they
// came.
func ofActor(all []Case, by account.Actor) []Case {
	return slices.DeleteFunc(all, func(c Case) bool { return c.RoleOf(by) != chat.Visitor })
}

// LeaveMessage turns the visitor's waiting conversation into an out-of-hours
// message. Done again, it corrects the contact.
func (d *Desk) LeaveMessage(ctx context.Context, by account.Actor, c chat.ID, contact string) (View, error) {
	to, err := account.NewContact(contact)
	if err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Leave(a, to, now)
	})
	return after.View(), err
}

// Reopen lets the visitor's conversation wait again that is over, or left as a
// message.
func (d *Desk) Reopen(ctx context.Context, by account.Actor, c chat.ID) (View, error) {
	f, err := d.glance(ctx)
	if err != nil {
		return View{}, err
	}
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Reopen(a, f.due(c.Centre), now)
	})
	if err == nil {
		d.stir(ctx, nil)
	}
	return after.View(), err
}

// Rate notes the visitor's two answers, 1 to 5.
func (d *Desk) Rate(ctx context.Context, by account.Actor, c chat.ID, helped, easy int) error {
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Rate(a, helped, easy, now)
	})
	return err
}

// ResumeLink makes a token that resumes the visitor's conversation elsewhere.
func (d *Desk) ResumeLink(ctx context.Context, by account.Actor, c chat.ID) (token string, expires time.Time, err error) {
	found, err := d.store.Case(ctx, c)
	if err != nil {
		return "", time.Time{}, err
	}
	if found.RoleOf(by) != chat.Visitor || !found.ErasedAt.IsZero() {
		return "", time.Time{}, fault.New(fault.NotFound)
	}
	token, expires = id.Secret(), d.clock().Add(linkFor)
	err = d.store.SaveLink(ctx, account.Link{Hash: id.Hash(token), Visitor: by.Visitor, Opens: account.Conversation(string(c)), ExpiresAt: expires})
	return token, expires, err
}

// Resume is the link that a token stands for, with its visitor: fault.NotFound
// when it stands for nobody, or not any more.
func (d *Desk) Resume(ctx context.Context, token string) (account.Link, error) {
	return d.store.Link(ctx, id.Hash(token), d.clock())
}

// Erase closes the conversations of who asks and removes what people wrote and
// sent in them, with the visitor's name and contact; the figures stay. Sessions and
// links end last, so that a visitor whose erasure failed can ask again. Who came by
// a private link erases what that opens, and nothing else.
func (d *Desk) Erase(ctx context.Context, by account.Actor) error {
	if by.Visitor == "" {
		return fault.New(fault.Unauthenticated)
	}
	cases, err := d.store.ByVisitor(ctx, by.Visitor)
	if err != nil {
		return err
	}
	for _, c := range ofActor(cases, by) {
		if _, err := d.act(ctx, by, About{Conversation: c.ID}, func(c *Case, _ chat.Author, now time.Time) error {
			c.erase(by, now)
			return nil
		}); err != nil {
			return err
		}
		if err := d.files.Forget(string(c.ID)); err != nil {
			return err
		}
	}
	if by.Scope != "" {
		return nil // the rest is still there, and its ways in
	}
	return d.store.Forget(ctx, by.Visitor)
}
