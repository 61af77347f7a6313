package signaling

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"miti/internal/account"
	"miti/internal/event"
	"miti/signaling/protocol"
)

// What the bus loses is read from the log: every event once, in order, to
// everybody who watches.
func TestEveryEventComesOnceAndInOrderThoughTheBusLoses(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c := h.served()
	hers, mine := h.connect(visitor, at(c)), h.connect(staff, at(c))
	from := hers.expect(protocol.TypeConversation).Seq
	mine.expect(protocol.TypeConversation)
	h.bus.lossy.Store(true)
	const messages = 60
	for range messages / 2 {
		h.post(visitor, c)
		h.post(staff, c)
	}
	mine.expectInOrder(t, from, messages, true)
	hers.expectInOrder(t, from, messages, false)
}

// expectInOrder wants that many messages, each once and in order. Staff miss no
// event at all; what is for staff alone leaves a gap for a visitor.
func (c *client) expectInOrder(t *testing.T, from uint64, messages int, all bool) {
	t.Helper()
	last, number := from, uint64(0)
	for seen := 0; seen < messages; {
		e, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		if e.Seq == 0 {
			continue
		}
		if e.Seq <= last || all && e.Seq != last+1 {
			t.Fatalf("event %d came after %d", e.Seq, last)
		}
		last = e.Seq
		if e.Type != "message" {
			continue
		}
		var m protocol.MessageEvent
		if err := json.Unmarshal(e.Data, &m); err != nil || number > 0 && m.Message.Number != number+1 {
			t.Fatalf("message %d came after %d (%v)", m.Message.Number, number, err)
		}
		number = m.Message.Number
		seen++
	}
}

func TestAClientResumesFromItsPosition(t *testing.T) {
	h := build(t, unhurried())
	visitor, _, c := h.served()
	w := h.connect(visitor, at(c))
	seq := w.expect(protocol.TypeConversation).Seq
	for range 5 {
		h.post(visitor, c)
	}
	newest, err := h.store.Last(t.Context(), []event.Stream{event.Conversation(string(c))})
	if err != nil {
		t.Fatal(err)
	}
	last := newest[event.Conversation(string(c))]
	for name, step := range map[string]struct {
		epoch string
		seq   uint64
		want  []uint64 // nil for a snapshot
	}{
		"what it missed, and nothing else": {h.epoch, seq, span(seq+1, last)},
		"nothing, when it has all":         {h.epoch, last, []uint64{}},
		"a snapshot from nowhere":          {"", 0, nil},
		"a snapshot from another epoch":    {"before-the-restore", seq, nil},
		"a snapshot when it is ahead":      {h.epoch, last + 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := at(c)
			p.Epoch, p.Seq = step.epoch, step.seq
			got := h.resumed(visitor, p)
			if step.want == nil {
				if len(got) != 1 || got[0].Type != protocol.TypeConversation || got[0].Seq != last {
					t.Errorf("got %v, want one snapshot", got)
				}
				return
			}
			var seqs []uint64
			for _, e := range got {
				seqs = append(seqs, e.Seq)
			}
			if !slices.Equal(seqs, step.want) {
				t.Errorf("got %v, want %v", seqs, step.want)
			}
		})
	}
	t.Run("a snapshot when too much was missed", func(t *testing.T) {
		for range maxMissed {
			h.post(visitor, c)
		}
		p := at(c)
		p.Epoch, p.Seq = h.epoch, seq
		got := h.resumed(visitor, p)
		if len(got) != 1 || len(dataOf[protocol.ConversationSnapshot](t, got[0]).Messages) < maxMissed {
			t.Errorf("got %d messages", len(got))
		}
	})
}

// resumed is what a client gets that comes back, without what is transient.
func (h *house) resumed(a account.Actor, p protocol.Position) []protocol.Envelope {
	h.t.Helper()
	w := h.connect(a, p)
	w.send("sync", struct{}{})
	var got []protocol.Envelope
	for {
		e, err := w.read()
		if err != nil {
			h.t.Fatal(err)
		}
		if e.Type == protocol.TypeError {
			return got
		}
		if e.Seq > 0 {
			got = append(got, e)
		}
	}
}

func span(from, to uint64) []uint64 {
	var all []uint64
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

// A snapshot and what comes meanwhile add up, whichever is first.
func TestNoEventFallsBetweenTheSnapshotAndTheStream(t *testing.T) {
	h := build(t, unhurried())
	visitor, _, c := h.served()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				h.post(visitor, c)
			}
		}
	}()
	for range 20 {
		w := h.connect(visitor, at(c))
		next := w.expect(protocol.TypeConversation).Seq
		for range 5 {
			next++
			for {
				e, err := w.read()
				if err != nil {
					t.Error(err)
					break
				}
				if e.Seq == 0 {
					continue
				}
				if e.Seq != next {
					t.Errorf("after the snapshot came %d in place of %d", e.Seq, next)
				}
				break
			}
		}
		w.conn.Close()
	}
	close(stop)
	<-stopped
}

func TestTheQueueShowsWhatACounsellorMayServe(t *testing.T) {
	h := build(t, unhurried())
	queue := protocol.Position{Stream: "queue"}
	ada, bea := h.counsellor("Ada", "studies"), h.counsellor("Bea", "business")
	if err := h.Desk.Connected(t.Context(), ada, "test"); err != nil {
		t.Fatal(err)
	}
	hers, theirs := h.connect(ada, queue), h.connect(bea, queue)
	hers.expect(protocol.TypeQueue)
	theirs.expect(protocol.TypeQueue)
	_, c := h.visitor("studies")
	entered := dataOf[protocol.QueueEntered](t, hers.expect("queue.entered")).Conversation
	if entered.ID != string(c) || entered.Contact != "" {
		t.Errorf("entered: %+v", entered)
	}
	if _, err := h.Desk.Claim(t.Context(), ada, c); err != nil {
		t.Fatal(err)
	}
	if left := dataOf[protocol.QueueLeft](t, hers.expect("queue.left")); left.By == nil || left.By.Name != "Ada" {
		t.Errorf("left: %+v", left)
	}
	_, other := h.visitor("business")
	if got := dataOf[protocol.QueueEntered](t, theirs.expect("queue.entered")).Conversation.ID; got != string(other) {
		t.Error("the first that entered for her is another one's")
	}
	if types := fmt.Sprint(hers.sync()); types != "[]" && types != "[colleagues]" {
		t.Errorf("she got %s of what she may not serve", types)
	}
}

func TestNobodyHearsTheirOwnTyping(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c := h.served()
	hers, mine := h.connect(visitor, at(c)), h.connect(staff, at(c))
	h.watched(c, 2)
	hers.send(protocol.TypeTyping, protocol.Typing{Conversation: string(c)})
	mine.expect("typing")
	h.settle()
	if types := fmt.Sprint(hers.sync()); types != "[conversation]" {
		t.Errorf("she got %s", types)
	}
}

// A counsellor whose conversation goes back to the queue reads nothing that is
// written after that, however long ago it was looked at what they may watch.
func TestWhoNoLongerTakesPartReadsNoMore(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c := h.served()
	theirs := h.connect(staff, at(c))
	theirs.expect(protocol.TypeConversation)
	theirs.sync()
	if _, err := h.Desk.Close(t.Context(), staff, c); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Desk.Reopen(t.Context(), visitor, c); err != nil {
		t.Fatal(err)
	}
	theirs.expect("conversation.changed") // closed
	theirs.expect("conversation.changed") // waits again
	h.post(visitor, c)
	h.settle()
	if got := theirs.sync(); slices.Contains(got, "message") {
		t.Fatalf("read on: %v", got)
	}
}

// A watch that could not begin is none: nothing comes that the client was told it
// does not get.
func TestAWatchThatFailsInItsMiddleIsNone(t *testing.T) {
	h := build(t, unhurried())
	h.connect(account.Actor{Visitor: "somebody"}).sync()
	c := h.places.all()[0]
	ended, end := context.WithCancel(t.Context())
	end()
	if err := c.follow(ended, protocol.Position{Stream: string(event.Availability)}); err == nil {
		t.Fatal("it did not fail: this tests nothing")
	}
	if n := ask(h.hub, func() int { return len(h.hub.streams) }); n != 0 {
		t.Errorf("%d streams are watched", n)
	}
}
