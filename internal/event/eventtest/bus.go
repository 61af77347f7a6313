package eventtest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miti/internal/event"
)

// soon is how long a test waits for an event that must come.
const soon = 20 * time.Second

// RunBus tests buses. Open makes two ends of a new one: what is published at
// either arrives at both.
func RunBus(t *testing.T, open func(t *testing.T) (here, there event.Bus)) {
	for name, test := range map[string]func(t *testing.T, here, there event.Bus){
		"an event arrives at both ends as it was": arrives,
		"events arrive in order, one at a time":   inOrder,
		"every subscriber gets every event":       everySubscriber,
		"after stop nothing is called":            stops,
		"a subscriber may stop twice":             stopsTwice,
	} {
		t.Run(name, func(t *testing.T) {
			here, there := open(t)
			test(t, here, there)
		})
	}
}

// subscribe collects what arrives at a bus.
func subscribe(t *testing.T, b event.Bus) (arrived <-chan event.Event, stop func()) {
	t.Helper()
	c := make(chan event.Event, 1000)
	stop, err := b.Subscribe(t.Context(), func(e event.Event) { c <- e })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return c, stop
}

func publish(t *testing.T, b event.Bus, e event.Event) {
	t.Helper()
	if err := b.Publish(t.Context(), e); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func next(t *testing.T, arrived <-chan event.Event) event.Event {
	t.Helper()
	select {
	case e := <-arrived:
		return e
	case <-time.After(soon):
		t.Fatal("no event arrived")
		panic("unreachable")
	}
}

func arrives(t *testing.T, here, there event.Bus) {
	atHere, _ := subscribe(t, here)
	atThere, _ := subscribe(t, there)
	want := full()
	for i, from := range []event.Bus{here, there} {
		want.Seq = uint64(7 + i)
		publish(t, from, want)
		for _, arrived := range []<-chan event.Event{atHere, atThere} {
			if got := next(t, arrived); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	}
	select {
	case e := <-atHere:
		t.Errorf("it arrived twice: %+v", e)
	default:
	}
}

func inOrder(t *testing.T, here, there event.Bus) {
	const n = 300
	var inside atomic.Int32
	arrived := make(chan event.Event, n)
	stop, err := there.Subscribe(t.Context(), func(e event.Event) {
		if inside.Add(1) > 1 {
			t.Error("two calls at once")
		}
		arrived <- e
		inside.Add(-1)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	for i := range n {
		publish(t, here, event.Event{Stream: stream, Seq: uint64(i + 1), Data: []byte("{}")})
	}
	for i := range n {
		if e := next(t, arrived); e.Seq != uint64(i+1) {
			t.Fatalf("event %d came as number %d", e.Seq, i+1)
		}
	}
}

func everySubscriber(t *testing.T, here, there event.Bus) {
	var all []<-chan event.Event
	for _, b := range []event.Bus{here, here, there, there} {
		arrived, _ := subscribe(t, b)
		all = append(all, arrived)
	}
	publish(t, here, numbered(1))
	for _, arrived := range all {
		next(t, arrived)
	}
}

func stops(t *testing.T, here, there event.Bus) {
	var stopped, late atomic.Bool
	stop, err := there.Subscribe(t.Context(), func(event.Event) {
		if stopped.Load() {
			late.Store(true)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := subscribe(t, there)
	ctx, cancel := context.WithCancel(t.Context())
	var published error
	var publisher sync.WaitGroup
	publisher.Go(func() {
		for i := 0; published == nil && ctx.Err() == nil && i < 500; i++ {
			published = here.Publish(context.WithoutCancel(ctx), event.Event{Stream: stream, Seq: uint64(i), Data: []byte("{}")})
		}
	})
	next(t, other)
	stop()
	stopped.Store(true)
	cancel()
	publisher.Wait()
	if published != nil {
		t.Errorf("publish: %v", published)
	}
	publish(t, here, event.Event{Stream: "the last", Data: []byte("{}")})
	for next(t, other).Stream != "the last" {
	}
	if late.Load() {
		t.Error("an event came after stop")
	}
}

func stopsTwice(t *testing.T, here, _ event.Bus) {
	_, stop := subscribe(t, here)
	stop()
	stop()
	if err := here.Publish(t.Context(), numbered(1)); err != nil {
		t.Error(fmt.Errorf("publish to nobody: %w", err))
	}
}
