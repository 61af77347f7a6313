package forward

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/history"
)

func TestAPacketIsRewrittenForItsReceiver(t *testing.T) {
	from, to := &peer{}, &peer{}
	s, k := camera(from, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	v := frame(7, true)
	v.Marker = true
	s.layers[0].Receive(v, begin)
	if len(to.rtp) != 1 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	if h := to.rtp[0].Header; !h.Marker || h.PayloadType != 120 || h.SequenceNumber != 1000 || h.SSRC != 10 || h.Extension {
		t.Errorf("%+v", h)
	}
	k.Watch(nil, begin)
	s.layers[0].Receive(frame(8, false), begin)
	if len(to.rtp) != 1 {
		t.Error("an empty seat was sent a packet")
	}
}

// Each packet to a receiver has a number of its own, also what is sent again
// and what is padding; the extensions of a voice keep their places.
func TestPacketsAreNumberedForTheirWay(t *testing.T) {
	to := &peer{}
	r := &Receiver{Peer: to}
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	voice := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
	picture := camera(&peer{}, 1)
	loud := NewSink(r, SinkLine{Codecs: opus, LevelID: 5, TransportID: 3, SSRC: 10}, 0, 0)
	seen := NewSink(r, SinkLine{Video: true, Codecs: vp8, TransportID: 3, SSRC: 11, RTXSSRC: 12}, 1000, 0)
	for k, s := range map[*Sink]*Source{loud: voice, seen: picture} {
		k.Open(begin)
		k.Watch(s, begin)
	}
	v := speech(t, 42)
	voice.layers[0].Receive(&v, begin)
	picture.layers[0].Receive(frame(1, true), begin)
	seen.Resend(1000, begin)
	size := seen.Pad(begin)
	if len(to.rtp) != 4 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	for i, p := range to.rtp {
		if n := p.GetExtension(3); len(n) != 2 || int(n[1]) != i {
			t.Errorf("packet %d has number %v", i, n)
		}
	}
	if l := to.rtp[0].GetExtension(5); len(l) != 1 || l[0] != 42 || string(to.rtp[0].Payload) != "hello" {
		t.Errorf("level %v, payload %q", l, to.rtp[0].Payload)
	}
	if p := to.rtp[2]; p.SSRC != 12 || binary.BigEndian.Uint16(p.Payload) != 1000 {
		t.Errorf("sent again as %v", p)
	}
	if p := to.rtp[3]; p.SSRC != 12 || len(p.Payload) != 0 || p.PaddingSize != padding || size < padding {
		t.Errorf("padding is %v", p)
	}
	if r.Estimate == nil {
		t.Error("nothing is estimated")
	}
}

// MR-10: reports match the rewritten time and do not go back.
func TestReportsAreInTheTimeOfTheSeat(t *testing.T) {
	to := &peer{}
	a, b, k := camera(&peer{}, 1), camera(&peer{}, 2), screen(to)
	k.Open(begin)
	var last uint64
	now := begin
	clocks := []uint64{1000, 5, 1002} // of the publishers, which are both wrong
	for i, s := range []*Source{a, b, a} {
		now = now.Add(time.Second)
		k.Watch(s, now)
		s.layers[0].Receive(frame(uint16(100*i), true), now)
		sent := to.rtp[len(to.rtp)-1]
		s.layers[0].SenderReport(&rtcp.SenderReport{SSRC: 1, NTPTime: clocks[i] << 32, RTPTime: uint32(100*i) * 3000}, now)
		r, ok := k.Report(now.Add(500 * time.Millisecond))
		if !ok || r.NTPTime <= last {
			t.Fatalf("report %d: %+v after %d", i, r, last)
		}
		if moved := r.RTPTime - sent.Timestamp; moved != 45000 {
			t.Errorf("report %d: %d ticks in half a second", i, moved)
		}
		last = r.NTPTime
	}
	if _, ok := k.Report(now.Add(-time.Hour)); ok {
		t.Error("a report that goes back in time")
	}
}

// What a receiver says of a stream is true for a while. Of one that has stopped it
// says nothing more, and how far away it was then is not how far away it is.
func TestWhatWasSaidOfAStreamThatHasStoppedIsForgotten(t *testing.T) {
	from, k := camera(&peer{}, 1), screen(&peer{})
	k.Open(begin)
	k.Watch(from, begin)
	from.layers[0].Receive(frame(1, true), begin)
	from.layers[0].SenderReport(&rtcp.SenderReport{SSRC: 1, NTPTime: 5 << 32, RTPTime: 3000}, begin)
	r, ok := k.Report(begin)
	if !ok {
		t.Fatal("nothing is told")
	}
	const trip = 900 * time.Millisecond
	now := begin.Add(trip)
	k.Received(&rtcp.ReceptionReport{SSRC: 10, LastSenderReport: uint32(r.NTPTime >> 16), Jitter: codec.VideoClock / 5}, now)
	for after, known := range map[time.Duration]bool{0: true, 10 * time.Second: true, time.Minute: false} {
		now := now.Add(after)
		if k.RoundTrip(now) > 0 != known || k.Jitter(now) > 0 != known {
			t.Errorf("%v later it is %v away, with %v of jitter", after, k.RoundTrip(now), k.Jitter(now))
		}
	}
	if got := k.RoundTrip(now); got != trip || k.Jitter(now) != 200*time.Millisecond {
		t.Errorf("%v away, with %v of jitter", got, k.Jitter(now))
	}
}

// A receiver may be further away than the time between two reports.
func TestWhoIsFartherThanAReportIsMeasured(t *testing.T) {
	for _, trip := range []time.Duration{80 * time.Millisecond, 999 * time.Millisecond, 2500 * time.Millisecond} {
		from, k := camera(&peer{}, 1), screen(&peer{})
		k.Open(begin)
		k.Watch(from, begin)
		from.layers[0].Receive(frame(1, true), begin)
		from.layers[0].SenderReport(&rtcp.SenderReport{SSRC: 1, NTPTime: 5 << 32, RTPTime: 3000}, begin)
		const waited = 300 * time.Millisecond
		var sent [6]uint64
		for second := range sent {
			now := begin.Add(time.Duration(second) * time.Second)
			if r, ok := k.Report(now); ok {
				sent[second] = r.NTPTime
			}
		}
		heard := 5 - int((trip + waited).Seconds()) // the second of the last report that the answer knows of
		now := begin.Add(time.Duration(heard)*time.Second + trip + waited)
		k.Received(&rtcp.ReceptionReport{SSRC: 10, LastSenderReport: uint32(sent[heard] >> 16), Delay: uint32(waited.Seconds() * 65536)}, now)
		if off := k.RoundTrip(now) - trip; off.Abs() > time.Millisecond {
			t.Errorf("%v away is taken for %v", trip, k.RoundTrip(now))
		}
	}
}
