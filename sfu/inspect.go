package sfu

import (
	"context"
	"slices"
	"time"

	"miti/sfu/quality"
)

// MeasureEvery is the time between two measurements, of which InspectedOne has
// the last ones.
const MeasureEvery = measureEvery

// Inspected is a room as an operator sees it.
type Inspected struct {
	Room         string
	Spotlight    string // who is seen first, "" for nobody
	Participants []InspectedOne
}

// InspectedOne is a participant as an operator sees them.
type InspectedOne struct {
	Participant string
	Generation  uint64
	Connected   bool
	Held        bool
	Permit      Permit
	Speaking    bool
	Sending     []InspectedSource
	Seats       []InspectedSeat
	Last        Measured // the zero value before the first measurement
	SoFar       Summary
	Past        []Moment // the oldest first
}

// InspectedSource is what a participant sends.
type InspectedSource struct {
	Source Source
	On     bool
	Bits   []int // of each layer in a second, the smallest first
	Wanted []int // layers that anybody has a use for
}

// InspectedSeat is who sits in a seat of a participant, and what of them is shown.
type InspectedSeat struct {
	Sitter Sitter
	Layer  int // -1 for no picture
}

// Inspect lists the rooms of now by their names. It asks the loop room by room,
// so that packets wait for no longer than one room takes.
func (s *SFU) Inspect(ctx context.Context) ([]Inspected, error) {
	var names []string
	if err := s.call(ctx, func() {
		for name := range s.rooms {
			names = append(names, name)
		}
	}); err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := make([]Inspected, 0, len(names))
	for _, name := range names {
		if err := s.call(ctx, func() {
			if r := s.rooms[name]; r != nil { // it may have ended meanwhile
				list = append(list, r.inspect(s.loop.Now()))
			}
		}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *room) inspect(now time.Time) Inspected {
	i := Inspected{Room: r.name, Spotlight: r.spotlight}
	for _, m := range r.members {
		i.Participants = append(i.Participants, m.inspect(now))
	}
	return i
}

func (m *member) inspect(now time.Time) InspectedOne {
	i := InspectedOne{
		Participant: m.name, Generation: m.generation, Connected: m.state == connected, Held: m.held, Permit: m.permit,
		Speaking: slices.Contains(m.room.speaking.said, m.name),
		Last:     m.session.measuring.last, SoFar: m.tally.summary(now), Past: m.tally.moments(),
	}
	if m.state == lost {
		i.Last.Word = quality.Lost
	}
	for _, src := range m.session.sources {
		i.Sending = append(i.Sending, InspectedSource{
			Source: src.kind, On: m.sending[src.kind], Bits: src.Bits(nil), Wanted: src.Wanted().Numbers(),
		})
	}
	for _, seat := range m.session.seats {
		i.Seats = append(i.Seats, InspectedSeat{Sitter: seat.sitter.public(), Layer: seat.shown()})
	}
	return i
}
