package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"miti/internal/event"
)

const (
	// waiting is how many events a subscriber may be behind.
	waiting = 1024
	// patience is how long a publisher waits for a subscriber, or for Redis.
	patience = 500 * time.Millisecond
)

// errBehind tells a publisher that a subscriber did not keep up and missed an
// event: it sees the gap in the numbers and reads the log.
var errBehind = errors.New("a subscriber of the bus does not keep up")

// errClosed tells that the bus is closed.
var errClosed = errors.New("the bus is closed")

// Bus is the event bus in this process.
type Bus struct {
	mu          sync.Mutex
	closed      bool
	subscribers []*subscriber
}

// A subscriber owns the goroutine that calls f.
type subscriber struct {
	events chan event.Event
	done   chan struct{}
	end    func() // closes done, once
	task   sync.WaitGroup
}

// NewBus makes a bus without subscribers.
func NewBus() *Bus { return &Bus{} }

// Publish implements event.Bus. It waits for a subscriber that is full, but
// not long.
func (b *Bus) Publish(ctx context.Context, e event.Event) error {
	b.mu.Lock()
	subscribers, closed := slices.Clone(b.subscribers), b.closed
	b.mu.Unlock()
	if closed {
		return errClosed
	}
	var err error
	for _, s := range subscribers {
		err = errors.Join(err, s.send(ctx, e))
	}
	return err
}

// Subscribe implements event.Bus.
func (b *Bus) Subscribe(_ context.Context, f func(event.Event)) (stop func(), err error) {
	s := &subscriber{events: make(chan event.Event, waiting), done: make(chan struct{})}
	s.end = sync.OnceFunc(func() { close(s.done) })
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, errClosed
	}
	b.subscribers = append(b.subscribers, s)
	s.task.Go(func() { s.run(f) })
	return func() { b.remove(s) }, nil
}

// Close ends every subscription and returns when no subscriber is called any
// more.
func (b *Bus) Close() {
	b.mu.Lock()
	b.closed = true
	subscribers := b.subscribers
	b.subscribers = nil
	b.mu.Unlock()
	for _, s := range subscribers {
		s.close()
	}
}

func (b *Bus) remove(s *subscriber) {
	b.mu.Lock()
	b.subscribers = slices.DeleteFunc(b.subscribers, func(o *subscriber) bool { return o == s })
	b.mu.Unlock()
	s.close()
}

func (s *subscriber) close() {
	s.end()
	s.task.Wait()
}

// send hands e over. A subscriber that has gone is no error.
func (s *subscriber) send(ctx context.Context, e event.Event) error {
	select {
	case s.events <- e:
		return nil
	case <-s.done:
		return nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case s.events <- e:
		return nil
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return errBehind
	}
}

func (s *subscriber) run(f func(event.Event)) {
	for {
		select {
		case <-s.done:
			return
		case e := <-s.events:
			f(e)
		}
	}
}
