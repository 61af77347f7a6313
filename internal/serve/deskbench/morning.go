package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/live"
	"miti/internal/store"
)

// scale is how much is to happen.
type scale struct {
	staff, live, visitors int
	opens                 time.Duration // from nine on, with an early closing
	seed                  uint64
}

// early is how long before its end the morning is closed, after for how long
// those who are there finish what they have, and step is how far the clock goes.
const (
	early = 15 * time.Minute
	after = 25 * time.Minute
	step  = time.Second
)

// A morning is everything that happens. It runs on one goroutine.
type morning struct {
	scale
	*desk.Desk
	store   *store.Store
	bus     *live.Bus
	rand    *rand.Rand
	now     time.Time
	nine    time.Time
	zone    *time.Location
	runs    account.Actor // the coordinator
	staff   []*counsellor
	people  []*visitor
	by      map[chat.ID]*visitor
	swept   time.Duration
	sweeps  int
	limbo   map[chat.ID]bool
	widest  int // the most conversations that were open at once
	crashes int
	left    int // in the inbox at the end
}

func newMorning(ctx context.Context, s scale, folder string) (*morning, error) {
	m := &morning{scale: s, rand: rand.New(rand.NewPCG(s.seed, 0)), by: map[chat.ID]*visitor{}, limbo: map[chat.ID]bool{}}
	var err error
	if m.zone, err = time.LoadLocation("Europe/Brussels"); err != nil {
		return nil, err
	}
	m.nine = time.Date(2026, time.March, 3, 9, 0, 0, 0, m.zone) // a Tuesday
	m.now = m.nine.Add(-2 * time.Minute)
	if m.store, err = store.Open(ctx, store.Options{Folder: folder}); err != nil {
		return nil, err
	}
	m.bus = live.NewBus()
	clock := func() time.Time { return m.now }
	m.Desk = desk.New(desk.Deps{Store: m.store, Live: live.NewPresence(clock), Bus: m.bus, Now: clock})
	if err := m.furnish(ctx); err != nil {
		return nil, errors.Join(err, m.close())
	}
	return m, nil
}

func (m *morning) close() error {
	m.bus.Close()
	return m.store.Close()
}

// furnish makes the network: one calendar until the end of the morning, and
// counsellors who all can do the same, so that their shares can be compared.
func (m *morning) furnish(ctx context.Context) error {
	if err := m.setHours(ctx); err != nil {
		return err
	}
	m.runs = account.Actor{Staff: "coordinator"}
	coordinator := account.Staff{ID: m.runs.Staff, Email: "coordinator@centre.example", Name: "Coordinator", Coordinator: true}
	if err := m.store.SaveStaff(ctx, coordinator, ""); err != nil {
		return err
	}
	for i := range m.scale.staff {
		c := &counsellor{actor: account.Actor{Staff: account.StaffID(fmt.Sprintf("c%03d", i)), Centre: "namur"}}
		err := m.store.SaveStaff(ctx, account.Staff{
			ID: c.actor.Staff, Email: fmt.Sprintf("c%03d@centre.example", i), Name: fmt.Sprintf("C%03d", i), Centre: "namur",
			Topics: topics(), Languages: []string{"fr", "nl"}, Capacity: 3, Declared: account.Offline,
		}, "")
		if err != nil {
			return err
		}
		if i < m.live {
			m.staff = append(m.staff, c)
		}
	}
	for range m.visitors {
		m.people = append(m.people, m.newVisitor())
	}
	return nil
}

func topics() []centre.TopicID { return []centre.TopicID{"orientation", "training", "studies"} }

// setHours sets the hours of the day, and those of the rest of the week.
func (m *morning) setHours(ctx context.Context) error {
	c := centre.Centre{ID: "namur", Name: "Namur", Zone: m.zone.String()}
	for day := time.Monday; day <= time.Friday; day++ {
		to := 12 * 60
		if day == m.nine.Weekday() {
			to = 9*60 + int(m.opens/time.Minute)
		}
		c.Week = append(c.Week, calendar.Span{Day: day, From: 9 * 60, To: to})
	}
	return m.store.SaveNetwork(ctx, []centre.Centre{c}, topics())
}

// play lets the morning happen, second by second.
func (m *morning) play(ctx context.Context) error {
	closed := false
	for end := m.nine.Add(m.opens + after); m.now.Before(end); m.now = m.now.Add(step) {
		if !closed && m.now.Sub(m.nine) >= m.opens-early {
			closed = true
			if _, err := m.CloseEarly(ctx, m.runs, "namur", "Formation interne"); err != nil {
				return err
			}
		}
		if err := m.second(ctx); err != nil {
			return fmt.Errorf("at %s: %w", m.now.Format(time.TimeOnly), err)
		}
	}
	return m.look(ctx)
}

// second is one second of everybody.
func (m *morning) second(ctx context.Context) error {
	start := time.Now()
	if err := m.Sweep(ctx); err != nil {
		return err
	}
	m.swept += time.Since(start)
	m.sweeps++
	open, err := m.store.Open(ctx)
	if err != nil {
		return err
	}
	m.widest = max(m.widest, len(open))
	for _, c := range m.staff {
		if err := m.works(ctx, c, open); err != nil {
			return err
		}
	}
	for _, v := range m.people {
		if err := m.comesAndGoes(ctx, v); err != nil {
			return err
		}
	}
	m.notice(open)
	if m.now.Second() == 0 {
		return m.look(ctx)
	}
	return nil
}

// notice notes who talks to whom.
func (m *morning) notice(open []desk.Case) {
	for _, c := range open {
		v := m.by[c.ID]
		if c.State != chat.Active || c.Counsellor.ID == v.with {
			continue
		}
		v.with = c.Counsellor.ID
		if v.claimed.IsZero() {
			v.claimed = m.now
		}
	}
}

// isHeard tells whether a connection is to beat now.
func (m *morning) isHeard(every time.Duration) bool {
	return m.now.Unix()%int64(every/time.Second) == 0
}

// refused lets pass what somebody is told who was not the first.
func refused(err error) error {
	switch fault.CodeOf(err) {
	case fault.Taken, fault.Full, fault.Conflict, fault.NotFound, fault.NotThere:
		return nil
	}
	return err
}
