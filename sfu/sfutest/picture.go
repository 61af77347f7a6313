package sfutest

import (
	"encoding/binary"

	"github.com/pion/webrtc/v4"
)

// picture is what the payload of a picture says before its mark, in whichever
// codec: enough for a server to find key frames and picture ids.
type picture struct {
	start bool // the first packet of the frame
	key   bool // of a key frame; of VP8 and H.264 known of the first packet only
	id    uint16
}

// numbered tells whether the pictures of a codec have ids.
func numbered(mime string) bool { return mime != webrtc.MimeTypeH264 && mime != webrtc.MimeTypeAV1 }

// append adds the headers of a codec, by its MIME type.
func (p picture) append(b []byte, mime string) []byte {
	switch mime {
	case webrtc.MimeTypeH264:
		return p.h264(b)
	case webrtc.MimeTypeVP9:
		return p.vp9(b)
	case webrtc.MimeTypeAV1:
		return p.av1(b)
	}
	return vp8{start: p.start, key: p.key, picture: p.id}.append(b)
}

// readPicture takes a payload apart. rest is what comes behind the headers.
func readPicture(b []byte, mime string) (p picture, rest []byte, ok bool) {
	switch mime {
	case webrtc.MimeTypeH264:
		return readH264(b)
	case webrtc.MimeTypeVP9:
		return readVP9(b)
	case webrtc.MimeTypeAV1:
		return readAV1(b)
	}
	v, rest, ok := readVP8(b)
	return picture{start: v.start, key: v.key, id: v.picture}, rest, ok
}

// FU-A (RFC 6184 section 5.8): the parts of one slice, of a key frame or not.
const (
	fuIndicator = 3<<5 | 28
	fuStart     = 0x80
	sliceIDR    = 5
	slice       = 1
)

func (p picture) h264(b []byte) []byte {
	header := byte(slice)
	if p.key {
		header = sliceIDR
	}
	if p.start {
		header |= fuStart
	}
	return append(b, fuIndicator, header)
}

func readH264(b []byte) (p picture, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != fuIndicator {
		return p, nil, false
	}
	p.start = b[1]&fuStart != 0
	p.key = p.start && b[1]&0x1f == sliceIDR
	return p, b[2:], true
}

// The descriptor of VP9 (RFC 9628 section 4.2), with a picture id of 15 bits.
const (
	vp9ID        = 0x80
	vp9Predicted = 0x40
	vp9Start     = 0x08
)

func (p picture) vp9(b []byte) []byte {
	flags := byte(vp9ID)
	if !p.key {
		flags |= vp9Predicted
	}
	if p.start {
		flags |= vp9Start
	}
	return append(b, flags, 0x80|byte(p.id>>8), byte(p.id))
}

func readVP9(b []byte) (p picture, rest []byte, ok bool) {
	if len(b) < 3 || b[0]&vp9ID == 0 || b[1]&0x80 == 0 {
		return p, nil, false
	}
	p.start, p.key = b[0]&vp9Start != 0, b[0]&vp9Predicted == 0
	p.id = binary.BigEndian.Uint16(b[1:]) & 0x7fff
	return p, b[3:], true
}

// The aggregation header of AV1 (RTP Payload Format For AV1, section 4.4): here
// one OBU element without a length in each packet, all of a frame being parts
// of one OBU. There is no picture id.
const (
	av1Continued = 0x80 // Z: the first element goes on from the packet before
	av1One       = 1 << 4
	av1Begins    = 0x08 // N: of a coded video sequence
	av1Frame     = 6 << 3
)

func (p picture) av1(b []byte) []byte {
	flags := byte(av1One)
	if !p.start {
		return append(b, flags|av1Continued)
	}
	if p.key {
		flags |= av1Begins
	}
	return append(b, flags, av1Frame)
}

func readAV1(b []byte) (p picture, rest []byte, ok bool) {
	if len(b) < 1 || b[0]&av1One == 0 {
		return p, nil, false
	}
	p.start, p.key = b[0]&av1Continued == 0, b[0]&av1Begins != 0
	if !p.start {
		return p, b[1:], true
	}
	if len(b) < 2 || b[1] != av1Frame {
		return p, nil, false
	}
	return p, b[2:], true
}
