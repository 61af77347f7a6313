// Package rewrite makes one continuous stream out of sources that follow one
// another: sequence numbers, timestamps and VP8 picture ids go on where the
// source before stopped. Numbers are shifted, never counted, so that a gap
// stays a gap, a late packet gets its own number and a copy keeps it.
package rewrite

import "time"

// Numbers rewrites the sequence numbers and timestamps of one stream.
// All comparisons are serial arithmetic (RFC 1982).
type Numbers struct {
	clock float64 // ticks a second

	base, high int64 // first and highest number of the source, unwrapped
	seqShift   uint16
	timeShift  uint32
	fresh      bool // the next packet is the first of its source
	align      uint32
	aligned    bool // align is how far the next source's clock is from this one's
	started    bool

	lastSeq  uint16 // the highest that was given out
	lastTime uint32
	lastAt   time.Time
}

// NewNumbers makes a stream of a clock rate whose first packet gets the
// number first.
func NewNumbers(clock uint32, first uint16) Numbers {
	return Numbers{clock: float64(clock), fresh: true, lastSeq: first - 1}
}

// Switch says that the next packet is another source's.
func (n *Numbers) Switch() { n.fresh, n.aligned = true, false }

// Align says, after Switch, that a timestamp of the source before is that of
// the next one and shift: both are of one capture.
func (n *Numbers) Align(shift uint32) { n.align, n.aligned = shift, true }

// Fresh tells whether no packet of the source was rewritten yet.
func (n *Numbers) Fresh() bool { return n.fresh }

// Next rewrites the number and timestamp of a packet. It reports false for a
// packet that comes before the first one of its source: its place in the
// stream belongs to the source before.
func (n *Numbers) Next(seq uint16, timestamp uint32, now time.Time) (uint16, uint32, bool) {
	if n.fresh {
		n.begin(seq, timestamp, now)
	}
	at := n.unwrap(seq)
	if at < n.base {
		return 0, 0, false
	}
	outSeq, outTime := seq+n.seqShift, timestamp+n.timeShift
	if at >= n.high {
		n.high = at
		n.lastSeq, n.lastTime, n.lastAt = outSeq, outTime, now
	}
	return outSeq, outTime, true
}

// begin lets a source go on one number and as much time later as has passed.
func (n *Numbers) begin(seq uint16, timestamp uint32, now time.Time) {
	n.fresh = false
	n.base = 1<<16 + int64(seq)
	n.high = n.base
	n.seqShift = n.lastSeq + 1 - seq
	if !n.started {
		n.started = true
		return // the first source keeps its timestamps
	}
	passed := int64(now.Sub(n.lastAt).Seconds() * n.clock)
	if n.aligned {
		// The same capture, a little later or earlier than it came here.
		moved := int64(int32(timestamp + n.timeShift + n.align - n.lastTime))
		if moved > 0 && max(moved-passed, passed-moved) < int64(n.clock) {
			passed = moved
		}
	}
	n.timeShift = n.lastTime + uint32(max(1, passed)) - timestamp
}

func (n *Numbers) unwrap(seq uint16) int64 {
	return n.high + int64(int16(seq-uint16(n.high)))
}

// Source says which number of the present source went out as a number, and
// whether it can have been one.
func (n *Numbers) Source(out uint16) (seq uint16, ok bool) {
	seq = out - n.seqShift
	at := n.unwrap(seq)
	return seq, !n.fresh && at >= n.base && at <= n.high
}

// Timestamp puts a timestamp of the present source on the stream's clock.
func (n *Numbers) Timestamp(source uint32) uint32 { return source + n.timeShift }

// Last is the timestamp of the highest number that was given out.
func (n *Numbers) Last() uint32 { return n.lastTime }
