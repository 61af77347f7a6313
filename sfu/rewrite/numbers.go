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
func (n *Numbers) Switch() { n.fresh = true }

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
	passed := uint32(max(1, int64(now.Sub(n.lastAt).Seconds()*n.clock)))
	n.timeShift = n.lastTime + passed - timestamp
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
