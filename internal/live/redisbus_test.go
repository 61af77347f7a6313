package live_test

import (
	"testing"
	"time"

	"miti/internal/event"
	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/internal/presence"
)

// soon is within what an outage of Redis may cost once it is over.
const soon = 10 * time.Second

func subscribe(t *testing.T, b event.Bus) <-chan event.Event {
	t.Helper()
	arrived := make(chan event.Event, 100)
	stop, err := b.Subscribe(t.Context(), func(e event.Event) { arrived <- e })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return arrived
}

// await reads what arrives until an event is the one.
func await(t *testing.T, arrived <-chan event.Event, is func(event.Event) bool) {
	t.Helper()
	late := time.After(soon)
	for {
		select {
		case e := <-arrived:
			if is(e) {
				return
			}
		case <-late:
			t.Fatal("it did not arrive in time")
		}
	}
}

func numbered(stream event.Stream, seq uint64) event.Event {
	return event.Event{Stream: stream, Seq: seq, Data: []byte("{}")}
}

// PQ-4, short: while Redis is gone a node hears itself at once; when it is
// back, the others are told of the gap and of the newest event in it, and hear
// all that follows.
func TestRedisGoesAndComesBack(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	here, there := node(t, server), node(t, server)
	atHere, atThere := subscribe(t, here), subscribe(t, there)
	is := func(want event.Event) func(event.Event) bool {
		return func(e event.Event) bool { return e.Stream == want.Stream && e.Seq == want.Seq }
	}
	before := numbered("conversation:a", 1)
	if err := here.Publish(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	await(t, atThere, is(before))

	server.Stop()
	for seq := range uint64(3) {
		start := time.Now()
		during := numbered("conversation:a", seq+2)
		if err := here.Publish(t.Context(), during); err == nil {
			t.Error("published to nobody")
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("publishing took %v", took)
		}
		await(t, atHere, is(during))
	}

	server.Start(t)
	gap, newest := false, false
	await(t, atThere, func(e event.Event) bool {
		gap = gap || e.Type == event.TypeGap
		newest = newest || e.Stream == "conversation:a" && e.Seq == 4
		return gap && newest
	})
	after := numbered("conversation:b", 1)
	if err := here.Publish(t.Context(), after); err != nil {
		t.Fatal(err)
	}
	await(t, atThere, is(after))
}

// A link that is cut without a word looks like one on which nobody speaks: the
// node notices that its own beats do not come.
func TestASubscriptionIsCheckedAndNotTrusted(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	relay := server.StartRelay(t)
	here, there := node(t, server), node(t, relay)
	atThere := subscribe(t, there)
	relay.Cut()
	e := numbered(event.Queue, 1)
	if err := here.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	await(t, atThere, func(e event.Event) bool { return e.Type == event.TypeGap })
	if err := here.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	await(t, atThere, func(got event.Event) bool { return got.Seq == e.Seq })
}

func TestWithoutRedisNothingIsKnownAndANodeHearsItself(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	server.Stop()
	b := node(t, server)
	arrived := subscribe(t, b)
	if err := b.Publish(t.Context(), numbered(event.Queue, 1)); err == nil {
		t.Error("published to nobody")
	}
	await(t, arrived, func(e event.Event) bool { return e.Seq == 1 })

	r := connect(t, server)
	p := live.NewRedisPresence(r)
	if found, err := p.Here(t.Context(), []presence.Who{"staff:ada"}); err == nil || found != nil {
		t.Errorf("here %v, %v", found, err)
	}
	if err := p.Beat(t.Context(), "staff:ada", "tab", time.Second); err == nil {
		t.Error("a beat was heard by nobody")
	}
	if r.Ping(t.Context()) == nil {
		t.Error("a Redis that is gone answers")
	}
}
