package packet

import "encoding/binary"

// Picture is what a server reads of a video payload.
type Picture struct {
	// Key tells that this payload begins a key frame.
	Key bool
	// IDAt and TL0At are where the payload has its picture id and TL0PICIDX, of
	// VP8 (RFC 7741 section 4.2) or VP9 (RFC 9628 section 4.2), 0 for not at all.
	IDAt, TL0At uint8
	// Wide tells that the picture id has 15 bits and not 7.
	Wide bool
	ID   uint16
	TL0  uint8
}

// VP8 reads the payload descriptor of RFC 7741 section 4.2. It reports false
// when the payload is too short for what it announces.
func VP8(b []byte) (p Picture, ok bool) {
	if len(b) < 1 {
		return p, false
	}
	start := b[0]&0x10 != 0 && b[0]&0x07 == 0 // first packet of partition 0
	at := 1
	if b[0]&0x80 != 0 {
		if at, ok = p.extended(b); !ok {
			return Picture{}, false
		}
	}
	if at >= len(b) {
		return Picture{}, false
	}
	// RFC 6386 section 9.1: the lowest bit of a frame is 0 in a key frame.
	p.Key = start && b[at]&1 == 0
	return p, true
}

// extended reads the optional part of the descriptor and returns its end.
func (p *Picture) extended(b []byte) (at int, ok bool) {
	if len(b) < 2 {
		return 0, false
	}
	flags := b[1]
	at = 2
	if flags&0x80 != 0 { // I
		if at, ok = p.id(b, at); !ok {
			return 0, false
		}
	}
	if flags&0x40 != 0 { // L
		if len(b) <= at {
			return 0, false
		}
		p.TL0At, p.TL0 = uint8(at), b[at]
		at++
	}
	if flags&0x30 != 0 { // T or K
		at++
	}
	return at, true
}

// id reads a picture id of 7 or 15 bits at a place and returns its end.
func (p *Picture) id(b []byte, at int) (end int, ok bool) {
	if len(b) <= at {
		return 0, false
	}
	p.IDAt = uint8(at)
	if p.Wide = b[at]&0x80 != 0; !p.Wide {
		p.ID = uint16(b[at])
		return at + 1, true
	}
	if len(b) <= at+1 {
		return 0, false
	}
	p.ID = binary.BigEndian.Uint16(b[at:]) & 0x7fff
	return at + 2, true
}

// VP9 reads the payload descriptor of RFC 9628 section 4.2. It reports false
// when the payload is too short for what it announces.
func VP9(b []byte) (p Picture, ok bool) {
	if len(b) < 1 {
		return p, false
	}
	const hasID, predicted, layered, flexible, begins = 0x80, 0x40, 0x20, 0x10, 0x08
	flags, at, spatial := b[0], 1, uint8(0)
	if flags&hasID != 0 {
		if at, ok = p.id(b, at); !ok {
			return Picture{}, false
		}
	}
	if flags&layered != 0 {
		if len(b) <= at+1 {
			return Picture{}, false
		}
		spatial = b[at] >> 1 & 7
		at++
		if flags&flexible == 0 {
			p.TL0At, p.TL0 = uint8(at), b[at]
			at++
		}
	}
	if len(b) <= at {
		return Picture{}, false
	}
	p.Key = flags&predicted == 0 && flags&begins != 0 && spatial == 0
	return p, true
}

// AV1 tells whether a payload begins a coded video sequence, by its aggregation
// header (RTP payload format for AV1, section 4.4). It has no picture ids.
func AV1(b []byte) (p Picture, ok bool) {
	const continued, begins = 0x80, 0x08
	if len(b) < 2 {
		return p, false
	}
	p.Key = b[0]&begins != 0 && b[0]&continued == 0
	return p, true
}

// NAL unit types of H.264 and of its RTP payloads (RFC 6184 section 5.2).
const (
	nalIDR   = 5
	nalSPS   = 7
	nalSTAPA = 24
	nalFUA   = 28
)

// H264 tells whether a payload begins a key frame: a sequence parameter set,
// which encoders put before each, or the first part of an IDR slice.
func H264(b []byte) (p Picture, ok bool) {
	if len(b) < 1 {
		return p, false
	}
	switch b[0] & 0x1f {
	case nalIDR, nalSPS:
		p.Key = true
	case nalSTAPA:
		p.Key = keyInAggregate(b[1:])
	case nalFUA:
		p.Key = len(b) > 1 && b[1]&0x80 != 0 && b[1]&0x1f == nalIDR
	}
	return p, true
}

// keyInAggregate looks through the units of a STAP-A (RFC 6184 section 5.7.1).
func keyInAggregate(b []byte) bool {
	for len(b) > 2 {
		n := int(binary.BigEndian.Uint16(b))
		if t := b[2] & 0x1f; n > 0 && (t == nalIDR || t == nalSPS) {
			return true
		}
		if len(b) < 2+n {
			return false
		}
		b = b[2+n:]
	}
	return false
}
