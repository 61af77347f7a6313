package sfu_test

import (
	"testing"

	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// MT-8, with a client of Pion's: a sender is removed and another one added on the
// same m-line in between offers. No line changes its place, the seat of those who
// watch stays one, and the new picture comes on it.
func TestASenderIsReplacedOnItsLine(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	b.hears(a, 0)
	var camera *webrtc.RTPTransceiver
	for tr, source := range a.senders {
		if source == sfu.Camera {
			camera = tr
		}
	}
	mid, seats := camera.Mid(), a.answer.Seats
	a.must(a.pc.RemoveTrack(camera.Sender()))
	a.join(nil)
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8}, "another", "a")
	a.must(err)
	sender, err := a.pc.AddTrack(track)
	a.must(err)
	if camera.Sender() != sender || camera.Mid() != mid {
		t.Fatalf("the line was not used again: mid %q", camera.Mid())
	}
	a.cam = track
	a.join(nil)
	if got := a.answer.Seats; len(got) != len(seats) || got[0] != seats[0] || got[2] != seats[2] {
		t.Errorf("the seats were %v and are %v", seats, got)
	}
	b.hears(a, 0)
	a.hears(b, 0)
}
