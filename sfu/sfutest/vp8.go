package sfutest

import "encoding/binary"

// vp8 is what a receiver needs of a VP8 payload: the descriptor of RFC 7741
// section 4.2 and the frame header of section 4.3.
type vp8 struct {
	start   bool // the first packet of the frame
	key     bool // of a key frame; known of the first packet only
	picture uint16
}

// The dimensions that key frames claim.
const vp8Width, vp8Height = 640, 360

// append adds the descriptor, with a picture id of 15 bits, and for the first
// packet of a frame the header that a decoder looks at.
func (v vp8) append(b []byte) []byte {
	const extended, startOfPartition, pictureID = 0x80, 0x10, 0x80
	first := byte(extended)
	if v.start {
		first |= startOfPartition
	}
	b = append(b, first, pictureID, 0x80|byte(v.picture>>8), byte(v.picture))
	if !v.start {
		return b
	}
	const shown, interframe = 0x10, 1
	if !v.key {
		return append(b, shown|interframe, 0, 0)
	}
	b = append(b, shown, 0, 0, 0x9d, 0x01, 0x2a)
	b = binary.LittleEndian.AppendUint16(b, vp8Width)
	return binary.LittleEndian.AppendUint16(b, vp8Height)
}

// readVP8 takes a payload apart. rest is what comes behind the headers.
func readVP8(b []byte) (v vp8, rest []byte, ok bool) {
	if len(b) < 1 {
		return v, nil, false
	}
	v.start = b[0]&0x1f == 0x10
	at := 1
	if b[0]&0x80 != 0 {
		if len(b) < 2 {
			return v, nil, false
		}
		if at, v.picture, ok = readExtension(b); !ok {
			return v, nil, false
		}
	}
	if !v.start {
		return v, b[at:], true
	}
	if len(b) < at+3 {
		return v, nil, false
	}
	if v.key = b[at]&1 == 0; !v.key {
		return v, b[at+3:], true
	}
	if len(b) < at+10 {
		return v, nil, false
	}
	return v, b[at+10:], true
}

// readExtension reads the optional parts of a descriptor and tells where the
// payload begins. A picture id of 7 bits counts as one of 15.
func readExtension(b []byte) (at int, picture uint16, ok bool) {
	flags := b[1]
	at = 2
	if flags&0x80 != 0 { // I: the picture id
		if len(b) <= at {
			return 0, 0, false
		}
		picture = uint16(b[at])
		if b[at]&0x80 != 0 {
			if len(b) <= at+1 {
				return 0, 0, false
			}
			picture = binary.BigEndian.Uint16(b[at:]) & 0x7fff
			at++
		}
		at++
	}
	if flags&0x40 != 0 { // L: TL0PICIDX
		at++
	}
	if flags&0x30 != 0 { // T or K: TID, Y and KEYIDX
		at++
	}
	return at, picture, len(b) >= at
}
