// Package estimate says how many bits a second a path carries, from what the
// receiver reports of each packet (transport-wide congestion control,
// draft-holmer-rmcat-transport-wide-cc-extensions-01).
//
// Two signs of too much are heeded. The first is a queue: the least delay of
// the last while is above the least of the last seconds, and does not fall. A
// burst such as a key frame drains, and leaves no such trace, so that nothing
// has to be paced. The second is heavy loss, for links that drop instead of
// queueing; what a bad radio loses at random is not taken for it.
package estimate

import (
	"time"

	"miti/sfu/feedback"
)

const (
	start = 2_000_000 // bits a second, until the path has shown what it carries
	least = 50_000
	most  = 50_000_000

	standing    = 50 * time.Millisecond  // a queue that is this long is ours to drain
	severe      = 150 * time.Millisecond // one that is not to be waited for
	drained     = 25 * time.Millisecond  // a queue that is none
	lookEvery   = 100 * time.Millisecond // at what has come, at the most often
	cutEvery    = 300 * time.Millisecond // a cut needs time to show
	cut         = 0.85                   // is left
	patience    = 3                      // cuts in vain
	dilated     = 1.25                   // packets come so much slower than they are sent
	growth      = 0.08                   // a second
	heavyLoss   = 0.2
	lossPackets = 50                     // of which loss is a share; fewer say nothing
	ahead       = 1.5                    // of what comes through, without a probe
	calm        = 2 * time.Second        // after a cut, before the next probe
	baseWindows = 10                     // in which the least delay is remembered
	baseWindow  = time.Second            // of each
	rateWindow  = 300 * time.Millisecond // in which what comes through is counted
	silence     = 10 * time.Second       // without feedback: what was known is of no use
)

// Estimator follows one path. Its zero value is not ready: use New.
type Estimator struct {
	history history
	clock   unwrapper
	bits    float64

	looked, cutAt, heard time.Time
	delays               delays
	inVain               int // cuts after which the queue stayed
	arrived              rate
	losses               losses
	probe                probe
}

// New makes an estimator that knows nothing of its path yet.
func New() *Estimator { return &Estimator{bits: start} }

// Bits is what the path carries in a second.
func (e *Estimator) Bits() int { return int(e.bits) }

// Loss is the share of the packets that was lost lately.
func (e *Estimator) Loss() float64 { return e.losses.share }

// Sent notes a packet of a size that goes out, and gives it its number.
func (e *Estimator) Sent(size int, now time.Time) uint16 {
	return e.history.add(size, now, e.probe.note(size, now))
}

// Feedback takes a report of the receiver.
func (e *Estimator) Feedback(r *feedback.Report, now time.Time) {
	if now.Sub(e.heard) > silence {
		e.delays = delays{}
	}
	e.heard = now
	at := e.clock.reference(r.Reference)
	for i, told := range r.Packets {
		at += told.Delta.Microseconds()
		if p, ok := e.history.judge(r.Base+uint16(i), now); ok {
			e.packet(p, told.Arrived, at, now)
		}
	}
	if now.Sub(e.looked) >= lookEvery {
		e.look(now)
	}
}

// packet takes what became of one packet. At is in microseconds of the
// receiver's clock.
func (e *Estimator) packet(p sent, arrived bool, at int64, now time.Time) {
	e.losses.add(arrived)
	if !arrived {
		return
	}
	e.arrived.add(p.size, at, p.at)
	e.delays.add(at-p.at, now)
	e.probe.arrived(p, at)
}

// look changes the estimate.
func (e *Estimator) look(now time.Time) {
	passed := min(now.Sub(e.looked), time.Second)
	e.looked = now
	through := e.arrived.last
	e.probed(now)
	queue, trend := e.delays.queue()
	rested := now.Sub(e.cutAt) >= cutEvery
	switch {
	case queue > standing && trend != falls && rested:
		// Where the queue does not grow, or packets come as quickly as they were
		// sent, it is not for what is sent: others fill it, or a machine is busy.
		if trend == rises && e.arrived.dilation > dilated {
			e.reduce(cut*through, now)
		} else {
			e.reduce(cut*e.bits, now)
			e.inVain++
		}
		// A queue that does not answer is none: the way has become longer.
		if e.inVain == patience {
			e.delays, e.inVain = delays{}, 0
		}
	case e.losses.heavy && rested:
		e.losses = losses{share: e.losses.share}
		e.reduce(through, now)
	case queue < drained && rested && e.bits < ahead*through:
		// Nothing is known of what lies far above what is sent.
		e.bits *= 1 + growth*passed.Seconds()
	}
	if trend == falls {
		e.inVain = 0
	}
	e.bits = min(max(e.bits, least), most)
	e.delays.next()
}

func (e *Estimator) reduce(bits float64, now time.Time) {
	e.cutAt = now
	if e.probe.cluster != 0 {
		e.probe.end(true, now)
	}
	e.bits = min(e.bits, max(bits, least))
}
