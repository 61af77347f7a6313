package sfu

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"miti/sfu/answer"
	"miti/sfu/forward"
	"miti/sfu/transport"
)

// Join answers an offer of a participant. The offer is read and the answer
// written by the caller; the loop only does what is between the two. What
// Event says of the new generation may come before Join returns.
func (s *SFU) Join(ctx context.Context, j Join) (Answer, error) {
	o, err := answer.Parse(j.Offer, answer.Limits{Bytes: MaxOffer, Lines: MaxLines})
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	var result joined
	var refused error
	if err = s.call(ctx, func() { result, refused = s.join(j, o) }); err != nil {
		return Answer{}, fmt.Errorf("join: %w", err)
	}
	if refused != nil {
		return Answer{}, refused
	}
	return Answer{
		SDP:        answer.Write(o, s.server, result.local),
		Generation: result.generation,
		Seats:      result.seats,
	}, nil
}

// joined is what an answer is written from.
type joined struct {
	local      answer.Local
	generation uint64
	seats      []SeatLines
}

// join finds out whether an offer is the first one of a peer connection, on
// the loop.
func (s *SFU) join(j Join, o *answer.Offer) (joined, error) {
	r := s.rooms[j.Room]
	if r == nil {
		r = &room{sfu: s, name: j.Room, former: map[string]uint64{}}
	}
	m := r.member(j.Participant)
	if m == nil {
		return s.welcome(r, j, o)
	}
	if j.Generation != 0 && j.Generation < m.generation && !m.unanswered(j.Generation) {
		return joined{}, fmt.Errorf("%w: generation %d, now %d", ErrReplaced, j.Generation, m.generation)
	}
	if m.session.offer == o.Session {
		return m.renegotiate(j, o)
	}
	m.replace(j, o)
	return m.enter(j, o), nil
}

// unanswered tells whether the answer to the participant's last join was lost:
// the client comes again with the generation that it came with then, and has
// not used the answer.
func (m *member) unanswered(generation uint64) bool {
	return m.parent == generation && !m.session.used
}

// welcome lets a participant in who is not there.
func (s *SFU) welcome(r *room, j Join, o *answer.Offer) (joined, error) {
	if len(r.members) >= MaxParticipants {
		return joined{}, fmt.Errorf("%w: %d are in it", ErrFull, len(r.members))
	}
	if s.members >= maxSessions {
		return joined{}, fmt.Errorf("%w: %d are in all rooms", ErrFull, s.members)
	}
	if j.Echo > 0 && s.tests() >= MaxEchoes {
		return joined{}, fmt.Errorf("%w: %d test their connection", ErrFull, MaxEchoes)
	}
	m := &member{room: r, name: j.Participant, tally: tally{call: rand.Text(), came: s.loop.Now()}}
	m.generation, m.parent = max(r.former[m.name], j.Generation)+1, j.Generation
	m.held = j.Held && !r.released
	if j.Echo > 0 {
		m.echoes = s.loop.Now().Add(j.Echo)
	}
	m.session = m.newSession(o)
	r.add(m)
	return m.enter(j, o), nil
}

// tests counts those who test their connection.
func (s *SFU) tests() (n int) {
	for _, r := range s.rooms {
		for _, m := range r.members {
			if !m.echoes.IsZero() {
				n++
			}
		}
	}
	return n
}

// replace puts a new peer connection in the place of the old one. Those who
// watch keep the seat for it, and so does it for those whom it watched.
func (m *member) replace(j Join, o *answer.Offer) {
	old := m.session
	m.generation, m.parent = max(m.generation, j.Generation)+1, j.Generation
	m.held = j.Held && !m.room.released
	if m.state == connected {
		m.state = connecting
	}
	m.session = m.newSession(o)
	for _, s := range old.seats {
		m.session.seats = append(m.session.seats, &seat{sitter: s.sitter})
	}
	old.close()
}

// renegotiate takes a later offer of the peer connection that is there. New
// names in it are an ICE restart (RFC 8839 section 4.4.1.1.1).
func (m *member) renegotiate(j Join, o *answer.Offer) (joined, error) {
	s := m.session
	if s.conn.Closed() {
		return joined{}, fmt.Errorf("%w: this peer connection has failed, make another", ErrOffer)
	}
	if o.Ufrag != s.ufrag {
		s.ufrag, s.local = o.Ufrag, transport.NewCredentials()
		s.conn.Restart(s.local, transport.Credentials{Ufrag: o.Ufrag, Pwd: o.Pwd})
	}
	return m.enter(j, o), nil
}

// enter applies an offer to the participant's session.
func (m *member) enter(j Join, o *answer.Offer) joined {
	s := m.session
	first := s.version == 0
	s.version++
	m.permit = j.Permit
	roles := s.apply(o, j.Senders)
	if first { // seats of the peer connection before, that this one does not have
		s.seats = slices.DeleteFunc(s.seats, func(seat *seat) bool { return !seat.used() })
	}
	if first || j.Sending != nil {
		m.said = j.Sending
	}
	m.applySending()
	m.room.reseat()
	if first && len(s.seats) > 0 && s.seated() {
		m.sayWho()
	}
	result := joined{
		local: answer.Local{
			Ufrag: s.local.Ufrag, Pwd: s.local.Pwd, Session: s.id, Version: s.version, Lines: roles,
		},
		generation: m.generation,
	}
	for _, seat := range s.seats {
		result.seats = append(result.seats, seat.mids())
	}
	return result
}

// newSession opens the connection that an offer asks for.
func (m *member) newSession(o *answer.Offer) *session {
	sfu := m.room.sfu
	s := &session{
		member: m, offer: o.Session, ufrag: o.Ufrag, local: transport.NewCredentials(), id: uint64(random32()),
		bySSRC: map[uint32]*forward.Layer{}, byRTX: map[uint32]*forward.Layer{}, sinks: map[uint32]*forward.Sink{},
	}
	s.nextReport = sfu.loop.Now().Add(time.Duration(random32()) % reportEvery) // not all at once
	s.conn = sfu.loop.Open(s.local, transport.Peer{
		Credentials: transport.Credentials{Ufrag: o.Ufrag, Pwd: o.Pwd},
		Fingerprint: o.Fingerprint, Active: o.Active, Trial: !m.echoes.IsZero(),
	}, s)
	s.publisher.Peer, s.receiver.Peer = s.conn, s.conn
	return s
}

// random32 is an unpredictable number.
func random32() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint32(b[:])
}

func (s *SFU) logBroken(m *member, err error) {
	s.log.LogAttrs(context.Background(), slog.LevelWarn, "media connection ended",
		slog.String("room", m.room.name), slog.String("participant", m.name), slog.Any("error", err))
}
