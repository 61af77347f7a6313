package sfutest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu"
)

// kept has the packets that were written.
type kept []*rtp.Packet

func (k *kept) WriteRTP(p *rtp.Packet) error {
	*k = append(*k, p)
	return nil
}

// A receiver whose picture was paused can go on with a key frame only: an
// encoder that is asked makes one, however small its frames are, and the next
// frame is none.
func TestAnEncoderThatIsAskedMakesAKeyFrame(t *testing.T) {
	for _, pace := range []Pace{
		{Every: 40 * time.Millisecond, Parts: 1, Bytes: 100},
		{Every: 40 * time.Millisecond, Parts: 2, KeyParts: 1, Bytes: 100},
		{Every: 40 * time.Millisecond, Parts: 1, KeyParts: 3, Bytes: 100},
	} {
		synctest.Test(t, func(t *testing.T) {
			var written kept
			s := newSource("anna", sfu.Camera, nil)
			s.on, s.pace = true, pace
			s.attach(&written)
			ctx, stop := context.WithCancel(t.Context())
			go s.run(ctx)
			time.Sleep(pace.Every / 2)
			synctest.Wait()
			written = nil // the one that an encoder begins with

			s.feedback([]rtcp.Packet{&rtcp.PictureLossIndication{}})
			time.Sleep(2 * pace.Every)
			stop()
			synctest.Wait()
			parts := max(pace.Parts, pace.KeyParts)
			for i, p := range written {
				v, _, ok := readVP8(p.Payload)
				if want := i == 0; !ok || v.key != want {
					t.Errorf("%+v: packet %d is of a key frame: %v, want %v", pace, i, v.key, want)
				}
				if last := i == parts-1; i < parts && p.Marker != last {
					t.Errorf("%+v: packet %d is the last of its frame: %v, want %v", pace, i, p.Marker, last)
				}
			}
			if got := s.counts(); got.KeyFrames != 2 || len(written) <= parts {
				t.Errorf("%+v: %d key frames, %d packets since it was asked", pace, got.KeyFrames, len(written))
			}
		})
	}
}
