package forward

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/packet"
	"miti/sfu/speaker"
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

func TestAPublisherIsAskedForAKeyFrameAsSoonAsItHears(t *testing.T) {
	from := &peer{}
	s, k := camera(from, 1), screen(&peer{})
	k.Open(begin)
	k.Watch(s, begin)
	from.rtcp = nil // the handshake was not over
	s.Connected(begin.Add(20 * time.Millisecond))
	if from.asked() != 1 {
		t.Errorf("asked %d times", from.asked())
	}
	s.layers[0].Receive(frame(7, true), begin)
	s.Connected(begin.Add(time.Second))
	if from.asked() != 1 {
		t.Error("asked for a key frame that nobody waits for")
	}
}

func TestTheLevelOfAVoiceIsPassedOn(t *testing.T) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
	k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, LevelID: 5, SSRC: 10}, 0, 0)
	k.Open(begin)
	k.Watch(s, begin)
	v := speech(t, 0x80|42) // 42 dB under full scale, and voice
	s.layers[0].Receive(&v, begin)
	if got := to.rtp[0].GetExtension(5); len(got) != 1 || got[0] != 0x80|42 || string(to.rtp[0].Payload) != "hello" {
		t.Errorf("level %v, payload %q", got, to.rtp[0].Payload)
	}
}

// MR-5 and MR-6: one place asks, until a key frame has come.
func TestKeyFramesAreAskedForUntilOneComes(t *testing.T) {
	from, to := &peer{}, &peer{}
	s, k := camera(from, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	if from.asked() != 1 {
		t.Fatalf("a newcomer asked %d times at once", from.asked())
	}
	last := 1
	var gaps []time.Duration
	since := begin
	for now := begin; now.Before(begin.Add(10 * time.Second)); now = now.Add(20 * time.Millisecond) {
		s.Tick(now)
		k.WantKey(now) // and a receiver that asks all the time
		if from.asked() > last {
			gaps, since, last = append(gaps, now.Sub(since)), now, from.asked()
		}
	}
	for _, g := range gaps {
		if g < keyEvery || g > keyMost {
			t.Errorf("asked again after %v", g)
		}
	}
	if len(gaps) < 4 {
		t.Errorf("asked only %d times again", len(gaps))
	}
	now := begin.Add(20 * time.Second)
	s.layers[0].Receive(frame(1, true), now)
	before := from.asked()
	s.Tick(now.Add(time.Minute))
	if from.asked() != before || len(to.rtp) != 1 {
		t.Errorf("asked again after a key frame was forwarded")
	}
}

func TestACameraThatIsOffIsNotAsked(t *testing.T) {
	from := &peer{}
	s, k := camera(from, 1), screen(&peer{})
	s.SetOn(false, begin)
	k.Open(begin)
	k.Watch(s, begin)
	s.Tick(begin.Add(time.Minute))
	if from.asked() != 0 {
		t.Errorf("asked %d times", from.asked())
	}
	if s.SetOn(true, begin.Add(time.Minute)); from.asked() != 1 {
		t.Errorf("asked %d times when it came on", from.asked())
	}
}

func TestANewcomerGetsTheLastKeyFrameAtOnce(t *testing.T) {
	from, to := &peer{}, &peer{}
	s := camera(from, 1)
	for seq := range uint16(20) {
		s.layers[0].Receive(frame(seq, seq == 10), begin)
	}
	k := screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	if len(to.rtp) != 10 || from.asked() != 0 {
		t.Errorf("%d packets, asked %d times", len(to.rtp), from.asked())
	}
}

func TestAKeyFrameWhoseBeginningIsRepairedIsShownWhole(t *testing.T) {
	from, to := &peer{}, &peer{}
	s, k := camera(from, 1), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(1, false), begin)
	later := frame(3, false) // of the key frame that began with 2
	later.Timestamp = 2 * 3000
	s.layers[0].Receive(later, begin)
	repair := frame(2, true)
	repair.Type, repair.Payload = 97, append([]byte{0, 2}, repair.Payload...)
	s.layers[0].ReceiveRepair(repair, begin)
	if d := cmp.Diff([]uint16{1000, 1001}, to.numbers()); d != "" {
		t.Error(d)
	}
}

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
	for seq := range uint16(2 * maxResends) {
		k.Resend(1000+seq, now.Add(time.Second))
	}
	if n := len(to.rtp) - forwarded; n != maxResends {
		t.Errorf("%d packets were sent again in one tick", n)
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

// RED is for those who lose packets and know it, in their own numbers; others
// are sent the newest block alone.
func TestAVoiceIsRepeatedWhereItIsLost(t *testing.T) {
	from := []codec.Codec{{Name: codec.RED, Type: 63, Inner: 111}, {Name: codec.Opus, Type: 111}}
	other := []codec.Codec{{Name: codec.RED, Type: 35, Inner: 109}, {Name: codec.Opus, Type: 109}}
	plain := []codec.Codec{{Name: codec.Opus, Type: 120}}
	voice := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: from}, &history.Pool{})
	type ear struct {
		peer
		Receiver
	}
	ears := map[string]*ear{}
	for _, e := range []struct {
		what   string
		codecs []codec.Codec
		lossy  bool
	}{{"lossy", other, true}, {"whole", other, false}, {"without RED", plain, true}} {
		n := &ear{}
		n.Receiver = Receiver{Peer: &n.peer, Lossy: e.lossy}
		k := NewSink(&n.Receiver, SinkLine{Codecs: e.codecs, SSRC: 10}, 0, 0)
		k.Open(begin)
		k.Watch(voice, begin)
		ears[e.what] = n
	}
	red := func(seq uint16, payload string) {
		voice.layers[0].Receive(&packet.View{Type: 63, Seq: seq, SSRC: 1, Payload: []byte(payload)}, begin)
	}
	red(1, "\xef\x0f\x00\x03\x6foldnew")
	red(2, "\xef\x0f\xff\x03\x6fbroken")
	voice.layers[0].Receive(&packet.View{Type: 111, Seq: 3, SSRC: 1, Payload: []byte("bare")}, begin)
	got := map[string][]string{}
	for what, e := range ears {
		for _, p := range e.rtp {
			got[what] = append(got[what], fmt.Sprintf("%d %q", p.PayloadType, p.Payload))
		}
	}
	want := map[string][]string{
		"lossy":       {`35 "\xed\x0f\x00\x03moldnew"`, `109 "bare"`},
		"whole":       {`109 "new"`, `109 "bare"`},
		"without RED": {`120 "new"`, `120 "bare"`},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Of a voice that is not among the loudest nothing is passed on, and what
// comes after is no gap.
func TestAVoiceOffStageLeavesNoGap(t *testing.T) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
	s.SetStage(speaker.NewStage(1))
	k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, SSRC: 10}, 1000, 0)
	k.Open(begin)
	k.Watch(s, begin)
	now := begin
	for i := range uint16(300) {
		now = now.Add(20 * time.Millisecond)
		level := uint8(100)
		if i < 10 || i >= 290 {
			level = 30
		}
		if i == 20 {
			other := speaker.Voice{}
			for range 10 {
				other.Level(10, now)
			}
			s.stage.Heard(&other, now.Add(3*time.Second)) // takes the place
		}
		v := speech(t, level)
		v.Seq, v.Timestamp = i, uint32(i)*960
		s.layers[0].Receive(&v, now)
	}
	n := len(to.rtp)
	if n < 25 || n > 40 {
		t.Fatalf("%d packets were passed on", n)
	}
	for i, p := range to.rtp {
		if p.SequenceNumber != 1000+uint16(i) {
			t.Fatalf("packet %d has number %d", i, p.SequenceNumber)
		}
	}
	if moved := to.rtp[n-1].Timestamp - to.rtp[0].Timestamp; moved != 299*960 {
		t.Errorf("the time moved by %d", moved)
	}
}

// speech is a packet of a voice with a level.
func speech(t *testing.T, level uint8) packet.View {
	t.Helper()
	raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SSRC: 1}}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	raw[0] |= 0x10
	raw = append(append(raw, 0xbe, 0xde, 0, 1, 0x10, level, 0, 0), "hello"...)
	var v packet.View
	if !v.Parse(raw) {
		t.Fatal("the packet cannot be read")
	}
	return v
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

func TestNothingOfTheSourceBeforeComesAfterAChange(t *testing.T) {
	to := &peer{}
	a, b, k := camera(&peer{}, 1), camera(&peer{}, 2), screen(to)
	k.Open(begin)
	k.Watch(a, begin)
	for seq := range uint16(3) {
		a.layers[0].Receive(frame(seq, seq == 0), begin)
	}
	k.Watch(b, begin)
	a.layers[0].Receive(frame(3, false), begin)
	k.Resend(1001, begin)
	b.layers[0].Receive(frame(40000, false), begin)
	b.layers[0].Receive(frame(40001, true), begin)
	b.layers[0].Receive(frame(40000, false), begin)
	if d := cmp.Diff([]uint16{1000, 1001, 1002, 1003}, to.numbers()); d != "" {
		t.Error(d)
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

// nobody takes packets and forgets them.
type nobody struct{ n int }

func (p *nobody) SendRTP(b []byte)        { p.n += len(b) }
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
