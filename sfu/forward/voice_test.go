package forward

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtp"

	"miti/sfu/codec"
	"miti/sfu/feedback"
	"miti/sfu/history"
	"miti/sfu/packet"
	"miti/sfu/speaker"
)

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

// voiceOnStage is a voice in a meeting in which one is heard, and who hears it.
func voiceOnStage() (*Source, *Sink, *peer) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
	s.SetStage(speaker.NewStage(1))
	k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, SSRC: 10}, 1000, 0)
	k.Open(begin)
	k.Watch(s, begin)
	return s, k, to
}

// Of a voice that is not among the loudest nothing is passed on, and what
// comes after is no gap.
func TestAVoiceOffStageLeavesNoGap(t *testing.T) {
	s, _, to := voiceOnStage()
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

// Who gets a seat for what they have begun to say is heard from the beginning: not
// what was before, and not what was said while it was not to be heard.
func TestTheFirstSyllableOfWhoIsSeatedIsHeard(t *testing.T) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	for _, c := range []struct {
		what   string
		loud   int // packets, of 30
		on     int // the first after which the microphone was switched on
		before bool
		want   int // packets that are heard of those before the change
	}{
		{"somebody begins to speak", 5, 0, true, 5},
		{"the seat was empty", 5, 0, false, 5},
		{"nobody speaks", 0, 0, true, 0},
		{"who spoke already", 30, 0, true, 0},
		{"the microphone was switched on after the beginning", 5, 28, true, 2},
	} {
		to := &peer{}
		k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, SSRC: 10}, 1000, 0)
		k.Open(begin)
		s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
		other := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
		if c.before {
			k.Watch(other, begin)
		}
		now := begin
		say := func(s *Source, i int, level uint8) {
			v := speech(t, level)
			v.Seq, v.Timestamp = uint16(i), uint32(i)*960
			s.layers[0].Receive(&v, now)
		}
		for i := range 30 {
			if i == c.on {
				s.SetOn(false, now)
				s.SetOn(true, now)
			}
			level := uint8(100)
			if i >= 30-c.loud {
				level = 30
			}
			say(other, i, 100)
			say(s, i, level)
			now = now.Add(20 * time.Millisecond)
		}
		before := len(to.rtp)
		k.Watch(s, now)
		if n := len(to.rtp) - before; n != c.want {
			t.Errorf("%s: %d packets are heard, want %d", c.what, n, c.want)
		}
		say(s, 30, 30)
		for i := 1; i < len(to.rtp); i++ {
			if step := to.rtp[i].Timestamp - to.rtp[i-1].Timestamp; to.rtp[i].SequenceNumber != 1000+uint16(i) || int32(step) < 960 {
				t.Errorf("%s: packet %d has number %d and comes %d after the one before", c.what, i, to.rtp[i].SequenceNumber, int32(step))
			}
		}
	}
}

// MR-12: of four open microphones that do not say how loud they are no more are
// passed on than of others.
func TestAMicrophoneWithoutLevelsIsNoFourthVoice(t *testing.T) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	stage := speaker.NewStage(3)
	heard := 0
	for range 4 {
		to := &peer{}
		s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus}, &history.Pool{})
		s.SetStage(stage)
		k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, SSRC: 10}, 0, 0)
		k.Open(begin)
		k.Watch(s, begin)
		s.layers[0].Receive(&packet.View{Type: 111, Seq: 1, SSRC: 1, Payload: []byte("hello")}, begin)
		heard += len(to.rtp)
	}
	if heard != 3 {
		t.Errorf("%d are heard", heard)
	}
}

// Who reports that packets are lost is sent the voice twice, and who reports none
// for a while once.
func TestWhoLosesPacketsHearsAVoiceTwice(t *testing.T) {
	codecs := []codec.Codec{{Name: codec.RED, Type: 63, Inner: 111}, {Name: codec.Opus, Type: 111}}
	to := &peer{}
	r := &Receiver{Peer: to}
	k := NewSink(r, SinkLine{Codecs: codecs, SSRC: 10, TransportID: 3}, 0, 0)
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: codecs}, &history.Pool{})
	k.Open(begin)
	k.Watch(s, begin)
	now, seq := begin, uint16(0)
	// second lets a second pass in which every so manieth packet is lost, 0 for none.
	second := func(lost int) (pt uint8) {
		report := &feedback.Report{Base: seq, Reference: uint32(now.Sub(begin) / (64 * time.Millisecond))}
		for i := range 50 {
			s.layers[0].Receive(&packet.View{Type: 63, Seq: seq, Timestamp: uint32(seq) * 960, SSRC: 1, Payload: []byte("\xef\x0f\x00\x03\x6foldnew")}, now)
			report.Packets = append(report.Packets, feedback.Told{Arrived: lost == 0 || i%lost != 1, Delta: 20 * time.Millisecond})
			now, seq = now.Add(20*time.Millisecond), seq+1
		}
		r.Estimate.Feedback(report, now)
		r.Tick()
		return to.rtp[len(to.rtp)-1].PayloadType
	}
	r.Tick()
	second(0)
	if pt := second(20); pt != 111 {
		t.Errorf("type %d before anything was lost", pt)
	}
	if pt := second(0); pt != 63 {
		t.Errorf("type %d after packets were lost", pt)
	}
	for range 20 {
		second(0)
	}
	if pt := second(0); pt != 111 {
		t.Errorf("type %d after nothing was lost for a while", pt)
	}
}
