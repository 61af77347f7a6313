package sfu

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtp"

	"miti/sfu/answer"
	"miti/sfu/codec"
	"miti/sfu/forward"
)

// The way of a packet through a session, from what was decrypted to what is to
// be encrypted for ten receivers, makes no garbage. The transport has a test of
// the same kind for what is before and after.
func TestAPacketOnItsWayDoesNotAllocate(t *testing.T) {
	begin := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what  string
		kind  Source
		codec codec.Codec
		bytes []byte
	}{
		{"a packet of sound", Microphone, codec.Codec{Name: codec.Opus, Type: 96}, make([]byte, 100)},
		{"a packet of a picture", Camera, codec.Codec{Name: codec.VP8, Type: 96},
			append([]byte{0x90, 0x80, 0x80, 1, 1}, make([]byte, 1100)...)},
	} {
		s := bare()
		s.transportID = 3
		line := answer.Line{Kind: "audio", Mid: "0", Codecs: []codec.Codec{c.codec}, LevelID: 1, SSRC: 7}
		if c.kind == Camera {
			line.Kind = "video"
		}
		line.Usable = true
		src := s.accept(&line, c.kind, nil)
		s.sources = append(s.sources, src)
		for i := range uint32(10) {
			k := forward.NewSink(&s.receiver, forward.SinkLine{
				Video: line.Video(), Codecs: line.Codecs, LevelID: 1, SSRC: 100 + i,
			}, 0, 0)
			k.Open(begin)
			k.Watch(src.Source, begin)
		}
		b, n, now := packetOf(t, c.bytes), uint16(0), begin
		plain := make([]byte, len(b))
		passes := func() {
			n++
			now = now.Add(time.Millisecond)
			copy(plain, b)
			binary.BigEndian.PutUint16(plain[2:], n)
			binary.BigEndian.PutUint16(plain[17:], n) // the transport-wide number
			s.RTP(plain, now)
		}
		for range 2000 { // the pool and the lists have their size
			passes()
		}
		if allocations := testing.AllocsPerRun(2000, passes); allocations != 0 {
			t.Errorf("%s: %v allocations", c.what, allocations)
		}
	}
}

// packetOf is a packet with a transport-wide number and a level.
func packetOf(t *testing.T, payload []byte) []byte {
	t.Helper()
	p := rtp.Packet{
		Header: rtp.Header{
			Version: 2, SSRC: 7, PayloadType: 96, Extension: true, ExtensionProfile: rtp.ExtensionProfileOneByte,
		},
		Payload: payload,
	}
	for _, x := range []struct {
		id    uint8
		value []byte
	}{{3, []byte{0, 0}}, {1, []byte{0x80 | 42}}} {
		if err := p.SetExtension(x.id, x.value); err != nil {
			t.Fatal(err)
		}
	}
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bare is a session without a connection.
func bare() *session {
	s := &session{
		member: &member{room: &room{sfu: &SFU{}}},
		bySSRC: map[uint32]*forward.Layer{}, byRTX: map[uint32]*forward.Layer{}, sinks: map[uint32]*forward.Sink{},
	}
	s.publisher.Peer, s.receiver.Peer = deaf{}, deaf{}
	return s
}
