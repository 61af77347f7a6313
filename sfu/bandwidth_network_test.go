package sfu_test

import (
	"slices"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/quality"
	"miti/sfu/sfutest"
	"miti/sfu/transport"
)

// interview is a client whose camera takes about 90, 360 and 900 kbit/s.
func (s *stage) interview(name string) *sfutest.Client {
	s.Helper()
	c := s.client(name, layered)
	for i, parts := range []int{1, 4, 10} {
		c.Layer(sfu.Camera, i).SetPace(sfutest.Pace{Every: time.Second / 15, Parts: parts, KeyParts: 4 + 2*i, Bytes: 700})
	}
	return c
}

// A link that drops to 300 kbit/s is followed within 3 s, and sound goes on;
// when it is wide again the picture grows within 15 s.
func TestThePictureFollowsTheLink(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(21)
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = 30*time.Millisecond, 30*time.Millisecond })
	s.interview("anna")
	bruno := s.client("bruno", behind(r))
	s.showing(bruno, "anna", 2)
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	s.must(bruno.AwaitMore(s.ctx, voice, 100))

	before, begin := bruno.View().Seats[0].Audio, time.Now()
	r.Change(func(_, down *sfutest.Path) { down.Rate = 300_000 })
	s.showing(bruno, "anna", 0)
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("the smallest picture after %v", took)
	} else {
		t.Logf("the smallest picture after %v", took)
	}
	s.must(bruno.AwaitMore(s.ctx, voice, 400)) // 8 s
	after := bruno.View().Seats[0].Audio
	lost, of := after.Missing-before.Missing, after.Packets-before.Packets
	t.Logf("%d of %d packets of the voice were lost", lost, of)
	if lost > of/20 {
		t.Errorf("%d of %d packets of the voice were lost", lost, of)
	}
	_, down := r.Tallies()
	s.must(bruno.AwaitMore(s.ctx, voice, 200))
	if _, now := r.Tallies(); now.Overflowed > down.Overflowed {
		t.Errorf("%d packets were too many for the link, long after it dropped", now.Overflowed-down.Overflowed)
	}
	if l := bruno.View().Heard[sfutest.Sender{Participant: "anna", Source: sfu.Camera}].Layer; l != 0 {
		t.Errorf("layer %d on a link of 300 kbit/s", l)
	}

	begin = time.Now()
	r.Change(func(_, down *sfutest.Path) { down.Rate = 0 })
	s.showing(bruno, "anna", 2)
	if took := time.Since(begin); took > 15*time.Second {
		t.Errorf("the greatest picture after %v", took)
	} else {
		t.Logf("the greatest picture after %v", took)
	}
	if v := bruno.View().Seats[0].Video; v.TimeBack > 0 || v.PictureBack > 0 || v.Foreign > 0 {
		t.Errorf("the picture is not one stream: %+v", v)
	}
}

// A picture of one size that the link does not carry is paused, which is said,
// and comes back.
func TestAPictureThatDoesNotFitIsPausedAndSaidToBe(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(22)
	anna, bruno := s.client("anna", nil), s.client("bruno", behind(r))
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "at first")
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: time.Second / 30, Parts: 4, KeyParts: 8, Bytes: 1000})
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	s.must(bruno.AwaitMore(s.ctx, camera, 100))
	paused := func(want ...sfu.Sitter) {
		t.Helper()
		s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
			p, ok := e.(sfu.Paused)
			return ok && p.Participant == "bruno" && slices.Equal(p.Pictures, want)
		}))
	}
	r.Change(func(_, down *sfutest.Path) { down.Rate = 300_000 })
	paused(sfu.Sitter{Participant: "anna"})
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	s.must(bruno.AwaitMore(s.ctx, voice, 150))
	before := bruno.View().Heard[camera].KeyFrames
	s.must(bruno.AwaitMore(s.ctx, voice, 100))
	if n := bruno.View().Heard[camera].KeyFrames - before; n > 0 {
		t.Errorf("%d pictures while it was paused", n)
	}
	r.Change(func(_, down *sfutest.Path) { down.Rate = 0 })
	s.saw(bruno, camera, before, time.Now())
	paused()
}

// What is measured of a connection becomes a word.
func TestAWeakConnectionIsCalledSo(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(23)
	s.client("anna", nil)
	s.client("bruno", behind(r))
	called := func(when string, ok func(sfu.Quality) bool) {
		t.Helper()
		before := len(s.events.All())
		if _, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
			return slices.ContainsFunc(all[before:], func(e sfu.Event) bool {
				q, is := e.(sfu.Quality)
				return is && q.Participant == "bruno" && ok(q)
			})
		}); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
	}
	const delay = 40 * time.Millisecond
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = delay, delay })
	called("a clean path", func(q sfu.Quality) bool {
		return q.Word == quality.Good && q.RoundTrip >= 2*delay && q.RoundTrip < 10*delay && q.Estimate > 0 && q.BitsDown > 0 && q.Way == transport.UDP
	})
	r.Change(func(_, down *sfutest.Path) { down.Loss = 0.15 })
	called("loss", func(q sfu.Quality) bool { return q.Word == quality.Weak && q.LossDown > 0.08 })
	r.Change(func(_, down *sfutest.Path) { down.Loss = 0 })
	called("it is well again", func(q sfu.Quality) bool { return q.Word == quality.Good })
	r.Dark(true)
	called("nothing comes", func(q sfu.Quality) bool { return q.Word == quality.Lost })
}

// A tenth of the packets is lost at random, both ways, and each takes 50 ms:
// that is a bad radio and no narrow link. The picture stays great and whole.
func TestATenthOfLossIsRepairedAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(24)
	anna, bruno := s.interview("anna"), s.client("bruno", behind(r))
	s.showing(bruno, "anna", 2)
	r.Change(func(up, down *sfutest.Path) {
		for _, p := range []*sfutest.Path{up, down} {
			p.Loss, p.Delay = 0.1, 50*time.Millisecond
		}
	})
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	sent, before := anna.Layer(sfu.Camera, 2).Sent().Frames, bruno.View()
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, 700)) // 15 s
	after := bruno.View()
	sent = anna.Layer(sfu.Camera, 2).Sent().Frames - sent
	whole := after.Heard[camera].Frames - before.Heard[camera].Frames
	seat := after.Seats[0].Video
	again := seat.Repaired - before.Seats[0].Video.Repaired // Pion asks on for what has come by RTX
	t.Logf("%d of %d pictures whole, %d packets came again, %d changes of the layer",
		whole, sent, again, seat.Switches-before.Seats[0].Video.Switches)
	if after.Heard[camera].Layer != 2 || seat.Switches != before.Seats[0].Video.Switches {
		t.Errorf("layer %d after %d changes", after.Heard[camera].Layer, seat.Switches)
	}
	if whole < sent*95/100 {
		t.Errorf("%d of %d pictures came whole", whole, sent)
	}
}
