package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"miti/internal/chat"
)

// report is how the morning went.
type report struct {
	visitors, served, messages int
	p50, p90                   time.Duration
	fairness                   float64
	limbo, crashes, widest     int
	sweep                      time.Duration
}

func (r report) print(out io.Writer) {
	say := func(format string, a ...any) { _, _ = fmt.Fprintf(out, format+"\n", a...) }
	say("%d visitors: %d talked to somebody, %d of all became messages, the others closed before; %d connections of counsellors were lost",
		r.visitors, r.served, r.messages, r.crashes)
	say("a sweep took %.1f ms on average; %d conversations were open at once at the most", float64(r.sweep.Microseconds())/1000, r.widest)
	say("desk visitors=%d wait_p50_s=%.0f wait_p90_s=%.0f fairness=%.3f limbo=%d",
		r.visitors, r.p50.Seconds(), r.p90.Seconds(), r.fairness, r.limbo)
}

func (m *morning) report() report {
	r := report{visitors: len(m.people), limbo: len(m.limbo), crashes: m.crashes, widest: m.widest, sweep: m.swept / time.Duration(max(m.sweeps, 1))}
	var waits []time.Duration
	for _, v := range m.people {
		if !v.claimed.IsZero() {
			waits = append(waits, v.claimed.Sub(v.comes))
		}
	}
	slices.Sort(waits)
	if r.served = len(waits); r.served > 0 {
		r.p50, r.p90 = waits[len(waits)/2], waits[len(waits)*9/10]
	}
	r.messages = m.left
	var shares []float64
	for _, c := range m.staff {
		shares = append(shares, float64(c.contacts)/c.livefor.Hours())
	}
	r.fairness = jain(shares)
	return r
}

// jain is Jain's index of fairness: 1 when all have the same share, 1/n when
// one has everything.
func jain(shares []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, x := range shares {
		sum += x
		squares += x * x
	}
	if squares == 0 {
		return 1
	}
	return sum * sum / (float64(len(shares)) * squares)
}

// look holds that nobody is forgotten: each conversation that is not over has
// an owner who is not lost for long, a place in the queue, or one in the inbox,
// and a due time.
func (m *morning) look(ctx context.Context) error {
	held := map[chat.ID]bool{}
	open, err := m.store.Open(ctx)
	if err != nil {
		return err
	}
	left, err := m.store.Left(ctx)
	if err != nil {
		return err
	}
	m.left = len(left)
	for _, c := range slices.Concat(open, left) {
		owned := c.State == chat.Active && c.Counsellor.ID != "" && (c.LostAt.IsZero() || m.now.Sub(c.LostAt) <= chat.LostFor+step)
		queued := c.State == chat.Waiting && !c.WaitingSince.IsZero()
		held[c.ID] = (owned || queued || c.State == chat.Left) && !c.DueAt.IsZero()
	}
	for _, v := range m.people {
		if !v.opened || held[v.id] {
			continue
		}
		c, err := m.store.Case(ctx, v.id)
		if err != nil {
			return err
		}
		if c.State != chat.Closed && c.State != chat.Answered {
			m.limbo[v.id] = true
		}
	}
	return nil
}
