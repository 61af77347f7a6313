package live_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"miti/internal/event"
	"miti/internal/live"
)

func TestASubscriberThatWaitsHoldsNobodyUpForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := live.NewBus()
		defer b.Close()
		held := make(chan struct{})
		stop, err := b.Subscribe(t.Context(), func(event.Event) { <-held })
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		defer close(held)
		start := time.Now()
		for err == nil && time.Since(start) < time.Minute {
			err = b.Publish(t.Context(), event.Event{Stream: event.Queue})
		}
		if waited := time.Since(start); err == nil || waited > time.Second {
			t.Errorf("%v after %v", err, waited)
		}
	})
}

func TestAPublisherMayGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := live.NewBus()
		defer b.Close()
		held := make(chan struct{})
		if _, err := b.Subscribe(t.Context(), func(event.Event) { <-held }); err != nil {
			t.Fatal(err)
		}
		defer close(held)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var err error
		for err == nil {
			err = b.Publish(ctx, event.Event{Stream: event.Queue})
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("gave up with %v", err)
		}
	})
}

func TestAClosedBusSaysSo(t *testing.T) {
	b := live.NewBus()
	_, err := b.Subscribe(t.Context(), func(event.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	b.Close()
	if err := b.Publish(t.Context(), event.Event{}); err == nil {
		t.Error("published on a closed bus")
	}
	if _, err := b.Subscribe(t.Context(), func(event.Event) {}); err == nil {
		t.Error("subscribed to a closed bus")
	}
}
