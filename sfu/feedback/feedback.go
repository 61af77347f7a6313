// Package feedback writes transport-wide congestion control feedback
// (draft-holmer-rmcat-transport-wide-cc-extensions-01) from the arrival times
// of one peer's packets, and reads that of a peer. There are up to ten messages a
// second of each and to each, which speak of every packet: neither allocates.
package feedback

import (
	"encoding/binary"
	"time"
)

const (
	maxPackets = 300                    // in one message, so that it fits a datagram
	maxGap     = 1000                   // a longer jump of the number, up or down, is a new start
	maxSpan    = 8 * time.Second        // of the times in one message: deltas have 16 bits
	refUnit    = 64 * time.Millisecond  // of the reference time
	deltaUnit  = 250 * time.Microsecond // of the deltas
	perChunk   = 7                      // symbols of two bits in a status vector chunk
)

// The message on the wire.
const (
	version    = 2 << 6 // of RTCP
	padded     = 1 << 5
	format     = 15
	packetType = 205
	fixed      = 20 // bytes before the chunks

	missed = 0 // symbols; of those that arrived, the size of the delta
	small  = 1
	large  = 2
)

type arrival struct {
	seq uint16
	at  time.Duration
}

// Arrivals collects arrivals between two messages.
type Arrivals struct {
	epoch   time.Time
	ssrc    uint32
	count   uint8
	started bool
	next    uint16 // the first number that was not reported yet
	got     []arrival

	// What a message is made of; the next one is made of the same.
	message []byte
	symbols []uint8
	deltas  []byte
}

// Add notes the transport-wide number of a packet. It reports whether the
// time has come to send what there is, because a message is full.
func (a *Arrivals) Add(seq uint16, now time.Time, ssrc uint32) (full bool) {
	if d := int16(seq - a.next); !a.started || d > maxGap || d < -maxGap {
		a.started, a.next, a.got = true, seq, a.got[:0]
		if a.epoch.IsZero() {
			a.epoch = now
		}
	}
	a.ssrc = ssrc
	if int16(seq-a.next) < 0 || len(a.got) >= maxPackets {
		return len(a.got) >= maxPackets // already told as lost
	}
	i := len(a.got)
	a.got = append(a.got, arrival{})
	for ; i > 0 && int16(a.got[i-1].seq-seq) > 0; i-- {
		a.got[i] = a.got[i-1]
	}
	a.got[i] = arrival{seq, now.Sub(a.epoch)}
	return len(a.got) >= maxPackets || int(a.got[len(a.got)-1].seq-a.next) >= maxPackets
}

// Waiting is how many packets the next message tells of.
func (a *Arrivals) Waiting() int { return len(a.got) }

// Message describes what arrived since the last message, as an RTCP packet; nil
// if nothing did. It holds until the next call.
func (a *Arrivals) Message(sender uint32) []byte {
	if len(a.got) == 0 {
		return nil
	}
	ref := a.got[0].at
	for _, g := range a.got {
		ref = min(ref, g.at)
	}
	ref = ref / refUnit * refUnit
	base := a.next
	a.describe(ref)
	b := append(a.message[:0], version|format, packetType, 0, 0)
	b = binary.BigEndian.AppendUint32(b, sender)
	b = binary.BigEndian.AppendUint32(b, a.ssrc)
	b = binary.BigEndian.AppendUint16(b, base)
	b = binary.BigEndian.AppendUint16(b, uint16(len(a.symbols)))
	b = binary.BigEndian.AppendUint32(b, uint32(ref/refUnit)<<8|uint32(a.count))
	b = append(a.chunks(b), a.deltas...)
	if over := len(b) % 4; over != 0 { // RFC 3550 section 6.4.1: the last byte says how much is padding
		b[0] |= padded
		for n := 4 - over; n > 1; n-- {
			b = append(b, 0)
		}
		b = append(b, byte(4-over))
	}
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)/4-1))
	a.message, a.count, a.got = b, a.count+1, a.got[:0]
	return b
}

// describe notes a symbol for each number, and a delta for each arrival.
func (a *Arrivals) describe(ref time.Duration) {
	last, seq := ref, a.next
	a.symbols, a.deltas = a.symbols[:0], a.deltas[:0]
	for _, g := range a.got {
		if int16(g.seq-seq) < 0 || g.at-ref > maxSpan {
			continue // twice, or too late to be told in this message
		}
		for ; seq != g.seq; seq++ {
			a.symbols = append(a.symbols, missed)
		}
		// In the units of the wire, so that rounding does not add up.
		if d := g.at/deltaUnit - last/deltaUnit; d < 0 || d > 255 {
			a.symbols = append(a.symbols, large)
			a.deltas = binary.BigEndian.AppendUint16(a.deltas, uint16(d))
		} else {
			a.symbols = append(a.symbols, small)
			a.deltas = append(a.deltas, byte(d))
		}
		last, seq = g.at, seq+1
	}
	a.next = seq
}

// chunks appends the symbols, seven a chunk.
func (a *Arrivals) chunks(b []byte) []byte {
	for i := 0; i < len(a.symbols); i += perChunk {
		chunk := uint16(3 << 14) // a vector, of two bits
		for j, symbol := range a.symbols[i:min(i+perChunk, len(a.symbols))] {
			chunk |= uint16(symbol) << (12 - 2*j)
		}
		b = binary.BigEndian.AppendUint16(b, chunk)
	}
	return b
}
