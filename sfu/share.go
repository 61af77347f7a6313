package sfu

import (
	"slices"
	"time"

	"miti/sfu/forward"
	"miti/sfu/layer"
	"miti/sfu/transport"
)

const (
	shareEvery = 100 * time.Millisecond
	// After a picture had to shrink nothing grows for this long, and for twice
	// as long when it had grown in vain.
	settle     = 3 * time.Second
	settleMost = 30 * time.Second
	inVain     = 8 * time.Second
	padsMost   = 64 // packets of padding in a tick
)

// sharing is how a receiver's path is shared among what is seen.
type sharing struct {
	next   time.Time
	halves []*half // that are wished for
	wishes []layer.Wish
	given  []int
	bits   []int // of the layers of all wishes
	wanted int   // bits a second that would be needed for more, 0 for enough

	shrunk, grown time.Time
	pause         time.Duration // after the last time that something shrank
	tooMuch       int           // bits a second that were wished for then
	carried       int           // and that the path was thought to carry
	paused        []Sitter
}

// share gives each picture the layer that the path carries, down at once and
// up when things have settled, and looks whether the path carries more.
func (s *session) share(now time.Time) {
	h := &s.sharing
	if !now.Before(h.next) {
		h.next = now.Add(shareEvery)
		free := max(s.carries()-s.wish(), 0)
		wished := layer.Wanted(h.wishes)
		if s.carries() > 2*h.carried {
			h.pause = 0 // the path is another one than that which was too narrow
		}
		// What has become so much less need not wait for what did not fit.
		grow := now.Sub(h.shrunk) >= h.pause || wished < h.tooMuch/2
		h.given = layer.Share(free, h.wishes, grow, h.given)
		h.wanted = 0
		for i, given := range h.given {
			w := &h.wishes[i]
			if given < w.Most {
				h.wanted = wished + s.carries() - free
			}
			if w.Now < forward.MaxLayers { // else nothing was given before
				if given < min(w.Now, w.Most) {
					h.tooMuch, h.carried = wished, s.carries()
				}
				h.settle(min(w.Now, w.Most), given, now)
			}
			h.halves[i].given = given
			h.halves[i].sink.SetMost(given, given < w.Most, now)
		}
		s.sayPaused()
	}
	if e := s.receiver.Estimate; e != nil {
		s.pad(e.Pad(h.wanted, transport.TickEvery, now), now)
	}
}

// carries is how many bits a second the path takes: no end of them if the
// client does not say what arrives.
func (s *session) carries() int {
	if s.receiver.Estimate == nil {
		return 1 << 40
	}
	return s.receiver.Estimate.Bits()
}

// settle notes that a picture grows or shrinks.
func (h *sharing) settle(before, after int, now time.Time) {
	switch {
	case after > before:
		h.grown = now
	case after < before && now.Sub(h.shrunk) >= time.Second: // once for all of them
		if now.Sub(h.grown) < inVain && !h.grown.IsZero() {
			h.pause = min(max(2*h.pause, settle), settleMost)
		} else {
			h.pause = settle
		}
		h.shrunk = now
	}
}

// wish lists what is to be seen, and returns what sound takes.
func (s *session) wish() (sound int) {
	h := &s.sharing
	h.halves, h.wishes, h.bits = h.halves[:0], h.wishes[:0], h.bits[:0]
	for _, seat := range s.seats {
		audio, video := seat.sitter.sources()
		if audio != nil && seat.audio != nil {
			from := len(h.bits)
			h.bits = audio.Bits(h.bits)
			sound += h.bits[from]
		}
		if video == nil || seat.video == nil || !seat.sitter.on() {
			continue
		}
		from := len(h.bits)
		h.bits = video.Bits(h.bits)
		w := layer.Wish{
			Rank: layer.Other, Bits: h.bits[from:len(h.bits):len(h.bits)], Now: seat.video.given,
			Most: seat.view.most(len(h.bits) - from),
		}
		switch {
		case seat.sitter.screen:
			w.Rank = layer.Screen
		case seat.sitter.member.name == s.member.pinned:
			w.Rank = layer.Pinned
		case seat.sitter.member == s.member.room.speaker:
			w.Rank = layer.Speaker
		}
		h.halves, h.wishes = append(h.halves, seat.video), append(h.wishes, w)
	}
	return sound
}

// on tells whether the picture of a sitter is switched on.
func (s sitter) on() bool {
	if s.screen {
		return s.member.sending[Screen]
	}
	return s.member.sending[Camera]
}

// pad sends about so many bytes of padding.
func (s *session) pad(bytes int, now time.Time) {
	for range padsMost {
		if bytes <= 0 {
			return
		}
		sent := 0
		for _, h := range s.sharing.halves {
			if sent = h.sink.Pad(now); sent > 0 {
				break
			}
		}
		if sent == 0 {
			return // there is nothing to send it on
		}
		bytes -= sent
	}
}

// sayPaused tells which pictures the path does not carry, when that changes.
func (s *session) sayPaused() {
	var paused []Sitter
	for _, seat := range s.seats {
		unfit := seat.video != nil && seat.video.given == layer.None && seat.view != hidden
		if unfit && slices.Contains(s.sharing.halves, seat.video) {
			paused = append(paused, seat.sitter.public())
		}
	}
	if !slices.Equal(paused, s.sharing.paused) {
		s.sharing.paused = paused
		m := s.member
		m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutPaused},
			Paused{m.room.name, m.name, m.generation, paused})
	}
}
