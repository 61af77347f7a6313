package signaling

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"miti/internal/event"
)

const (
	// batch is how many events are read from the log at once.
	batch = 100
	// errandTimeout bounds one look into SQL for everybody.
	errandTimeout = 5 * time.Second
)

// A watcher gets the events of the streams that it watches.
type watcher interface {
	// take is called on the hub's goroutine, in the order of the stream. It
	// must not wait.
	take(n *notice)
}

// hub brings events to those who watch. Its maps belong to its goroutine;
// everybody else uses do. What takes time is an errand, done by a second
// goroutine, in order.
type hub struct {
	server  *Server
	inbox   *mailbox
	errands *mailbox
	letters chan outgoing // to other nodes
	running context.Context
	stop    context.CancelFunc
	tasks   sync.WaitGroup
	leave   func() // ends the subscription to the bus

	streams  map[event.Stream]*stream
	rooms    map[string]*room
	arrivals map[inRoom]*arrival // while their joins are under way
	asked    map[string]question // of other nodes, by its id
	serving  int                 // requests of other nodes
	checking bool                // an errand asks the log how far it is
}

// stream is one that somebody on this node watches.
type stream struct {
	watches map[watcher]*watch
	newest  uint64 // the highest number that was heard of
	filling bool   // an errand reads the log for it
}

// watch is how far one watcher is.
type watch struct {
	seq uint64 // the last stored event that it got
	// heard are the transient events that came since it began: they are newer
	// than what was read for it meanwhile.
	heard map[event.Type]bool
}

func newHub(s *Server) *hub {
	return &hub{
		server: s, inbox: newMailbox(), errands: newMailbox(), letters: make(chan outgoing, lettersKept),
		streams: map[event.Stream]*stream{}, rooms: map[string]*room{}, arrivals: map[inRoom]*arrival{}, asked: map[string]question{},
	}
}

func (h *hub) start(ctx context.Context) error {
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.running, h.stop = running, stop
	leave, err := h.server.Bus.Subscribe(ctx, func(e event.Event) { h.do(func() { h.heard(e) }) })
	if err != nil {
		stop()
		return fmt.Errorf("subscribe to events: %w", err)
	}
	h.leave = leave
	h.tasks.Go(func() { h.inbox.run(running) })
	h.tasks.Go(func() { h.errands.run(running) })
	h.tasks.Go(func() { h.tick(running) })
	h.tasks.Go(func() { h.server.pulse(running) })
	h.tasks.Go(func() { h.post(running) })
	h.tasks.Go(func() { h.hold(running) })
	h.server.Nodes.Receive(h.received)
	return nil
}

func (h *hub) close() {
	h.leave()
	h.stop()
	h.tasks.Wait()
}

// do runs f on the hub's goroutine, soon.
func (h *hub) do(f func()) { h.inbox.post(f) }

// ask is f's answer on the hub's goroutine, the zero value when the hub has ended.
func ask[T any](h *hub, f func() T) (answer T) {
	answered := make(chan T, 1)
	h.do(func() { answered <- f() })
	select {
	case answer = <-answered:
	case <-h.running.Done():
	}
	return answer
}

// errand runs f where it may wait, after the errands before it.
func (h *hub) errand(f func(context.Context)) {
	h.errands.post(func() {
		ctx, cancel := context.WithTimeout(h.server.ctx, errandTimeout)
		defer cancel()
		f(ctx)
	})
}

// finish returns when the errands of before are done, or none are done any more.
func (h *hub) finish(ctx context.Context) error {
	done := make(chan struct{})
	h.errands.post(func() { close(done) })
	select {
	case <-done:
		return nil
	case <-h.running.Done():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tick makes the hub compare with the log what it was told: the bus may lose.
func (h *hub) tick(ctx context.Context) {
	ticker := time.NewTicker(h.server.timing.check)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.do(h.check)
		}
	}
}

// add begins a watch after seq. What was committed since seq was read is
// fetched from the log; what is committed from now on comes by the bus.
func (h *hub) add(w watcher, s event.Stream, seq uint64) {
	st := h.streams[s]
	if st == nil {
		st = &stream{watches: map[watcher]*watch{}}
		h.streams[s] = st
	}
	st.watches[w] = &watch{seq: seq, heard: map[event.Type]bool{}}
	if isStored(s) {
		h.fill(s, st)
	}
}

// isStored tells that a stream has events in the log.
func isStored(s event.Stream) bool { return s != event.Availability && s != event.Board }

// remove ends a watch.
func (h *hub) remove(w watcher, s event.Stream) {
	st := h.streams[s]
	if st == nil {
		return
	}
	delete(st.watches, w)
	if len(st.watches) == 0 {
		delete(h.streams, s)
	}
}

// heard takes an event from the bus. One without a stream says that some may
// have been lost.
func (h *hub) heard(e event.Event) {
	if e.Stream == "" {
		h.check()
		return
	}
	st := h.streams[e.Stream]
	if st == nil {
		return
	}
	h.offer(st, e)
	if st.behind() {
		h.fill(e.Stream, st)
	}
}

// offer gives an event to each watcher whose next one it is.
func (h *hub) offer(st *stream, e event.Event) {
	n := &notice{event: e, epoch: h.server.epoch}
	st.newest = max(st.newest, e.Seq)
	for w, at := range st.watches {
		switch {
		case e.Seq == 0:
			at.heard[e.Type] = true
			w.take(n)
		case e.Seq == at.seq+1:
			at.seq = e.Seq
			w.take(n)
		}
	}
	if n.err != nil {
		h.server.Logger.LogAttrs(context.Background(), slog.LevelError, "event not sent", slog.Any("error", n.err))
	}
}

// least is the position of the watcher that is furthest behind.
func (st *stream) least() uint64 {
	least := st.newest
	for _, at := range st.watches {
		least = min(least, at.seq)
	}
	return least
}

func (st *stream) behind() bool { return st.least() < st.newest }

// fill reads what is missing from the log and offers it.
func (h *hub) fill(s event.Stream, st *stream) {
	if st.filling {
		return
	}
	st.filling = true
	from := st.lowest()
	h.errand(func(ctx context.Context) {
		events, err := h.server.Log.After(ctx, s, from, batch)
		if err != nil {
			h.server.Logger.LogAttrs(ctx, slog.LevelWarn, "event log not read", slog.Any("error", err))
		}
		h.do(func() {
			st.filling = false
			for _, e := range events {
				h.offer(st, e)
			}
			// After an error the next check tries again.
			if err == nil && h.streams[s] == st && (len(events) == batch || st.behind()) {
				h.fill(s, st)
			}
		})
	})
}

// lowest is the least position of all, also where nothing newer was heard of.
func (st *stream) lowest() uint64 {
	lowest, first := uint64(0), true
	for _, at := range st.watches {
		if first || at.seq < lowest {
			lowest, first = at.seq, false
		}
	}
	return lowest
}

// check asks the log how far it is, and fills what is behind.
func (h *hub) check() {
	for _, r := range h.rooms {
		if r.untold || time.Since(r.told) >= h.server.timing.report {
			r.report()
		}
	}
	var names []event.Stream
	for s := range h.streams {
		if isStored(s) {
			names = append(names, s)
		}
	}
	if len(names) == 0 || h.checking {
		return
	}
	h.checking = true
	h.errand(func(ctx context.Context) {
		last, err := h.server.Log.Last(ctx, names)
		if err != nil {
			h.server.Logger.LogAttrs(ctx, slog.LevelWarn, "event log not read", slog.Any("error", err))
		}
		h.do(func() {
			h.checking = false
			for s, seq := range last {
				if st := h.streams[s]; st != nil {
					st.newest = max(st.newest, seq)
					if st.behind() {
						h.fill(s, st)
					}
				}
			}
		})
	})
}

// tell gives a watcher something that was read for it, unless something newer
// of the kind came by itself meanwhile.
func (h *hub) tell(w watcher, e event.Event) {
	st := h.streams[e.Stream]
	if st == nil || st.watches[w] == nil || st.watches[w].heard[e.Type] {
		return
	}
	w.take(&notice{event: e, epoch: h.server.epoch})
}
