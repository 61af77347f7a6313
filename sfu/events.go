package sfu

import (
	"container/list"
	"context"
	"sync"
)

// events delivers what happened from one goroutine, so that the loop never
// waits for who listens. It is bounded by what there is: of each generation
// of a participant of each kind at most one waits, the newest.
type events struct {
	deliver func(Event)
	tasks   sync.WaitGroup
	wake    chan struct{} // has room for one
	done    chan struct{}

	mu      sync.Mutex
	closed  bool
	queue   list.List               // of queued, the oldest first
	waiting map[about]*list.Element // the events in it
}

// queued is an event and what it replaces, or somebody who waits for what is
// before it.
type queued struct {
	about about
	event Event
	here  chan struct{}
}

// about is what an event is about. A newer event about the same takes the
// place of the older one if that was not delivered yet.
type about struct {
	room, participant string
	generation        uint64
	kind              kind
}

// kind tells apart what is said of one participant, or of a room.
type kind uint8

const (
	aboutPath kind = iota
	aboutSeats
	aboutPaused
	aboutWanted
	aboutQuality
	aboutSpeaking
	aboutCall
)

func newEvents(deliver func(Event)) *events {
	e := &events{
		deliver: deliver, wake: make(chan struct{}, 1), done: make(chan struct{}), waiting: map[about]*list.Element{},
	}
	e.tasks.Go(e.run)
	return e
}

// add queues an event. It never waits.
func (e *events) add(a about, event Event) {
	if e.deliver == nil {
		return
	}
	e.mu.Lock()
	if older := e.waiting[a]; older != nil {
		e.queue.Remove(older)
	}
	e.waiting[a] = e.queue.PushBack(queued{about: a, event: event})
	e.mu.Unlock()
	e.rouse()
}

func (e *events) rouse() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// flush returns when all has been delivered that was added before.
func (e *events) flush(ctx context.Context) error {
	here := make(chan struct{})
	e.mu.Lock()
	e.queue.PushBack(queued{here: here})
	e.mu.Unlock()
	e.rouse()
	select {
	case <-here:
		return nil
	case <-e.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *events) run() {
	for {
		select {
		case <-e.wake:
		case <-e.done:
			return
		}
		for {
			first, ok := e.next()
			if !ok {
				break
			}
			if first.here != nil {
				close(first.here)
				continue
			}
			e.deliver(first.event)
		}
	}
}

// next takes the oldest event, one at a time so that a slow listener is told
// the newest that there is.
func (e *events) next() (first queued, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	oldest := e.queue.Front()
	if e.closed || oldest == nil {
		return first, false
	}
	first = e.queue.Remove(oldest).(queued)
	if first.here == nil {
		delete(e.waiting, first.about)
	}
	return first, true
}

// close returns when the goroutine has ended. It may be called twice.
func (e *events) close() {
	e.mu.Lock()
	if !e.closed {
		e.closed = true
		close(e.done)
	}
	e.mu.Unlock()
	e.tasks.Wait()
}
