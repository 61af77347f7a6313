// Package packet reads decrypted RTP packets: the header, its extensions and
// as much of a video payload as a server that forwards needs. Everything that
// a stranger can send is refused or read; nothing panics.
package packet

import "encoding/binary"

// headerLen is the fixed part of an RTP header (RFC 3550 section 5.1).
const headerLen = 12

// Profiles of header extension blocks (RFC 8285 sections 4.2 and 4.3).
const (
	oneByteProfile = 0xbede
	twoByteProfile = 0x1000 // with four bits that belong to the application
)

// View is an RTP packet taken apart. Its slices point into the packet.
type View struct {
	Marker    bool
	Type      uint8 // payload type
	Seq       uint16
	Timestamp uint32
	SSRC      uint32
	Payload   []byte // without padding; empty in a packet that is padding only

	extensions []byte
	twoByte    bool
}

// Parse fills v from a decrypted packet and reports whether the packet is
// well-formed. A padding length of zero, or longer than the payload, is not.
func (v *View) Parse(b []byte) bool {
	if len(b) < headerLen || b[0]>>6 != 2 {
		return false
	}
	v.Marker = b[1]&0x80 != 0
	v.Type = b[1] & 0x7f
	v.Seq = binary.BigEndian.Uint16(b[2:])
	v.Timestamp = binary.BigEndian.Uint32(b[4:])
	v.SSRC = binary.BigEndian.Uint32(b[8:])
	rest, ok := v.parseExtensions(b[0]&0x10 != 0, b, headerLen+4*int(b[0]&0x0f))
	if !ok {
		return false
	}
	if b[0]&0x20 != 0 {
		if len(rest) == 0 {
			return false
		}
		pad := int(rest[len(rest)-1])
		if pad == 0 || pad > len(rest) {
			return false
		}
		rest = rest[:len(rest)-pad]
	}
	v.Payload = rest
	return true
}

// parseExtensions notes the extension block that begins at a byte of b and
// returns what follows it.
func (v *View) parseExtensions(has bool, b []byte, at int) (rest []byte, ok bool) {
	v.extensions, v.twoByte = nil, false
	if !has {
		if at > len(b) {
			return nil, false
		}
		return b[at:], true
	}
	if at+4 > len(b) {
		return nil, false
	}
	profile := binary.BigEndian.Uint16(b[at:])
	end := at + 4 + 4*int(binary.BigEndian.Uint16(b[at+2:]))
	if end > len(b) {
		return nil, false
	}
	switch {
	case profile == oneByteProfile:
		v.extensions = b[at+4 : end]
	case profile&0xfff0 == twoByteProfile:
		v.extensions, v.twoByte = b[at+4:end], true
	}
	return b[end:], true
}

// Extension returns the value of a header extension (RFC 8285), nil if the
// packet has none of this id. Id 0 is no extension.
func (v *View) Extension(id uint8) []byte {
	if id == 0 {
		return nil
	}
	for rest := v.extensions; len(rest) > 0; {
		if rest[0] == 0 { // padding between elements
			rest = rest[1:]
			continue
		}
		found, value, next := v.element(rest)
		if next == nil || found == id {
			return value
		}
		rest = next
	}
	return nil
}

// element splits the first element off. next is nil when the block is broken.
func (v *View) element(b []byte) (id uint8, value, next []byte) {
	head, n := 1, 0
	if v.twoByte {
		if len(b) < 2 {
			return 0, nil, nil
		}
		head, id, n = 2, b[0], int(b[1])
	} else {
		id, n = b[0]>>4, int(b[0]&0x0f)+1
		if id == 15 { // RFC 8285 section 4.2: stop reading here
			return 0, nil, nil
		}
	}
	if len(b) < head+n {
		return 0, nil, nil
	}
	return id, b[head : head+n], b[head+n:]
}
