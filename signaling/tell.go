package signaling

import (
	"context"
	"log/slog"
	"time"

	"miti/internal/event"
	"miti/signaling/protocol"
)

// tellWanted tells one participant how much of their pictures is wanted.
func (r *room) tellWanted(p *person) {
	if p.end != nil && p.wanted != nil {
		p.end.push(encode(protocol.Envelope{Type: protocol.TypeRoomWanted, Stream: string(r.stream)}, p.wanted))
	}
}

// tellSeats tells one participant, and nobody else, who sits where.
func (r *room) tellSeats(p *person) {
	if p.end == nil || p.seats == nil {
		return
	}
	p.end.push(encode(protocol.Envelope{Type: protocol.TypeRoomSeats, Stream: string(r.stream)},
		protocol.SeatsEvent{Room: r.id, Generation: p.generation, Seats: p.seats}))
}

// say tells all who watch the stream who is in the room, but for those who are
// before its door.
func (r *room) say() { r.tell(r.frame()) }

// tell gives a frame to those who watch the stream, on whichever node.
func (r *room) tell(frame []byte) {
	if st := r.hub.streams[r.stream]; st != nil {
		st.tell(r.stream, frame)
	}
	r.sayElsewhere(frame)
}

// tell gives a frame to the sockets that watch, but for those outside.
func (st *stream) tell(s event.Stream, frame []byte) {
	for w := range st.watches {
		if c, ok := w.(*socket); ok && !c.outside[s] {
			c.push(frame)
		}
	}
}

func (r *room) frame() []byte {
	m := protocol.RoomEvent{Room: r.id, Participants: make([]protocol.Participant, 0, len(r.people))}
	for _, p := range r.people {
		if !p.outside {
			m.Participants = append(m.Participants, p.participant)
		}
	}
	return encode(protocol.Envelope{Type: protocol.TypeRoom, Stream: string(r.stream)}, m)
}

func (r *room) speakingFrame() []byte {
	return encode(protocol.Envelope{Type: protocol.TypeRoomSpeaking, Stream: string(r.stream)},
		protocol.SpeakingEvent{Room: r.id, Participants: append([]string{}, r.speaking...)})
}

// report tells the owner who is in the room. What it could not take in, the
// next check says again; and what it could, after a while.
func (r *room) report() {
	who, at := []string{}, r.hub.server.Now()
	for _, p := range r.people {
		if p.participant.Connected && !p.outside {
			who = append(who, p.participant.ID)
		}
	}
	r.untold, r.told = false, time.Now()
	r.hub.errand(func(ctx context.Context) {
		if err := r.owner.Present(ctx, r.id, who, at); err != nil {
			r.hub.server.Logger.LogAttrs(ctx, slog.LevelWarn, "presence in a room not noted", slog.Any("error", err))
			r.hub.do(func() { r.untold = true })
		}
	})
}

func replaced(room string, generation uint64) []byte {
	return encode(protocol.Envelope{Type: protocol.TypeRoomReplaced},
		protocol.ReplacedEvent{Room: room, Generation: generation})
}
