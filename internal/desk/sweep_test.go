package desk_test

import (
	"fmt"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/interview"
	"miti/internal/presence"
)

// fmtHistory prints a history with its lines.
func fmtHistory(h desk.History) string {
	s := fmt.Sprintf("%+v %+v %d", h.Conversation, h.Interviews, h.Seq)
	for _, m := range h.Messages {
		line := m.Line
		m.Line = nil
		s += fmt.Sprintf("\n%+v %+v", m, line)
	}
	return s
}

// PQ-1: available, but nobody is there.
func TestAKilledBrowserIsNoticedWithinFifteenSeconds(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c, i := h.calls(by, anna)
	h.must(h.Sweep(t.Context()))
	h.must(h.Present(t.Context(), string(i.ID), []string{"somebody"}, h.clock.Now()))

	h.sweeps(14 * time.Second)
	if h.state(c).LostAt.IsZero() {
		t.Fatal("after 14 s nobody has noticed")
	}
	var v desk.View
	if !h.bus.last(t, event.TypeConversation, &v) || v.LostAt.IsZero() || v.State != chat.Active {
		t.Errorf("the visitor is told %+v", v)
	}
	back := h.state(c).LostAt.Add(chat.LostFor).Sub(h.clock.Now())
	h.sweeps(back - time.Second)
	h.expectLines(c, "taken Anna")
	h.sweeps(time.Second)
	h.expectLines(c, "taken Anna", "interview_failed", "requeued Anna")
	if got := h.state(c); got.State != chat.Waiting || !got.Front || got.Interviews[0].State != interview.Ended {
		t.Errorf("it is %s", fmtHistory(got))
	}
}

func TestACounsellorWhoComesBackKeepsTheChat(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	c := h.talks(visitor(), anna)
	h.sweeps(40 * time.Second)
	if h.state(c).LostAt.IsZero() {
		t.Fatal("nobody has noticed")
	}
	h.sweeps(time.Second, anna)
	if got := h.state(c); !got.LostAt.IsZero() {
		t.Errorf("lost since %s", got.LostAt)
	}
	h.sweeps(chat.LostFor+time.Second, anna)
	h.expectLines(c, "taken Anna")
}

func TestWhatIsNotKnownChangesNothing(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	by := visitor()
	c, _ := h.calls(by, anna)
	before := fmtHistory(h.state(c))
	h.live.down = true
	h.sweeps(interview.EmptyFor + 30*time.Second)
	equal(t, "while the live store was down", fmtHistory(h.state(c)), before)
}

func TestANodeThatHasJustStartedHasHeardNobody(t *testing.T) {
	h := newHouse(t)
	c := h.talks(visitor(), h.counsellor("Anna", "namur"))
	h.clock.pass(time.Minute)
	h.restart()
	h.sweeps(presence.Hold - time.Second)
	if !h.state(c).LostAt.IsZero() {
		t.Error("the counsellor had no time to come back")
	}
	h.sweeps(time.Second)
	if h.state(c).LostAt.IsZero() {
		t.Error("the counsellor did not come back, and nobody has noticed")
	}
}

// PQ-3: nobody stays bound to who has gone home.
func TestAVisitorOfALostCounsellorIsFirst(t *testing.T) {
	h := newHouse(t)
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	lost := h.talks(visitor(), anna)
	before := h.opens(visitor())
	h.sweeps(presenceIsOver+chat.LostFor, bart)
	all, err := h.Queue(t.Context(), bart)
	if h.must(err); len(all) != 2 || all[0].ID != lost || all[1].ID != before {
		t.Fatalf("the queue is %+v", all)
	}
	s, err := h.Claim(t.Context(), bart, lost)
	if h.must(err); len(s.Messages) != 4 || s.Front {
		t.Errorf("the next counsellor gets %+v", s)
	}
}

func TestACentreThatHasGoneHomeLetsGo(t *testing.T) {
	h := newHouse(t)
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	o := opening("Bonjour")
	o.Postcode = "6000"
	_, err := h.Open(t.Context(), visitor(), o)
	h.must(err)
	h.sweeps(time.Minute, anna, bart)
	if got := h.state(o.ID).Centre; got != "charleroi" {
		t.Fatalf("it belongs to %q while its centre is there", got)
	}
	h.sweeps(presenceIsOver)
	if got := h.state(o.ID).Centre; got != "charleroi" {
		t.Fatalf("it belongs to %q, with nobody else there", got)
	}
	h.bus.take()
	h.sweeps(time.Second, bart)
	if got := h.state(o.ID).Centre; got != "" {
		t.Errorf("it still belongs to %q", got)
	}
	var c chat.Conversation
	if !h.bus.last(t, event.TypeQueueEntered, &c) || c.ID != o.ID {
		t.Error("the other centre is not told")
	}
}

func TestAnEmptyRoomEndsAndAFullOneDoesNot(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c, i := h.calls(by, anna)
	h.must(h.Present(t.Context(), string(i.ID), []string{"somebody"}, h.clock.Now()))
	live := func() bool { return h.state(c).Interviews[0].State == interview.Live }
	h.sweeps(interview.EmptyFor+30*time.Second, anna)
	if !live() {
		t.Fatal("a call in which people talk was cut")
	}
	h.must(h.Present(t.Context(), string(i.ID), nil, h.clock.Now()))
	h.sweeps(interview.EmptyFor-time.Second, anna)
	h.must(h.Present(t.Context(), string(i.ID), []string{"somebody"}, h.clock.Now()))
	h.sweeps(time.Minute, anna)
	if !live() {
		t.Fatal("they had come back")
	}
	h.must(h.Present(t.Context(), string(i.ID), nil, h.clock.Now()))
	h.sweeps(interview.EmptyFor-time.Second, anna)
	if !live() {
		t.Fatal("they had a second left")
	}
	if h.sweeps(time.Second, anna); live() {
		t.Error("nobody is there, and it is live")
	}
}

func TestAnEmptyRoomCountsFromTheAnswer(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	i, err := h.Ring(t.Context(), by, c, newCall(), interview.Audio)
	h.must(err)
	h.must(h.Present(t.Context(), string(i.ID), nil, h.clock.Now()))
	h.sweeps(interview.RingFor-time.Second, anna)
	_, err = h.Accept(t.Context(), anna, i.ID)
	h.must(err)
	h.sweeps(interview.EmptyFor-time.Second, anna)
	if h.state(c).Interviews[0].State != interview.Live {
		t.Error("they had not yet two minutes to come")
	}
}

func TestARoomOfAnotherNodeIsNotEmpty(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c, i := h.calls(by, anna)
	owner := h.Desk
	h.must(owner.Present(t.Context(), string(i.ID), []string{"somebody"}, h.clock.Now()))
	h.restart() // h is another node now
	for range 140 {
		h.must(owner.Sweep(t.Context()))
		h.sweeps(time.Second, anna)
	}
	if h.state(c).Interviews[0].State != interview.Live {
		t.Fatal("another node's call was cut")
	}
	// The owner dies: its beats run out.
	h.sweeps(presence.Hold+interview.EmptyFor+time.Second, anna)
	if h.state(c).Interviews[0].State != interview.Ended {
		t.Error("the dead node's call is live for ever")
	}
}

func TestTheFloorIsToldWhenItChanges(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	h.sweeps(time.Second, anna)
	h.bus.take()
	h.sweeps(5*time.Second, anna)
	equal(t, "nothing happened", h.bus.types(), "")

	first := h.opens(by)
	h.sweeps(time.Second, anna)
	second := h.opens(visitor())
	h.sweeps(time.Second, anna)
	h.bus.take()
	h.sweeps(5*time.Second, anna)
	equal(t, "two wait, and nothing happened", h.bus.types(), "")
	_, err := h.Close(t.Context(), by, first)
	h.must(err)
	h.sweeps(time.Second, anna)
	var p desk.Place
	if !h.bus.last(t, event.TypePlace, &p) || p.Conversation != second || p.Position != 1 {
		t.Errorf("the second is told %+v", p)
	}
	_, err = h.Declare(t.Context(), anna, account.Away, false)
	h.must(err)
	h.sweeps(time.Second, anna)
	var a desk.Availability
	if !h.bus.last(t, event.TypeAvailability, &a) || a.Counsellors != 0 || !a.Known {
		t.Errorf("the public is told %+v", a)
	}
}
