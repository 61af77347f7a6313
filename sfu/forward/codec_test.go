package forward

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/packet"
)

// sent is what a camera may be sent in, in the publisher's numbers.
var sent = []codec.Codec{
	{Name: codec.VP8, Type: 96}, {Name: codec.H264, Type: 102, Profile: codec.High},
	{Name: codec.H264, Type: 104, Profile: codec.ConstrainedBaseline}, {Name: codec.VP9, Type: 98}, {Name: codec.AV1, Type: 45},
}

// viewer is a seat for a camera that takes some codecs.
func viewer(p *peer, takes []codec.Codec) *Sink {
	k := NewSink(&Receiver{Peer: p}, SinkLine{Video: true, SSRC: 10, Codecs: takes}, 1000, 5000)
	k.Open(begin)
	return k
}

// vp9 is a packet of a VP9 frame with a picture id of 15 bits.
func vp9(seq, id uint16, key bool) *packet.View {
	flags := byte(0xc8)
	if key {
		flags = 0x88
	}
	return &packet.View{
		Type: 98, Seq: seq, Timestamp: uint32(seq) * 3000, SSRC: 1, Payload: []byte{flags, 0x80 | byte(id>>8), byte(id), 1},
	}
}

// A publisher moves to another codec only when all who watch take it. What it
// would send of a codec in several profiles is the first.
func TestWhatAllWhoWatchDecode(t *testing.T) {
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Video: true, Codecs: sent}, &history.Pool{})
	if got := s.Decoded(); len(got) > 0 {
		t.Errorf("nobody decodes %v", got)
	}
	chromium := viewer(&peer{}, sent)
	chromium.Watch(s, begin)
	if d := cmp.Diff([]codec.Name{codec.VP8, codec.H264, codec.VP9, codec.AV1}, s.Decoded()); d != "" {
		t.Error(d)
	}
	old := viewer(&peer{}, sent[:1])
	old.Watch(s, begin)
	if d := cmp.Diff([]codec.Name{codec.VP8}, s.Decoded()); d != "" {
		t.Error(d)
	}
	old.Watch(nil, begin)
	narrow := viewer(&peer{}, slices.Delete(slices.Clone(sent), 1, 2)) // of H.264 the baseline only
	narrow.Watch(s, begin)
	if d := cmp.Diff([]codec.Name{codec.VP8, codec.VP9, codec.AV1}, s.Decoded()); d != "" {
		t.Error(d)
	}
}

// MR-9: while a publisher sends what somebody did not offer they are sent
// nothing, and what they get afterwards is no gap.
func TestWhatAReceiverDoesNotTakeIsNoGap(t *testing.T) {
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Video: true, Codecs: sent}, &history.Pool{})
	s.layers[0].SetSSRC(1)
	viewer(to, []codec.Codec{{Name: codec.VP8, Type: 120}}).Watch(s, begin)
	s.layers[0].Receive(frame(1, true), begin)
	s.layers[0].Receive(frame(2, false), begin)
	for seq := uint16(3); seq < 8; seq++ {
		s.layers[0].Receive(vp9(seq, seq, seq == 3), begin)
	}
	s.layers[0].Receive(frame(8, true), begin)
	if d := cmp.Diff([]uint16{1000, 1001, 1002}, to.numbers()); d != "" {
		t.Error(d)
	}
	for _, p := range to.rtp {
		if p.PayloadType != 120 {
			t.Errorf("a packet of type %d", p.PayloadType)
		}
	}
}

// The pictures of VP9 are numbered on over a change of who sits there.
func TestPictureIDsOfVP9GoOn(t *testing.T) {
	to := &peer{}
	k := viewer(to, sent)
	for i, id := range []uint16{500, 20000, 7} {
		s := NewSource(&Publisher{Peer: &peer{}}, Line{Video: true, Codecs: sent}, &history.Pool{})
		s.layers[0].SetSSRC(uint32(i) + 1)
		k.Watch(s, begin)
		s.layers[0].Receive(vp9(9000*uint16(i), id, true), begin)
		s.layers[0].Receive(vp9(9000*uint16(i)+1, id+1, false), begin)
	}
	for i, p := range to.rtp {
		if want := 500 + uint16(i); p.Payload[1] != 0x80|byte(want>>8) || p.Payload[2] != byte(want) {
			t.Errorf("picture %d has the id %x, want %d", i, p.Payload[1:3], want)
		}
	}
	if len(to.rtp) != 6 {
		t.Errorf("%d packets", len(to.rtp))
	}
}
