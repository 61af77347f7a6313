// Package feedback writes transport-wide congestion control feedback
// (draft-holmer-rmcat-transport-wide-cc-extensions-01) from the arrival times
// of one peer's packets.
package feedback

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	maxPackets = 300                    // in one message, so that it fits a datagram
	maxGap     = 1000                   // a longer jump of the number, up or down, is a new start
	maxSpan    = 8 * time.Second        // of the times in one message: deltas have 16 bits
	refUnit    = 64 * time.Millisecond  // of the reference time
	deltaUnit  = 250 * time.Microsecond // of the deltas
	perChunk   = 7                      // symbols of two bits in a status vector chunk
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
	message rtcp.TransportLayerCC
	symbols []uint16
	deltas  []rtcp.RecvDelta
	chunks  []rtcp.StatusVectorChunk
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

// Message describes what arrived since the last message, nil if nothing did.
// It holds until the next call.
func (a *Arrivals) Message() *rtcp.TransportLayerCC {
	if len(a.got) == 0 {
		return nil
	}
	ref := a.got[0].at
	for _, g := range a.got {
		ref = min(ref, g.at)
	}
	ref = ref / refUnit * refUnit
	f := &a.message
	*f = rtcp.TransportLayerCC{
		Header:             rtcp.Header{Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback},
		MediaSSRC:          a.ssrc,
		ReferenceTime:      uint32(ref/refUnit) & 0xffffff,
		BaseSequenceNumber: a.next, FbPktCount: a.count,
		RecvDeltas: f.RecvDeltas[:0], PacketChunks: f.PacketChunks[:0],
	}
	a.describe(ref)
	f.PacketStatusCount = uint16(len(a.symbols))
	a.pack()
	f.Header.Padding = unpadded(f)%4 != 0
	f.Header.Length = uint16(f.MarshalSize()/4 - 1)
	a.count++
	a.got = a.got[:0]
	return f
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
			a.symbols = append(a.symbols, rtcp.TypeTCCPacketNotReceived)
		}
		// In the units of the wire, so that rounding does not add up.
		d := (g.at/deltaUnit - last/deltaUnit) * deltaUnit
		kind := uint16(rtcp.TypeTCCPacketReceivedSmallDelta)
		if d < 0 || d > 255*deltaUnit {
			kind = rtcp.TypeTCCPacketReceivedLargeDelta
		}
		a.symbols = append(a.symbols, kind)
		a.deltas = append(a.deltas, rtcp.RecvDelta{Type: kind, Delta: d.Microseconds()})
		last, seq = g.at, seq+1
	}
	a.next = seq
}

// pack puts the deltas and the symbols, seven a chunk, into the message.
func (a *Arrivals) pack() {
	for i := range a.deltas {
		a.message.RecvDeltas = append(a.message.RecvDeltas, &a.deltas[i])
	}
	for len(a.symbols)%perChunk != 0 {
		a.symbols = append(a.symbols, rtcp.TypeTCCPacketNotReceived)
	}
	a.chunks = a.chunks[:0]
	for i := 0; i < len(a.symbols); i += perChunk {
		a.chunks = append(a.chunks, rtcp.StatusVectorChunk{
			Type: rtcp.TypeTCCStatusVectorChunk, SymbolSize: rtcp.TypeTCCSymbolSizeTwoBit,
			SymbolList: a.symbols[i : i+perChunk],
		})
	}
	for i := range a.chunks {
		a.message.PacketChunks = append(a.message.PacketChunks, &a.chunks[i])
	}
}

// unpadded is the size of the message before it is padded to whole words.
func unpadded(f *rtcp.TransportLayerCC) int {
	const fixed = 20
	n := fixed + 2*len(f.PacketChunks)
	for _, d := range f.RecvDeltas {
		if n++; d.Type == rtcp.TypeTCCPacketReceivedLargeDelta {
			n++
		}
	}
	return n
}
