package sfu_test

import (
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// apart is how far lips and sound may be from each other, so that nobody sees it.
const apart = 45 * time.Millisecond

// MR-10: the lips of a person and what they say stay together, through a mute in
// which the time of the sound stands still, pictures of other sizes and none, a
// change of who sits there, a change of the peer connection, and a first packet
// that is late. Nobody is ever sent back in time.
func TestLipsAndSoundStayTogether(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	late := s.relay(31)
	const delay = 300 * time.Millisecond
	late.Change(func(up, _ *sfutest.Path) { up.Delay = delay })
	anna := s.client("anna", func(o *sfutest.Options) { layered(o); o.Relay = late.Addr() })
	viewer := s.client("viewer", func(o *sfutest.Options) { o.Sending, o.Seats = nil, 1 })
	s.client("bruno", layered)
	view := func(height int, pinned string) {
		t.Helper()
		s.must(s.sfu.SetView(s.ctx, "room", "viewer", viewer.View().Generation, sfu.View{Heights: []int{height}, Pinned: pinned}))
	}
	s.grows(viewer, viewer.View(), "anna", "first")
	late.Change(func(up, _ *sfutest.Path) { up.Delay = 0 })
	// A first report that was late, too, is in the line that a browser draws for
	// as long as it draws it through that one.
	s.reports(viewer, 20)
	s.inTime(viewer, "after a late first packet")

	anna.Send(sfu.Microphone, false)
	s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 240)) // 2 s
	anna.Send(sfu.Microphone, true)
	s.inTime(viewer, "after a mute")

	view(150, "")
	s.showing(viewer, "anna", 0)
	s.inTime(viewer, "made small")
	view(0, "")
	s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, 50)) // 1 s
	view(1080, "")
	s.showing(viewer, "anna", 2)
	s.inTime(viewer, "hidden, and shown again")

	for _, name := range []string{"bruno", "anna"} {
		view(1080, name)
		s.grows(viewer, viewer.View(), name, "in the only seat")
		s.inTime(viewer, "with "+name+" in the only seat")
	}

	s.must(anna.Rejoin(s.ctx))
	s.grows(viewer, viewer.View(), "anna", "again")
	s.inTime(viewer, "after a new connection")
	for line, r := range map[string]sfutest.Received{"sound": viewer.View().Seats[0].Audio, "picture": viewer.View().Seats[0].Video} {
		if r.ReportsBack > 0 || r.TimeBack > 0 {
			t.Errorf("%s went back in time: %+v", line, r)
		}
	}
}

// reports waits until the first seat had so many more.
func (s *stage) reports(viewer *sfutest.Client, n int) {
	s.Helper()
	before := viewer.View().Seats[0]
	_, err := viewer.Await(s.ctx, func(v sfutest.View) bool {
		now := v.Seats[0]
		return now.Audio.Reports >= before.Audio.Reports+n && now.Video.Reports >= before.Video.Reports+n
	})
	s.must(err)
}

// inTime waits for what newer reports say, and holds sound and picture of the
// first seat to it at all times until then.
func (s *stage) inTime(viewer *sfutest.Client, when string) {
	s.Helper()
	const reports = 3
	before, worst := viewer.View().Seats[0], time.Duration(0)
	_, err := viewer.Await(s.ctx, func(v sfutest.View) bool {
		now := v.Seats[0]
		if now.Audio.Skew != 0 && now.Video.Skew != 0 { // neither is known at first
			worst = max(worst, (now.Audio.Skew - now.Video.Skew).Abs())
		}
		return now.Audio.Reports >= before.Audio.Reports+reports && now.Video.Reports >= before.Video.Reports+reports
	})
	s.must(err)
	s.took("lips and sound apart "+when, worst, apart)
}
