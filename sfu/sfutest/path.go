package sfutest

import (
	"math/rand/v2"
	"time"
)

// Path says how one direction of a network behaves. The zero value is a
// perfect one.
type Path struct {
	Delay     time.Duration // of every packet
	Jitter    time.Duration // on top, evenly spread from 0 to this; the order is kept
	Loss      float64       // share of the packets that is lost, 0 to 1
	Duplicate float64       // share that arrives twice
	Reorder   float64       // share that is held back by Overtaken, so that others pass
	Rate      int           // bits a second; 0 is without limit
	Queue     int           // bytes that may wait for the rate; 0 is 32 KiB
	Dark      bool          // nothing passes
}

// Overtaken is by how much a reordered packet is late.
const Overtaken = 30 * time.Millisecond

const queueDefault = 32 << 10

// Tally counts what became of the packets of one direction.
type Tally struct {
	Passed     int // delivered or on the way
	Lost       int // by Loss or in the dark
	Overflowed int // lost because the queue was full
	Duplicated int
	Reordered  int
}

// path decides the fate of one packet after the other. The decisions depend on
// the seed and on how many packets came before, not on the time.
type path struct {
	Path
	Tally
	dice *rand.Rand
	busy time.Time // until when the packets before occupy the link
	last time.Time // when the latest of them arrives
}

func newPath(seed, direction uint64, p Path) *path {
	return &path{Path: p, dice: rand.New(rand.NewPCG(seed, direction))}
}

// admit tells when a packet of size bytes that came now arrives, and how many
// times: 0 is lost.
func (p *path) admit(now time.Time, size int) (at time.Time, copies int) {
	// All dice are thrown for every packet, so that a change of one setting
	// does not change what becomes of the packets by another.
	loss, twice, late, jitter := p.dice.Float64(), p.dice.Float64(), p.dice.Float64(), p.dice.Float64()
	if p.Dark || loss < p.Loss {
		p.Lost++
		return time.Time{}, 0
	}
	at = now
	if p.Rate > 0 {
		if at = p.serialise(now, size); at.IsZero() {
			p.Overflowed++
			return at, 0
		}
	}
	at = at.Add(p.Delay + time.Duration(jitter*float64(p.Jitter)))
	if at.Before(p.last) {
		at = p.last
	}
	p.Passed++
	copies = 1
	if twice < p.Duplicate {
		p.Duplicated++
		copies = 2
	}
	if late < p.Reorder {
		p.Reordered++
		return at.Add(Overtaken), copies
	}
	p.last = at
	return at, copies
}

// serialise tells when the last bit of a packet has left a link of p.Rate, or
// the zero time when too much waits for it already.
func (p *path) serialise(now time.Time, size int) time.Time {
	if p.busy.Before(now) {
		p.busy = now
	}
	room := p.Queue
	if room == 0 {
		room = queueDefault
	}
	waiting := p.busy.Sub(now).Seconds() * float64(p.Rate) / 8
	if waiting+float64(size) > float64(room) {
		return time.Time{}
	}
	p.busy = p.busy.Add(time.Duration(float64(size) * 8 / float64(p.Rate) * float64(time.Second)))
	return p.busy
}
