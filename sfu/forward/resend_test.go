package forward

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtcp"
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
	nack, ok := from.rtcp[0].(*rtcp.TransportLayerNack)
	if !ok || nack.MediaSSRC != 1 || cmp.Diff([]uint16{2, 3}, nack.Nacks[0].PacketList()) != "" {
		t.Errorf("%+v", from.rtcp)
	}
}
