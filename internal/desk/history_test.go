package desk_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/interview"
)

// A week is what may happen at a desk, in any order: it knows who is there, and
// nothing of what should come of it.
type week struct {
	*house
	rand   *rand.Rand
	staff  []account.Actor
	runs   account.Actor // the network
	gone   map[account.Actor]bool
	people []account.Actor
	all    []chat.ID
	did    []string
	worked map[string]int // how often each thing that may happen did, in all weeks
}

// Whatever happens, every conversation that is not over has an owner, or a place
// in the queue or in somebody's inbox, and a due time; and whoever is rung could
// take it. What the visitor has erased asks nothing of anybody.
func TestWhateverHappensNobodyIsForgotten(t *testing.T) {
	worked := map[string]int{}
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("history ", seed), func(t *testing.T) {
			w := &week{house: newHouse(t), rand: rand.New(rand.NewPCG(seed, 1)), gone: map[account.Actor]bool{}, worked: worked}
			w.runs = w.coordinator("Sabine", "")
			for i, at := range []centre.ID{"namur", "namur", "charleroi", "charleroi"} {
				w.staff = append(w.staff, w.counsellor(fmt.Sprint("C", i), at))
			}
			for range 100 {
				w.step()
				w.holds()
				if t.Failed() {
					t.Fatalf("after %q", w.did)
				}
			}
		})
	}
	for name, times := range worked {
		if times == 0 {
			t.Errorf("%q never happened: this tests less than it says", name)
		}
	}
}

// step is one thing that happens, and a while in which those who are there are
// heard.
func (w *week) step() {
	ctx := w.t.Context()
	by, c := w.somebody()
	who, colleague := w.concerned(c)
	acts := map[string]func() error{
		"comes":     w.arrives,
		"claim":     func() error { _, err := w.Claim(ctx, who, c); return err },
		"pass":      func() error { return w.Pass(ctx, who, c, chat.PassBusy) },
		"hand over": func() error { return w.handsOver(who, colleague, c) },
		"take back": func() error { _, err := w.TakeBack(ctx, who, c); return err },
		"asks":      func() error { _, err := w.Post(ctx, by, c, newMessage(), "?"); return err },
		"answers":   func() error { _, err := w.Post(ctx, who, c, newMessage(), "!"); return err },
		"stay":      func() error { _, err := w.Stay(ctx, who, c); return err },
		"close":     func() error { _, err := w.Close(ctx, by, c); return err },
		"reopen":    func() error { _, err := w.Reopen(ctx, by, c); return err },
		"leave":     func() error { _, err := w.LeaveMessage(ctx, by, c, "a@b.eu"); return err },
		"take":      func() error { _, err := w.Take(ctx, who, c); return err },
		"crash":     func() error { w.gone[who] = true; return nil },
		"return":    func() error { w.gone[who] = false; return nil },
		"goes":      func() error { w.gone[by] = true; return nil },
		"is back":   func() error { w.gone[by] = false; return nil },
		"call":      func() error { return w.calls(by, who, c) },
		"declare": func() error {
			says := []account.Presence{account.Available, account.Busy, account.Away, account.Offline}
			_, err := w.Declare(ctx, who, says[w.rand.IntN(len(says))], true)
			return err
		},
		"close by staff": func() error { _, err := w.Close(ctx, who, c); return err },
		"promise":        func() error { return w.promises(who, c) },
		"advice":         func() error { _, err := w.Invite(ctx, who, c, colleague.Staff, w.rand.IntN(2) == 0); return err },
		"depart":         func() error { return w.Depart(ctx, colleague, c) },
		"hand on": func() error {
			to := []desk.Receiver{{To: colleague.Staff}, {Topic: "training"}, {Centre: "charleroi"}}
			_, err := w.HandOn(ctx, who, c, to[w.rand.IntN(len(to))])
			return err
		},
		"phone":        func() error { _, err := w.Phoned(ctx, who, c); return err },
		"erase":        func() error { return w.Erase(ctx, by) },
		"close early":  func() error { _, err := w.CloseEarly(ctx, w.runs, "charleroi", ""); return err },
		"open again":   func() error { return w.OpenAgain(ctx, w.runs, "charleroi") },
		"closing time": func() error { return w.opensOrCloses() },
		"restart":      func() error { w.restart(); return nil },
	}
	names := sortedKeys(acts)
	for _, name := range names {
		w.worked[name] += 0
	}
	name := names[w.rand.IntN(len(names))]
	switch {
	case c == "":
		name = "comes"
	case w.state(c).State == chat.Waiting && w.rand.IntN(2) == 0:
		name = "claim" // or too little would come of the rest
	case len(w.state(c).Colleagues) > 0 && w.rand.IntN(4) == 0:
		name = "depart"
	}
	w.did = append(w.did, name)
	switch err := acts[name](); {
	case err == nil:
		w.worked[name]++
	case fault.CodeOf(err) == fault.Internal:
		w.t.Errorf("%s: %v", name, err)
	}
	w.passes()
}

// somebody is a visitor with a conversation: more often one that is not over.
func (w *week) somebody() (by account.Actor, c chat.ID) {
	for range 4 {
		if len(w.all) == 0 {
			break
		}
		i := w.rand.IntN(len(w.all))
		by, c = w.people[i], w.all[i]
		if s := w.state(c).State; s != chat.Closed && s != chat.Answered {
			break
		}
	}
	return by, c
}

// concerned are two counsellors: more often the owner of a conversation, and one
// who was asked into it.
func (w *week) concerned(c chat.ID) (who, colleague account.Actor) {
	i := w.rand.IntN(len(w.staff))
	j := (i + 1 + w.rand.IntN(len(w.staff)-1)) % len(w.staff)
	who, colleague = w.staff[i], w.staff[j]
	if c == "" || w.rand.IntN(4) == 0 {
		return who, colleague
	}
	now := w.state(c).Conversation
	for _, a := range w.staff {
		switch {
		case a.Staff == now.Counsellor.ID && a == colleague:
			who, colleague = colleague, who
		case a.Staff == now.Counsellor.ID:
			who = a
		}
	}
	for _, a := range w.staff {
		if len(now.Colleagues) > 0 && a.Staff == now.Colleagues[0].ID {
			colleague = a
		}
	}
	return who, colleague
}

func (w *week) arrives() error {
	by := visitor()
	o := opening("Bonjour")
	if w.rand.IntN(2) == 0 {
		o.Postcode = "6000"
	}
	_, err := w.Open(w.t.Context(), by, o)
	w.people, w.all = append(w.people, by), append(w.all, o.ID)
	return err
}

func (w *week) handsOver(who, colleague account.Actor, c chat.ID) error {
	to := []desk.Handover{{To: colleague.Staff, Anyway: true}, {Topic: "studies"}, {Centre: "charleroi", Anyway: true}}
	_, err := w.Transfer(w.t.Context(), who, c, to[w.rand.IntN(len(to))])
	return err
}

func (w *week) calls(by, who account.Actor, c chat.ID) error {
	i, err := w.Ring(w.t.Context(), by, c, newCall(), interview.Audio)
	if err == nil {
		_, err = w.Accept(w.t.Context(), who, i.ID)
	}
	return err
}

// promises notes the outcome of a conversation: an answer that is still to come.
func (w *week) promises(who account.Actor, c chat.ID) error {
	_, err := w.WrapUp(w.t.Context(), who, c, chat.WrapUp{Outcome: chat.OutcomeContinues, Next: chat.NextFollowUp}, "a@b.eu")
	return err
}

// opensOrCloses changes the hours of one centre: to none, for one.
func (w *week) opensOrCloses() error {
	c := centre.Centre{ID: "charleroi", Zone: "Europe/Brussels", Postcodes: []centre.Range{{From: 6000, To: 6999}}}
	if w.rand.IntN(2) == 0 {
		c.Week = []calendar.Span{{Day: time.Tuesday, From: 0, To: 24 * 60}, {Day: time.Wednesday, From: 0, To: 24 * 60}}
	}
	return w.store.SaveNetwork(w.t.Context(), []centre.Centre{c}, []centre.TopicID{"studies", "training"})
}

// passes is some time, in steps or in one jump: a machine that slept.
func (w *week) passes() {
	for range 3 {
		w.clock.pass([]time.Duration{1, 1, 1, 2, 5, 15, 40, 240}[w.rand.IntN(8)] * time.Second)
		for _, a := range append(w.staff, w.people...) {
			if !w.gone[a] {
				w.must(w.Beat(w.t.Context(), a, "tab", false))
			}
		}
		w.must(w.Sweep(w.t.Context()))
	}
}

func (w *week) holds() {
	w.t.Helper()
	rung := map[account.StaffID]int{}
	listed := w.listed()
	for _, id := range w.all {
		c := w.state(id).Conversation
		over := c.State == chat.Closed || c.State == chat.Answered
		owned, rings := c.Counsellor.ID != "", c.Offer.To != "" || c.Offer.All
		switch {
		case !c.ErasedAt.IsZero() && (!over || rings || listed[id]):
			w.t.Errorf("it is erased, and there is something to do: %+v", c)
		case over:
		case c.State == chat.Left && !listed[id]:
			w.t.Errorf("it is in nobody's inbox: %+v", c)
		case c.DueAt.IsZero():
			w.t.Errorf("it is due at no time: %+v", c)
		case c.State == chat.Active && !owned, c.State == chat.Waiting && (owned || c.WaitingSince.IsZero()):
			w.t.Errorf("it is nobody's, or in no queue: %+v", c)
		}
		if rings && !c.Seeks() || c.Transfer != nil && c.State != chat.Active {
			w.t.Errorf("it rings, or is handed over, for nothing: %+v", c)
		}
		if c.State == chat.Active {
			rung[c.Counsellor.ID]++
		}
		rung[c.Offer.To]++
	}
	for _, a := range w.staff {
		if rung[a.Staff] > 3 {
			w.t.Errorf("%s has three places, and %d chats and rings", a.Staff, rung[a.Staff])
		}
	}
}

// listed are the conversations that are in an inbox.
func (w *week) listed() map[chat.ID]bool {
	w.t.Helper()
	listed := map[chat.ID]bool{}
	for _, a := range append(slices.Clone(w.staff), w.runs) {
		inbox, err := w.Inbox(w.t.Context(), a)
		w.must(err)
		for _, v := range inbox {
			listed[v.ID] = true
		}
	}
	return listed
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
