package forward

import (
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/packet"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

// peer keeps what it is sent.
type peer struct {
	rtp  []rtp.Packet
	rtcp []rtcp.Packet
}

func (p *peer) SendRTP(b []byte) {
	var r rtp.Packet
	if err := r.Unmarshal(append([]byte(nil), b...)); err != nil {
		panic(err)
	}
	p.rtp = append(p.rtp, r)
}

func (p *peer) SendRTCP(packets ...rtcp.Packet) { p.rtcp = append(p.rtcp, packets...) }

// asked counts the requests for key frames.
func (p *peer) asked() (n int) {
	for _, r := range p.rtcp {
		if _, ok := r.(*rtcp.PictureLossIndication); ok {
			n++
		}
	}
	return n
}

func (p *peer) numbers() (list []uint16) {
	for _, r := range p.rtp {
		list = append(list, r.SequenceNumber)
	}
	return list
}

var vp8 = []codec.Codec{{Name: codec.VP8, Type: 96, RTX: 97, HasRTX: true}}

func camera(p *peer, ssrc uint32) *Source {
	s := NewSource(&Publisher{Peer: p}, Line{Video: true, Codecs: vp8, NACK: true}, &history.Pool{})
	s.layers[0].SetSSRC(ssrc)
	return s
}

func screen(p *peer) *Sink {
	return NewSink(&Receiver{Peer: p}, SinkLine{
		Video: true, SSRC: 10, RTXSSRC: 11,
		Codecs: []codec.Codec{{Name: codec.VP8, Type: 120, RTX: 124, HasRTX: true}},
	}, 1000, 5000)
}

// frame is a packet of a VP8 frame with a picture id.
func frame(seq uint16, key bool) *packet.View {
	b := []byte{0x90, 0x80, 0x80, byte(seq), 1, byte(seq)}
	if key {
		b[4] = 0
	}
	return &packet.View{Type: 96, Seq: seq, Timestamp: uint32(seq) * 3000, SSRC: 1, Payload: b}
}
