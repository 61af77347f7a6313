package history

import (
	"bytes"
	"testing"
	"time"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

func TestPacketsAreKeptForASecondAndTheLastOnesLonger(t *testing.T) {
	h := New(&Pool{})
	for i := range uint16(200) {
		h.Put(65500+i, begin).SetPayload([]byte{byte(i)})
	}
	h.Expire(begin.Add(keep / 2))
	if h.Get(65500) == nil {
		t.Error("half a second was too long")
	}
	h.Expire(begin.Add(time.Hour))
	for i := range uint16(200) {
		if got, want := h.Get(65500+i) != nil, i >= 200-keepMost; got != want {
			t.Fatalf("packet %d is held: %v", i, got)
		}
	}
	if p := h.Get(163); !bytes.Equal(p.Payload(), []byte{199}) {
		t.Errorf("payload %v", p.Payload())
	}
}

func TestAHistoryIsARing(t *testing.T) {
	pool := &Pool{}
	h := New(pool)
	for i := range uint16(3 * ring) {
		h.Put(i, begin)
	}
	if h.held != ring || h.Get(2*ring-1) != nil || h.Get(2*ring) == nil {
		t.Errorf("%d are held", h.held)
	}
	h.Clear()
	if h.held != 0 || len(pool.free) != ring {
		t.Errorf("%d are held, %d are in the pool", h.held, len(pool.free))
	}
}

func TestAPacketFromThePoolIsNew(t *testing.T) {
	h := New(&Pool{})
	p := h.Put(1, begin)
	p.Marker, p.HasLevel, p.Level = true, true, 3
	p.Picture.Key = true
	h.Clear()
	if p = h.Put(2, begin); p.Marker || p.HasLevel || p.Picture.Key || len(p.Payload()) != 0 {
		t.Errorf("%+v", p)
	}
	if p.SetPayload(make([]byte, MaxPayload+1)) {
		t.Error("a payload that is too long was taken")
	}
}

func TestAPacketTakesTheSpaceThatItNeeds(t *testing.T) {
	pool := &Pool{}
	h := New(pool)
	for round, n := range []int{1100, 80, 1172, 0, MaxPayload, 1100} {
		p := h.Put(uint16(round), begin)
		payload := bytes.Repeat([]byte{byte(round)}, n)
		if !p.SetPayload(payload) || !bytes.Equal(p.Payload(), payload) {
			t.Fatalf("%d bytes are not kept", n)
		}
		if room := len(p.Frame(Headroom)); room != Headroom+n || len(p.buf) > max(2*room, sizes[1]) {
			t.Errorf("%d bytes take %d", n, len(p.buf))
		}
		h.Clear()
	}
	// What was there once is used again.
	if n := testing.AllocsPerRun(100, func() {
		for seq, n := range []int{1100, 80, 1172, 0, MaxPayload} {
			h.Put(uint16(seq), begin).SetPayload(make([]byte, MaxPayload)[:n])
		}
		h.Clear()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// However many streams there are, and whatever comes on them, what is held of
// them together has an end, and each still has its last packets.
func TestWhatIsHeldOfAllStreamsHasAnEnd(t *testing.T) {
	pool := &Pool{}
	var all []*History
	const streams = 2*maxHeld/ring + 1
	for i := range streams {
		h := New(pool)
		all = append(all, h)
		step := []uint16{1, 15, 4099}[i%3] // the numbers of a stream need not follow one another
		for n := range uint16(2 * ring) {
			h.Put(n*step, begin)
		}
		if h.held < keepMost && step == 1 {
			t.Fatalf("%d packets are held of a stream", h.held)
		}
	}
	held := 0
	for _, h := range all {
		held += h.held
	}
	if most := maxHeld + streams*(keepMost+1); held > most || pool.held != held {
		t.Errorf("%d packets are held, and %d counted, of at most %d", held, pool.held, most)
	}
	for _, h := range all {
		h.Clear()
	}
	if pool.held != 0 {
		t.Errorf("%d packets are counted, and none held", pool.held)
	}
}
