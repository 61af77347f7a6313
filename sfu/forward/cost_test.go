package forward

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/history"
	"miti/sfu/packet"
)

func TestForwardingDoesNotAllocate(t *testing.T) {
	s, views := crowd(10)
	i := 0
	if n := testing.AllocsPerRun(2000, func() {
		s.layers[0].Receive(views[i%len(views)], begin)
		s.Tick(begin.Add(time.Duration(i) * 10 * time.Millisecond))
		i++
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

func TestPaddingDoesNotAllocate(t *testing.T) {
	k := NewSink(&Receiver{Peer: &nobody{}}, SinkLine{Video: true, SSRC: 10, RTXSSRC: 11, TransportID: 3, Codecs: vp8}, 0, 0)
	k.Open(begin)
	if n := testing.AllocsPerRun(1000, func() { k.Pad(begin) }); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

// nobody takes packets and forgets them.
type nobody struct{ n int }

func (p *nobody) SendRTP(b []byte) { p.n += len(b) }

func (p *nobody) SendRTCP(...rtcp.Packet) {}

// crowd is a camera that many watch, and as many packets as there are numbers.
func crowd(n int) (*Source, []*packet.View) {
	s := NewSource(&Publisher{Peer: &nobody{}}, Line{Video: true, Codecs: vp8, NACK: true}, &history.Pool{})
	s.layers[0].SetSSRC(1)
	for range n {
		k := screen(nil)
		k.receiver.Peer = &nobody{}
		k.Open(begin)
		k.Watch(s, begin)
	}
	views := make([]*packet.View, 1<<16)
	payload := append([]byte{0x90, 0x80, 0x80, 1, 0}, make([]byte, 1100)...)
	for i := range views {
		views[i] = &packet.View{Type: 96, Seq: uint16(i), Timestamp: uint32(i) * 3000, SSRC: 1, Payload: payload}
	}
	for i := range 1024 { // fill the history and the pool
		s.layers[0].Receive(views[i], begin)
	}
	return s, append(views[1024:], views[:1024]...)
}

func BenchmarkForward(b *testing.B) {
	s, views := crowd(10)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.layers[0].Receive(views[i%len(views)], begin)
	}
}
