package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/store"
)

const (
	perCounsellor = 3  // chats at once
	perAddress    = 20 // people at a reception point
	topic         = centre.TopicID("studies")
)

// person is somebody with a session.
type person struct {
	account.Actor
	cookie  string
	address string
	watches []event.Stream
}

// talk is an active conversation.
type talk struct {
	id                  chat.ID
	visitor, counsellor *person
}

// people is who has a page open, and the conversations in which they write.
type people struct {
	all   []*person
	talks []talk
}

// filling fills a store.
type filling struct {
	store *store.Store
	now   time.Time
	people
}

// fill makes a store in which conversations are active, and everybody else who
// has a page open had one that is closed.
func fill(ctx context.Context, folder string, l load) (_ *people, err error) {
	s, err := store.Open(ctx, store.Options{Folder: folder})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	f := filling{store: s, now: time.Now()}
	if err := s.SaveNetwork(ctx, nil, []centre.TopicID{topic}); err != nil {
		return nil, err
	}
	for range l.conversations {
		if err := f.talk(ctx); err != nil {
			return nil, err
		}
	}
	for len(f.all) < l.sockets {
		if _, err := f.visitor(ctx, func(t *chat.Thread, a account.Actor) error {
			author, err := t.As(a, account.Staff{})
			if err != nil {
				return err
			}
			return t.Close(author, f.now)
		}); err != nil {
			return nil, err
		}
	}
	// Counsellors come first: whom they talk to would not wait long for them.
	slices.SortStableFunc(f.all, func(a, b *person) int { return cmp.Compare(b.Staff, a.Staff) })
	return &f.people, nil
}

// talk adds a conversation that a counsellor has taken.
func (f *filling) talk(ctx context.Context) error {
	staff, counsellor, err := f.counsellor(ctx)
	if err != nil {
		return err
	}
	answer, err := chat.NewDraft(chat.MessageID(id.New()), "Bonjour, quels soirs vous conviennent ?")
	if err != nil {
		return err
	}
	visitor, err := f.visitor(ctx, func(t *chat.Thread, _ account.Actor) error {
		if err := t.Claim(staff, 0, f.now); err != nil {
			return err
		}
		author, err := t.As(counsellor.Actor, staff)
		if err != nil {
			return err
		}
		// A chat that nobody answers would be moved to somebody else.
		_, err = t.Post(author, answer, nil, f.now)
		return err
	})
	if err != nil {
		return err
	}
	stream := visitor.watches[0]
	counsellor.watches = append(counsellor.watches, stream)
	c, _ := stream.ConversationID()
	f.talks = append(f.talks, talk{id: chat.ID(c), visitor: visitor, counsellor: counsellor})
	return nil
}

// counsellor is the last one, while they have room for a chat, or a new one.
func (f *filling) counsellor(ctx context.Context) (account.Staff, *person, error) {
	n := len(f.talks) / perCounsellor
	staff := account.Staff{
		ID: account.StaffID(fmt.Sprintf("counsellor-%d", n)), Name: "Ada", Email: fmt.Sprintf("%d@miti.example", n),
		Topics: []centre.TopicID{topic}, Languages: []string{"fr"}, Capacity: perCounsellor, Declared: account.Available,
	}
	if len(f.talks)%perCounsellor > 0 {
		return staff, f.talks[len(f.talks)-1].counsellor, nil
	}
	if err := f.store.SaveStaff(ctx, staff, "no password"); err != nil {
		return staff, nil, err
	}
	p, err := f.person(ctx, account.Actor{Staff: staff.ID}, event.Queue)
	return staff, p, err
}

// visitor adds a visitor with a conversation that then became something.
func (f *filling) visitor(ctx context.Context, then func(*chat.Thread, account.Actor) error) (*person, error) {
	actor, c := account.Actor{Visitor: account.VisitorID(id.New())}, chat.ID(id.New())
	draft, err := chat.NewDraft(chat.MessageID(id.New()), "Bonjour, je cherche une formation en soirée.")
	if err != nil {
		return nil, err
	}
	t := chat.Begin(chat.Beginning{ID: c, Visitor: actor.Visitor, Topic: topic, Language: "fr", First: draft}, f.now)
	if err := then(&t, actor); err != nil {
		return nil, err
	}
	stream := event.Conversation(string(c))
	_, err = f.store.Update(ctx, desk.About{Conversation: c}, func(desk.Case) (desk.Change, error) {
		begun := event.Event{Stream: stream, Type: event.TypeConversation, At: f.now, Data: []byte(`{}`)}
		return desk.Change{Conversation: t.Conversation, Messages: t.Added, Events: []event.Event{begun}}, nil
	})
	if err != nil {
		return nil, err
	}
	return f.person(ctx, actor, stream, event.Availability)
}

// person begins a session.
func (f *filling) person(ctx context.Context, a account.Actor, watches ...event.Stream) (*person, error) {
	secret, cookie := id.Secret(), door.VisitorCookie
	if a.Staff != "" {
		cookie = door.StaffCookie
	}
	err := f.store.Begin(ctx, account.Session{
		Hash: id.Hash(secret), Actor: a, CreatedAt: f.now, ExpiresAt: f.now.Add(24 * time.Hour),
	})
	at := len(f.all) / perAddress
	p := &person{
		Actor: a, cookie: cookie + "=" + secret, watches: watches,
		address: fmt.Sprintf("10.%d.%d.%d", at>>16, at>>8&255, at&255),
	}
	f.all = append(f.all, p)
	return p, err
}
