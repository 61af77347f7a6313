package signaling

import (
	"slices"

	"miti/sfu"
	"miti/sfu/codec"
	"miti/signaling/protocol"
)

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
