package forward

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/estimate"
	"miti/sfu/history"
	"miti/sfu/packet"
)

func TestLostPacketsAreResentByRTXOnly(t *testing.T) {
	to := &peer{}
	s, k := camera(&peer{}, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	for seq := range uint16(3) {
		s.layers[0].Receive(frame(seq, seq == 0), begin)
	}
	first := to.rtp[1]
	k.Resend(1001, begin)
	k.Resend(999, begin)
	k.Resend(1003, begin)
	if len(to.rtp) != 4 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	r := to.rtp[3]
	if r.SSRC != 11 || r.PayloadType != 124 || r.SequenceNumber != 5000 || r.Timestamp != first.Timestamp || r.Version != 2 {
		t.Errorf("header %+v", r.Header)
	}
	if binary.BigEndian.Uint16(r.Payload) != 1001 || cmp.Diff(first.Payload, r.Payload[2:]) != "" {
		t.Errorf("payload %v, was %v", r.Payload, first.Payload)
	}
	k.line.RTXSSRC = 0
	if k.Resend(1002, begin); len(to.rtp) != 4 {
		t.Error("sent again without RTX")
	}
}

// On a path that loses packets a repetition is lost, too: there it is sent twice.
func TestWhatIsLostOnALossyPathIsResentTwice(t *testing.T) {
	to := &peer{}
	s, k := camera(&peer{}, 1), screen(to)
	k.receiver.Lossy, k.receiver.Estimate = true, estimate.New()
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(0, true), begin)
	k.Resend(1000, begin)
	if len(to.rtp) != 3 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	one, other := to.rtp[1], to.rtp[2]
	if one.SSRC != 11 || other.SSRC != 11 || other.SequenceNumber != one.SequenceNumber+1 ||
		cmp.Diff(one.Payload, other.Payload) != "" || one.Timestamp != other.Timestamp {
		t.Errorf("%v and %v", one, other)
	}
}

// MR-7: what a receiver can have sent again has bounds.
func TestWhatIsSentAgainHasBounds(t *testing.T) {
	to := &peer{}
	s, k := camera(&peer{}, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	for seq := range uint16(2 * maxResends) {
		s.layers[0].Receive(frame(seq, seq == 0), begin)
	}
	forwarded := len(to.rtp)
	now := begin
	for range 100 {
		now = now.Add(5 * time.Millisecond)
		k.Resend(1001, now)
	}
	if n := len(to.rtp) - forwarded; n != resendMost {
		t.Errorf("one packet was sent again %d times", n)
	}
	for _, wait := range []struct {
		time.Duration
		most int
	}{{time.Second, maxResends}, {0, 0}, {20 * time.Millisecond, 10}, {time.Minute, maxResends}} {
		now, forwarded = now.Add(wait.Duration), len(to.rtp)
		for seq := range uint16(2 * maxResends) {
			k.Resend(1000+seq, now)
		}
		if n := len(to.rtp) - forwarded; n != wait.most {
			t.Errorf("%d packets were sent again %v later, expected %d", n, wait.Duration, wait.most)
		}
	}
}

func TestWhatIsMissingFromAPublisherIsAskedFor(t *testing.T) {
	from := &peer{}
	s := camera(from, 1)
	s.layers[0].Receive(frame(1, true), begin)
	s.layers[0].Receive(frame(4, false), begin)
	s.Tick(begin.Add(50 * time.Millisecond))
	if len(from.rtcp) != 2 { // one of them may be lost
		t.Fatalf("%+v", from.rtcp)
	}
	for _, p := range from.rtcp {
		nack, ok := p.(*rtcp.TransportLayerNack)
		if !ok || nack.MediaSSRC != 1 || cmp.Diff([]uint16{2, 3}, nack.Nacks[0].PacketList()) != "" {
			t.Errorf("%+v", p)
		}
	}
}

// The same number must never be encrypted twice, whatever a publisher sends: what
// cannot be read has numbers too.
func TestNoNumberIsUsedTwice(t *testing.T) {
	codecs := []codec.Codec{{Name: codec.RED, Type: 63, Inner: 111}, {Name: codec.Opus, Type: 111}}
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: codecs}, &history.Pool{})
	k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: codecs, SSRC: 10}, 1000, 0)
	k.Open(begin)
	k.Watch(s, begin)
	used := map[uint16]bool{}
	for i := range 1<<16 + 200 {
		payload := "\xef\x0f\xff\x03\x6fbroken"
		if i < 100 || i >= 1<<16 {
			payload = "\x6fwhole"
		}
		s.layers[0].Receive(&packet.View{Type: 63, Seq: uint16(i), Timestamp: uint32(i) * 960, SSRC: 1, Payload: []byte(payload)}, begin)
	}
	for _, p := range to.rtp {
		if used[p.SequenceNumber] {
			t.Fatalf("number %d is used twice", p.SequenceNumber)
		}
		used[p.SequenceNumber] = true
	}
	if len(used) != 300 {
		t.Errorf("%d packets", len(used))
	}
}

// A payload that no datagram takes is neither kept nor sent, but a gap.
func TestAPayloadThatIsTooLongIsLost(t *testing.T) {
	to := &peer{}
	s, k := camera(&peer{}, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(1, true), begin)
	long := frame(2, false)
	long.Payload = append(long.Payload, make([]byte, history.MaxPayload)...)
	s.layers[0].Receive(long, begin)
	s.layers[0].Receive(frame(3, false), begin)
	k.Resend(1001, begin)
	if d := cmp.Diff([]uint16{1000, 1002}, to.numbers()); d != "" {
		t.Error(d)
	}
}
