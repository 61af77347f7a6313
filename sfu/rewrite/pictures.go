package rewrite

import (
	"encoding/binary"

	"miti/sfu/packet"
)

// Masks of the two sizes of a picture id (RFC 7741 section 4.2 for VP8, RFC 9628
// section 4.2 for VP9).
const (
	wideMask   = 0x7fff
	narrowMask = 0x7f
)

// Pictures rewrites the picture ids and TL0PICIDX of one stream.
type Pictures struct {
	idShift, lastID   uint16
	tl0Shift, lastTL0 uint8
	fresh, started    bool
}

// Switch says that the next packet is another source's.
func (p *Pictures) Switch() { p.fresh = true }

// Apply writes the stream's ids into a payload that has the ids of its
// source. Applying it again to the same packet writes the same.
func (p *Pictures) Apply(payload []byte, of packet.Picture) {
	if of.IDAt == 0 && of.TL0At == 0 {
		return
	}
	if p.fresh && p.started {
		p.idShift = p.lastID + 1 - of.ID
		p.tl0Shift = p.lastTL0 + 1 - of.TL0
	}
	begin := p.fresh || !p.started
	p.fresh, p.started = false, true
	if of.IDAt != 0 {
		id := (of.ID + p.idShift) & wideMask
		if begin || ahead(id, p.lastID) {
			p.lastID = id
		}
		if of.Wide {
			binary.BigEndian.PutUint16(payload[of.IDAt:], id|0x8000)
		} else {
			payload[of.IDAt] = uint8(id & narrowMask)
		}
	}
	if of.TL0At != 0 {
		tl0 := of.TL0 + p.tl0Shift
		if begin || int8(tl0-p.lastTL0) > 0 {
			p.lastTL0 = tl0
		}
		payload[of.TL0At] = tl0
	}
}

// ahead compares picture ids in serial arithmetic of 15 bits.
func ahead(a, b uint16) bool {
	d := (a - b) & wideMask
	return d != 0 && d < 1<<14
}
