package sfu

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"miti/sfu/answer"
	"miti/sfu/feedback"
	"miti/sfu/history"
	"miti/sfu/packet"
	"miti/sfu/transport"
)

const (
	goneAfter   = 30 * time.Second // by default
	maxSessions = 10_000           // of all rooms
)

// SFU has the rooms of one loop. Its methods may be called from anywhere but
// from the event function.
type SFU struct {
	loop   *transport.Loop
	events *events
	gone   time.Duration
	log    *slog.Logger
	server answer.Server // what every answer says of us
	// peopled is told how many are in a room, when that changes.
	peopled func(room string, members int)

	// What follows belongs to the loop.
	rooms   map[string]*room
	ticks   int
	members int
	pool    history.Pool
	view    packet.View // scratch space of the packet path
	report  feedback.Report
}

// New opens the sockets and begins to serve them.
func New(c Config) (*SFU, error) { return newSFU(c, func(string, int) {}) }

func newSFU(c Config, peopled func(room string, members int)) (*SFU, error) {
	s := &SFU{gone: c.Gone, log: c.Log, peopled: peopled, rooms: map[string]*room{}}
	if s.gone == 0 {
		s.gone = goneAfter
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	ready := make(chan struct{}) // the loop may tick before s knows it
	loop, err := transport.Listen(transport.Config{UDP: c.UDP, TCP: c.TCP, Log: s.log, Tick: func(now time.Time) {
		<-ready
		s.tick(now)
	}})
	if err != nil {
		return nil, fmt.Errorf("start the SFU: %w", err)
	}
	s.loop = loop
	s.events = newEvents(c.Event)
	close(ready)
	udp, tcp := loop.Addresses()
	candidates, err := candidates(c.Public, udp, tcp)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("find the media addresses: %w", err), s.Close())
	}
	s.server = answer.Server{Fingerprint: loop.Fingerprint(), Candidates: candidates}
	return s, nil
}

// Close ends all connections and returns when the last goroutine has ended.
// Events that were not delivered yet are dropped. It may be called twice.
func (s *SFU) Close() error {
	s.loop.Close()
	s.events.close()
	return nil
}

// MediaAddresses are those by UDP that answers name.
func (s *SFU) MediaAddresses() []netip.AddrPort {
	var list []netip.AddrPort
	for _, c := range s.server.Candidates {
		if !c.TCP {
			list = append(list, c.Addr)
		}
	}
	return list
}

// Relay opens a way to the one of MediaAddresses for what a relay of this
// process takes in under an address; nil for an address that is none of them.
// See transport.Loop.Relay for deliver and ended.
func (s *SFU) Relay(to, from netip.AddrPort, deliver func(packet []byte), ended func()) *transport.Relayed {
	if !slices.Contains(s.MediaAddresses(), to) {
		return nil
	}
	return s.loop.Relay(from, deliver, ended)
}

// Leave takes a participant out of a room, at once for all who watch. Nothing
// happens if the generation is not the present one; 0 is whichever is there.
func (s *SFU) Leave(room, participant string, generation uint64) {
	s.loop.Do(func() {
		if m := s.find(room, participant); m != nil && (generation == 0 || generation == m.generation) {
			m.leave()
		}
	})
}

// SetSending says which sources of a participant are on. A screen has a seat
// with everybody else while it is on; a camera that is off is not asked for
// key frames. What arrives is forwarded all the same. The error wraps
// ErrReplaced for a generation that is not the present one, or when the
// participant is not in the room.
func (s *SFU) SetSending(ctx context.Context, room, participant string, generation uint64, on []Source) error {
	return s.ask(ctx, func() error {
		m := s.find(room, participant)
		if m == nil || (generation != 0 && generation != m.generation) {
			return fmt.Errorf("set what is sent: %w", ErrReplaced)
		}
		m.setSending(on)
		m.room.reseat()
		return nil
	})
}

// Release lets the held of a room hear and be heard from now on; those who
// join the room later are not held either. A room that nobody is in is not
// remembered.
func (s *SFU) Release(room string) {
	s.loop.Do(func() {
		if r := s.rooms[room]; r != nil {
			r.release()
		}
	})
}

// CloseRoom takes everybody out of a room. No Gone is said of them.
func (s *SFU) CloseRoom(room string) {
	s.loop.Do(func() {
		if r := s.rooms[room]; r != nil {
			r.close()
		}
	})
}

// CloseRooms takes everybody out of all rooms, and returns when what there was to
// say of them has been said.
func (s *SFU) CloseRooms(ctx context.Context) error {
	if err := s.call(ctx, func() {
		for _, r := range s.rooms {
			r.close()
		}
	}); err != nil {
		return fmt.Errorf("close the rooms: %w", err)
	}
	return s.events.flush(ctx)
}

// Stats are the counts of now.
func (s *SFU) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	if err := s.call(ctx, func() {
		packets := s.loop.Stats()
		st = Stats{
			Rooms: len(s.rooms), Participants: s.members, Ways: map[transport.Way]int{},
			PacketsIn: packets.PacketsIn, PacketsOut: packets.PacketsOut,
			BytesIn: packets.In, BytesOut: packets.Out,
		}
		for _, r := range s.rooms {
			for _, m := range r.members {
				st.Ways[m.session.conn.Way()]++
			}
		}
	}); err != nil {
		return Stats{}, err
	}
	return st, nil
}

// call runs f on the loop and waits for it.
func (s *SFU) call(ctx context.Context, f func()) error {
	err := s.loop.Call(ctx, f)
	if errors.Is(err, transport.ErrClosed) {
		return ErrClosed
	}
	return err
}

// ask is call for what can be refused.
func (s *SFU) ask(ctx context.Context, f func() error) error {
	var answer error
	if err := s.call(ctx, func() { answer = f() }); err != nil {
		return err
	}
	return answer
}

func (s *SFU) find(roomName, participant string) *member {
	if r := s.rooms[roomName]; r != nil {
		return r.member(participant)
	}
	return nil
}
