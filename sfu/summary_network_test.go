package sfu_test

import (
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/sfu/transport"
)

// Whoever is out of a room, whichever way, leaves a line of what it was like;
// before that an operator sees them.
func TestACallLeavesALine(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna, bruno := s.client("anna", nil), s.client("bruno", func(o *sfutest.Options) { o.TCP = true })
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 20))
	s.must(anna.AwaitMore(s.ctx, sfutest.Sender{Participant: "bruno", Source: sfu.Camera}, 20))
	for _, name := range []string{"anna", "bruno"} {
		s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
			q, ok := e.(sfu.Quality)
			return ok && q.Participant == name && q.BitsUp > 0 && q.BitsDown > 0
		}))
	}
	seen := sfu.Seen{Freezes: 2, Frozen: 700 * time.Millisecond, Concealed: 40 * time.Millisecond}
	for range 2 {
		s.must(s.sfu.Report(s.ctx, "room", "anna", 0, seen))
	}
	var before sfu.Summed // as a line that is left if the process dies
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) (ok bool) {
		before, ok = e.(sfu.Summed)
		return ok && before.Participant == "anna" && !before.Over && before.Way == transport.UDP
	}))
	rooms, err := s.sfu.Inspect(s.ctx)
	s.must(err)
	if len(rooms) != 1 || len(rooms[0].Participants) != 2 {
		t.Fatalf("rooms %+v", rooms)
	}
	for _, p := range rooms[0].Participants {
		if !p.Connected || len(p.Past) == 0 || len(p.Sending) == 0 || p.Seats[0].Sitter.Participant == "" || p.Last.BitsUp == 0 {
			t.Errorf("an operator sees %+v", p)
		}
	}
	s.sfu.Leave("room", "anna", 0)
	summed := func(name string) (sum sfu.Summed, gone bool) {
		t.Helper()
		all, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
			for _, e := range all {
				if sum, ok := e.(sfu.Summed); ok && sum.Participant == name && sum.Over {
					return true
				}
			}
			return false
		})
		s.must(err)
		for _, e := range all {
			switch e := e.(type) {
			case sfu.Gone:
				gone = gone || e.Participant == name
			case sfu.Summed:
				if e.Participant == name && e.Over {
					return e, gone
				}
			}
		}
		return sum, gone
	}
	a, gone := summed("anna")
	if gone {
		t.Error("anna was gone before she was summed up")
	}
	if a.Way != transport.UDP || a.Connecting <= 0 || a.Lasted <= a.Connecting || a.Good+a.Weak == 0 {
		t.Errorf("anna: %+v", a)
	}
	if a.Call != before.Call || a.Call == "" {
		t.Errorf("the call was %q before it was over, and then %q", before.Call, a.Call)
	}
	if a.Seen.Freezes != 4 || a.Seen.Frozen != 1400*time.Millisecond || a.Seen.Concealed != 80*time.Millisecond {
		t.Errorf("anna saw %+v", a.Seen)
	}
	s.must(s.sfu.CloseRooms(s.ctx)) // nothing is left to be said then
	s.sfu.Close()
	if b, _ := summed("bruno"); b.Way != transport.TCP {
		t.Errorf("bruno: %+v", b)
	}
}
