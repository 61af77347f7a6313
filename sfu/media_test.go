package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/forward"
	"miti/sfu/history"
)

// deaf is a peer that takes everything.
type deaf struct{}

func (deaf) SendRTP([]byte)          {}
func (deaf) SendRTCP(...rtcp.Packet) {}

// MR-11: no RTCP of a peer, however broken, is the server's end.
func FuzzRTCP(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.SenderReport{SSRC: 1, NTPTime: 1 << 40, RTPTime: 5},
		&rtcp.ReceiverReport{SSRC: 3, Reports: []rtcp.ReceptionReport{{SSRC: 10}}},
		&rtcp.PictureLossIndication{MediaSSRC: 10},
		&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: 10}}},
		&rtcp.TransportLayerNack{MediaSSRC: 10, Nacks: []rtcp.NackPair{{PacketID: 65535, LostPackets: 0xffff}}},
		&rtcp.Goodbye{Sources: []uint32{1}},
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
		s := &session{bySSRC: map[uint32]*source{}, sinks: map[uint32]*forward.Sink{}}
		s.publisher.Peer = deaf{}
		src := forward.NewSource(&s.publisher, forward.Line{Video: true, Codecs: vp8}, &history.Pool{})
		s.bySSRC[1] = &source{Source: src, kind: Camera}
		k := forward.NewSink(deaf{}, forward.SinkLine{Video: true, Codecs: vp8, SSRC: 10, RTXSSRC: 11}, 0, 0)
		k.Open(now)
		k.Watch(src, now)
		s.sinks[10] = k
		s.RTCP(b, now)
		k.Report(now)
	})
}
