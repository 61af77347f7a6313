package signaling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/turn"
	"miti/signaling/protocol"
)

// roomOffer joins a room, renegotiates or restarts ICE. It runs in the reader,
// so a client has one offer under way at a time.
func (s *Server) roomOffer(ctx context.Context, r request) error {
	m, err := data[protocol.RoomOffer](r)
	if err != nil {
		return err
	}
	owner, pass, err := s.pass(ctx, r.actor, m.Room)
	if err != nil {
		return err
	}
	if away, err := r.elsewhere(ctx, m.Room, s.claimed); away {
		return err
	}
	who := inRoom{m.Room, pass.Participant}
	s.hub.do(func() { s.hub.expect(who) })
	defer s.hub.do(func() { s.hub.arrived(who) })
	answer, err := s.Media.Join(ctx, sfu.Join{
		Room: m.Room, Participant: pass.Participant, Generation: m.Generation, Offer: m.SDP,
		Senders: senders(m.Senders), Sending: sources(m.Sending), Held: pass.Held, Permit: permit(pass.Rights),
	})
	if err != nil {
		return mediaFault(err)
	}
	for {
		seq, err := s.secondLook(ctx, r.actor, owner, &pass)
		if err != nil {
			// Not knowing is no reason to send anybody out who was in.
			if isRefusal(err) || answer.Generation != m.Generation {
				s.Media.Leave(m.Room, pass.Participant, answer.Generation)
			}
			return err
		}
		j := joining{
			end: r.from, actor: r.actor, owner: owner, pass: pass, seq: seq,
			generation: answer.Generation, sending: m.Sending, reply: roomAnswer(r.ID, m.Room, answer, s.relay(pass)),
		}
		if ask(s.hub, func() bool { return s.hub.joined(j) }) {
			return nil
		}
	}
}

// isRefusal tells that an owner's error is its word about the actor, and not a
// failure to find out.
func isRefusal(err error) bool {
	switch fault.CodeOf(err) {
	case fault.NotFound, fault.Forbidden, fault.Conflict, fault.Unauthenticated:
		return true
	}
	return false
}

// pass is the actor's pass to a room, of whoever owns it.
func (s *Server) pass(ctx context.Context, by account.Actor, room string) (lobby.Owner, lobby.Pass, error) {
	for _, owner := range s.Owners {
		pass, err := owner.MayJoin(ctx, by, room)
		if fault.CodeOf(err) != fault.NotFound {
			return owner, pass, err
		}
	}
	return nil, lobby.Pass{}, fault.New(fault.NotFound)
}

// secondLook asks again for the pass, now that the participant is in the room:
// what it says may have changed in between. The room hears of all that comes
// after the number that it returns.
func (s *Server) secondLook(ctx context.Context, by account.Actor, owner lobby.Owner, pass *lobby.Pass) (uint64, error) {
	last, err := s.Log.Last(ctx, []event.Stream{pass.Stream})
	if err != nil {
		return 0, err
	}
	before := *pass
	if *pass, err = owner.MayJoin(ctx, by, pass.Room); err != nil {
		return 0, err
	}
	if before.Held && !pass.Held {
		s.Media.Release(pass.Room)
	}
	if before.Rights != pass.Rights {
		s.Media.SetPermit(pass.Room, pass.Participant, permit(pass.Rights))
	}
	s.Media.SetSpotlight(pass.Room, pass.Spotlight)
	return last[pass.Stream], nil
}

// relay is the way through a firewall, for those who are let in.
func (s *Server) relay(pass lobby.Pass) *protocol.Relay {
	if s.Relay == nil || pass.Rights.Outside {
		return nil
	}
	return granted(s.Relay.Grant(pass.Participant))
}

func granted(g turn.Grant) *protocol.Relay {
	return &protocol.Relay{URLs: g.URLs, Username: g.Username, Credential: g.Password}
}

// permit is what the media plane lets somebody do who has the rights.
func permit(r lobby.Rights) sfu.Permit {
	p := sfu.Permit{Outside: r.Outside}
	if !r.Sound {
		p.Barred = append(p.Barred, sfu.Microphone)
	}
	if !r.Camera {
		p.Barred = append(p.Barred, sfu.Camera)
	}
	if !r.Screen {
		p.Barred = append(p.Barred, sfu.Screen, sfu.ScreenSound)
	}
	return p
}

// roomState says what is sent from now on, and makes this socket the
// participant's: the one before may have been lost.
func (s *Server) roomState(ctx context.Context, r request) error {
	m, err := data[protocol.RoomState](r)
	if err != nil {
		return err
	}
	who := r.actor.Participant()
	return s.inside(ctx, r, m.Room, m.Generation, func() error {
		err := s.Media.SetSending(ctx, m.Room, who, m.Generation, sources(m.Sending))
		if err == nil {
			s.hub.do(func() { s.hub.sends(r.from, who, m) })
		}
		return err
	})
}

// inside does what somebody asks of the media who is in a room, and answers.
func (s *Server) inside(ctx context.Context, r request, room string, generation uint64, do func() error) error {
	if away, err := r.elsewhere(ctx, room, s.Nodes.Holder); away {
		return err
	}
	if err := s.present(ctx, r.actor, room, generation); err != nil {
		return err
	}
	if err := do(); err != nil {
		return mediaFault(err)
	}
	r.reply(protocol.TypeOK, nil)
	return nil
}

// present tells whether a generation is the participant's present one.
func (s *Server) present(ctx context.Context, by account.Actor, room string, generation uint64) error {
	if generation == 0 {
		return fault.New(fault.Malformed)
	}
	if err := s.opens(ctx, by, room); err != nil {
		return err
	}
	switch present := ask(s.hub, func() uint64 { return s.hub.present(room, by.Participant()) }); {
	case present == 0:
		return fault.New(fault.NotFound) // after a restart, too: a new offer is due
	case present != generation:
		return fault.New(fault.Replaced)
	}
	return nil
}

// opens is fault.NotFound for a room that is the visitor's, but not of what the
// private link is about by which they came: their name alone is no way into it.
func (s *Server) opens(ctx context.Context, by account.Actor, room string) error {
	if by.Scope == "" {
		return nil
	}
	if _, _, err := s.pass(ctx, by, room); fault.CodeOf(err) == fault.NotFound {
		return err
	}
	return nil
}

// roomView says how much of each picture is to be seen, and of whom before all.
func (s *Server) roomView(ctx context.Context, r request) error {
	m, err := data[protocol.RoomView](r)
	if err != nil {
		return err
	}
	return s.inside(ctx, r, m.Room, m.Generation, func() error {
		v := sfu.View{Heights: m.Heights, Pinned: m.Pinned, Shown: m.Shown}
		return s.Media.SetView(ctx, m.Room, r.actor.Participant(), m.Generation, v)
	})
}

// reportMost bounds each number of a report: a minute, of which a page tells
// every ten seconds, and of several pictures at once.
const reportMost = 10 * 60_000

// roomReport takes in what the person saw and heard.
func (s *Server) roomReport(ctx context.Context, r request) error {
	m, err := data[protocol.RoomReport](r)
	if err != nil {
		return err
	}
	for _, n := range []int{m.Freezes, m.FrozenMs, m.ConcealedMs} {
		if n < 0 || n > reportMost {
			return fault.New(fault.Malformed)
		}
	}
	seen := sfu.Seen{
		Freezes: m.Freezes, Frozen: time.Duration(m.FrozenMs) * time.Millisecond,
		Concealed: time.Duration(m.ConcealedMs) * time.Millisecond,
	}
	return s.inside(ctx, r, m.Room, m.Generation, func() error {
		return s.Media.Report(ctx, m.Room, r.actor.Participant(), m.Generation, seen)
	})
}

// roomLeave leaves; the media plane says so when it is done.
func (s *Server) roomLeave(ctx context.Context, r request) error {
	m, err := data[protocol.RoomLeave](r)
	if err != nil {
		return err
	}
	if m.Generation == 0 {
		return fault.New(fault.Malformed) // it could be a newer one of another tab
	}
	if away, err := r.elsewhere(ctx, m.Room, s.Nodes.Holder); away {
		return err
	}
	if err := s.opens(ctx, r.actor, m.Room); err != nil {
		return err
	}
	s.Media.Leave(m.Room, r.actor.Participant(), m.Generation)
	r.reply(protocol.TypeOK, nil)
	return nil
}

func mediaFault(err error) error {
	codes := map[error]fault.Code{
		sfu.ErrOffer: fault.BadOffer, sfu.ErrReplaced: fault.Replaced,
		sfu.ErrFull: fault.Full, sfu.ErrClosed: fault.Unavailable,
	}
	for known, code := range codes {
		if errors.Is(err, known) {
			return fmt.Errorf("%w: %w", fault.New(code), err)
		}
	}
	return err
}

func senders(given map[string]protocol.Source) map[string]sfu.Source {
	to := make(map[string]sfu.Source, len(given))
	for mid, source := range given {
		to[mid] = sfu.Source(source)
	}
	return to
}

func sources(s protocol.Sending) []sfu.Source {
	var on []sfu.Source
	if s.Microphone {
		on = append(on, sfu.Microphone)
	}
	if s.Camera {
		on = append(on, sfu.Camera)
	}
	if s.Screen {
		on = append(on, sfu.Screen, sfu.ScreenSound)
	}
	return on
}

func roomAnswer(id, room string, a sfu.Answer, relay *protocol.Relay) []byte {
	m := protocol.RoomAnswer{Room: room, Generation: a.Generation, SDP: a.SDP, Seats: []protocol.SeatMids{}, Relay: relay}
	for _, line := range a.Seats {
		m.Seats = append(m.Seats, protocol.SeatMids{Audio: line.AudioMid, Video: line.VideoMid})
	}
	return encode(protocol.Envelope{Type: protocol.TypeRoomAnswer, ID: id}, m)
}
