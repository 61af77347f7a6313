package forward

import (
	"encoding/binary"
	"time"

	"miti/sfu/history"
)

const (
	rtpHeader       = 12 // RFC 3550 section 5.1
	extensionHeader = 4  // a block of RFC 8285 section 4.2
	levelElement    = 2
	numberElement   = 3
	headMost        = rtpHeader + extensionHeader + (levelElement+numberElement+3)/4*4
)

// header is what differs between receivers.
type header struct {
	pt        uint8
	seq       uint16
	timestamp uint32
	ssrc      uint32
	level     bool // of the voice, is told
}

// headLen is the size of a header with its extensions.
func (k *Sink) headLen(h header) int {
	n := 0
	if h.level {
		n += levelElement
	}
	if k.line.TransportID != 0 {
		n += numberElement
	}
	if n == 0 {
		return rtpHeader
	}
	return rtpHeader + extensionHeader + (n+3)/4*4
}

// header writes an RTP header into the beginning of b, a packet that is sent
// now.
func (k *Sink) header(b []byte, p *history.Packet, h header, now time.Time) {
	b[0], b[1] = 2<<6, h.pt
	if p.Marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], h.seq)
	binary.BigEndian.PutUint32(b[4:], h.timestamp)
	binary.BigEndian.PutUint32(b[8:], h.ssrc)
	head := k.headLen(h)
	if head == rtpHeader {
		return
	}
	b[0] |= 0x10
	// Elements of one byte and their values, padded to words.
	binary.BigEndian.PutUint32(b[rtpHeader:], 0xbede0000|uint32(head-rtpHeader-extensionHeader)/4)
	at := rtpHeader + extensionHeader
	clear(b[at:head])
	if h.level {
		b[at], b[at+1] = k.line.LevelID<<4, p.Level
		at += levelElement
	}
	if k.line.TransportID != 0 {
		b[at] = k.line.TransportID<<4 | 1
		binary.BigEndian.PutUint16(b[at+1:], k.receiver.number(len(b), now))
	}
}
