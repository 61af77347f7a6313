package sfu

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

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

// home is where a room is. What its loop has said of it is known here, so that
// no loop is asked where there is room: one may stand still.
type home struct {
	loop    int // of the plane's
	joining int // joins that are under way
	members int
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
// with the fewest participants, of those that do not stand still.
func (p *Plane) Join(ctx context.Context, j Join) (Answer, error) {
	h := p.enter(j.Room)
	s := p.sfus[h.loop]
	a, err := s.Join(ctx, j)
	// The join may still be under way, if ctx has ended: this comes after it.
	if done := func() { p.leave(j.Room, h) }; !s.loop.Do(done) {
		done()
	}
	return a, err
}

// enter finds a home for a room, and keeps it until leave.
func (p *Plane) enter(room string) *home {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.homes[room]
	if h == nil {
		h = &home{loop: p.leastLocked()}
		p.homes[room] = h
	}
	h.joining++
	return h
}

// standsStill is after how long without a tick a loop gets no new room. One on a
// busy machine is late by less, mostly, and is passed over for no longer than it is.
const standsStill = time.Second

// leastLocked is the loop with the fewest participants, and joins under way. One
// that stands still comes behind all others.
func (p *Plane) leastLocked() int {
	const last = 1 << 30
	load := make([]int, len(p.sfus))
	for _, h := range p.homes {
		load[h.loop] += h.members + h.joining
	}
	for i, s := range p.sfus {
		if s.loop.Still() > standsStill {
			load[i] += last
		}
	}
	return slices.Index(load, slices.Min(load))
}

// leave is called when a join is over.
func (p *Plane) leave(room string, h *home) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.joining--
	p.forgetLocked(room, h)
}

// peopled is told by a loop how many are in a room, when that changes.
func (p *Plane) peopled(room string, members int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.homes[room]; h != nil {
		h.members = members
		p.forgetLocked(room, h)
	}
}

func (p *Plane) forgetLocked(room string, h *home) {
	if h.members == 0 && h.joining == 0 {
		delete(p.homes, room)
	}
}

// of is the SFU that has a room; any, which does not know it either, for one
// that nobody is in.
func (p *Plane) of(room string) *SFU {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.homes[room]; h != nil {
		return p.sfus[h.loop]
	}
	return p.sfus[0]
}

// Leave is SFU.Leave.
func (p *Plane) Leave(room, participant string, generation uint64) {
	p.of(room).Leave(room, participant, generation)
}

// SetSending is SFU.SetSending.
func (p *Plane) SetSending(ctx context.Context, room, participant string, generation uint64, on []Source) error {
	return p.of(room).SetSending(ctx, room, participant, generation, on)
}

// Report is SFU.Report.
func (p *Plane) Report(ctx context.Context, room, participant string, generation uint64, seen Seen) error {
	return p.of(room).Report(ctx, room, participant, generation, seen)
}

// SetView is SFU.SetView.
func (p *Plane) SetView(ctx context.Context, room, participant string, generation uint64, v View) error {
	return p.of(room).SetView(ctx, room, participant, generation, v)
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
	return p.each(func(_ int, s *SFU) error { return s.CloseRooms(ctx) })
}

// each does something with all loops at once, so that one that stands still
// takes nobody else's time.
func (p *Plane) each(f func(loop int, s *SFU) error) error {
	failed := make([]error, len(p.sfus))
	var all sync.WaitGroup
	for i, s := range p.sfus {
		all.Go(func() { failed[i] = f(i, s) })
	}
	all.Wait()
	return errors.Join(failed...)
}

// Stats are the sums over all loops.
func (p *Plane) Stats(ctx context.Context) (Stats, error) {
	of := make([]Stats, len(p.sfus))
	if err := p.each(func(i int, s *SFU) (err error) {
		of[i], err = s.Stats(ctx)
		return err
	}); err != nil {
		return Stats{}, err
	}
	sum := Stats{Ways: map[transport.Way]int{}}
	for _, st := range of {
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
	return sum, nil
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
func (p *Plane) Relay(to, from netip.AddrPort, deliver func(packet []byte), ended func()) *transport.Relayed {
	for _, s := range p.sfus {
		if way := s.Relay(to, from, deliver, ended); way != nil {
			return way
		}
	}
	return nil
}
