package sfu_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// layered has a client send its camera in three layers.
func layered(o *sfutest.Options) { o.Layers = 3 }

// showing waits until a camera is seen in a layer.
func (s *stage) showing(c *sfutest.Client, from string, layer int) {
	s.Helper()
	if err := s.layerOf(c, from, layer); err != nil {
		s.Fatalf("layer %d of %s does not come: %v", layer, from, err)
	}
}

// layerOf waits until another picture of a camera is seen, in a layer.
func (s *stage) layerOf(c *sfutest.Client, from string, layer int) error {
	camera := sfutest.Sender{Participant: from, Source: sfu.Camera}
	before := c.View().Heard[camera].Frames
	_, err := c.Await(s.ctx, func(v sfutest.View) bool {
		h := v.Heard[camera]
		return h.Layer == layer && h.Frames > before
	})
	return err
}

// MR-4 and MR-9: a simulcast whose offer has rids and SSRCs, as Firefox makes
// it; its greatest layer stops, and comes back.
func TestTheLayersOfASimulcastAreFoundAndFollowed(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	s.followsLayers(s.client("anna", layered), s.client("bruno", nil))
}

// The same in H.264, for who has only that: the layers change at key frames.
func TestTheLayersOfASimulcastInH264AreFollowed(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna := s.client("anna", func(o *sfutest.Options) { o.Layers, o.Codec = 3, webrtc.MimeTypeH264 })
	bruno := s.client("bruno", nil)
	s.followsLayers(anna, bruno)
	if got := bruno.View().Seats[0].Video.Codec; got != webrtc.MimeTypeH264 {
		t.Errorf("the picture came as %s", got)
	}
}

// followsLayers takes layers away and gives them back: the best of those that
// are sent is shown, each from a key frame on, and it stays one stream.
func (s *stage) followsLayers(anna, bruno *sfutest.Client) {
	s.Helper()
	s.showing(bruno, "anna", 2)
	anna.Layer(sfu.Camera, 2).Send(false)
	s.showing(bruno, "anna", 1)
	anna.Layer(sfu.Camera, 1).Send(false)
	s.showing(bruno, "anna", 0)
	anna.Layer(sfu.Camera, 2).Send(true)
	s.showing(bruno, "anna", 2)
	seat := bruno.View().Seats[0].Video
	s.Logf("%d changes of the layer in %d packets", seat.Switches, seat.Packets)
	s.isOneStream("picture", seat, 0)
	if seat.Switches < 3 || seat.Blind > 0 {
		s.Errorf("%d changes of the layer, %d of them not at a key frame", seat.Switches, seat.Blind)
	}
}

// MR-7: what is lost of a layer on the way up is asked for, and its repair is
// found by the layer's name.
func TestLayersAreRepaired(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(11)
	anna := s.client("anna", func(o *sfutest.Options) { o.Layers, o.Relay = 3, r.Addr() })
	bruno := s.client("bruno", nil)
	s.showing(bruno, "anna", 2)
	anna.Layer(sfu.Camera, 2).SetPace(sfutest.Pace{Every: 20 * time.Millisecond, Parts: 2, KeyParts: 6, Bytes: 400})
	before := bruno.View().Seats[0].Video
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0.05 })
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	s.must(bruno.AwaitMore(s.ctx, camera, 800))
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0 })
	s.must(bruno.AwaitMore(s.ctx, camera, 100)) // the last repairs come
	video := bruno.View().Seats[0].Video
	asked := len(anna.Layer(sfu.Camera, 2).Sent().Nacked)
	t.Logf("%d packets of the layer were asked for, %d are missing", asked, video.Missing-before.Missing)
	if asked < 10 {
		t.Fatalf("%d packets were asked for: the relay loses 5 %%", asked)
	}
	if missing := video.Missing - before.Missing; missing > asked/5 {
		t.Errorf("%d of %d were not repaired", missing, asked)
	}
}

// wants waits until a publisher is told that just these layers of their camera
// are wanted, because of an edit.
func (s *stage) wants(publisher string, layers []int, when string, edit func()) {
	s.Helper()
	before := len(s.events.All())
	edit()
	if _, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
		return slices.ContainsFunc(all[before:], func(e sfu.Event) bool {
			w, ok := e.(sfu.Wanted)
			return ok && w.Participant == publisher && slices.Equal(w.Layers[sfu.Camera], layers)
		})
	}); err != nil {
		s.Fatalf("%s: %v", when, err)
	}
}

// obeys has a client send what it is told that is wanted, as a page does.
func (s *stage) obeys(name string, c *sfutest.Client) {
	ctx, stop := context.WithCancel(s.ctx)
	var tasks sync.WaitGroup
	tasks.Go(func() {
		seen, said := 0, []int{0, 1, 2}
		for {
			all, err := s.events.Await(ctx, func(all []sfu.Event) bool { return len(all) > seen })
			if err != nil {
				return
			}
			for _, e := range all[seen:] {
				w, ok := e.(sfu.Wanted)
				if !ok || w.Participant != name {
					continue
				}
				now := w.Layers[sfu.Camera]
				for i := range 3 {
					if on := slices.Contains(now, i); on != slices.Contains(said, i) {
						c.Layer(sfu.Camera, i).Send(on)
					}
				}
				said = now
			}
			seen = len(all)
		}
	})
	s.Cleanup(func() { stop(); tasks.Wait() })
}

// What nobody sees is not sent: the publisher hears what is wanted, more at once
// and less after a while. Where all is seen this is the greatest, and the smallest
// for a path that gets narrow; the middle where the greatest does not come.
func TestAPublisherHearsWhatIsWanted(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna := s.client("anna", layered)
	var bruno *sfutest.Client
	s.wants("anna", []int{0, 2}, "it is shown great", func() { bruno = s.client("bruno", nil) })
	s.showing(bruno, "anna", 2)
	view := func(heights ...int) func() {
		return func() {
			s.must(s.sfu.SetView(s.ctx, "room", "bruno", bruno.View().Generation, sfu.View{Heights: heights}))
		}
	}
	s.wants("anna", []int{0}, "it is shown small", view(150))
	s.showing(bruno, "anna", 0)
	begin := time.Now()
	s.wants("anna", []int{0, 2}, "it is shown great again", view(1080))
	s.showing(bruno, "anna", 2)
	s.took("the greatest layer", time.Since(begin), 2*time.Second)
	greatest := anna.Layer(sfu.Camera, 2)
	s.wants("anna", []int{0, 1, 2}, "the greatest does not come", func() { greatest.Send(false) })
	s.wants("anna", []int{0, 2}, "the greatest comes", func() { greatest.Send(true) })
	s.wants("anna", []int{}, "it is hidden", view(0))
	s.wants("anna", []int{0, 1}, "it is shown again", view(400))
	s.showing(bruno, "anna", 1)
	s.wants("anna", []int{}, "nobody is there", func() { s.sfu.Leave("room", "bruno", 0) })
	s.wants("anna", []int{0, 2}, "somebody comes", func() { s.client("chloe", nil) })
	if err := s.sfu.SetView(s.ctx, "room", "bruno", 1, sfu.View{}); !errors.Is(err, sfu.ErrReplaced) {
		t.Errorf("who is gone sets a view: %v", err)
	}
}

// Of a camera for which there is no seat nothing is wanted, until there is one.
func TestACameraWithoutASeatIsNotWanted(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	single := func(o *sfutest.Options) { layered(o); o.Seats = 1 }
	anna, bruno := s.client("anna", single), s.client("bruno", single)
	var chloe *sfutest.Client
	s.wants("chloe", []int{}, "all seats are taken", func() { chloe = s.client("chloe", single) })
	for viewer, from := range map[*sfutest.Client]string{anna: "bruno", bruno: "anna", chloe: "anna"} {
		s.showing(viewer, from, 2)
	}
	s.wants("chloe", []int{0, 2}, "she is pinned", func() {
		s.must(s.sfu.SetView(s.ctx, "room", "bruno", bruno.View().Generation, sfu.View{Pinned: "chloe"}))
	})
	s.showing(bruno, "chloe", 2)
}
