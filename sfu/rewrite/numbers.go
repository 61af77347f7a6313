// Package rewrite makes one continuous stream out of sources that follow one
// another: sequence numbers, timestamps and VP8 picture ids go on where the
// source before stopped. Numbers are shifted, never counted, so that a gap
// stays a gap, a late packet gets its own number and a copy keeps it.
package rewrite

import (
	"time"

	"miti/sfu/codec"
)

const (
	// spoken is the least time between two packets of sound: what overlaps is not
	// played.
	spoken = codec.AudioClock / 50
	// hurry is by how much slower time passes for pictures that came before the
	// stream's last one and are shown after it, until they have caught up. So each
	// has a time of its own, and those that follow keep theirs.
	hurry = 256
	// hurried is after how many packets that is over, and forgotten: more than
	// are ever sent again.
	hurried = 1 << 14
)

// Numbers rewrites the sequence numbers and timestamps of one stream.
// All comparisons are serial arithmetic (RFC 1982).
type Numbers struct {
	video bool
	clock float64 // ticks a second

	base, high int64 // first and highest number of the source, unwrapped
	seqShift   uint16
	timeShift  uint32
	fresh      bool // the next packet is the first of its source
	align      uint32
	aligned    bool // align is how far the next source's clock is from the stream's
	started    bool

	hurries     bool   // pictures that came early catch up
	first, from uint32 // the timestamp of the first of them, and the stream's for it

	lastSeq  uint16 // the highest that was given out
	lastTime uint32
	lastAt   time.Time
}

// NewNumbers makes a stream of pictures or of sound whose first packet gets the
// number first.
func NewNumbers(video bool, first uint16) Numbers {
	clock := codec.AudioClock
	if video {
		clock = codec.VideoClock
	}
	return Numbers{video: video, clock: float64(clock), fresh: true, lastSeq: first - 1}
}

// Switch says that the next packet is another source's.
func (n *Numbers) Switch() { n.fresh, n.aligned = true, false }

// Align says, after Switch, that the next source's timestamps and shift are
// those of the stream.
func (n *Numbers) Align(shift uint32) { n.align, n.aligned = shift, true }

// Omit says that the next packet is the same source's, but that what is left out
// before it is no gap.
func (n *Numbers) Omit() {
	if !n.fresh {
		n.fresh = true
		n.Align(n.timeShift)
	}
}

// Fresh tells whether no packet of the source was rewritten yet.
func (n *Numbers) Fresh() bool { return n.fresh }

// Next rewrites the number and timestamp of a packet that came at a time. It
// reports false for a packet that comes before the first one of its source: its
// place in the stream belongs to the source before.
func (n *Numbers) Next(seq uint16, timestamp uint32, at time.Time) (uint16, uint32, bool) {
	if n.fresh {
		n.begin(seq, timestamp, at)
	}
	number := n.unwrap(seq)
	if number < n.base {
		return 0, 0, false
	}
	n.hurries = n.hurries && number-n.base < hurried
	outSeq, outTime := seq+n.seqShift, n.Timestamp(timestamp)
	if number >= n.high {
		n.high = number
		n.lastSeq, n.lastTime, n.lastAt = outSeq, outTime, at
	}
	return outSeq, outTime, true
}

// begin lets a source go on one number later, at the time that is its own if its
// clock is known, and else as much later as it came.
func (n *Numbers) begin(seq uint16, timestamp uint32, at time.Time) {
	n.fresh = false
	n.base = 1<<16 + int64(seq)
	n.high = n.base
	n.seqShift = n.lastSeq + 1 - seq
	if !n.started {
		n.started = true
		return // the first source keeps its timestamps
	}
	passed := int64(at.Sub(n.lastAt).Seconds() * n.clock)
	moved := passed
	if n.aligned {
		// The same moment, a little later or earlier than it came here.
		own := int64(int32(timestamp + n.align - n.lastTime))
		if max(own-passed, passed-own) < int64(n.clock) {
			moved = own
		}
	}
	if !n.video {
		moved = max(moved, spoken)
	}
	n.hurries, n.first, n.from = moved < 1, timestamp, n.lastTime+1
	n.timeShift = n.lastTime + uint32(moved) - timestamp
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

// Timestamp is the stream's for a packet of the present source.
func (n *Numbers) Timestamp(source uint32) uint32 {
	own := n.Clock(source)
	if since := source - n.first; n.hurries && int32(since) >= 0 {
		if soon := n.from + since/hurry; int32(soon-own) > 0 {
			return soon
		}
	}
	return own
}

// Clock puts a timestamp of the present source on the stream's clock.
func (n *Numbers) Clock(source uint32) uint32 { return source + n.timeShift }

// Last is the timestamp of the highest number that was given out.
func (n *Numbers) Last() uint32 { return n.lastTime }
