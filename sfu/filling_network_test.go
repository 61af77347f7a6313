package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// Whoever comes into a meeting of many cameras by a good path sees all of them
// in the size that there is for them soon: what the path carries is tried at
// once, and that it was not known at first is no reason to wait.
func TestANewcomerSeesAllCamerasInTheirSizeSoon(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	const cameras = 5 // of 1.1 Mbit/s
	for i := range cameras {
		c := s.client(fmt.Sprint("p", i), func(o *sfutest.Options) {
			o.Layers, o.Seats, o.Sources, o.Sending = 3, 0, []sfu.Source{sfu.Camera}, []sfu.Source{sfu.Camera}
		})
		for layer, parts := range []int{1, 3, 9} {
			c.Layer(sfu.Camera, layer).SetPace(sfutest.Pace{Every: time.Second / 15, Parts: parts, KeyParts: 4 + layer, Bytes: 1000})
		}
	}
	begin := time.Now()
	lena := s.client("lena", func(o *sfutest.Options) { o.Seats, o.Sources, o.Sending = cameras, nil, nil })
	seen := func(v sfutest.View) bool {
		for i := range cameras {
			if v.Heard[sfutest.Sender{Participant: fmt.Sprint("p", i), Source: sfu.Camera}].Layer != 2 {
				return false
			}
		}
		return true
	}
	// At first there is a moment in which the path is not known to be narrow.
	for since := begin; time.Since(since) < time.Second; {
		if !seen(lena.View()) {
			since = time.Now()
		}
		if time.Since(begin) > 15*time.Second {
			t.Fatal("not all cameras are seen in their size")
		}
		s.must(lena.AwaitMore(s.ctx, sfutest.Sender{Participant: "p0", Source: sfu.Camera}, 1))
	}
	t.Logf("all cameras in their size after %v", time.Since(begin)-time.Second)
}
