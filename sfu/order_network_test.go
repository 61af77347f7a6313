package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// MR-12: a meeting in which a few are seen and one after the other speaks. What
// is forwarded grows with those who are seen and heard, not with all squared.
func TestAMeetingForwardsThoseWhoAreSeenAndHeard(t *testing.T) {
	t.Parallel()
	people, cameras, lasts := 12, 2, 3*time.Second
	if soak {
		people, cameras, lasts = 30, 6, time.Minute
	}
	s := newStage(t, 0)
	const seats = 9
	clients := cast{}
	for n := range people {
		name := fmt.Sprint("guest", n)
		clients[name] = s.client(name, func(o *sfutest.Options) {
			o.Seats, o.Sending = seats, []sfu.Source{sfu.Microphone}
			if n < cameras {
				o.Sending = live
			}
		})
		if n > 0 { // as who is not let speak in a meeting
			mute := sfu.Permit{Barred: []sfu.Source{sfu.Microphone, sfu.Screen, sfu.ScreenSound}}
			s.sfu.SetPermit("room", name, mute)
		}
	}
	// Everybody sees the others who are in pictures, and hears the first.
	for to, c := range clients {
		_, err := c.Await(s.ctx, func(v sfutest.View) bool {
			for n := range cameras {
				from := fmt.Sprint("guest", n)
				if from != to && v.Heard[sfutest.Sender{Participant: from, Source: sfu.Camera}].Packets < 5 {
					return false
				}
			}
			return to == "guest0" || v.Heard[sfutest.Sender{Participant: "guest0", Source: sfu.Microphone}].Packets >= 5
		})
		s.must(err)
	}
	before, begin := s.sfu.Stats(), time.Now()
	mute := clients["guest1"].View().Heard[sfutest.Sender{Participant: "guest2", Source: sfu.Microphone}]
	s.must(clients["guest1"].AwaitMore(s.ctx, sfutest.Sender{Participant: "guest0", Source: sfu.Microphone}, int(lasts/(20*time.Millisecond))))
	after, took := s.sfu.Stats(), time.Since(begin)
	if now := clients["guest1"].View().Heard[sfutest.Sender{Participant: "guest2", Source: sfu.Microphone}]; now.Packets != mute.Packets {
		t.Errorf("%d packets came of a voice that is not let speak", now.Packets-mute.Packets)
	}
	in, out := after.PacketsIn-before.PacketsIn, after.PacketsOut-before.PacketsOut
	t.Logf("%d people, %d cameras: %.0f packets a second in, %.0f out", people, cameras, float64(in)/took.Seconds(), float64(out)/took.Seconds())
	if squared := in * uint64(people-1); out*2 > squared {
		t.Errorf("%d packets out of %d in: as if all heard all (%d)", out, in, squared)
	}
}
