package sfutest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"miti/sfu"
)

// Events keeps what an SFU said, in order. Its Record is for sfu.Config.Event.
type Events struct {
	mu      sync.Mutex
	all     []sfu.Event
	changed chan struct{} // closed when there is more
}

// NewEvents returns an empty record.
func NewEvents() *Events { return &Events{changed: make(chan struct{})} }

// Record adds an event.
func (e *Events) Record(event sfu.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, event)
	close(e.changed)
	e.changed = make(chan struct{})
}

// All is what was said so far.
func (e *Events) All() []sfu.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.all)
}

// Forget drops what was said so far.
func (e *Events) Forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = nil
}

// Await waits until ok is true of all that was said, and returns that.
func (e *Events) Await(ctx context.Context, ok func([]sfu.Event) bool) ([]sfu.Event, error) {
	for {
		e.mu.Lock()
		all, changed := slices.Clone(e.all), e.changed
		e.mu.Unlock()
		if ok(all) {
			return all, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return all, fmt.Errorf("%w; the events were %+v", ctx.Err(), all)
		}
	}
}

// AwaitOne waits until an event was said.
func (e *Events) AwaitOne(ctx context.Context, want func(sfu.Event) bool) error {
	_, err := e.Await(ctx, func(all []sfu.Event) bool { return slices.ContainsFunc(all, want) })
	return err
}

// Seats is who sat where for a participant when the SFU last said so.
func (e *Events) Seats(room, participant string) []sfu.Sitter {
	all := e.All()
	slices.Reverse(all)
	for _, event := range all {
		if s, ok := event.(sfu.Seated); ok && s.Room == room && s.Participant == participant {
			return s.Seats
		}
	}
	return nil
}
