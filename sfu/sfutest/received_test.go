package sfutest

import (
	"testing"
	"time"

	"github.com/pion/rtp"

	"miti/sfu"
)

// spoken is a packet of a microphone with a number.
func spoken(number uint16) *rtp.Packet {
	m := mark{from: "anna", source: sfu.Microphone, frame: uint32(number), count: number, parts: 1, sent: time.Unix(0, 0)}
	return &rtp.Packet{
		Header:  rtp.Header{SequenceNumber: number, Timestamp: uint32(number) * 960},
		Payload: m.append([]byte{0xf8}, 60),
	}
}

func TestALineCountsWhatIsMissingLateAndTwice(t *testing.T) {
	for name, c := range map[string]struct {
		numbers []uint16
		want    Received
	}{
		"in order":               {[]uint16{1, 2, 3}, Received{Packets: 3}},
		"one lost":               {[]uint16{1, 3}, Received{Packets: 2, Missing: 1}},
		"one late":               {[]uint16{1, 3, 2}, Received{Packets: 3, Reordered: 1}},
		"one twice":              {[]uint16{1, 2, 2, 3}, Received{Packets: 3, Duplicates: 1}},
		"over the end":           {[]uint16{65534, 65535, 0, 1}, Received{Packets: 4}},
		"lost over the end":      {[]uint16{65534, 2}, Received{Packets: 2, Missing: 3}},
		"late over the end":      {[]uint16{65535, 1, 0}, Received{Packets: 3, Reordered: 1}},
		"before the first":       {[]uint16{5, 4}, Received{Packets: 2, Reordered: 1}},
		"before the first, at 0": {[]uint16{0, 65535}, Received{Packets: 2, Reordered: 1}},
	} {
		l := &line{}
		for _, n := range c.numbers {
			l.take(spoken(n), "", false)
		}
		got := Received{Packets: l.Packets, Missing: l.Missing, Duplicates: l.Duplicates, Reordered: l.Reordered}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestALineNoticesAWrongNumber(t *testing.T) {
	l := &line{}
	for _, n := range []uint16{1, 2, 4} {
		p := spoken(n)
		p.SequenceNumber += 100
		l.take(p, "", false)
	}
	if l.Shifted != 0 {
		t.Errorf("a gap that was kept: %+v", l.Received)
	}
	wrong := spoken(6) // 5 was lost, and its number is given to 6
	wrong.SequenceNumber = 105
	if l.take(wrong, "", false); l.Shifted != 1 {
		t.Errorf("a gap that was closed: %+v", l.Received)
	}
}

// shown are the packets of a frame.
func shown(number uint16, frame uint32, key bool, parts int) (packets []*rtp.Packet) {
	for i := range parts {
		m := mark{from: "anna", source: sfu.Camera, frame: frame, part: uint8(i), parts: uint8(parts)}
		v := vp8{start: i == 0, key: key, picture: uint16(frame)}
		packets = append(packets, &rtp.Packet{
			Header:  rtp.Header{SequenceNumber: number + uint16(i), Timestamp: frame * 3000},
			Payload: m.append(v.append(nil), 200),
		})
	}
	return packets
}

func TestALineCountsWholeFrames(t *testing.T) {
	l := &line{video: true, frames: map[frameKey]*partial{}}
	key, delta := shown(10, 1, true, 3), shown(13, 2, false, 2)
	for _, p := range []*rtp.Packet{key[0], key[2], delta[0], delta[1]} {
		l.take(p, "", false)
	}
	if l.Frames != 1 || l.KeyFrames != 0 {
		t.Errorf("with a part missing: %+v", l.Received)
	}
	l.take(key[1], "", true)
	if l.Frames != 2 || l.KeyFrames != 1 || l.Repaired != 1 || l.Missing != 0 {
		t.Errorf("with the part repaired: %+v", l.Received)
	}
}

func TestALineNoticesClocksThatGoBack(t *testing.T) {
	l := &line{video: true, frames: map[frameKey]*partial{}}
	for _, p := range [][]*rtp.Packet{shown(10, 0x7fff, true, 1), shown(11, 0x8000, false, 1), shown(12, 7, false, 1)} {
		l.take(p[0], "", false)
	}
	if l.TimeBack != 1 || l.PictureBack != 0 {
		t.Errorf("%+v, want the RTP time back once and the picture id (7 bits are lost at 2^15) never", l.Received)
	}
	l.take(shown(13, 3, false, 1)[0], "", false)
	if l.PictureBack != 1 || l.TimeBack != 2 {
		t.Errorf("%+v, want the picture id back once", l.Received)
	}
}
