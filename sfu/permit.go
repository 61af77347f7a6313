package sfu

import "slices"

// Permit is what one participant may do, whatever the client thinks. The zero
// value is everything.
type Permit struct {
	// Outside is not in the room yet: connected, neither hearing nor heard.
	Outside bool
	// Barred are the sources that are not forwarded, although they arrive.
	Barred []Source
}

// SetPermit changes what a participant may do, from the next packet on. Who is
// not in the room has what the next Join says.
func (s *SFU) SetPermit(room, participant string, p Permit) {
	s.loop.Do(func() {
		if m := s.find(room, participant); m != nil {
			m.setPermit(p)
			m.room.reseat()
		}
	})
}

// SetSpotlight says whom everybody should see: who has a seat before those whom
// nobody has chosen. "" is nobody.
func (s *SFU) SetSpotlight(room, participant string) {
	s.loop.Do(func() {
		if r := s.rooms[room]; r != nil && r.spotlight != participant {
			r.spotlight = participant
			r.reseat()
		}
	})
}

func (m *member) setPermit(p Permit) {
	m.permit = p
	m.applySending()
}

// may tells whether a source of the participant is forwarded.
func (m *member) may(s Source) bool { return !slices.Contains(m.permit.Barred, s) }

// inside tells whether the participant hears and is heard.
func (m *member) inside() bool { return !m.held && !m.permit.Outside }
