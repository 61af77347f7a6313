package signaling

import (
	"time"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/lobby"
	"miti/sfu"
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
	told   time.Time // when it was told last
	people []*person // in the order of their coming
	// speaking are the participants who are heard to speak.
	speaking []string
}

// inRoom is a participant of a room.
type inRoom struct{ room, participant string }

// arrival is what the media plane says of joins whose answers are under way: it
// may be quicker than they are.
type arrival struct {
	joins int
	said  []sfu.Event
}

// expect begins to keep what is said of a join before it comes here, arrived
// ends it.
func (h *hub) expect(who inRoom) {
	a := h.arrivals[who]
	if a == nil {
		a = &arrival{}
		h.arrivals[who] = a
	}
	a.joins++
}

func (h *hub) arrived(who inRoom) {
	if a := h.arrivals[who]; a.joins > 1 {
		a.joins--
	} else {
		delete(h.arrivals, who)
	}
}

// person is a participant, by the newest of their joins.
type person struct {
	outside     bool // not in the room yet: others are not told
	participant protocol.Participant
	generation  uint64
	seq         uint64 // of the look that let them in
	end         end    // where they joined from; nil when it is gone
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
// out first, then the seats that it speaks of. It reports false, and does nothing,
// if the room has obeyed an order that is newer than the pass.
func (h *hub) joined(j joining) bool {
	r := h.rooms[j.pass.Room]
	if r == nil {
		r = &room{hub: h, id: j.pass.Room, owner: j.owner, stream: j.pass.Stream}
		h.rooms[j.pass.Room] = r
		h.add(r, j.pass.Stream, j.seq)
	}
	if h.streams[r.stream].watches[r].seq > j.seq {
		return false
	}
	p := r.person(j.pass.Participant)
	if p != nil && p.generation > j.generation {
		j.end.push(replaced(j.pass.Room, j.generation)) // a newer one was quicker
		return true
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
	p.generation, p.seq, p.end = j.generation, j.seq, j.end
	p.participant.ID, p.participant.Kind, p.outside = j.pass.Participant, kindOf(j.actor), j.pass.Rights.Outside
	p.participant.Name, p.participant.Sending = j.pass.Name, j.sending
	j.end.push(j.reply)
	r.tellSeats(p)
	r.say()
	if a := h.arrivals[inRoom{r.id, p.participant.ID}]; a != nil {
		said := a.said
		a.said = nil
		for _, e := range said {
			h.seen(e)
		}
	}
	return true
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

// present is the generation of a participant's present join, 0 when there is none.
func (h *hub) present(room, participant string) uint64 {
	if r := h.rooms[room]; r != nil {
		if p := r.person(participant); p != nil {
			return p.generation
		}
	}
	return 0
}

func (r *room) person(participant string) *person {
	for _, p := range r.people {
		if p.participant.ID == participant {
			return p
		}
	}
	return nil
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
				h.server.Media.Leave(r.id, p.participant.ID, p.generation)
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
