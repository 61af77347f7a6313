package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
	"miti/internal/presence"
)

// rings is at whom a conversation rings now.
func (h *house) rings(c chat.ID) account.StaffID {
	h.t.Helper()
	return h.state(c).Offer.To
}

// waits opens a conversation of a visitor who stays on the page.
func (h *house) waits() (account.Actor, chat.ID) {
	h.t.Helper()
	by := visitor()
	h.must(h.Connected(h.t.Context(), by, "tab"))
	return by, h.opens(by)
}

func (h *house) declares(a account.Actor, p account.Presence) {
	h.t.Helper()
	_, err := h.Declare(h.t.Context(), a, p, false)
	h.must(err)
}

func TestAVisitorRingsAtOnceAndThenAtTheNext(t *testing.T) {
	h := newHouse(t)
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	h.talks(visitor(), anna)
	by, c := h.waits()
	if got := h.rings(c); got != bart.Staff {
		t.Fatalf("it rings at %q, not at who has no chat", got)
	}
	h.sweeps(chat.OfferFor-time.Second, anna, bart, by)
	if got := h.rings(c); got != bart.Staff {
		t.Fatalf("before its time it rings at %q", got)
	}
	h.sweeps(time.Second, anna, bart, by)
	if got := h.rings(c); got != anna.Staff {
		t.Fatalf("then it rings at %q", got)
	}
	h.sweeps(chat.OfferFor, anna, bart, by)
	if got := h.state(c).Offer; !got.All {
		t.Fatalf("then it does not ring at everybody: %+v", got)
	}
	h.bus.take()
	h.sweeps(chat.OfferFor, anna, bart, by)
	var p desk.Place
	if !h.bus.last(t, event.TypePlace, &p) || !p.Exhausted || !p.Served {
		t.Errorf("the visitor is told %+v", p)
	}
	carl := h.counsellor("Carl", "namur")
	h.sweeps(time.Second, anna, bart, carl, by)
	if got := h.rings(c); got != carl.Staff {
		t.Errorf("who comes now is not rung, but %q", got)
	}
	if _, err := h.Claim(t.Context(), anna, c); err != nil {
		t.Errorf("what rings at another may be taken: %v", err)
	}
}

func TestWhatFreesSomebodyRingsAtOnce(t *testing.T) {
	for _, p := range []struct {
		name string
		busy func(h *house, anna account.Actor) (free func())
	}{
		{"being available again", func(h *house, anna account.Actor) func() {
			h.declares(anna, account.Away)
			return func() { h.declares(anna, account.Available) }
		}},
		{"the end of a chat", func(h *house, anna account.Actor) func() {
			h.talks(visitor(), anna)
			h.talks(visitor(), anna)
			last := h.talks(visitor(), anna)
			return func() { _, err := h.Close(h.t.Context(), anna, last); h.must(err) }
		}},
		{"the end of a call", func(h *house, anna account.Actor) func() {
			by := visitor()
			i, err := h.Ring(h.t.Context(), by, h.talks(by, anna), newCall(), interview.Audio)
			h.must(err)
			_, err = h.Accept(h.t.Context(), anna, i.ID)
			h.must(err)
			return func() { _, err := h.End(h.t.Context(), by, i.ID); h.must(err) }
		}},
	} {
		t.Run(p.name, func(t *testing.T) {
			h := newHouse(t)
			anna := h.counsellor("Anna", "namur")
			free := p.busy(h, anna)
			_, c := h.waits()
			if got := h.rings(c); got != "" {
				t.Fatalf("it rings at %q, who is busy", got)
			}
			free()
			if got := h.rings(c); got != anna.Staff {
				t.Errorf("it rings at %q", got)
			}
		})
	}
}

func TestACounsellorIsNotRungForMoreThanTheyCanTake(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	var all []chat.ID
	var people []account.Actor
	for range 5 {
		by, c := h.waits()
		all, people = append(all, c), append(people, by)
		h.clock.pass(time.Millisecond)
	}
	rung := func() (ids []chat.ID) {
		for _, c := range all {
			if h.rings(c) == anna.Staff {
				ids = append(ids, c)
			}
		}
		return ids
	}
	equal(t, "three of them ring", rung(), all[:3])
	_, err := h.Claim(t.Context(), anna, all[4])
	h.must(err)
	if got := rung(); len(got) != 2 {
		t.Errorf("with one chat, %d ring", len(got))
	}
	h.declares(anna, account.Busy)
	h.sweeps(time.Second, append(people, anna)...)
	if got := rung(); len(got) != 0 {
		t.Errorf("busy, and %d ring", len(got))
	}
	if got := h.state(all[4]); got.State != chat.Active {
		t.Errorf("who takes no new ones keeps the old ones: it is %s", got.State)
	}
}

func TestPassing(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	by, c := h.waits()
	h.must(h.Pass(ctx, anna, c, chat.PassBreak))
	if got := h.rings(c); got != bart.Staff {
		t.Errorf("after the pass it rings at %q", got)
	}
	h.must(h.Pass(ctx, anna, c, chat.PassBreak))
	queue, err := h.Queue(ctx, anna)
	if h.must(err); len(queue) != 1 || queue[0].ID != c {
		t.Errorf("who passed does not see it any more: %+v", queue)
	}
	h.expect(h.Pass(ctx, by, c, ""), fault.Forbidden)
	dutch := h.counsellor("Dirk", "namur")
	staff, err := h.store.Staff(ctx, dutch.Staff)
	h.must(err)
	staff.Languages = []string{"nl"}
	h.must(h.store.SaveStaff(ctx, staff, ""))
	h.expect(h.Pass(ctx, dutch, c, ""), fault.NotFound)
	_, err = h.Claim(ctx, bart, c)
	h.must(err)
	h.must(h.Pass(ctx, anna, c, chat.PassBusy)) // a moment too late
	h.expectLines(c, "taken Bart")
}

func TestWhatRingsIsNoNewsToAVisitor(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	by, c := h.waits()
	h.sweeps(time.Second, anna, by)
	before := h.state(c).Seq
	h.sweeps(3*chat.OfferFor, anna, by)
	if after := h.state(c).Seq; after != before {
		t.Errorf("the ladder told the visitor's page %d things", after-before)
	}
}

func TestWhileNothingIsKnownNobodyGivesWay(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	_, c := h.waits()
	h.live.down = true
	h.sweeps(5 * time.Minute)
	if got := h.state(c); got.Offer.To != anna.Staff || got.State != chat.Waiting {
		t.Errorf("it is %+v", got.Offer)
	}
}

func TestACounsellorWhoDoesNotAnswerIsAskedAndThenRelieved(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	by, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	h.sweeps(chat.AskAfter, anna, bart, by)
	if h.state(c).AskedAt.IsZero() {
		t.Fatal("nobody asks")
	}
	_, err = h.Stay(ctx, bart, c)
	h.expect(err, fault.NotFound)
	_, err = h.Stay(ctx, by, c)
	h.expect(err, fault.Forbidden)
	if _, err = h.Stay(ctx, anna, c); err != nil || !h.state(c).AskedAt.IsZero() {
		t.Fatalf("the answer counts for nothing (%v)", err)
	}
	h.sweeps(chat.AskAfter+chat.MoveAfter-time.Second, anna, bart, by)
	h.expectLines(c, "taken Anna")
	h.sweeps(2*time.Second, anna, bart, by)
	h.expectLines(c, "taken Anna", "moved Anna")
	if got := h.state(c); !got.Front || got.Offer.To != bart.Staff {
		t.Errorf("it is %+v", got.Conversation)
	}
}

func TestNobodyIsAskedInTheMiddleOfACall(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna := h.counsellor("Anna", "namur")
	by, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	_, err = h.Accept(ctx, anna, i.ID)
	h.must(err)
	h.must(h.Present(t.Context(), string(i.ID), []string{"somebody"}, h.clock.Now()))
	h.sweeps(chat.AskAfter+chat.MoveAfter+time.Second, anna, by)
	if got := h.state(c); got.State != chat.Active || !got.AskedAt.IsZero() {
		t.Errorf("it is %+v", got.Conversation)
	}
	_, err = h.End(ctx, by, i.ID)
	h.must(err)
	h.sweeps(chat.AskAfter-time.Second, anna, by)
	if !h.state(c).AskedAt.IsZero() {
		t.Error("who has just hung up is asked whether they are there")
	}
}

func TestAVisitorWhoLeavesThePageKeepsThePlaceAndThenTheQuestion(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna := h.counsellor("Anna", "namur")
	h.declares(anna, account.Busy)
	by, c := h.waits()
	h.sweeps(presence.VisitorHold, anna, by)
	due := h.state(c).DueAt
	h.must(h.Disconnected(ctx, by, "tab"))
	h.sweeps(presence.VisitorGrace+time.Second, anna)
	if h.state(c).VisitorLostAt.IsZero() {
		t.Fatal("nobody has noticed")
	}
	h.sweeps(chat.PlaceFor, anna, by)
	if got := h.state(c); got.State != chat.Waiting || !got.VisitorLostAt.IsZero() {
		t.Fatalf("who came back is %s", got.State)
	}
	h.sweeps(presence.VisitorHold+chat.PlaceFor+time.Second, anna)
	got := h.state(c)
	if got.State != chat.Left || got.Contact != "" || !got.DueAt.Equal(due) || due.IsZero() {
		t.Fatalf("it is %+v", got.Conversation)
	}
	h.expectLines(c, "left_queue")
	if v, err := h.Reopen(ctx, by, c); err != nil || v.State != chat.Waiting {
		t.Errorf("who comes back may not wait again: %+v (%v)", v, err)
	}
}

// A visitor who goes away stops ringing within seconds, whether the browser says
// so or not, and keeps the place.
func TestNobodyIsRungForWhoHasGone(t *testing.T) {
	for name, leave := range map[string]func(h *house, by account.Actor){
		"right after the question": func(*house, account.Actor) {},
		"by closing the page": func(h *house, by account.Actor) {
			h.must(h.Connected(h.t.Context(), by, "tab"))
			h.must(h.Disconnected(h.t.Context(), by, "tab"))
		},
		"by losing the network in the queue": func(h *house, by account.Actor) {
			h.must(h.Connected(h.t.Context(), by, "tab"))
			h.must(h.Beat(h.t.Context(), by, "tab", true))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			anna := h.counsellor("Anna", "namur")
			h.sweeps(presence.VisitorHold, anna) // the node has heard everybody
			by := visitor()
			c := h.opens(by)
			if h.state(c).Offer.To == "" {
				t.Fatal("it does not ring at all")
			}
			leave(h, by)
			h.sweeps(15*time.Second, anna)
			if got := h.state(c); got.State != chat.Waiting || got.Offer.To != "" || got.Offer.All {
				t.Fatalf("it is %s, and rings: %+v", got.State, got.Offer)
			}
			h.must(h.Beat(t.Context(), by, "tab", true))
			h.sweeps(2*time.Second, anna)
			if got := h.state(c); got.Offer.To != anna.Staff {
				t.Errorf("for who is back it does not ring: %+v", got.Offer)
			}
		})
	}
}

func TestANodeThatHasJustStartedHasNotHeardEveryVisitor(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	h.declares(anna, account.Busy)
	_, c := h.waits()
	h.clock.pass(presence.VisitorHold)
	h.restart()
	h.sweeps(presence.VisitorReturn-time.Second, anna)
	if !h.state(c).VisitorLostAt.IsZero() {
		t.Error("the visitor had no time to come back")
	}
}

// closes shuts every centre from now on.
func (h *house) closes() {
	h.t.Helper()
	h.must(h.store.SaveNetwork(h.t.Context(), []centre.Centre{
		{ID: "charleroi", Zone: "Europe/Brussels", Postcodes: []centre.Range{{From: 6000, To: 6999}}},
	}, []centre.TopicID{"studies", "training"}))
}

func TestClosingTimeMakesMessagesOfThoseForWhomNobodyIsThere(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	h.declares(anna, account.Busy)
	by, c := h.waits()
	h.sweeps(5*time.Second, anna, by)
	h.closes()
	due := h.state(c).DueAt
	h.declares(anna, account.Available)
	h.sweeps(2*chat.DesertedFor, anna, by)
	if got := h.state(c).State; got != chat.Waiting {
		t.Fatalf("somebody is still there, and it is %s", got)
	}
	h.declares(anna, account.Offline)
	h.sweeps(chat.DesertedFor-time.Second, anna, by)
	if got := h.state(c).State; got != chat.Waiting {
		t.Fatalf("they may come back, and it is %s", got)
	}
	h.sweeps(2*time.Second, anna, by)
	if got := h.state(c); got.State != chat.Left || got.FirstMessage != "Bonjour" || !got.DueAt.Equal(due) {
		t.Errorf("after closing time it is %+v", got.Conversation)
	}
	h.expectLines(c, "out_of_hours")
}

func TestWhoGoesOfflineKeepsTheirChatsUntilTheyAreGone(t *testing.T) {
	h := newHouse(t)
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	by, c := h.waits()
	_, err := h.Claim(t.Context(), anna, c)
	h.must(err)
	h.declares(anna, account.Offline)
	h.sweeps(2*time.Minute, anna, bart, by)
	h.expectLines(c, "taken Anna")
	h.sweeps(presenceIsOver+chat.LostFor, bart, by)
	h.expectLines(c, "taken Anna", "requeued Anna")
	if got := h.rings(c); got != bart.Staff {
		t.Errorf("it rings at %q", got)
	}
}
