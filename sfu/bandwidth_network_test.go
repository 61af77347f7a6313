package sfu_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/quality"
	"miti/sfu/sfutest"
	"miti/sfu/transport"
)

// measuredBehind has a client go through a relay, and the server measure that.
func measuredBehind(r *sfutest.Relay) func(*sfutest.Options) {
	return func(o *sfutest.Options) { o.Relay = r.Addr(); measured(o) }
}

// shows waits until the camera of anna is seen in a layer, as long as a path
// needs on which nothing was ever lost.
func (s *stage) shows(c *sfutest.Client, layer int) {
	s.Helper()
	if err := s.layerOf(c, "anna", layer); err != nil {
		s.unlessLate("layer %d does not come: %v", layer, err)
	}
}

// interview is a client whose camera takes about 90, 360 and 900 kbit/s.
func (s *stage) interview(name string) *sfutest.Client {
	s.Helper()
	c := s.client(name, func(o *sfutest.Options) { layered(o); measured(o) })
	for i, parts := range []int{1, 4, 10} {
		c.Layer(sfu.Camera, i).SetPace(sfutest.Pace{Every: time.Second / 15, Parts: parts, KeyParts: 4 + 2*i, Bytes: 700})
	}
	return c
}

// A link that drops to 300 kbit/s is followed within 3 s, and sound goes on;
// when it is wide again the picture grows within 15 s. At no time is more sent
// than the link is thought to carry for longer than a second.
func TestThePictureFollowsTheLink(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(21)
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = 30*time.Millisecond, 30*time.Millisecond })
	s.obeys("anna", s.interview("anna"))
	bruno := s.client("bruno", measuredBehind(r))
	s.shows(bruno, 2)
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	s.must(bruno.AwaitMore(s.ctx, voice, 100))

	sent := s.watermark("bruno")
	before, begin := bruno.View().Seats[0].Audio, time.Now()
	r.Change(func(_, down *sfutest.Path) { down.Rate = 300_000 })
	s.shows(bruno, 0)
	s.took("the smallest picture", time.Since(begin), 3*time.Second)
	s.must(bruno.AwaitMore(s.ctx, voice, 400)) // 8 s
	after := bruno.View().Seats[0].Audio
	lost, of := after.Missing-before.Missing, after.Packets-before.Packets
	t.Logf("%d of %d packets of the voice were lost", lost, of)
	if lost > of/20 {
		s.unlessLate("%d of %d packets of the voice were lost", lost, of)
	}
	_, down := r.Tallies()
	s.must(bruno.AwaitMore(s.ctx, voice, 200))
	if _, now := r.Tallies(); now.Overflowed > down.Overflowed {
		s.unlessLate("%d packets were too many for the link, long after it dropped", now.Overflowed-down.Overflowed)
	}
	if l := bruno.View().Heard[sfutest.Sender{Participant: "anna", Source: sfu.Camera}].Layer; l != 0 {
		s.unlessLate("layer %d on a link of 300 kbit/s", l)
	}

	begin = time.Now()
	r.Change(func(_, down *sfutest.Path) { down.Rate = 0 })
	s.shows(bruno, 2)
	s.took("the greatest picture", time.Since(begin), 15*time.Second)
	sent.Close()
	s.took("more than the link carries", sent.over(), time.Second)
	if v := bruno.View().Seats[0].Video; v.TimeBack > 0 || v.PictureBack > 0 || v.Foreign > 0 {
		t.Errorf("the picture is not one stream: %+v", v)
	}
}

// pauses measures how long at most no whole picture comes.
type pauses struct {
	mu      sync.Mutex
	last    time.Time
	longest time.Duration
}

func (p *pauses) heard(a sfutest.Arrival) {
	if !a.Whole || a.From.Source != sfu.Camera {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.last.IsZero() {
		p.longest = max(p.longest, a.At.Sub(p.last))
	}
	p.last = a.At
}

// since forgets what was before, and takes what was until the last call.
func (p *pauses) since() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	longest := p.longest
	p.longest = 0
	return longest
}

// Only the greatest and the smallest layer are sent while all is seen whole. Whose
// link drops to where the middle would fit is shown the smallest at once, without
// standing still, and then the middle, which is sent from then on.
func TestAPictureFallsToWhatIsSentAndThenToWhatFits(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(25)
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = 30*time.Millisecond, 30*time.Millisecond })
	anna := s.interview("anna")
	middle := anna.Layer(sfu.Camera, 1)
	var seen pauses
	var bruno *sfutest.Client
	s.wants("anna", []int{0, 2}, "all is seen whole", func() {
		bruno = s.client("bruno", func(o *sfutest.Options) { measuredBehind(r)(o); o.Heard = seen.heard })
	})
	middle.Send(false)
	s.shows(bruno, 2)
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 300))
	t.Logf("no picture came for %v at most before", seen.since())
	s.wants("anna", []int{0, 1, 2}, "the middle would fit", func() {
		r.Change(func(_, down *sfutest.Path) { down.Rate = 650_000 })
		s.shows(bruno, 0)
	})
	s.took("no picture while it falls", seen.since(), time.Second)
	middle.Send(true)
	s.shows(bruno, 1)
	s.wants("anna", []int{0, 2}, "the link is wide again", func() { r.Change(func(_, down *sfutest.Path) { down.Rate = 0 }) })
	s.shows(bruno, 2)
}

// A picture of one size that the link does not carry is paused, which is said,
// and comes back.
func TestAPictureThatDoesNotFitIsPausedAndSaidToBe(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(22)
	anna, bruno := s.client("anna", measured), s.client("bruno", measuredBehind(r))
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "at first")
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: time.Second / 30, Parts: 4, KeyParts: 8, Bytes: 1000})
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	s.must(bruno.AwaitMore(s.ctx, camera, 100))
	paused := func(want ...sfu.Sitter) {
		t.Helper()
		if err := s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
			p, ok := e.(sfu.Paused)
			return ok && p.Participant == "bruno" && slices.Equal(p.Pictures, want)
		}); err != nil {
			s.unlessLate("%v was not said to be paused: %v", want, err)
		}
	}
	r.Change(func(_, down *sfutest.Path) { down.Rate = 300_000 })
	paused(sfu.Sitter{Participant: "anna"})
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	s.must(bruno.AwaitMore(s.ctx, voice, 150))
	before := bruno.View().Heard[camera].KeyFrames
	s.must(bruno.AwaitMore(s.ctx, voice, 100))
	if n := bruno.View().Heard[camera].KeyFrames - before; n > 0 {
		s.unlessLate("%d pictures while it was paused", n)
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
	s.client("anna", measured)
	s.client("bruno", measuredBehind(r))
	called := func(when string, ok func(sfu.Quality) bool) {
		t.Helper()
		before := len(s.events.All())
		if _, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
			return slices.ContainsFunc(all[before:], func(e sfu.Event) bool {
				q, is := e.(sfu.Quality)
				return is && q.Participant == "bruno" && ok(q)
			})
		}); err != nil {
			s.unlessLate("%s: %v", when, err)
		}
	}
	const delay = 40 * time.Millisecond
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = delay, delay })
	called("a clean path", func(q sfu.Quality) bool {
		return q.Word == quality.Good && q.RoundTrip >= 2*delay && q.Estimate > 0 && q.BitsDown > 0 && q.Way == transport.UDP
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
	anna, bruno := s.interview("anna"), s.client("bruno", measuredBehind(r))
	s.shows(bruno, 2)
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
		s.unlessLate("layer %d after %d changes", after.Heard[camera].Layer, seat.Switches)
	}
	if whole < sent*95/100 {
		s.unlessLate("%d of %d pictures came whole", whole, sent)
	}
}
