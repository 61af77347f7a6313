// Package history keeps the last packets of a publisher's stream, once, for
// all who watch it. Packets come from a pool that the streams of one loop
// share; like the loop's other state it belongs to one goroutine.
package history

import (
	"time"

	"miti/sfu/packet"
)

const (
	// Headroom is the space before a payload, for the header of the receiver
	// that the packet is being sent to.
	Headroom = 32
	// MaxPayload is the longest payload that is kept.
	MaxPayload = 1500

	ring     = 512 // packets; a power of two
	keep     = time.Second
	keepMost = 64 // packets that are kept however old they are
)

// Packet is one packet of a publisher. The payload is stored behind a
// headroom in which each receiver's header is written in turn.
type Packet struct {
	Seq       uint16
	Timestamp uint32
	Marker    bool
	Codec     uint8 // index in the publisher's codecs
	Level     uint8 // RFC 6464, as received
	HasLevel  bool
	Picture   packet.Picture
	Plain     *Packet   // the newest block alone of a packet of RED, else nil
	At        time.Time // when it came

	n    int
	buf  []byte
	pool *Pool // of the buffer; nil for a packet that is in no history
}

// reset forgets everything but the bytes, which SetPayload overwrites.
func (p *Packet) reset(seq uint16, now time.Time) {
	p.Seq, p.Timestamp, p.Marker, p.Codec = seq, 0, false, 0
	p.Level, p.HasLevel, p.Picture = 0, false, packet.Picture{}
	p.At, p.n = now, 0
}

// SetPayload copies a payload into the packet and reports whether it fits. The
// packet gets a buffer of the size that the payload needs.
func (p *Packet) SetPayload(b []byte) bool {
	if len(b) > MaxPayload {
		return false
	}
	if size := sizeOf(Headroom + len(b)); len(p.buf) != sizes[size] {
		p.exchange(size)
	}
	p.n = copy(p.buf[Headroom:], b)
	return true
}

// exchange gets a buffer of another size. One that no pool is behind only
// grows.
func (p *Packet) exchange(size int) {
	switch {
	case p.pool != nil:
		p.pool.putBuffer(p.buf)
		p.buf = p.pool.buffer(size)
	case len(p.buf) < sizes[size]:
		p.buf = make([]byte, sizes[size])
	}
}

// Payload is the packet's payload. A receiver may rewrite its picture id.
func (p *Packet) Payload() []byte { return p.buf[Headroom : Headroom+p.n] }

// Frame returns the payload with head bytes in front of it to be written.
func (p *Packet) Frame(head int) []byte { return p.buf[Headroom-head : Headroom+p.n] }

// sizes are those of buffers: as the runtime has them, so that nothing is left
// over, for sound, the ends of frames, and the packets that browsers make.
var sizes = [...]int{320, 704, 1152, 1280, 1536}

// sizeOf is the smallest of the sizes that n bytes fit in.
func sizeOf(n int) int {
	for i, size := range sizes {
		if n <= size {
			return i
		}
	}
	return len(sizes) - 1
}

// Pool has the packets, and the buffers, that no history holds, and counts those
// that are held.
type Pool struct {
	held    int
	free    []*Packet
	buffers [len(sizes)][][]byte
}

// maxFree is how many unused packets, and buffers of a size, a pool keeps; the
// rest is garbage.
const maxFree = 2048

// maxHeld is how many packets, some 150 MB, may be held until the histories of
// a pool give up all but the last ones: what clients can make a server keep has
// an end, whatever they send.
const maxHeld = 100_000

// Held is how many packets are in the histories of the pool.
func (p *Pool) Held() int { return p.held }

func (p *Pool) get() *Packet {
	p.held++
	if n := len(p.free); n > 0 {
		k := p.free[n-1]
		p.free = p.free[:n-1]
		return k
	}
	return &Packet{pool: p, buf: p.buffer(0)}
}

func (p *Pool) put(k *Packet) {
	p.held--
	if len(p.free) < maxFree {
		p.free = append(p.free, k)
	}
}

// buffer finds or makes a buffer of one of the sizes.
func (p *Pool) buffer(size int) []byte {
	list := p.buffers[size]
	if n := len(list); n > 0 {
		b := list[n-1]
		p.buffers[size] = list[:n-1]
		return b
	}
	return make([]byte, sizes[size])
}

func (p *Pool) putBuffer(b []byte) {
	if size := sizeOf(len(b)); len(p.buffers[size]) < maxFree {
		p.buffers[size] = append(p.buffers[size], b)
	}
}

// History is the last packets of one stream, at most 512 and about a second,
// but always the last 64: a screen that stands still is shown to a newcomer
// from its last key frame.
type History struct {
	pool  *Pool
	slots [ring]*Packet
	held  int
	first uint16 // nothing older is held
}

// New makes an empty history.
func New(pool *Pool) *History { return &History{pool: pool} }

// Put makes place for a packet. What it returns is the caller's to fill, and
// belongs to the history. Seq must not be held yet.
func (h *History) Put(seq uint16, now time.Time) *Packet {
	if h.held == 0 || int16(seq-h.first) < 0 {
		h.first = seq
	}
	h.drop(seq & (ring - 1))
	if h.pool.held >= maxHeld {
		h.shrink()
	}
	k := h.pool.get()
	k.reset(seq, now)
	h.slots[seq&(ring-1)] = k
	h.held++
	return k
}

// Get returns a packet that is held, or nil.
func (h *History) Get(seq uint16) *Packet {
	if k := h.slots[seq&(ring-1)]; k != nil && k.Seq == seq {
		return k
	}
	return nil
}

// Expire gives up what is older than a second, but for the last few.
func (h *History) Expire(now time.Time) {
	for n := 0; h.held > keepMost && n < ring; n++ {
		if k := h.Get(h.first); k != nil {
			if now.Sub(k.At) < keep {
				return
			}
			h.drop(h.first & (ring - 1))
		}
		h.first++
	}
}

// shrink gives up all but the last few, or all of a stream whose numbers leap.
func (h *History) shrink() {
	for n := 0; h.held > keepMost && n < ring; n++ {
		if h.Get(h.first) != nil {
			h.drop(h.first & (ring - 1))
		}
		h.first++
	}
	if h.held > keepMost {
		h.Clear()
	}
}

// Clear gives all packets back to the pool.
func (h *History) Clear() {
	for i := range h.slots {
		h.drop(uint16(i))
	}
}

func (h *History) drop(slot uint16) {
	if k := h.slots[slot]; k != nil {
		h.slots[slot] = nil
		h.held--
		h.pool.put(k)
	}
}
