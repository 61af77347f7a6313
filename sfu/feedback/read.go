package feedback

import (
	"encoding/binary"
	"time"
)

// Report is a message of a peer, read. It is used again for the next one, so
// that reading allocates nothing.
type Report struct {
	Base      uint16 // the number of the first packet that it speaks of
	Reference uint32 // the time that the first delta counts from, in units of 64 ms; 24 bits
	Packets   []Told // one a number
}

// Told is what a report says of one packet.
type Told struct {
	Arrived bool
	Delta   time.Duration // since the one that arrived before it
}

// Is tells whether an RTCP packet is such a message.
func Is(packet []byte) bool {
	return len(packet) >= 2 && packet[0]&^padded == version|format && packet[1] == packetType
}

// mostRead is how many packets a report may speak of: more than anybody has
// under way.
const mostRead = 1 << 13

// Read takes an RTCP packet that is one, and reports whether it is well-formed.
func (r *Report) Read(packet []byte) bool {
	if len(packet) < fixed {
		return false
	}
	count := int(binary.BigEndian.Uint16(packet[14:]))
	if count > mostRead {
		return false
	}
	r.Base, r.Packets = binary.BigEndian.Uint16(packet[12:]), r.Packets[:0]
	r.Reference = binary.BigEndian.Uint32(packet[16:]) >> 8
	rest, ok := r.readSymbols(packet[fixed:], count)
	return ok && r.readDeltas(rest)
}

// readSymbols notes what each chunk says of its packets, and in Delta how many
// bytes that of the packet has. It returns what follows.
func (r *Report) readSymbols(b []byte, count int) (rest []byte, ok bool) {
	for len(r.Packets) < count {
		if len(b) < 2 {
			return nil, false
		}
		chunk := binary.BigEndian.Uint16(b)
		b = b[2:]
		left := count - len(r.Packets)
		switch {
		case chunk>>15 == 0: // a run of one symbol
			for range min(int(chunk&0x1fff), left) {
				r.note(chunk >> 13 & 3)
			}
		case chunk>>14&1 == 0: // 14 symbols of one bit
			for i := range min(14, left) {
				r.note(chunk >> (13 - i) & 1)
			}
		default:
			for i := range min(perChunk, left) {
				r.note(chunk >> (12 - 2*i) & 3)
			}
		}
	}
	return b, true
}

func (r *Report) note(symbol uint16) {
	arrived := symbol == small || symbol == large
	size := time.Duration(0)
	if arrived {
		size = time.Duration(symbol)
	}
	r.Packets = append(r.Packets, Told{arrived, size})
}

// readDeltas puts the times where their sizes were.
func (r *Report) readDeltas(b []byte) bool {
	for i := range r.Packets {
		p := &r.Packets[i]
		size := int(p.Delta)
		if len(b) < size {
			return false
		}
		switch size {
		case 1:
			p.Delta = time.Duration(b[0]) * deltaUnit
		case 2:
			p.Delta = time.Duration(int16(binary.BigEndian.Uint16(b))) * deltaUnit
		}
		b = b[size:]
	}
	return true
}
