package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"miti/internal/id"
)

const (
	// stragglers is how long a message that was answered may take to be seen.
	stragglers = 5 * time.Second
	// warming is how many pages are opened and closed before the first look at
	// the memory, so that what everybody shares is not counted.
	warming = 100
)

// figures is what was measured.
type figures struct {
	store    string
	load     load
	sockets  int
	resident int // growth by the sockets, in bytes
	before   runtime.MemStats
	after    runtime.MemStats
	held     []share // of the heap, by what holds it
	idle     usage   // the sockets alone
	busy     usage   // with messages
	causes   []share // of busy, by why
	work     []share // of busy, by what
	weather  weather // while messages were sent
	counts
}

// usage is CPU over a time.
type usage struct{ cpu, over time.Duration }

// measure runs a server on the data, and the load against it.
func measure(ctx context.Context, l load, all *people, data, redis string) (_ *figures, err error) {
	s, err := startServer(ctx, data, redis)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	m := measuring{load: l, people: all, data: data, server: s, tally: newTally()}
	m.figures.load = l
	if err := m.fill(ctx); err != nil {
		return nil, err
	}
	if err := m.write(ctx); err != nil {
		return nil, errors.Join(err, m.crowd.leave())
	}
	if err := m.crowd.leave(); err != nil {
		return nil, fmt.Errorf("a socket was lost: %w", err)
	}
	m.figures.counts = m.tally.count()
	return &m.figures, nil
}

// measuring is one measurement on its way.
type measuring struct {
	load    load
	people  *people
	data    string
	server  *server
	tally   *tally
	crowd   *crowd
	figures figures
}

// fill opens the sockets, and looks at what they cost while nobody writes.
func (m *measuring) fill(ctx context.Context) error {
	visitors := m.people.all[len(m.people.all)-min(warming, len(m.people.all)):]
	warm, err := gather(ctx, m.server.Pages, visitors, m.tally)
	if err != nil {
		return err
	}
	if err := warm.leave(); err != nil {
		return err
	}
	before, err := m.server.resident()
	if err != nil {
		return err
	}
	if m.figures.before, err = m.server.memory(ctx); err != nil {
		return err
	}
	if m.crowd, err = gather(ctx, m.server.Pages, m.people.all, m.tally); err != nil {
		return err
	}
	if err := pause(ctx, m.load.settles); err != nil {
		return err
	}
	m.figures.idle, err = m.server.using(func() error { return pause(ctx, m.load.settles) })
	if err != nil {
		return err
	}
	after, err := m.server.resident()
	if err != nil {
		return err
	}
	m.figures.sockets, m.figures.resident = len(m.people.all), after-before
	if m.figures.after, err = m.server.memory(ctx); err != nil {
		return err
	}
	heap, err := m.server.get(ctx, "/heap")
	if err == nil {
		m.figures.held, err = heapShares(heap)
	}
	return err
}

// write sends messages, and looks at what they cost.
func (m *measuring) write(ctx context.Context) error {
	profiled, profile := make(chan error, 1), []byte(nil)
	go func() { // waited for below
		var err error
		profile, err = m.server.get(ctx, fmt.Sprintf("/profile?seconds=%d", max(int(m.load.lasts/time.Second), 1)))
		profiled <- err
	}()
	look := watchWeather(ctx, m.data)
	var err error
	m.figures.busy, err = m.server.using(func() error { return m.sendAll(ctx) })
	m.figures.weather = look()
	if err := errors.Join(err, <-profiled); err != nil {
		return err
	}
	m.figures.causes, m.figures.work, err = cpuShares(profile)
	if err != nil {
		return err
	}
	for late := time.Now().Add(stragglers); !m.tally.complete() && time.Now().Before(late); {
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// sendAll lets people write as they do: independently of each other, and of
// how long the server takes. A message counts from when it was due.
func (m *measuring) sendAll(ctx context.Context) error {
	poster := newPoster(m.server.Pages)
	defer poster.http.CloseIdleConnections()
	var sending sync.WaitGroup
	defer sending.Wait()
	random := rand.New(rand.NewPCG(1, 2))
	due := time.Now()
	for end := due.Add(m.load.lasts); ; {
		due = due.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / float64(m.load.perSecond)))
		if due.After(end) {
			return pause(ctx, time.Until(end))
		}
		if err := pause(ctx, time.Until(due)); err != nil {
			return err
		}
		t := m.people.talks[random.IntN(len(m.people.talks))]
		by, to := t.visitor, t.counsellor
		if random.IntN(2) == 0 {
			by, to = to, by
		}
		message := id.New()
		m.tally.send(message, to, due)
		sending.Go(func() {
			err := poster.post(ctx, t, by, message, "Oui, le mardi et le jeudi de 18 h à 21 h : je regarde ce qui existe.")
			m.tally.answer(message, time.Now(), err)
		})
	}
}

// using is what the server uses while f runs.
func (s *server) using(f func() error) (usage, error) {
	began := time.Now()
	before, err := s.cpu()
	if err != nil {
		return usage{}, err
	}
	if err := f(); err != nil {
		return usage{}, err
	}
	after, err := s.cpu()
	return usage{cpu: after - before, over: time.Since(began)}, err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
