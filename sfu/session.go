package sfu

import (
	"iter"
	"maps"
	"slices"
	"time"

	"miti/sfu/answer"
	"miti/sfu/feedback"
	"miti/sfu/forward"
	"miti/sfu/layer"
	"miti/sfu/transport"
)

// session is one peer connection of a participant. It belongs to the loop.
type session struct {
	member  *member
	conn    *transport.Conn
	offer   string // of which peer connection: see answer.Offer.Session
	ufrag   string // the client's
	local   transport.Credentials
	id      uint64 // of our descriptions
	version uint64
	used    bool // the client has finished a handshake, so it had the answer

	publisher   forward.Publisher
	receiver    forward.Receiver
	sources     []*source
	bySSRC      map[uint32]*forward.Layer
	byRTX       map[uint32]*forward.Layer
	seats       []*seat
	sinks       map[uint32]*forward.Sink // of the seats
	transportID uint8                    // header extension of the transport-wide number
	midID       uint8
	ridID       uint8
	repairedID  uint8
	arrivals    feedback.Arrivals
	waited      bool // the last turn was without feedback

	sharing   sharing
	measuring measuring

	nextReport time.Time
}

// source is an m-line that the client sends on.
type source struct {
	*forward.Source
	kind   Source
	line   answer.Line
	saving saving
}

// source finds what the session sends of a kind, and may send; else nil.
func (s *session) source(kind Source) *forward.Source {
	if !s.member.may(kind) {
		return nil
	}
	for _, src := range s.sources {
		if src.kind == kind {
			return src.Source
		}
	}
	return nil
}

func (s *session) now() time.Time { return s.member.room.sfu.loop.Now() }

// close ends the session and all that came from it.
func (s *session) close() {
	s.conn.Close()
	for _, src := range s.sources {
		src.Close()
	}
	for _, k := range s.sinks {
		k.Watch(nil, s.now())
	}
}

// switchSources tells the sources which of them are on. What is said while it is
// held back is not to be heard later.
func (s *session) switchSources() {
	for _, src := range s.sources {
		picture := src.kind == Camera || src.kind == Screen
		src.SetOn(s.member.sending[src.kind] && (picture || s.member.inside()), s.now())
	}
}

// Reached implements transport.Handler.
func (s *session) Reached() {
	for _, k := range s.sinks {
		k.Await(s.now())
	}
}

// Secured implements transport.Handler.
func (s *session) Secured() {
	s.used = true
	for _, src := range s.sources {
		src.Connected(s.now())
	}
	for _, k := range s.sinks {
		k.Open(s.now())
	}
	s.member.check(s.now())
}

// Broken implements transport.Handler. The place is kept: the client comes
// back with another peer connection, or is gone after a while.
func (s *session) Broken(err error) {
	s.member.room.sfu.logBroken(s.member, err)
}

// apply makes of the lines of an offer what they are to us: sources and
// seats. It returns the roles for the answer.
func (s *session) apply(o *answer.Offer, senders map[string]Source) map[string]answer.Role {
	roles := map[string]answer.Role{}
	var kept []*source
	for _, h := range s.halves() {
		h.used = false
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		kind, named := senders[l.Mid]
		switch {
		case named:
			if src := s.accept(l, kind, kept); src != nil {
				kept = append(kept, src)
				roles[l.Mid] = answer.Role{Receive: l.Sends()}
			}
		case l.Receives():
			h, index := s.place(l)
			if h == nil {
				continue
			}
			h.used = true
			roles[l.Mid] = answer.Role{Send: &answer.Sender{Seat: index, SSRC: h.line.SSRC, RTXSSRC: h.line.RTXSSRC}}
		}
	}
	for _, src := range s.sources {
		if !slices.Contains(kept, src) {
			s.drop(src)
		}
	}
	s.sources = kept
	s.switchSources()
	return roles
}

// accept finds or makes the source of a line that the client may send on,
// nil if the line cannot carry it or another one does already.
func (s *session) accept(l *answer.Line, kind Source, others []*source) *source {
	video := kind == Camera || kind == Screen
	if !l.Usable || l.Video() != video || (!video && kind != Microphone && kind != ScreenSound) {
		return nil
	}
	for _, o := range others {
		if o.kind == kind {
			return nil
		}
	}
	for _, src := range s.sources {
		same := slices.Equal(src.line.Codecs, l.Codecs) && slices.Equal(src.line.RIDs, l.RIDs)
		if src.line.Mid == l.Mid && src.kind == kind && same {
			s.declare(src, l)
			return src
		}
	}
	src := &source{kind: kind, line: *l, Source: forward.NewSource(&s.publisher, forward.Line{
		Video: video, Codecs: l.Codecs, NACK: l.NACK(), LevelID: l.LevelID, RIDs: l.RIDs,
	}, &s.member.room.sfu.pool)}
	s.transportID, s.midID = max(s.transportID, l.TransportID), max(s.midID, l.MidID)
	s.ridID, s.repairedID = max(s.ridID, l.RIDID), max(s.repairedID, l.RepairedID)
	src.saving = saving{said: layer.First(len(src.Layers()))}
	s.declare(src, l)
	return src
}

// declare notes the streams that an offer names.
func (s *session) declare(src *source, l *answer.Line) {
	if l.SSRC != 0 {
		s.bind(src.Layers()[0], l.SSRC)
	}
	if l.RTXSSRC != 0 {
		s.bindRTX(src.Layers()[0], l.RTXSSRC)
	}
}

func (s *session) bind(l *forward.Layer, ssrc uint32) {
	delete(s.bySSRC, l.SSRC())
	l.SetSSRC(ssrc)
	s.bySSRC[ssrc] = l
}

// bindRTX says whose repair stream an SSRC is. There is one a layer.
func (s *session) bindRTX(l *forward.Layer, ssrc uint32) {
	maps.DeleteFunc(s.byRTX, func(_ uint32, o *forward.Layer) bool { return o == l })
	s.byRTX[ssrc] = l
}

func (s *session) drop(src *source) {
	for _, l := range src.Layers() {
		mine := func(_ uint32, o *forward.Layer) bool { return o == l }
		maps.DeleteFunc(s.bySSRC, mine)
		maps.DeleteFunc(s.byRTX, mine)
	}
	src.Close()
}

// place finds or makes the half seat of a line. The i-th audio line and the
// i-th video line are one seat; a seat keeps its number for the session, so
// that there are as many as an offer may have lines, and h is nil for one more.
func (s *session) place(l *answer.Line) (h *half, index int) {
	free := -1
	for i, seat := range s.seats {
		mine := &seat.audio
		if l.Video() {
			mine = &seat.video
		}
		if *mine == nil && free < 0 {
			free = i
		}
		if *mine != nil && (*mine).mid == l.Mid {
			return *mine, i
		}
	}
	if len(s.sinks) == MaxLines {
		return nil, 0
	}
	if free < 0 {
		free = len(s.seats)
		s.seats = append(s.seats, &seat{})
	}
	h = s.newHalf(l)
	if l.Video() {
		s.seats[free].video = h
	} else {
		s.seats[free].audio = h
	}
	return h, free
}

func (s *session) newHalf(l *answer.Line) *half {
	h := &half{mid: l.Mid, given: forward.MaxLayers, line: forward.SinkLine{
		Video: l.Video(), Codecs: l.Codecs, LevelID: l.LevelID, TransportID: l.TransportID, SSRC: s.newSSRC(),
	}}
	for _, c := range l.Codecs {
		if c.HasRTX && h.line.RTXSSRC == 0 {
			h.line.RTXSSRC = s.newSSRC()
		}
	}
	const below = 1 << 15
	h.sink = forward.NewSink(&s.receiver, h.line, uint16(random32()%below), uint16(random32()%below))
	s.sinks[h.line.SSRC] = h.sink
	if s.conn.Secure() {
		h.sink.Open(s.now())
	}
	return h
}

// newSSRC makes an identifier that the session does not use yet: no two
// streams under one key may share one.
func (s *session) newSSRC() uint32 {
	for {
		n := random32()
		used := n <= forward.ServerSSRC
		for ssrc, h := range s.halves() {
			used = used || n == ssrc || n == h.line.RTXSSRC
		}
		if !used {
			return n
		}
	}
}

// halves goes through the m-lines of all seats by their SSRC.
func (s *session) halves() iter.Seq2[uint32, *half] {
	return func(yield func(uint32, *half) bool) {
		for _, seat := range s.seats {
			for _, h := range []*half{seat.audio, seat.video} {
				if h != nil && !yield(h.line.SSRC, h) {
					return
				}
			}
		}
	}
}

// seated tells whether anybody has a seat.
func (s *session) seated() bool {
	return slices.ContainsFunc(s.seats, func(o *seat) bool { return o.sitter.member != nil })
}
