package sfu_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/sfu"
	"miti/sfu/codec"
	"miti/sfu/sfutest"
)

// decoded waits until a publisher was told which codecs all decode who see the
// screen, as it should be, in what was said after the first events.
func (s *stage) decoded(publisher string, after int, ok func([]codec.Name) bool) {
	s.Helper()
	if _, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
		return slices.ContainsFunc(all[after:], func(e sfu.Event) bool {
			w, is := e.(sfu.Wanted)
			return is && w.Participant == publisher && len(w.Codecs[sfu.Screen]) > 0 && ok(w.Codecs[sfu.Screen])
		})
	}); err != nil {
		s.Fatalf("%s is not told what all decode: %v", publisher, err)
	}
}

// comesIn waits for a picture more of the screen of a publisher, in a codec.
func (s *stage) comesIn(viewer *sfutest.Client, from, mime string) {
	s.Helper()
	screen := sfutest.Sender{Participant: from, Source: sfu.Screen}
	before := viewer.View().Heard[screen].Frames
	if _, err := viewer.Await(s.ctx, func(v sfutest.View) bool {
		return v.Heard[screen].Frames > before && slices.ContainsFunc(v.Seats, func(seat sfutest.Seat) bool {
			return seat.Video.Now == screen && seat.Video.Codec == mime
		})
	}); err != nil {
		s.Fatalf("the screen of %s does not come in %s: %v", from, mime, err)
	}
}

// MR-9: a publisher moves to a better codec when it is told that all who watch
// decode it, and back when somebody comes who does not. Nobody is sent what they
// did not offer, and for those who stay it is one stream.
func TestAScreenIsSentInWhatAllDecode(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	anna, bruno := s.client("anna", nil), s.client("bruno", nil)
	s.switchScreen("anna", anna, true)
	s.comesIn(bruno, "anna", webrtc.MimeTypeVP8)
	s.decoded("anna", 0, func(all []codec.Name) bool {
		return all[0] == codec.VP8 && slices.Contains(all, codec.VP9) && slices.Contains(all, codec.AV1)
	})
	for _, better := range []string{webrtc.MimeTypeVP9, webrtc.MimeTypeAV1} {
		s.must(anna.SetCodec(s.ctx, sfu.Screen, better))
		s.comesIn(bruno, "anna", better)
	}

	said := len(s.events.All())
	chloe := s.client("chloe", func(o *sfutest.Options) { o.Only = webrtc.MimeTypeVP8 })
	s.decoded("anna", said, func(all []codec.Name) bool { return slices.Equal(all, []codec.Name{codec.VP8}) })
	s.must(anna.SetCodec(s.ctx, sfu.Screen, webrtc.MimeTypeVP8))
	s.comesIn(chloe, "anna", webrtc.MimeTypeVP8)
	s.comesIn(bruno, "anna", webrtc.MimeTypeVP8)

	said = len(s.events.All())
	s.sfu.Leave("room", "chloe", 0)
	s.decoded("anna", said, func(all []codec.Name) bool { return slices.Contains(all, codec.VP9) })
	for name, c := range map[string]*sfutest.Client{"bruno": bruno, "chloe": chloe} {
		for _, seat := range c.View().Seats {
			s.isOneStream("picture to "+name, seat.Video, 0)
		}
	}
}

// A picture is shown from its first key frame on, which has to be known for one,
// in each codec.
func TestAScreenBeginsInEveryCodec(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	viewer := s.client("viewer", func(o *sfutest.Options) { o.Sending = nil })
	for _, mime := range []string{webrtc.MimeTypeVP8, webrtc.MimeTypeH264, webrtc.MimeTypeVP9, webrtc.MimeTypeAV1} {
		anna := s.client(mime, nil) // a new one, of whom nothing is kept
		s.must(anna.AwaitConnected(s.ctx))
		s.must(anna.SetCodec(s.ctx, sfu.Screen, mime))
		s.switchScreen(mime, anna, true)
		s.saw(viewer, sfutest.Sender{Participant: mime, Source: sfu.Screen}, 0, time.Now())
		s.comesIn(viewer, mime, mime)
		s.sfu.Leave("room", mime, 0)
	}
}
