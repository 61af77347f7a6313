// Package reception follows one incoming RTP stream: what arrived, what is
// missing and worth asking for again, and what a receiver report says of it.
package reception

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	window     = 512  // numbers behind the highest that are told apart; a power of two
	maxDropout = 3000 // RFC 3550 appendix A.1: a longer jump is a new start
	maxMissing = 128  // numbers that are asked for at a time

	reorder  = 20 * time.Millisecond // a packet that is this late is not lost yet
	again    = 60 * time.Millisecond // between two requests for the same packet, or a little more than a round trip
	longest  = 500 * time.Millisecond
	maxTries = 5
)

// Verdict is what a packet is to its stream.
type Verdict uint8

// The verdicts.
const (
	Next      Verdict = iota // the highest number so far
	Late                     // filled a gap
	Useless                  // was there already, or is too old to know
	Restarted                // the first of a new numbering
)

type missing struct {
	seq   uint16
	tries int
	at    time.Time
}

// Tracker follows one stream. Its zero value is not ready: use New.
type Tracker struct {
	clock float64

	started bool
	high    int64 // highest number, unwrapped
	base    int64 // first number
	bad     uint16
	badSeen bool
	seen    [window / 64]uint64
	lost    []missing
	gaveUp  bool

	got, gotBefore, expectedBefore int64
	jitter, transit                float64

	senderNTP  uint64
	senderSeen time.Time
}

// New makes a tracker for a stream of a clock rate.
func New(clock uint32) *Tracker { return &Tracker{clock: float64(clock)} }

// Arrive notes a packet. Repaired is one that came by RTX: it fills its gap
// and says nothing of the jitter.
func (t *Tracker) Arrive(seq uint16, timestamp uint32, now time.Time, repaired bool) Verdict {
	v := t.place(seq, now)
	if v == Useless {
		return v
	}
	t.got++
	if !repaired {
		t.measure(timestamp, now)
	}
	return v
}

// place finds the packet's place in the numbering.
func (t *Tracker) place(seq uint16, now time.Time) Verdict {
	if !t.started {
		t.restart(seq)
		return Next
	}
	d := int64(int16(seq - uint16(t.high)))
	switch {
	case d > maxDropout:
		t.restart(seq)
		return Restarted
	case d > 0:
		t.badSeen = false
		t.advance(d, now)
		return Next
	case d > -window:
		if t.bit(t.high + d) {
			return Useless
		}
		t.set(t.high + d)
		t.found(seq)
		return Late
	}
	// Too far behind: a straggler, unless the next number follows it.
	if t.badSeen && seq == t.bad {
		t.restart(seq)
		return Restarted
	}
	t.bad, t.badSeen = seq+1, true
	return Useless
}

func (t *Tracker) restart(seq uint16) {
	t.started, t.badSeen = true, false
	t.high = 1<<16 + int64(seq)
	t.base, t.got = t.high, 0
	t.gotBefore, t.expectedBefore = 0, 0
	t.seen = [window / 64]uint64{}
	t.lost = t.lost[:0]
	t.set(t.high)
}

// advance moves the highest number up by d and notes what was skipped.
func (t *Tracker) advance(d int64, now time.Time) {
	for i := int64(1); i <= min(d, window); i++ {
		t.clear(t.high + d + 1 - i)
	}
	if d-1 > maxMissing {
		t.lost, t.gaveUp = t.lost[:0], true
	} else {
		for i := int64(1); i < d; i++ {
			t.miss(uint16(t.high+i), now)
		}
	}
	t.high += d
	t.set(t.high)
}

func (t *Tracker) miss(seq uint16, now time.Time) {
	if len(t.lost) == maxMissing {
		copy(t.lost, t.lost[1:])
		t.lost, t.gaveUp = t.lost[:maxMissing-1], true
	}
	t.lost = append(t.lost, missing{seq: seq, at: now.Add(reorder)})
}

func (t *Tracker) found(seq uint16) {
	for i, m := range t.lost {
		if m.seq == seq {
			t.lost = append(t.lost[:i], t.lost[i+1:]...)
			return
		}
	}
}

func (t *Tracker) bit(n int64) bool { return t.seen[n%window/64]&(1<<(n%64)) != 0 }
func (t *Tracker) set(n int64)      { t.seen[n%window/64] |= 1 << (n % 64) }
func (t *Tracker) clear(n int64)    { t.seen[n%window/64] &^= 1 << (n % 64) }

// Missing appends to seqs the numbers that are to be asked for now, each a
// few times at most, and returns the longer slice. What was asked for comes
// after a round trip, which is 0 while it is not known. Who asks a browser again
// within that and 5 ms, from when it sent the packet again, gets no answer
// (libwebrtc, RtpPacketHistory), and would have to wait for as long once more.
func (t *Tracker) Missing(seqs []uint16, roundTrip time.Duration, now time.Time) []uint16 {
	wait := min(max(again, roundTrip+reorder), longest)
	kept := t.lost[:0]
	for _, m := range t.lost {
		if now.Before(m.at) {
			kept = append(kept, m)
			continue
		}
		if m.tries == maxTries {
			t.gaveUp = true
			continue
		}
		m.tries, m.at = m.tries+1, now.Add(wait)
		kept = append(kept, m)
		seqs = append(seqs, m.seq)
	}
	t.lost = kept
	return seqs
}

// GaveUp tells, once, that a packet will not come any more.
func (t *Tracker) GaveUp() bool {
	gave := t.gaveUp
	t.gaveUp = false
	return gave
}

// Waiting tells whether anything is missing.
func (t *Tracker) Waiting() bool { return len(t.lost) > 0 }

// measure is the interarrival jitter of RFC 3550 section 6.4.1.
func (t *Tracker) measure(timestamp uint32, now time.Time) {
	transit := float64(now.UnixNano())/1e9*t.clock - float64(timestamp)
	if t.transit != 0 {
		if d := transit - t.transit; d < t.clock && d > -t.clock {
			t.jitter += (max(d, -d) - t.jitter) / 16
		}
	}
	t.transit = transit
}

// Sender notes a sender report, for the round trip that the peer computes.
func (t *Tracker) Sender(ntp uint64, now time.Time) { t.senderNTP, t.senderSeen = ntp, now }

// Report is the report block of RFC 3550 section 6.4.1 since the last call.
// It reports false before the first packet.
func (t *Tracker) Report(ssrc uint32, now time.Time) (rtcp.ReceptionReport, bool) {
	if !t.started {
		return rtcp.ReceptionReport{}, false
	}
	expected := t.high - t.base + 1
	r := rtcp.ReceptionReport{
		SSRC: ssrc, LastSequenceNumber: uint32(t.high - 1<<16), Jitter: uint32(t.jitter),
		TotalLost: uint32(min(max(expected-t.got, 0), 1<<23-1)),
	}
	if e, g := expected-t.expectedBefore, t.got-t.gotBefore; e > g && e > 0 {
		r.FractionLost = uint8(min(255, (e-g)<<8/e))
	}
	t.expectedBefore, t.gotBefore = expected, t.got
	if !t.senderSeen.IsZero() {
		r.LastSenderReport = uint32(t.senderNTP >> 16)
		r.Delay = uint32(now.Sub(t.senderSeen).Seconds() * 65536)
	}
	return r, true
}
