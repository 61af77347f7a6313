package speaker

import "time"

// hold is how long a voice keeps its place after it was last loud, unless a
// louder one needs it.
const hold = 2 * time.Second

// clearly is by how many dB a voice must be louder than one that has a place
// and still speaks.
const clearly = 6

// Stage has a few places for those who are heard. A voice that is loud takes a
// free place with its first packet, so that no syllable is clipped. One that does
// not say how loud it is takes a free place too, and leaves it to who speaks.
type Stage struct {
	places []*Voice
}

// NewStage makes a stage with a number of places.
func NewStage(places int) *Stage { return &Stage{places: make([]*Voice, places)} }

// Heard tells, with each packet of a voice, whether it is to be passed on.
func (s *Stage) Heard(v *Voice, now time.Time) bool {
	free, weakest := -1, -1
	for i, p := range s.places {
		switch {
		case p == v:
			return true
		case p == nil || now.Sub(p.last) > hold:
			free = i
		case weakest < 0 || p.Loudness(now) < s.places[weakest].Loudness(now):
			weakest = i
		}
	}
	if v.loud.IsZero() && !v.unknown {
		return false
	}
	if free < 0 {
		if v.unknown {
			return false
		}
		w := s.places[weakest]
		if w.speaking && v.Loudness(now) < w.Loudness(now)+clearly {
			return false
		}
		free = weakest
	}
	s.places[free] = v
	return true
}

// Leave gives a voice's place away.
func (s *Stage) Leave(v *Voice) {
	for i, p := range s.places {
		if p == v {
			s.places[i] = nil
		}
	}
}
