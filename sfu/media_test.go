package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu/answer"
	"miti/sfu/codec"
	"miti/sfu/forward"
	"miti/sfu/history"
)

// deaf is a peer that takes everything.
type deaf struct{}

func (deaf) SendRTP([]byte)          {}
func (deaf) SendRTCP(...rtcp.Packet) {}

// MR-9: a stream that the offer does not name, whose repair comes first.
func TestStreamsThatTheOfferDoesNotNameAreFoundByMid(t *testing.T) {
	vp8 := []codec.Codec{{Name: codec.VP8, Type: 96, RTX: 97, HasRTX: true}}
	s := bare()
	s.midID = 4
	for _, mid := range []string{"1", "2"} {
		s.sources = append(s.sources, &source{
			kind: Camera, line: answer.Line{Mid: mid, Codecs: vp8},
			Source: forward.NewSource(&s.publisher, forward.Line{Video: true, Codecs: vp8}, &history.Pool{}),
		})
	}
	sends := func(ssrc uint32, pt uint8, mid string) {
		t.Helper()
		p := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc, PayloadType: pt}, Payload: []byte{0, 7, 0x10, 0}}
		if mid != "" {
			p.Extension, p.ExtensionProfile = true, rtp.ExtensionProfileOneByte
			if err := p.SetExtension(4, []byte(mid)); err != nil {
				t.Fatal(err)
			}
		}
		b, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		s.RTP(b, time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC))
	}
	sends(11, 97, "2")
	sends(10, 96, "2")
	sends(12, 96, "3") // of no line
	sends(13, 96, "")  // of nobody
	sends(14, 98, "1") // of no codec
	if s.byRTX[11] != s.sources[1].Layers()[0] || s.bySSRC[10] != s.sources[1].Layers()[0] || len(s.bySSRC)+len(s.byRTX) != 2 {
		t.Errorf("streams %v, repairs %v", s.bySSRC, s.byRTX)
	}
	sends(20, 96, "2") // another one takes its place
	if s.bySSRC[20] != s.sources[1].Layers()[0] || len(s.bySSRC) != 1 {
		t.Errorf("streams %v", s.bySSRC)
	}
}

// MR-11: no packet of a peer, however broken, is the server's end, neither where it
// comes in nor where it is passed on, asked for again and repaired.
func FuzzRTP(f *testing.F) {
	begin := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	pictures := []codec.Codec{
		{Name: codec.VP8, Type: 96, RTX: 97, HasRTX: true}, {Name: codec.H264, Type: 102},
		{Name: codec.VP9, Type: 98}, {Name: codec.AV1, Type: 45},
	}
	sounds := []codec.Codec{{Name: codec.RED, Type: 63, Inner: 111}, {Name: codec.Opus, Type: 111}}
	for _, p := range []rtp.Packet{
		{Header: rtp.Header{PayloadType: 96, SSRC: 1, SequenceNumber: 65535}, Payload: []byte{0x90, 0xf0, 0x81, 2, 3, 4, 0}},
		{Header: rtp.Header{PayloadType: 97, SSRC: 2}, Payload: []byte{0xff, 0xfe, 0x90, 0x80, 1, 0, 0}},
		{Header: rtp.Header{PayloadType: 98, SSRC: 1}, Payload: []byte{0xa8, 0x81, 2, 0, 9, 0}},
		{Header: rtp.Header{PayloadType: 102, SSRC: 1, Marker: true}, Payload: []byte{24, 0, 1, 6, 0, 2, 0x65, 0}},
		{Header: rtp.Header{PayloadType: 63, SSRC: 3}, Payload: []byte{0x80 | 111, 0, 0, 2, 111, 'x', 'y', 'a'}},
		{Header: rtp.Header{PayloadType: 45, SSRC: 1, Padding: true}, Payload: []byte{8, 1, 0, 3}, PaddingSize: 3},
	} {
		p.Version = 2
		b, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, b)
		f.Add(b[:len(b)-1], b)
	}
	f.Fuzz(func(_ *testing.T, first, second []byte) {
		s, now := bare(), begin
		s.midID, s.ridID, s.transportID = 4, 5, 3
		for i, line := range []answer.Line{
			{Kind: "video", Mid: "0", Usable: true, Codecs: pictures, SSRC: 1, RTXSSRC: 2, RIDs: []string{"q", "h"}},
			{Kind: "audio", Mid: "1", Usable: true, Codecs: sounds, SSRC: 3, LevelID: 1},
		} {
			src := s.accept(&line, []Source{Camera, Microphone}[i], nil)
			s.sources = append(s.sources, src)
			k := forward.NewSink(&s.receiver, forward.SinkLine{
				Video: line.Video(), Codecs: line.Codecs, LevelID: 1, TransportID: 3, SSRC: 10 + uint32(i), RTXSSRC: 20 + uint32(i),
			}, 0, 0)
			k.Open(now)
			k.Watch(src.Source, now)
			s.sinks[10+uint32(i)] = k
		}
		for _, b := range [][]byte{first, second, first} {
			s.RTP(append([]byte(nil), b...), now)
			now = now.Add(time.Second)
			for _, src := range s.sources {
				src.Tick(now)
			}
			for _, k := range s.sinks {
				k.Resend(0, now)
				k.Report(now)
			}
		}
	})
}

// MR-11: no RTCP of a peer, however broken, is the server's end.
func FuzzRTCP(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.SenderReport{SSRC: 1, NTPTime: 1 << 40, RTPTime: 5},
		&rtcp.ReceiverReport{SSRC: 3, Reports: []rtcp.ReceptionReport{{SSRC: 10}}},
		&rtcp.PictureLossIndication{MediaSSRC: 10},
		&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: 10}}},
		&rtcp.TransportLayerNack{MediaSSRC: 10, Nacks: []rtcp.NackPair{{PacketID: 65535, LostPackets: 0xffff}}},
		&rtcp.Goodbye{Sources: []uint32{1}},
		&rtcp.RawPacket{0x8f, 205, 0, 0}, // feedback that has nothing in it
	} {
		b, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	vp8 := []codec.Codec{{Name: codec.VP8, Type: 96, RTX: 97, HasRTX: true}}
	f.Fuzz(func(_ *testing.T, b []byte) {
		s := bare()
		src := forward.NewSource(&s.publisher, forward.Line{Video: true, Codecs: vp8}, &history.Pool{})
		s.bySSRC[1] = src.Layers()[0]
		k := forward.NewSink(&s.receiver, forward.SinkLine{Video: true, Codecs: vp8, SSRC: 10, RTXSSRC: 11}, 0, 0)
		k.Open(now)
		k.Watch(src, now)
		s.sinks[10] = k
		s.RTCP(b, now)
		k.Report(now)
	})
}

// counter is a peer that counts what it is told.
type counter struct {
	deaf
	told int
}

func (c *counter) SendRTCP(...rtcp.Packet) { c.told++ }

// A path that carries little is told of seldom: it would cost both ends as many
// packets as a tenth of a voice.
func TestAVoiceAloneIsToldOfInEverySecondTurn(t *testing.T) {
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what  string
		turns [2]int // packets of one and of the next
		times int    // that they are told of in ten
	}{
		{"nothing", [2]int{}, 0}, {"a voice", [2]int{5, 5}, 5}, {"a voice and a picture", [2]int{20, 20}, 10},
		{"a picture now and then", [2]int{5, 10}, 5}, {"the same, from the other on", [2]int{10, 5}, 5},
	} {
		s, to := bare(), &counter{}
		s.publisher.Peer = to
		seq := uint16(0)
		for i := range 10 {
			for range c.turns[i%2] {
				s.arrivals.Add(seq, now, 1)
				seq++
			}
			s.tellArrivals()
		}
		if to.told != c.times {
			t.Errorf("%s was told of %d times, want %d", c.what, to.told, c.times)
		}
	}
}
