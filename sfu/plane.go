package sfu

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"miti/sfu/transport"
)

// Plane is one SFU or several, each with a loop and ports of its own, so that
// they use as many cores. A room is on one of them for as long as anybody is
// in it, or about to be. It has the methods of an SFU, which find the room's.
type Plane struct {
	sfus []*SFU

	mu    sync.Mutex
	homes map[string]*home // by the room's name
}

// home is where a room is.
type home struct {
	sfu     *SFU
	joining int  // joins that are under way
	there   bool // somebody is in the room
}

// NewPlane opens the sockets of a number of loops: the ports of the first are
// those of c, those of the others the ones that follow.
func NewPlane(c Config, loops int) (*Plane, error) {
	p := &Plane{homes: map[string]*home{}}
	if event := c.Event; event != nil {
		var one sync.Mutex
		c.Event = func(e Event) {
			one.Lock()
			defer one.Unlock()
			event(e)
		}
	}
	for range max(loops, 1) {
		s, err := newSFU(c, p.peopled)
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		p.sfus = append(p.sfus, s)
		c.UDP, c.TCP = following(c.UDP), following(c.TCP)
	}
	return p, nil
}

// following is the address with the next port. Any port is any once more.
func following(a netip.AddrPort) netip.AddrPort {
	if a.Port() == 0 {
		return a
	}
	return netip.AddrPortFrom(a.Addr(), a.Port()+1)
}

// Close closes all. It may be called twice.
func (p *Plane) Close() error {
	var failed error
	for _, s := range p.sfus {
		failed = errors.Join(failed, s.Close())
	}
	return failed
}

// Join answers an offer, as SFU.Join. A room that nobody is in gets the loop
// with the fewest participants.
func (p *Plane) Join(ctx context.Context, j Join) (Answer, error) {
	h := p.enter(j.Room)
	a, err := h.sfu.Join(ctx, j)
	// The join may still be under way, if ctx has ended: this comes after it.
	if done := func() { p.leave(j.Room, h) }; !h.sfu.loop.Do(done) {
		done()
	}
	return a, err
}

// enter finds a home for a room, and keeps it until leave.
func (p *Plane) enter(room string) *home {
	var load []int
	for {
		p.mu.Lock()
		h := p.homes[room]
		if h == nil && (load != nil || len(p.sfus) == 1) {
			h = &home{sfu: p.leastLocked(load)}
			p.homes[room] = h
		}
		if h != nil {
			h.joining++
			p.mu.Unlock()
			return h
		}
		p.mu.Unlock()
		for _, s := range p.sfus { // which is not asked under the lock
			load = append(load, s.Stats().Participants)
		}
	}
}

// leastLocked is the SFU with the fewest participants, and joins under way.
func (p *Plane) leastLocked(load []int) *SFU {
	best, least := p.sfus[0], -1
	for i, n := range load {
		for _, h := range p.homes {
			if h.sfu == p.sfus[i] {
				n += h.joining
			}
		}
		if least < 0 || n < least {
			best, least = p.sfus[i], n
		}
	}
	return best
}

// leave is called when a join is over.
func (p *Plane) leave(room string, h *home) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.joining--
	p.forgetLocked(room, h)
}

// peopled is told by a loop when a room is not empty any more, or is.
func (p *Plane) peopled(room string, there bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.homes[room]; h != nil {
		h.there = there
		p.forgetLocked(room, h)
	}
}

func (p *Plane) forgetLocked(room string, h *home) {
	if !h.there && h.joining == 0 {
		delete(p.homes, room)
	}
}

// of is the SFU that has a room; any, which does not know it either, for one
// that nobody is in.
func (p *Plane) of(room string) *SFU {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.homes[room]; h != nil {
		return h.sfu
	}
	return p.sfus[0]
}

// Leave is SFU.Leave.
func (p *Plane) Leave(room, participant string, generation uint64) {
	p.of(room).Leave(room, participant, generation)
}

// SetSending is SFU.SetSending.
func (p *Plane) SetSending(room, participant string, generation uint64, on []Source) error {
	return p.of(room).SetSending(room, participant, generation, on)
}

// Report is SFU.Report.
func (p *Plane) Report(room, participant string, generation uint64, seen Seen) error {
	return p.of(room).Report(room, participant, generation, seen)
}

// SetView is SFU.SetView.
func (p *Plane) SetView(room, participant string, generation uint64, v View) error {
	return p.of(room).SetView(room, participant, generation, v)
}

// SetPermit is SFU.SetPermit.
func (p *Plane) SetPermit(room, participant string, permit Permit) {
	p.of(room).SetPermit(room, participant, permit)
}

// SetSpotlight is SFU.SetSpotlight.
func (p *Plane) SetSpotlight(room, participant string) {
	p.of(room).SetSpotlight(room, participant)
}

// Release is SFU.Release.
func (p *Plane) Release(room string) { p.of(room).Release(room) }

// CloseRoom is SFU.CloseRoom.
func (p *Plane) CloseRoom(room string) { p.of(room).CloseRoom(room) }

// CloseRooms is SFU.CloseRooms of all loops.
func (p *Plane) CloseRooms(ctx context.Context) error {
	var failed error
	for _, s := range p.sfus {
		failed = errors.Join(failed, s.CloseRooms(ctx))
	}
	return failed
}

// Stats are the sums over all loops.
func (p *Plane) Stats() Stats {
	sum := Stats{Ways: map[transport.Way]int{}}
	for _, s := range p.sfus {
		st := s.Stats()
		sum.Rooms += st.Rooms
		sum.Participants += st.Participants
		for way, n := range st.Ways {
			sum.Ways[way] += n
		}
		sum.PacketsIn += st.PacketsIn
		sum.PacketsOut += st.PacketsOut
		sum.BytesIn += st.BytesIn
		sum.BytesOut += st.BytesOut
	}
	return sum
}

// Inspect is SFU.Inspect of all loops.
func (p *Plane) Inspect(ctx context.Context) ([]Inspected, error) {
	var all []Inspected
	for _, s := range p.sfus {
		some, err := s.Inspect(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Inspected) int { return strings.Compare(a.Room, b.Room) })
	return all, nil
}

// MediaAddresses are those by UDP that answers name, of all loops.
func (p *Plane) MediaAddresses() (all []netip.AddrPort) {
	for _, s := range p.sfus {
		all = append(all, s.MediaAddresses()...)
	}
	return all
}

// Relay is SFU.Relay of the loop that has the address.
func (p *Plane) Relay(to, from netip.AddrPort, deliver func(packet []byte)) *transport.Relayed {
	for _, s := range p.sfus {
		if way := s.Relay(to, from, deliver); way != nil {
			return way
		}
	}
	return nil
}
