package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miti/sfu/sfutest"
)

// plan is how long what is measured.
type plan struct {
	window time.Duration
	settle time.Duration // from when all is forwarded
	joins  int
	// profiles is a folder for the CPU profiles of our own, or "".
	profiles string
}

// figures are what one run of a shape showed.
type figures struct {
	kind      kind
	shape     string
	forwarded int           // packets, in the window
	cpu       time.Duration // of the forwarder, a packet
	loadCPU   float64       // cores that the load itself took
	cores     float64       // that the forwarder took
	memory    float64       // KB resident a participant, beside an empty server's
	p50, p99  time.Duration
	lost      int
	slow      float64 // share of the packets that the load should have sent and did not
	share     float64 // of what should be forwarded
}

// counts are sums over the crowd.
type counts struct{ received, missing, sent int }

func (c *crowd) count() (n counts) {
	for _, p := range c.people {
		v := p.View()
		for _, h := range v.Heard {
			n.received += h.Packets
		}
		for _, s := range v.Seats {
			n.missing += s.Audio.Missing + s.Video.Missing
		}
		for _, source := range p.sources {
			for i := range p.streams(source) {
				n.sent += p.Layer(source, i).Sent().Packets
			}
		}
	}
	return n
}

// measure runs one shape on one kind of forwarder.
func measure(ctx context.Context, p plan, k kind, what shape) (f figures, err error) {
	s, err := startServer(ctx, k)
	if err != nil {
		return f, err
	}
	defer s.close()
	empty, err := s.usage(ctx)
	if err != nil {
		return f, err
	}
	c, err := gather(ctx, s, k, what)
	if err != nil {
		return f, fmt.Errorf("gather: %w", err)
	}
	defer c.close()
	f = figures{kind: k, shape: what.name, memory: -kilobytes(empty, what)}
	if err := c.awaitAll(ctx); err != nil {
		return f, err
	}
	if err := pause(ctx, p.settle); err != nil {
		return f, err
	}
	if p.profiles != "" && (k == ours || k == relayed) {
		if err := s.call(ctx, "Profile", p.profiles+"/"+string(k)+"-"+what.name+".pprof", new(bool)); err != nil {
			return f, err
		}
		defer s.call(context.WithoutCancel(ctx), "Profile", "", new(bool)) //nolint:errcheck // the file is cut short, no more
	}
	return f, f.take(ctx, p, s, c, what)
}

// take measures while all is running, then what was lost when all is still.
func (f *figures) take(ctx context.Context, p plan, s *process, c *crowd, what shape) error {
	before, err := s.usage(ctx)
	if err != nil {
		return err
	}
	self, err := usage()
	if err != nil {
		return err
	}
	began, first := time.Now(), c.count()
	c.counted.Store(true)
	if err := pause(ctx, p.window); err != nil {
		return err
	}
	c.counted.Store(false)
	after, err := s.usage(ctx)
	if err != nil {
		return err
	}
	last, over := c.count(), time.Since(began).Seconds()
	selfAfter, err := usage()
	if err != nil {
		return err
	}
	f.forwarded = last.received - first.received
	f.cpu = (after.CPU - before.CPU) / time.Duration(max(f.forwarded, 1))
	f.cores = (after.CPU - before.CPU).Seconds() / over
	f.loadCPU = (selfAfter.CPU - self.CPU).Seconds() / over
	f.memory += kilobytes(after, what)
	sent, forwarded := what.due()
	f.slow = 1 - float64(last.sent-first.sent)/over/sent
	f.share = float64(f.forwarded) / over / forwarded
	f.p50, f.p99 = c.delays()
	if err := c.still(ctx); err != nil {
		return err
	}
	f.lost = max(c.count().missing-first.missing, 0)
	return nil
}

// kilobytes is what is resident of a process, by participant.
func kilobytes(u Usage, what shape) float64 {
	return float64(u.Resident) / 1000 / float64(what.people())
}

// delays are the median and the 99th percentile of all that was noted.
func (c *crowd) delays() (p50, p99 time.Duration) {
	var all []time.Duration
	for _, p := range c.people {
		p.delays.mu.Lock()
		all = append(all, p.delays.list...)
		p.delays.mu.Unlock()
	}
	slices.Sort(all)
	return quantile(all, 0.5), quantile(all, 0.99)
}

// quantile of a sorted list, 0 of an empty one.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}

const (
	lookEvery = 50 * time.Millisecond
	fillTime  = 12 * time.Second // for everybody to be heard, and seen as large as it gets
)

// awaitAll waits until everybody is sent everything, or for as long as that
// may take.
func (c *crowd) awaitAll(ctx context.Context) error {
	for end := time.Now().Add(fillTime); c.silent() > 0 && time.Now().Before(end); {
		if err := pause(ctx, lookEvery); err != nil {
			return err
		}
	}
	return nil
}

// silent counts whom somebody does not hear or see, or not in the largest
// layer.
func (c *crowd) silent() (n int) {
	for _, p := range c.people {
		v := p.View()
		for _, o := range p.others {
			for _, source := range o.sources {
				h := v.Heard[sfutest.Sender{Participant: o.name, Source: source}]
				if h.Packets == 0 || h.Layer != o.streams(source)-1 || time.Since(h.Last) > time.Second {
					n++
				}
			}
		}
	}
	return n
}

// still stops the load, and returns when nothing comes any more.
func (c *crowd) still(ctx context.Context) error {
	for _, p := range c.people {
		for _, source := range p.sources {
			p.Send(source, false)
		}
	}
	for last, same, n := -1, 0, 0; same < 4 && n < 60; n++ { // 3 s at the most
		if err := pause(ctx, lookEvery); err != nil {
			return err
		}
		now := c.count().received
		if same++; now != last {
			last, same = now, 0
		}
	}
	return nil
}

// saturated tells whether more was asked of the machine than it had: then the
// figures are those of a machine that is too busy.
func (f figures) saturated() bool {
	const late, lost, little = 0.03, 0.002, 0.5
	return f.slow > late || float64(f.lost) > lost*float64(f.forwarded) || f.share < little
}

// short tells whether some were not shown all, or not in the largest layer.
func (f figures) short() bool {
	const enough = 0.95
	return f.share < enough
}

// pause waits unless ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
