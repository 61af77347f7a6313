package sfutest

import (
	"encoding/binary"
	"time"

	"miti/sfu"
)

// mark is what the payload of a packet says of itself, so that a receiver can
// tell whose it is, whether a frame is whole, and how late it comes.
type mark struct {
	from   string
	source sfu.Source
	layer  uint8 // of a simulcast, from the smallest
	frame  uint32
	count  uint16 // of the source's packets before it, also those that were lost
	part   uint8  // of a frame, from 0
	parts  uint8
	sent   time.Time
}

const (
	markMagic = 0x4d495449
	markHead  = 4 + 8 + 4 + 2 + 1 + 1 + 1 + 1 + 1
)

// append adds the mark to b and fills up to size bytes.
func (m mark) append(b []byte, size int) []byte {
	size += len(b)
	b = binary.BigEndian.AppendUint32(b, markMagic)
	b = binary.BigEndian.AppendUint64(b, uint64(m.sent.UnixNano()))
	b = binary.BigEndian.AppendUint32(b, m.frame)
	b = binary.BigEndian.AppendUint16(b, m.count)
	b = append(b, m.part, m.parts, uint8(len(m.source)), uint8(len(m.from)), m.layer)
	b = append(b, m.source...)
	b = append(b, m.from...)
	if len(b) < size {
		b = append(b, make([]byte, size-len(b))...)
	}
	return b
}

// readMark finds the mark at the beginning of b.
func readMark(b []byte) (m mark, ok bool) {
	if len(b) < markHead || binary.BigEndian.Uint32(b) != markMagic {
		return m, false
	}
	source, from := int(b[20]), int(b[21])
	if len(b) < markHead+source+from {
		return m, false
	}
	return mark{
		sent:   time.Unix(0, int64(binary.BigEndian.Uint64(b[4:]))),
		frame:  binary.BigEndian.Uint32(b[12:]),
		count:  binary.BigEndian.Uint16(b[16:]),
		part:   b[18],
		parts:  b[19],
		layer:  b[22],
		source: sfu.Source(b[markHead : markHead+source]),
		from:   string(b[markHead+source : markHead+source+from]),
	}, true
}
