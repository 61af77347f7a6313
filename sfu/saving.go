package sfu

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miti/sfu/codec"
	"miti/sfu/forward"
	"miti/sfu/layer"
)

// leaveAfter is how long a layer is still sent that nobody has a use for: seats and
// paths change, and what is switched off takes a moment to be back.
const leaveAfter = 3 * time.Second

// Heights up to which the smaller layers of a camera are enough: a quarter and
// a half of 720 lines, with some room for what is shown a little greater.
const (
	smallHeight  = 200
	middleHeight = 400
)

// View is how a participant sees the others.
type View struct {
	// Heights are of the picture of each seat, in pixels of the screen; 0 is not
	// at all. A seat that is not spoken of is shown whole.
	Heights []int
	// Pinned is the participant who sits, and is shown well, before all others;
	// "" for nobody.
	Pinned string
	// Shown are whom the participant looks at, where not all can be seen at once.
	// They sit before those who are not looked at and not heard.
	Shown []string
}

// SetView says how a participant sees the others. The error is as that of
// SetSending.
func (s *SFU) SetView(ctx context.Context, room, participant string, generation uint64, v View) error {
	return s.ask(ctx, func() error {
		m := s.find(room, participant)
		if m == nil || (generation != 0 && generation != m.generation) {
			return fmt.Errorf("set what is shown: %w", ErrReplaced)
		}
		for i, seat := range m.session.seats {
			before := seat.view
			seat.view = whole
			if i < len(v.Heights) {
				seat.view = viewOf(v.Heights[i])
			}
			if seat.view != before && seat.video != nil {
				seat.video.given = forward.MaxLayers // it need not grow by and by
			}
		}
		m.session.sharing.next = time.Time{}
		shown := v.Shown[:min(len(v.Shown), len(m.session.seats))]
		if m.pinned != v.Pinned || !slices.Equal(m.shown, shown) {
			m.pinned, m.shown = v.Pinned, slices.Clone(shown)
			m.room.reseat()
		}
		return nil
	})
}

// view is how much of a picture is seen. The zero value is all of it.
type view uint8

const (
	whole view = iota
	middle
	small
	hidden
)

func viewOf(height int) view {
	switch {
	case height <= 0:
		return hidden
	case height <= smallHeight:
		return small
	case height <= middleHeight:
		return middle
	}
	return whole
}

// most is the greatest of a number of layers that a view has a use for.
func (v view) most(layers int) int {
	switch v {
	case hidden:
		return -1
	case small:
		return 0
	case middle:
		return min(1, layers-1)
	}
	return layers - 1
}

// saving is what a publisher was told of a source.
type saving struct {
	said   layer.Set
	spare  layer.Set // of what was said, that nobody has a use for now
	since  time.Time // that just these are spare
	codecs []codec.Name
}

// layers takes which are wanted now, and reports whether it is time to say so.
func (s *saving) layers(wanted layer.Set, now time.Time) bool {
	more := wanted &^ s.said
	s.said |= wanted
	if spare := s.said &^ wanted; spare != s.spare {
		s.spare, s.since = spare, now
	}
	if s.spare != 0 && now.Sub(s.since) >= leaveAfter {
		s.said, s.spare = wanted, 0
		return true
	}
	return more != 0
}

// decoded takes which codecs all who watch decode now, and reports whether that
// is new. Nobody decodes nothing.
func (s *saving) decoded(codecs []codec.Name) bool {
	if len(codecs) == 0 || slices.Equal(codecs, s.codecs) {
		return false
	}
	s.codecs = slices.Clone(codecs)
	return true
}

// sayWanted tells the client what of its pictures anybody has a use for: of the
// layers more at once and fewer after a while, of the codecs at once which all
// decode. What is off is left as it was.
func (m *member) sayWanted(now time.Time) {
	changed := false
	for _, src := range m.session.sources {
		if (src.kind != Camera && src.kind != Screen) || !m.sending[src.kind] {
			continue
		}
		layers, codecs := src.saving.layers(src.Wanted(), now), src.saving.decoded(src.Decoded())
		changed = changed || layers || codecs
	}
	if !changed {
		return
	}
	e := Wanted{
		Room: m.room.name, Participant: m.name, Generation: m.generation,
		Layers: map[Source][]int{}, Codecs: map[Source][]codec.Name{},
	}
	for _, src := range m.session.sources {
		if src.kind == Camera || src.kind == Screen {
			e.Layers[src.kind], e.Codecs[src.kind] = src.saving.said.Numbers(), src.saving.codecs
		}
	}
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutWanted}, e)
}
