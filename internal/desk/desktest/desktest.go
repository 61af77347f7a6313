// Package desktest is what every desk.Store must do, races included. A store
// passes by running it:
//
//	desktest.Run(t, func(t *testing.T) desktest.Store { return open(t) })
package desktest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
)

// Store is what is tested: a store, and the log that it appends to.
type Store interface {
	desk.Store
	event.Log
}

// Run tests the stores that open makes. Each test gets a new, empty one.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(t *testing.T, d data){
		"what is written is read":                         whatIsWrittenIsRead,
		"what does not exist is not found":                whatDoesNotExist,
		"an act that fails writes nothing":                actThatFails,
		"an act that changes nothing writes nothing":      actThatChangesNothing,
		"a conversation is begun once":                    begunOnce,
		"a conversation is claimed once":                  claimedOnce,
		"a counsellor's places are not exceeded":          placesNotExceeded,
		"what rings at a counsellor is counted":           rung,
		"a counsellor is not rung for too many":           notRungForTooMany,
		"who took a conversation last":                    lastClaims,
		"messages are numbered without gaps":              numberedWithoutGaps,
		"a message sent twice is the same":                sentTwice,
		"a message's id is its own":                       messageIDTaken,
		"an interview belongs to one conversation":        interviewOfAnother,
		"interviews come oldest first":                    interviewsOldestFirst,
		"texts come back as they were":                    textsComeBack,
		"texts that no engine could hold":                 textsRefused,
		"events of the queue have no gaps":                queueWithoutGaps,
		"events are those that the act returned":          eventsAsReturned,
		"a history is of one moment":                      historyOfOneMoment,
		"what is open, and whose":                         whatIsOpen,
		"who last got a follow-up":                        lastAssigned,
		"how long people waited":                          waits,
		"what is erased is gone, and its figures are not": erased,
		"accounts":                            accounts,
		"an address belongs to one account":   addressOfOne,
		"private links":                       links,
		"centres and topics":                  network,
		"declaring while others declare":      declaring,
		"a requeued conversation keeps order": requeued,
		"a note written twice is the same":    notedTwice,
		"what is to be wrapped up":            unwrapped,
		"canned replies":                      replies,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, data{Store: open(t), ctx: t.Context()})
		})
	}
}

// data is a store under test with what the tests do again and again.
type data struct {
	Store
	ctx context.Context
}

// noon is when the tests happen, to the microsecond that stores keep.
func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 123456000, time.UTC) }

// waiting is a new conversation in an act's hands.
func waiting(t *testing.T, c chat.ID, at time.Time) chat.Thread {
	t.Helper()
	return chat.Begin(chat.Beginning{
		ID: c, Visitor: account.VisitorID("visitor-of-" + c), Language: "fr", Name: "Zoé", First: draft(t, "Bonjour"),
	}, at)
}

func draft(t *testing.T, text string) chat.Draft {
	t.Helper()
	d, err := chat.NewDraft(chat.MessageID(id.New()), text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// changed is a change as the desk makes it: an event for each message and one
// for the conversation.
func changed(t chat.Thread) desk.Change {
	stream := event.Conversation(string(t.ID))
	c := desk.Change{Conversation: t.Conversation, Messages: t.Added}
	for _, m := range t.Added {
		c.Events = append(c.Events, happened(stream, event.TypeMessage, m))
	}
	c.Events = append(c.Events, happened(stream, event.TypeConversation, t.Conversation))
	return c
}

func happened(s event.Stream, typ event.Type, what any) event.Event {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // our own structs
	}
	return event.Event{Stream: s, Type: typ, At: noon(), Data: text}
}

// begin begins a waiting conversation.
func (d data) begin(t *testing.T, c chat.ID) {
	t.Helper()
	d.do(t, desk.About{Conversation: c}, func(desk.Case) (desk.Change, error) {
		return changed(waiting(t, c, noon())), nil
	})
}

// do is an Update that must succeed.
func (d data) do(t *testing.T, about desk.About, act func(desk.Case) (desk.Change, error)) []event.Event {
	t.Helper()
	events, err := d.Update(d.ctx, about, act)
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	return events
}

// claim is a counsellor taking a conversation.
func (d data) claim(c chat.ID, by account.Staff) error {
	_, err := d.Update(d.ctx, desk.About{Conversation: c, Counsellor: by.ID}, func(is desk.Case) (desk.Change, error) {
		if err := is.Claim(by, is.Load, noon().Add(time.Minute)); err != nil {
			return desk.Change{}, err
		}
		if len(is.Added) == 0 {
			return desk.Change{}, nil
		}
		return changed(is.Thread), nil
	})
	return err
}

// counsellor is an account in the store.
func (d data) counsellor(t *testing.T, name string) account.Staff {
	t.Helper()
	s := account.Staff{
		ID: account.StaffID("staff-" + name), Email: name + "@centre.example", Name: name, Centre: "namur",
		Languages: []string{"fr"}, Capacity: 3, Declared: account.Available,
	}
	if err := d.SaveStaff(d.ctx, s, "hash"); err != nil {
		t.Fatal(err)
	}
	return s
}

// history reads a conversation that is there.
func (d data) history(t *testing.T, c chat.ID) desk.History {
	t.Helper()
	h, err := d.History(d.ctx, c)
	if err != nil {
		t.Fatalf("history: %v", err)
	}
	return h
}

// log reads all events of a stream.
func (d data) log(t *testing.T, s event.Stream) []event.Event {
	t.Helper()
	events, err := d.After(d.ctx, s, 0, 10_000)
	if err != nil {
		t.Fatalf("events: %v", err)
	}
	return events
}

// together runs f n times at once, and is what each returned.
func together(n int, f func(i int) error) []error {
	failed := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			failed[i] = f(i)
		})
	}
	close(start)
	all.Wait()
	return failed
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if !errors.Is(err, fault.New(code)) {
		t.Errorf("error %v, want %s", err, code)
	}
}

// wantNumbered holds that events are numbered from 1 without a gap.
func wantNumbered(t *testing.T, events []event.Event, n int) {
	t.Helper()
	if len(events) != n {
		t.Errorf("%d events, want %d", len(events), n)
	}
	for i, e := range events {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
}
