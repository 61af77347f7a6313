package estimate

import (
	"math/rand/v2"
	"testing"
	"time"

	"miti/sfu/estimate/estimatetest"
	"miti/sfu/feedback"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

const tick = 5 * time.Millisecond

// overTheWire is what the other end reads of a message.
func overTheWire(b []byte) *feedback.Report {
	if b == nil {
		return nil
	}
	var read feedback.Report
	if !read.Read(b) {
		panic("a message that cannot be read")
	}
	return &read
}

// call is a sender that sends voice, and pictures as the estimate allows.
type call struct {
	*Estimator
	*estimatetest.Link
	now     time.Time
	layers  []int
	wanted  int
	sending int // the layer
	credit  float64
}

func newCall(seed uint64, l estimatetest.Link) *call {
	l.Dice = rand.New(rand.NewPCG(seed, 0))
	return &call{Estimator: New(), Link: &l, now: begin, layers: []int{100_000, 350_000, 1_200_000}, wanted: 1_400_000}
}

const voice = 45_000 // bits a second, with headers

// goes on for a while; each is called at the end of every tick.
func (c *call) goes(d time.Duration, each func()) {
	for end := c.now.Add(d); c.now.Before(end); c.now = c.now.Add(tick) {
		ms := c.now.Sub(begin).Milliseconds()
		if ms%20 == 0 {
			c.out(112)
			for n := c.Pad(c.wanted, 20*time.Millisecond, c.now); n > 0; n -= 270 {
				c.out(270)
			}
		}
		if ms%1000 == 0 { // the allocator looks once in a second, and down at once
			c.choose(true)
		} else if ms%100 == 0 {
			c.choose(false)
		}
		if c.sending >= 0 && ms%35 == 0 {
			c.credit += float64(c.layers[c.sending]) / 8 * 0.035
			for ; c.credit > 0; c.credit -= 1100 {
				c.out(1100)
			}
		}
		if m := overTheWire(c.Report(c.now)); m != nil {
			c.Feedback(m, c.now.Add(c.Delay))
		}
		if each != nil {
			each()
		}
	}
}

func (c *call) out(size int) { c.Send(c.Sent(size, c.now), size, c.now) }

func (c *call) choose(up bool) {
	before := c.sending
	c.sending = -1
	for i, bits := range c.layers {
		if voice+bits <= c.Bits() && (up || i <= before) {
			c.sending = i
		}
	}
	if c.sending > before && c.sending > 0 {
		c.credit += 8000 // a key frame
	}
}

func TestALinkThatDropsIsFollowedDownAndUp(t *testing.T) {
	for seed := range uint64(5) {
		c := newCall(seed, estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 50 * time.Millisecond, Jitter: 10 * time.Millisecond})
		c.goes(10*time.Second, nil)
		if c.sending != 2 {
			t.Fatalf("seed %d: layer %d at first, %d bits", seed, c.sending, c.Bits())
		}
		c.Rate, c.Queue = 300_000, 32<<10
		dropped := c.now
		var down, quick time.Time
		c.goes(20*time.Second, func() {
			if down.IsZero() && c.Bits() <= 330_000 {
				down = c.now
			}
			if !down.IsZero() && c.Bits() > 360_000 {
				t.Fatalf("seed %d: %d bits on a link of 300,000, %v after it dropped", seed, c.Bits(), c.now.Sub(dropped))
			}
			if waits := c.Waits(c.now); waits > 250*time.Millisecond {
				quick = c.now
			}
		})
		if down.IsZero() || down.Sub(dropped) > 3*time.Second {
			t.Errorf("seed %d: down after %v", seed, down.Sub(dropped))
		}
		if quick.Sub(dropped) > 6*time.Second {
			t.Errorf("seed %d: a queue of 250 ms until %v after the drop", seed, quick.Sub(dropped))
		}
		if c.Bits() < 120_000 {
			t.Errorf("seed %d: %d bits of 300,000", seed, c.Bits())
		}
		c.Rate, c.Queue = 5_000_000, 64<<10
		opened := c.now
		var up time.Time
		c.goes(20*time.Second, func() {
			if up.IsZero() && c.sending == 2 {
				up = c.now
			}
		})
		if up.IsZero() || up.Sub(opened) > 15*time.Second {
			t.Errorf("seed %d: up after %v, %d bits", seed, up.Sub(opened), c.Bits())
		}
		t.Logf("seed %d: down after %v, queue gone after %v, up after %v", seed, down.Sub(dropped), quick.Sub(dropped), up.Sub(opened))
	}
}

func TestPathsOnWhichNothingIsToBeSaved(t *testing.T) {
	for _, c := range []struct {
		what string
		link estimatetest.Link
	}{
		{"one that is wide", estimatetest.Link{Rate: 20_000_000, Queue: 64 << 10, Delay: 20 * time.Millisecond}},
		{"one that loses a tenth at random", estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 50 * time.Millisecond, Loss: 0.1}},
		{"one that jitters", estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 30 * time.Millisecond, Jitter: 40 * time.Millisecond}},
		{"one that key frames fill for a moment", estimatetest.Link{Rate: 1_800_000, Queue: 64 << 10, Delay: 30 * time.Millisecond}},
	} {
		e := newCall(7, c.link)
		worst := e.Bits()
		e.goes(time.Minute, func() {
			worst = min(worst, e.Bits())
			if e.now.Sub(begin)%(5*time.Second) == 0 {
				e.credit += 30_000 // bytes of a key frame
			}
		})
		if worst < 1_300_000 {
			t.Errorf("%s: %d bits at the least", c.what, worst)
		}
	}
}

// A call of voice alone, whose path others fill for a while: that says nothing
// of what it carries.
func TestAQueueOfOthersIsNotTakenForANarrowLink(t *testing.T) {
	c := newCall(5, estimatetest.Link{Rate: 5_000_000, Queue: 256 << 10, Delay: 30 * time.Millisecond})
	c.layers, c.wanted = nil, 0
	c.goes(30*time.Second, func() {
		if past := c.now.Sub(begin); past > 5*time.Second && past < 6500*time.Millisecond {
			c.Fill(c.now.Add(200 * time.Millisecond))
		}
		if c.Bits() < 500_000 {
			t.Fatalf("%d bits after %v", c.Bits(), c.now.Sub(begin))
		}
	})
	if c.cutAt.IsZero() {
		t.Error("no queue was seen")
	}
}

// A phone goes from one network to another, and the way becomes longer for good.
func TestALongerWayIsNotTakenForAQueue(t *testing.T) {
	c := newCall(6, estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 10 * time.Millisecond, Jitter: 5 * time.Millisecond})
	c.goes(5*time.Second, nil)
	c.Delay = 110 * time.Millisecond
	c.goes(20*time.Second, func() {
		if c.Bits() < 1_000_000 {
			t.Fatalf("%d bits after %v", c.Bits(), c.now.Sub(begin))
		}
	})
	if c.sending != 2 {
		t.Errorf("layer %d in the end", c.sending)
	}
}

// A link that drops what is too much leaves no queue to be seen.
func TestALinkThatPolicesIsFollowed(t *testing.T) {
	c := newCall(3, estimatetest.Link{Rate: 300_000, Queue: 3000, Delay: 30 * time.Millisecond})
	c.goes(3*time.Second, nil)
	if c.Bits() > 400_000 {
		t.Errorf("%d bits after 3 s on a link of 300,000", c.Bits())
	}
}

// MR-8: what reports can be, and are not believed twice.
func TestAPacketIsJudgedOnce(t *testing.T) {
	var h history
	for i := range 3 * ring {
		h.add(100, begin.Add(time.Duration(i)*time.Millisecond), 0)
	}
	now, last := begin.Add(time.Hour), uint16(3*ring-1)
	for _, c := range []struct {
		what string
		seq  uint16
		ok   bool
	}{
		{"the last", last, true},
		{"the same again", last, false},
		{"one that was never sent", last + 1, false},
		{"one that is older than the history", last - ring, false},
		{"the oldest that is there", last - ring + 1, true},
	} {
		if _, ok := h.judge(c.seq, now); ok != c.ok {
			t.Errorf("%s: %v", c.what, ok)
		}
	}
}

// MR-8: 500 packets a second, whose reports come in each other's place, twice,
// and held back for a second, over the wrap of the numbers and of the count.
func TestReportsThatAreLateOrMixedUpDoNoHarm(t *testing.T) {
	e := New()
	var a feedback.Arrivals
	var waiting []*feedback.Report
	now := begin
	for i := range 100_000 {
		seq := e.Sent(300, now)
		now = now.Add(2 * time.Millisecond)
		if full := a.Add(seq, now, 1); full || i%50 == 0 {
			waiting = append(waiting, overTheWire(a.Message(1)))
		}
		if i%500 == 0 {
			for j := len(waiting) - 1; j >= 0; j-- {
				e.Feedback(waiting[j], now)
				e.Feedback(waiting[j], now)
			}
			waiting = nil
		}
		if e.Bits() < 1_200_000 {
			t.Fatalf("packet %d: %d bits, and all came through", i, e.Bits())
		}
	}
}

func TestNotingAPacketDoesNotAllocate(t *testing.T) {
	e := New()
	if n := testing.AllocsPerRun(1000, func() { e.Sent(1200, begin) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// MR-8 and MR-11: no report, whatever it claims, leaves the estimate out of bounds.
func FuzzFeedback(f *testing.F) {
	var a feedback.Arrivals
	for i := range uint16(20) {
		a.Add(i*2, begin.Add(time.Duration(i)*time.Millisecond), 1)
	}
	f.Add(a.Message(1))
	f.Fuzz(func(t *testing.T, b []byte) {
		var r feedback.Report
		if !r.Read(b) {
			return
		}
		e := New()
		for range 100 {
			e.Sent(1200, begin)
		}
		e.Feedback(&r, begin.Add(time.Second))
		if e.Bits() < least || e.Bits() > most {
			t.Errorf("%d bits", e.Bits())
		}
	})
}
