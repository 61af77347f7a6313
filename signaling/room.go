package signaling

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/codec"
	"miti/signaling/protocol"
)

// room is what a node knows of a media room beside the media. It belongs to
// the hub's goroutine, and watches its owner's stream for what happens to it.
type room struct {
	hub    *hub
	id     string
	owner  lobby.Owner
	stream event.Stream
	untold bool      // the owner does not know who is present
	people []*person // in the order of their coming
	// speaking are the participants who are heard to speak.
	speaking []string
	// early are seats of joins that have not come here yet: the media plane
	// may be quicker than the answer.
	early map[string]sfu.Seated
}

// person is a participant, by the newest of their joins.
type person struct {
	outside     bool // not in the room yet: others are not told
	participant protocol.Participant
	generation  uint64
	end         end // where they joined from; nil when it is gone
	seats       []protocol.Seat
	wanted      *protocol.WantedEvent // of what they send, nil for all of it
}

// joining is a join that the media plane has taken.
type joining struct {
	end        end
	actor      account.Actor
	owner      lobby.Owner
	pass       lobby.Pass
	seq        uint64
	generation uint64
	sending    protocol.Sending
	reply      []byte
}

// joined makes the newest join the participant's one and only. The answer goes
// out first, then the seats that it speaks of.
func (h *hub) joined(j joining) {
	r := h.rooms[j.pass.Room]
	if r == nil {
		r = &room{hub: h, id: j.pass.Room, owner: j.owner, stream: j.pass.Stream, early: map[string]sfu.Seated{}}
		h.rooms[j.pass.Room] = r
		h.add(r, j.pass.Stream, j.seq)
	}
	p := r.person(j.pass.Participant)
	if p != nil && p.generation > j.generation {
		j.end.push(replaced(j.pass.Room, j.generation)) // a newer one was quicker
		return
	}
	if p == nil {
		p = &person{}
		r.people = append(r.people, p)
	}
	if p.generation != j.generation {
		if p.end != nil && p.end != j.end {
			p.end.push(replaced(j.pass.Room, p.generation))
		}
		p.seats, p.wanted = nil, nil
		p.participant.Connected, p.participant.Network, p.participant.Paused = false, "", nil
	}
	p.generation, p.end = j.generation, j.end
	p.participant.ID, p.participant.Kind, p.outside = j.pass.Participant, kindOf(j.actor), j.pass.Rights.Outside
	p.participant.Name, p.participant.Sending = j.pass.Name, j.sending
	j.end.push(j.reply)
	if early, ok := r.early[j.pass.Participant]; ok {
		delete(r.early, j.pass.Participant)
		r.seated(early)
	} else if p.seats != nil {
		r.tellSeats(p)
	}
	r.say()
}

// sends notes what a participant sends from now on. The socket that says so is
// the one that the participant has: an older one may have been lost.
func (h *hub) sends(from end, who string, m protocol.RoomState) {
	r := h.rooms[m.Room]
	if r == nil {
		return
	}
	p := r.person(who)
	if p == nil || p.generation != m.Generation {
		return
	}
	if p.end != from {
		p.end = from
		r.tellSeats(p)
		r.tellWanted(p)
	}
	if p.participant.Sending != m.Sending {
		p.participant.Sending = m.Sending
		r.say()
	}
}

// seen takes in what the media plane saw. What belongs to a join that another
// one has replaced changes nothing.
func (h *hub) seen(e sfu.Event) {
	switch e := e.(type) {
	case sfu.Connected:
		h.connected(e.Room, e.Participant, e.Generation, true)
	case sfu.Lost:
		h.connected(e.Room, e.Participant, e.Generation, false)
	case sfu.Gone:
		if r, p := h.find(e.Room, e.Participant, e.Generation); p != nil {
			r.people = slices.DeleteFunc(r.people, func(o *person) bool { return o == p })
			r.say()
			r.report()
			if len(r.people) == 0 {
				r.end()
			}
		}
	case sfu.Seated:
		if r := h.rooms[e.Room]; r != nil {
			r.seated(e)
		}
	case sfu.Speaking:
		if r := h.rooms[e.Room]; r != nil {
			r.speaking = e.Participants
			r.tell(r.speakingFrame())
		}
	case sfu.Paused:
		if r, p := h.find(e.Room, e.Participant, e.Generation); p != nil {
			p.participant.Paused = seats(e.Pictures)
			r.say()
		}
	case sfu.Quality:
		word := protocol.Network(e.Word)
		if r, p := h.find(e.Room, e.Participant, e.Generation); p != nil && p.participant.Network != word {
			p.participant.Network = word
			r.say()
		}
	case sfu.Wanted:
		if r, p := h.find(e.Room, e.Participant, e.Generation); p != nil {
			p.wanted = &protocol.WantedEvent{
				Room: e.Room, Generation: e.Generation, Camera: e.Layers[sfu.Camera], Screen: e.Layers[sfu.Screen],
				CameraCodecs: names(e.Codecs[sfu.Camera]), ScreenCodecs: names(e.Codecs[sfu.Screen]),
			}
			r.tellWanted(p)
		}
	}
}

func (h *hub) connected(room, participant string, generation uint64, is bool) {
	r, p := h.find(room, participant, generation)
	if p == nil || p.participant.Connected == is {
		return
	}
	p.participant.Connected = is
	r.say()
	r.report()
}

// generation is that of a participant's present join, 0 when there is none.
func (h *hub) generation(ctx context.Context, room, participant string) uint64 {
	answer := make(chan uint64, 1)
	h.do(func() {
		var present uint64
		if r := h.rooms[room]; r != nil {
			if p := r.person(participant); p != nil {
				present = p.generation
			}
		}
		answer <- present
	})
	select {
	case present := <-answer:
		return present
	case <-ctx.Done():
		return 0
	}
}

func (h *hub) find(room, participant string, generation uint64) (*room, *person) {
	r := h.rooms[room]
	if r == nil {
		return nil, nil
	}
	if p := r.person(participant); p != nil && p.generation == generation {
		return r, p
	}
	return r, nil
}

func (r *room) person(participant string) *person {
	for _, p := range r.people {
		if p.participant.ID == participant {
			return p
		}
	}
	return nil
}

func (r *room) seated(e sfu.Seated) {
	p := r.person(e.Participant)
	if p == nil || p.generation < e.Generation {
		r.early[e.Participant] = e
		return
	}
	if p.generation > e.Generation {
		return
	}
	p.seats = seats(e.Seats)
	r.tellSeats(p)
}

func seats(sitters []sfu.Sitter) []protocol.Seat {
	list := make([]protocol.Seat, 0, len(sitters))
	for _, s := range sitters {
		list = append(list, protocol.Seat{Participant: s.Participant, Screen: s.Screen})
	}
	return list
}

func names(codecs []codec.Name) []string {
	list := make([]string, 0, len(codecs))
	for _, c := range codecs {
		list = append(list, string(c))
	}
	return list
}

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
// next check says again.
func (r *room) report() {
	who, at := []string{}, time.Now()
	for _, p := range r.people {
		if p.participant.Connected && !p.outside {
			who = append(who, p.participant.ID)
		}
	}
	r.untold = false
	r.hub.errand(func(ctx context.Context) {
		if err := r.owner.Present(ctx, r.id, who, at); err != nil {
			r.hub.server.Logger.LogAttrs(ctx, slog.LevelWarn, "presence in a room not noted", slog.Any("error", err))
			r.hub.do(func() { r.untold = true })
		}
	})
}

// take implements watcher: what happens to the interview or the meeting happens
// to the room.
func (r *room) take(n *notice) {
	orders, err := r.owner.Orders(n.event, r.id)
	if err != nil {
		n.err = err
		return
	}
	for _, o := range orders {
		r.obey(o)
	}
}

// obey does what the owner wants done.
func (r *room) obey(o lobby.Order) {
	media := r.hub.server.Media
	if o.Release {
		r.hub.errand(func(context.Context) { media.Release(r.id) })
	}
	if o.Spotlight != nil {
		r.hub.errand(func(context.Context) { media.SetSpotlight(r.id, *o.Spotlight) })
	}
	if o.Participant != "" {
		r.let(o.Participant, o.Rights)
	}
	if o.Close {
		r.people = nil
		r.say()
		r.end()
		r.hub.errand(func(context.Context) { media.CloseRoom(r.id) })
	}
}

// let gives a participant other rights, or sends them out.
func (r *room) let(participant string, rights *lobby.Rights) {
	media := r.hub.server.Media
	if rights == nil {
		r.hub.errand(func(context.Context) { media.Leave(r.id, participant, 0) })
		return
	}
	may := permit(*rights)
	r.hub.errand(func(context.Context) { media.SetPermit(r.id, participant, may) })
	if p := r.person(participant); p != nil && p.outside != rights.Outside {
		p.outside = rights.Outside
		r.say()
		r.report()
	}
}

func kindOf(a account.Actor) protocol.AuthorKind {
	if a.Staff != "" {
		return protocol.AuthorStaff
	}
	return protocol.AuthorVisitor
}

func (r *room) end() {
	delete(r.hub.rooms, r.id)
	r.hub.remove(r, r.stream)
}

// forget takes a socket away; its participant stays as long as media says so.
func (r *room) forget(c *socket) {
	for _, p := range r.people {
		if p.end == end(c) {
			p.end = nil
		}
	}
}

// expel takes the participant of a session that has ended out of all rooms.
func (h *hub) expel(from end) {
	for _, r := range h.rooms {
		for _, p := range r.people {
			if p.end == from {
				room, who, generation := r.id, p.participant.ID, p.generation
				h.errand(func(context.Context) { h.server.Media.Leave(room, who, generation) })
			}
		}
	}
}

// drain tells those who are in no room to come back.
func (h *hub) drain() {
	inRoom := map[end]bool{}
	for _, r := range h.rooms {
		for _, p := range r.people {
			inRoom[p.end] = true
		}
	}
	for _, c := range h.server.places.all() {
		if !inRoom[c] {
			c.cut(closeDraining)
		}
	}
}

func replaced(room string, generation uint64) []byte {
	return encode(protocol.Envelope{Type: protocol.TypeRoomReplaced},
		protocol.ReplacedEvent{Room: room, Generation: generation})
}
