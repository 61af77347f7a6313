package estimate

import "time"

// ring is how many packets can be under way; a power of two.
const ring = 2048

// sent is what is remembered of a packet.
type sent struct {
	at    int64 // microseconds since the first packet
	size  int
	probe uint8
}

// slot is a packet in the ring, packed, for each receiver has thousands.
type slot struct {
	at    uint32 // microseconds since the first packet, of the lower 32 bits
	size  uint16
	probe uint8
	open  bool // not judged yet
}

// history has the last packets that were sent.
type history struct {
	slots [ring]slot
	next  uint16
	epoch time.Time
}

func (h *history) add(size int, now time.Time, probe uint8) uint16 {
	if h.epoch.IsZero() {
		h.epoch = now
	}
	seq := h.next
	h.next++
	h.slots[seq%ring] = slot{at: uint32(h.since(now)), size: uint16(min(size, 1<<16-1)), probe: probe, open: true}
	return seq
}

func (h *history) since(now time.Time) int64 { return now.Sub(h.epoch).Microseconds() }

// judge returns a packet that a report speaks of: each only once, and none
// that is older than the history.
func (h *history) judge(seq uint16, now time.Time) (sent, bool) {
	s := &h.slots[seq%ring]
	if age := h.next - seq; age == 0 || age > ring || !s.open {
		return sent{}, false
	}
	s.open = false
	n := h.since(now)
	return sent{at: n - int64(uint32(n)-s.at), size: int(s.size), probe: s.probe}, true
}

// unwrapper makes one clock of reference times, which have 24 bits.
type unwrapper struct {
	last    int64
	started bool
}

// reference is a report's reference time in microseconds.
func (u *unwrapper) reference(time24 uint32) int64 {
	const unit = 64_000 // microseconds
	if !u.started {
		u.started, u.last = true, 1<<24+int64(time24)
	}
	u.last += int64(int32((time24-uint32(u.last))<<8) >> 8)
	return u.last * unit
}
