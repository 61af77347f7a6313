package signaling

import (
	"slices"

	"miti/sfu"
	"miti/sfu/codec"
	"miti/signaling/protocol"
)

// seen takes in what the media plane saw. What belongs to a join that another
// one has replaced changes nothing; what is of one that has not come here yet
// waits for it.
func (h *hub) seen(e sfu.Event) {
	switch e := e.(type) {
	case sfu.Connected:
		h.connected(e, e.Room, e.Participant, e.Generation, true)
	case sfu.Lost:
		h.connected(e, e.Room, e.Participant, e.Generation, false)
	case sfu.Gone:
		h.gone(e)
	case sfu.Seated:
		if r, p := h.find(e, e.Room, e.Participant, e.Generation); p != nil {
			p.seats = seats(e.Seats)
			r.tellSeats(p)
		}
	case sfu.Speaking:
		if r := h.rooms[e.Room]; r != nil {
			r.speaking = e.Participants
			r.tell(r.speakingFrame())
		}
	case sfu.Paused:
		if r, p := h.find(e, e.Room, e.Participant, e.Generation); p != nil {
			p.participant.Paused = seats(e.Pictures)
			r.say()
		}
	case sfu.Quality:
		word := protocol.Network(e.Word)
		if r, p := h.find(e, e.Room, e.Participant, e.Generation); p != nil && p.participant.Network != word {
			p.participant.Network = word
			r.say()
		}
	case sfu.Wanted:
		if r, p := h.find(e, e.Room, e.Participant, e.Generation); p != nil {
			p.wanted = &protocol.WantedEvent{
				Room: e.Room, Generation: e.Generation,
				Camera: append([]int{}, e.Layers[sfu.Camera]...), Screen: append([]int{}, e.Layers[sfu.Screen]...),
				CameraCodecs: names(e.Codecs[sfu.Camera]), ScreenCodecs: names(e.Codecs[sfu.Screen]),
			}
			r.tellWanted(p)
		}
	}
}

func (h *hub) connected(e sfu.Event, room, participant string, generation uint64, is bool) {
	r, p := h.find(e, room, participant, generation)
	if p == nil || p.participant.Connected == is {
		return
	}
	p.participant.Connected = is
	r.say()
	r.report()
}

// find is the participant whose present join an event is of, nil for another one.
func (h *hub) find(e sfu.Event, room, participant string, generation uint64) (*room, *person) {
	if r := h.rooms[room]; r != nil {
		if p := r.person(participant); p != nil && p.generation == generation {
			return r, p
		}
	}
	h.early(e, room, participant, generation)
	return nil, nil
}

// early keeps what is said of a join that is still under way.
func (h *hub) early(e sfu.Event, room, participant string, generation uint64) {
	a := h.arrivals[inRoom{room, participant}]
	if a != nil && h.present(room, participant) < generation {
		a.said = append(a.said, e)
	}
}

// gone takes somebody out of the room. They go with any join that is not newer:
// the newest one may have been refused before it came here.
func (h *hub) gone(e sfu.Gone) {
	h.early(e, e.Room, e.Participant, e.Generation)
	if present := h.present(e.Room, e.Participant); present == 0 || present > e.Generation {
		return
	}
	r := h.rooms[e.Room]
	r.people = slices.DeleteFunc(r.people, func(p *person) bool { return p.participant.ID == e.Participant })
	r.say()
	r.report()
	if len(r.people) == 0 {
		r.end()
	}
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
