package sfu_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// seatsOf are who sits with a participant, as the SFU said last.
func (s *stage) seatsOf(name string) (list []string) {
	for _, sitter := range s.events.Seats("room", name) {
		list = append(list, sitter.Participant)
	}
	return list
}

// guest is the name of one who enters.
func guest(n int) string { return fmt.Sprint("guest", n) }

// A meeting of thirty people and six cameras: somebody joins late, pins, pages
// through, is muted by the host and leaves, and nobody makes a second offer for it.
func TestAMeetingGoesOnWithoutAnyOffer(t *testing.T) {
	t.Parallel()
	m := meeting{people: 30, cameras: 6, open: 3, pace: map[sfu.Source]sfutest.Pace{ // enough to see who is seen
		sfu.Camera:     {Every: 400 * time.Millisecond, Parts: 1, KeyParts: 2, Bytes: 300},
		sfu.Microphone: {Every: 100 * time.Millisecond, Parts: 1, Bytes: 80},
	}}
	s := newStage(t, 0)
	var offers atomic.Int64
	early := m
	early.people--
	clients := s.enter(early, &offers)
	more := func(c *sfutest.Client, n, camera, microphone int) {
		t.Helper()
		for source, packets := range map[sfu.Source]int{sfu.Camera: camera, sfu.Microphone: microphone} {
			s.must(c.AwaitMore(s.ctx, sfutest.Sender{Participant: guest(n), Source: source}, packets))
		}
	}
	// seenAndHeard waits until everybody has got more of the cameras and microphones
	// that are on.
	seenAndHeard := func(when string, cameras, microphones int) {
		t.Helper()
		begin, before := time.Now(), map[string]sfutest.View{}
		for to, c := range clients {
			before[to] = c.View()
		}
		for to, c := range clients {
			_, err := c.Await(s.ctx, func(v sfutest.View) bool {
				for n := range cameras {
					camera, microphone := sfutest.Sender{Participant: guest(n), Source: sfu.Camera}, sfutest.Sender{Participant: guest(n), Source: sfu.Microphone}
					switch {
					case guest(n) == to:
					case v.Heard[camera].Packets < before[to].Heard[camera].Packets+3:
						return false
					case n < microphones && v.Heard[microphone].Packets < before[to].Heard[microphone].Packets+5:
						return false
					}
				}
				return true
			})
			if err != nil {
				t.Fatalf("%s %s does not see and hear all who are seated: %v", when, to, err)
			}
		}
		t.Logf("%s all see and hear all who are seated, after %v", when, time.Since(begin))
	}
	seenAndHeard("at first", m.cameras, m.open)

	begin := time.Now()
	late := s.client(guest(m.people-1), func(o *sfutest.Options) {
		o.Join = func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
			offers.Add(1)
			return s.sfu.Join(ctx, j)
		}
		o.Seats, o.Sending = 4, nil // a telephone
	})
	for n := range m.open {
		more(late, n, 2, 5)
	}
	t.Logf("who joins late sees and hears who speaks, after %v", time.Since(begin))

	view := func(v sfu.View) {
		t.Helper()
		s.must(s.sfu.SetView(s.ctx, "room", guest(m.people-1), late.View().Generation, v))
	}
	view(sfu.View{Pinned: guest(m.cameras - 1)})
	more(late, m.cameras-1, 3, 0)
	view(sfu.View{})

	muted := sfutest.Sender{Participant: guest(tooLoud), Source: sfu.Microphone}
	s.sfu.SetPermit("room", muted.Participant, sfu.Permit{Barred: []sfu.Source{sfu.Microphone}})
	_ = s.stats() // which come after it
	clients[guest(m.people-1)] = late
	for _, again := range []bool{false, true} { // what is under way comes first
		before := map[string]int{}
		for name, c := range clients {
			before[name] = c.View().Heard[muted].Packets
		}
		more(late, 0, 0, 10)
		for name, c := range clients {
			if n := c.View().Heard[muted].Packets - before[name]; again && n > 0 {
				t.Errorf("%s hears %d packets of who is muted", name, n)
			}
		}
	}
	delete(clients, guest(m.people-1))

	// Two speak, so that two seats are for whom one looks at.
	for _, page := range [][]int{{3, 4}, {5, 1}, {3, 4}} {
		view(sfu.View{Shown: []string{guest(page[0]), guest(page[1])}})
		for _, n := range page {
			more(late, n, 3, 0)
		}
		more(late, 0, 0, 10)
	}

	gone := m.cameras - 1
	clients[guest(gone)].Close()
	s.sfu.Leave("room", guest(gone), 0)
	delete(clients, guest(gone))
	for name := range clients {
		_, err := s.events.Await(s.ctx, func([]sfu.Event) bool { return !slices.Contains(s.seatsOf(name), guest(gone)) })
		s.must(err)
	}
	seenAndHeard("when one has left", gone, tooLoud) // those before the one who is muted
	if n := offers.Load(); n != int64(m.people) {
		t.Errorf("%d offers of %d people", n, m.people)
	}
}
