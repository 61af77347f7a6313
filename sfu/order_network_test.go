package sfu_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// tooLoud is who the host mutes: until then the loudest of all.
const tooLoud = 1

// meeting is how big a meeting is: all speak at the same time, guest0 louder than
// those after it.
type meeting struct {
	people, cameras, open int // of the people, those with a camera and an open microphone
	lasts                 time.Duration
	pace                  map[sfu.Source]sfutest.Pace // if it is not the usual one
}

// enter has everybody join, and counts the offers that it takes.
func (s *stage) enter(m meeting, offers *atomic.Int64) cast {
	s.Helper()
	const seats = 9
	var mu sync.Mutex
	var group sync.WaitGroup
	clients := cast{}
	begin := time.Now()
	for n := range m.people {
		group.Go(func() {
			o := s.options(fmt.Sprint("guest", n))
			o.Join = func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
				offers.Add(1)
				return s.sfu.Join(ctx, j)
			}
			o.Seats, o.Sending = seats, nil
			if n < m.open {
				o.Sending, o.Level = []sfu.Source{sfu.Microphone}, uint8(20+2*n)
			}
			if n == tooLoud {
				o.Level = 5
			}
			if n < m.cameras {
				o.Sending = live
			}
			c, err := sfutest.Dial(s.ctx, o)
			if err != nil {
				s.Error(err)
				return
			}
			s.Cleanup(c.Close)
			for source, pace := range m.pace {
				c.SetPace(source, pace)
			}
			mu.Lock()
			clients[o.Name] = c
			mu.Unlock()
		})
	}
	group.Wait()
	s.Logf("%d joined in %v", m.people, time.Since(begin))
	if s.Failed() {
		s.FailNow()
	}
	return clients
}

// MR-12: in a meeting a few are seen, and of the many who speak at once the three
// loudest are heard. What is forwarded grows with that, not with people squared;
// nobody makes an offer because somebody else comes or goes.
func TestAMeetingForwardsThoseWhoAreSeenAndHeard(t *testing.T) {
	t.Parallel()
	m := meeting{people: 12, cameras: 2, open: 6, lasts: 3 * time.Second}
	if soak {
		m = meeting{people: 50, cameras: 2, open: 10, lasts: time.Minute}
	}
	s := newStage(t, 0)
	var offers atomic.Int64
	clients := s.enter(m, &offers)
	ear := clients[fmt.Sprint("guest", m.people-1)]
	s.must(ear.AwaitMore(s.ctx, sfutest.Sender{Participant: fmt.Sprint("guest", tooLoud), Source: sfu.Microphone}, 5))
	s.sfu.SetPermit("room", fmt.Sprint("guest", tooLoud), sfu.Permit{Barred: []sfu.Source{sfu.Microphone}})
	for to, c := range clients {
		if _, err := c.Await(s.ctx, func(v sfutest.View) bool {
			for n := range m.cameras {
				from := fmt.Sprint("guest", n)
				if from != to && v.Heard[sfutest.Sender{Participant: from, Source: sfu.Camera}].Packets < 5 {
					return false
				}
			}
			return to == "guest0" || v.Heard[sfutest.Sender{Participant: "guest0", Source: sfu.Microphone}].Packets >= 5
		}); err != nil {
			t.Fatalf("%s does not see those with a camera, or hear the loudest: %v", to, err)
		}
	}
	loudest := sfutest.Sender{Participant: "guest0", Source: sfu.Microphone}
	s.must(ear.AwaitMore(s.ctx, loudest, 150)) // who spoke first makes room for who is louder
	before, heard, begin := s.stats(), ear.View().Heard, time.Now()
	s.must(ear.AwaitMore(s.ctx, loudest, int(m.lasts/(20*time.Millisecond))))
	after, now, seconds := s.stats(), ear.View().Heard, time.Since(begin).Seconds()

	said, most := 0, now[loudest].Packets-heard[loudest].Packets
	for who, h := range now {
		if who.Source == sfu.Microphone {
			said += h.Packets - heard[who].Packets
		}
	}
	// Where the machine hurries after what it was late with, a place changes hands.
	if voices := float64(said) / float64(most); voices < 2.5 || voices > 3.5 {
		s.unlessLate("%.1f voices come at once", voices)
	}
	muted := sfutest.Sender{Participant: fmt.Sprint("guest", tooLoud), Source: sfu.Microphone}
	if n := now[muted].Packets - heard[muted].Packets; n > 0 {
		t.Errorf("%d packets come of a voice that is not let speak", n)
	}
	in, out := float64(after.PacketsIn-before.PacketsIn)/seconds, float64(after.PacketsOut-before.PacketsOut)/seconds
	t.Logf("%d people, %d cameras, %d microphones: %.0f packets a second in, %.0f out", m.people, m.cameras, m.open, in, out)
	const voice, camera = 50, 2 * 15 // packets a second
	if seen := 1.3 * float64(m.people*(3*voice+m.cameras*camera)); out > seen {
		s.unlessLate("%.0f packets a second out, of %.0f that are seen and heard", out, seen)
	}
	gone := fmt.Sprint("guest", m.people-2)
	clients[gone].Close()
	s.sfu.Leave("room", gone, 0)
	s.must(ear.AwaitMore(s.ctx, loudest, 50))
	if n := offers.Load(); n != int64(m.people) {
		t.Errorf("%d offers of %d people", n, m.people)
	}
}

// A page that cannot show all at once looks at others: their pictures come to the
// seats that there are, who speaks is heard on, and nobody makes an offer.
func TestOnePagesThroughAllPicturesWithoutAnOffer(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	var offers atomic.Int64
	join := func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
		offers.Add(1)
		return s.sfu.Join(ctx, j)
	}
	pages := [][]string{{"anna", "bruno"}, {"chloe", "david"}, {"emma", "farid"}}
	viewer := s.client("viewer", func(o *sfutest.Options) {
		o.Join, o.Sending = join, nil
	})
	s.client("speaker", func(o *sfutest.Options) {
		o.Join, o.Sending, o.Level = join, []sfu.Source{sfu.Microphone}, 20
	})
	people := int64(2)
	for _, page := range pages {
		for _, name := range page {
			s.client(name, func(o *sfutest.Options) { o.Join, o.Sending = join, []sfu.Source{sfu.Camera} })
			people++
		}
	}
	for _, page := range append(pages, pages[0]) {
		s.must(s.sfu.SetView(s.ctx, "room", "viewer", viewer.View().Generation, sfu.View{Shown: page}))
		for _, name := range page {
			s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: name, Source: sfu.Camera}, 5))
		}
		s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: "speaker", Source: sfu.Microphone}, 20))
	}
	if n := offers.Load(); n != people {
		t.Errorf("%d offers of %d people", n, people)
	}
}
