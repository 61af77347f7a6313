package sfu

import (
	"cmp"
	"slices"
	"time"
)

// recently is how long who spoke comes before those whose camera is on.
const recently = time.Minute

// wantedBy lists who should have a seat with a participant, those first who
// should have one when there are not enough: whom they have pinned, screens, who
// is heard, whom they look at, the spotlight, who spoke last, cameras, and all
// others as they came.
func (r *room) wantedBy(m *member) []sitter {
	if !m.inside() {
		return nil
	}
	var list []sitter
	for _, screen := range []bool{false, true} {
		for _, o := range r.members {
			if (o != m || !m.echoes.IsZero()) && o.inside() && (!screen || o.sending[Screen]) {
				list = append(list, sitter{o, screen})
			}
		}
	}
	if len(list) <= m.session.usedSeats() {
		return list
	}
	now := r.sfu.loop.Now()
	slices.SortStableFunc(list, func(a, b sitter) int {
		return cmp.Or(cmp.Compare(r.rank(m, a, now), r.rank(m, b, now)), b.lastWord(now).Compare(a.lastWord(now)))
	})
	return list
}

// rank is lower for who comes first with m.
func (r *room) rank(m *member, s sitter, now time.Time) int {
	switch {
	case s.member.name == m.pinned && !s.screen:
		return 0
	case s.screen:
		return 1
	case s.member.isHeard(now):
		return 2
	case slices.Contains(m.shown, s.member.name):
		return 3
	case s.member.name == r.spotlight:
		return 4
	case !s.lastWord(now).IsZero():
		return 5
	case s.member.sending[Camera]:
		return 6
	}
	return 7
}

// isHeard tells whether a member speaks, and is passed on to the others.
func (m *member) isHeard(now time.Time) bool {
	return m.speaks(now) && m.session.source(Microphone).Passed()
}

// lastWord is when a person spoke last, zero when that is long ago.
func (s sitter) lastWord(now time.Time) time.Time {
	if s.screen || now.Sub(s.member.spoke) > recently {
		return time.Time{}
	}
	return s.member.spoke
}

// usedSeats counts those that the client still receives on.
func (s *session) usedSeats() (n int) {
	for _, seat := range s.seats {
		if seat.used() {
			n++
		}
	}
	return n
}
