package sfu_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	"miti/sfu"
)

// hearsNot waits until from's picture has come often, while from sends a voice
// that must not.
func (c *client) hearsNot(from *client) {
	c.t.Helper()
	_ = c.s.stats() // what was asked of the loop before is done
	voice := fmt.Sprint("unheard ", time.Now().UnixNano())
	picture := fmt.Sprint("seen ", time.Now().UnixNano())
	limit := time.After(patience)
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for seen := 0; seen < 20; {
		select {
		case h := <-c.heard:
			if bytes.Contains(h.data, []byte(voice)) {
				c.t.Fatalf("%s heard %s", c.name, from.name)
			}
			if h.kind == webrtc.RTPCodecTypeVideo && bytes.Contains(h.data, []byte(picture)) {
				seen++
			}
		case <-beat.C:
			c.must(from.mic.WriteSample(media.Sample{Data: []byte(voice), Duration: 20 * time.Millisecond}))
			c.must(from.cam.WriteSample(media.Sample{Data: key(picture), Duration: 20 * time.Millisecond}))
		case <-limit:
			c.t.Fatalf("%s saw %s %d times", c.name, from.name, seen)
		}
	}
}

func TestWhoMayNotSpeakIsNotHeardWhateverTheySend(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	a.hears(b, 0)
	mute := sfu.Permit{Barred: []sfu.Source{sfu.Microphone, sfu.Screen, sfu.ScreenSound}}
	s.SetPermit("room", "b", mute)
	a.hearsNot(b)
	// The client says that it sends, and means it.
	b.must(s.SetSending(t.Context(), "room", "b", b.generation, []sfu.Source{sfu.Microphone, sfu.Camera, sfu.Screen}))
	a.hearsNot(b)
	for _, e := range s.all() {
		if seated, ok := e.(sfu.Seated); ok && seated.Participant == "a" {
			for _, sitter := range seated.Seats {
				if sitter.Screen {
					t.Error("a screen that is not allowed has a seat")
				}
			}
		}
	}
	s.SetPermit("room", "b", sfu.Permit{})
	a.hears(b, 0)
}

func TestWhoJoinsWithoutLeaveToSpeakIsNotHeard(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b")
	b.permit = sfu.Permit{Barred: []sfu.Source{sfu.Microphone}}
	b.join(nil)
	a.hearsNot(b)
}

func TestWhoIsOutsideHearsNobodyAndNobodyThem(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	w := newClient(t, s, "w")
	w.permit = sfu.Permit{Outside: true}
	w.join(nil)
	s.waits("w is connected", func(e sfu.Event) bool {
		return e == sfu.Connected{Room: "room", Participant: "w", Generation: w.generation}
	})
	a.hears(b, 0)
	if len(w.heard) > 0 {
		t.Error("something came to who is outside")
	}
	for _, e := range s.all() {
		seated, ok := e.(sfu.Seated)
		if !ok {
			continue
		}
		for _, sitter := range seated.Seats {
			if seated.Participant == "w" && sitter.Participant != "" || sitter.Participant == "w" {
				t.Errorf("seats show who is outside, or show them others: %+v", seated)
			}
		}
	}
	s.SetPermit("room", "w", sfu.Permit{})
	a.hears(w, 1)
	w.hears(a, 0)
}

func TestTheSpotlightAndThePinnedHaveASeatWhereThereAreTooFew(t *testing.T) {
	s := start(t, nil)
	viewer := newClient(t, s, "viewer").join(nil)
	var last *client
	for n := range 6 {
		last = newClient(t, s, fmt.Sprint("guest", n)).join(nil)
	}
	sits := func(want string) (seat int) {
		t.Helper()
		s.waits(want+" has a seat", func(e sfu.Event) bool {
			seated, ok := e.(sfu.Seated)
			if !ok || seated.Participant != "viewer" {
				return false
			}
			for i, sitter := range seated.Seats {
				if sitter.Participant == want {
					seat = i
					return true
				}
			}
			return false
		})
		return seat
	}
	sits("guest2")
	s.SetSpotlight("room", "guest4")
	sits("guest4")
	if err := s.SetView(t.Context(), "room", "viewer", viewer.answer.Generation, sfu.View{Pinned: "guest5"}); err != nil {
		t.Fatal(err)
	}
	seat := sits("guest5")
	if len(viewer.answer.Seats) != 3 {
		t.Fatalf("%d seats", len(viewer.answer.Seats))
	}
	viewer.hears(last, seat)
}
