package sfu

import (
	"slices"

	"miti/sfu/forward"
)

// sitter is who has a seat, or should have one.
type sitter struct {
	member *member
	screen bool
}

// sources are the two sources of a sitter, each nil if there is none.
func (s sitter) sources() (audio, video *forward.Source) {
	if s.member == nil {
		return nil, nil
	}
	if s.screen {
		return s.member.session.source(ScreenSound), s.member.session.source(Screen)
	}
	return s.member.session.source(Microphone), s.member.session.source(Camera)
}

// seat is one place of a receiver: an audio and a video m-line, either of
// which may be missing, and who has them.
type seat struct {
	audio, video *half
	sitter       sitter
	view         view
}

// half is an m-line of a seat.
type half struct {
	mid  string
	line forward.SinkLine
	sink *forward.Sink
	used bool // the last offer still receives on it
	// given is the layer that the receiver's path is thought to carry,
	// forward.MaxLayers before that was asked.
	given int
}

// public is the sitter as others know it.
func (s sitter) public() Sitter {
	if s.member == nil {
		return Sitter{}
	}
	return Sitter{Participant: s.member.name, Screen: s.screen}
}

// seating gives the seats to the first of those who want one, and lets each seat watch
// what its sitter sends. It reports whether anybody's seat has changed.
func (s *session) seating(wanted []sitter) (changed bool) {
	wanted = wanted[:min(len(wanted), s.usedSeats())]
	for _, seat := range s.seats {
		at := slices.Index(wanted, seat.sitter)
		if at < 0 || !seat.used() {
			changed = changed || seat.sitter.member != nil
			seat.sitter = sitter{}
			continue
		}
		wanted = slices.Delete(wanted, at, at+1)
	}
	for _, seat := range s.seats {
		if seat.sitter.member == nil && seat.used() && len(wanted) > 0 {
			seat.sitter, wanted, changed = wanted[0], wanted[1:], true
		}
		audio, video := seat.sitter.sources()
		s.watch(seat.audio, audio)
		s.watch(seat.video, video)
	}
	return changed
}

func (s *session) watch(h *half, source *forward.Source) {
	if h == nil {
		return
	}
	if !h.used {
		source = nil
	}
	h.sink.Watch(source, s.member.room.sfu.loop.Now())
}

// used tells whether the client still receives on a line of the seat.
func (s *seat) used() bool {
	return (s.audio != nil && s.audio.used) || (s.video != nil && s.video.used)
}

// shown is the number of the layer that is shown in a seat, -1 for none.
func (s *seat) shown() int {
	if s.video == nil {
		return -1
	}
	return s.video.sink.Shown()
}

// mids are the m-lines of a seat.
func (s *seat) mids() SeatLines {
	var l SeatLines
	if s.audio != nil {
		l.AudioMid = s.audio.mid
	}
	if s.video != nil {
		l.VideoMid = s.video.mid
	}
	return l
}
