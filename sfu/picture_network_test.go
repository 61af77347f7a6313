package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// still is a screen on which nothing moves.
var still = sfutest.Pace{Every: 5 * time.Second, Parts: 1, KeyParts: 12, Bytes: 1000}

// MR-5: the first key frame and the first request for one are lost, and the
// screen does not move.
func TestAStillScreenIsSeenWhenItsFirstKeyFrameIsLost(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	const delay = 50 * time.Millisecond
	slow := s.relay(5)
	slow.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = delay, delay })
	clients := cast{"anna": s.client("anna", behind(slow)), "bruno": s.client("bruno", behind(slow))}
	s.everyPair(clients, "at first")
	anna, bruno := clients["anna"], clients["bruno"]
	screen := sfutest.Sender{Participant: "anna", Source: sfu.Screen}
	anna.SetPace(sfu.Screen, still)

	for _, when := range []string{"at first", "after it was off"} {
		anna.LoseKeyFrames(sfu.Screen, 1)
		anna.IgnoreKeyRequests(sfu.Screen, 1)
		before, begin := bruno.View().Heard[screen].KeyFrames, time.Now()
		s.switchScreen("anna", anna, true)
		took := s.saw(bruno, screen, before, begin)
		s.took("the first picture "+when, took, 2*time.Second)
		if took < 2*delay { // the way from one to the other
			t.Errorf("%s: the first picture after %v is one of before", when, took)
		}
		s.switchScreen("anna", anna, false)
	}
}

// MR-5: who comes later to a still screen sees it too.
func TestALateViewerSeesAStillScreen(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna, bruno := s.client("anna", nil), s.client("bruno", nil)
	screen := sfutest.Sender{Participant: "anna", Source: sfu.Screen}
	anna.SetPace(sfu.Screen, still)
	s.must(anna.AwaitConnected(s.ctx))
	s.switchScreen("anna", anna, true)
	s.saw(bruno, screen, 0, time.Now())

	begin := time.Now()
	chloe := s.client("chloe", nil)
	s.took("the first picture", s.saw(chloe, screen, 0, begin), 2*time.Second)
}

// MR-6: many viewers who come at once, and one who asks all the time, are one
// request in half a second for the publisher.
func TestAStormOfRequestsReachesThePublisherThrottled(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna, loud := s.client("anna", nil), s.client("loud", nil)
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	s.everyPair(cast{"anna": anna, "loud": loud}, "at first")
	pc, err := loud.PeerConnection(s.ctx)
	s.must(err)
	var asks []rtcp.Packet
	for _, r := range pc.GetReceivers() {
		if track := r.Track(); track != nil && track.SSRC() != 0 {
			asks = append(asks, &rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())})
		}
	}

	begin, before := time.Now(), anna.Sent(sfu.Camera)
	var viewers []*sfutest.Client
	for i := range 8 {
		viewers = append(viewers, s.client(fmt.Sprint("viewer", i), func(o *sfutest.Options) { o.Sending = nil }))
	}
	for range 40 { // paced by the voice: one request in 60 ms
		s.must(loud.WriteRTCP(s.ctx, asks...))
		s.must(loud.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, 3))
	}
	for _, viewer := range viewers {
		s.saw(viewer, camera, 0, begin)
	}
	took, after := time.Since(begin), anna.Sent(sfu.Camera)
	requests, most := after.KeyRequests-before.KeyRequests, int(took/(500*time.Millisecond))+2
	t.Logf("%d requests reached the publisher in %v", requests, took)
	if requests == 0 || requests > most {
		t.Errorf("%d requests reached the publisher in %v, want 1 to %d", requests, took, most)
	}
}
