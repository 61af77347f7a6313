package forward

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/speaker"
)

// seen is a seat and what it is shown: cameras in three layers, each of whose
// clocks is another one, but of which all have said what time it is.
type seen struct {
	*testing.T
	to   *peer
	k    *Sink
	now  time.Time
	seqs map[*Layer]uint16
}

const picture = time.Second / 30

func newSeen(t *testing.T) *seen {
	to := &peer{}
	k := screen(to)
	k.Open(begin)
	return &seen{T: t, to: to, k: k, now: begin, seqs: map[*Layer]uint16{}}
}

// camera is one that says that its time is a number of seconds.
func (s *seen) camera(seconds uint64) *Source {
	c := simulcast(&peer{})
	for i, l := range c.layers {
		s.seqs[l] = uint16(10_000*i + int(seconds))
		l.SenderReport(&rtcp.SenderReport{NTPTime: seconds << 32, RTPTime: ahead(l)}, begin)
	}
	return c
}

// ahead is the time of a layer at the beginning.
func ahead(l *Layer) uint32 { return 1_000_000_007 * l.ssrc }

// frames lets time pass in which some layers send pictures, the first of which is
// a key frame of one of them, -1 for none, that takes longer on its way.
func (s *seen) frames(c *Source, pictures int, key int, layers ...int) {
	for i := range pictures {
		for _, n := range layers {
			l := c.layers[n]
			isKey := i == 0 && n == key
			v := frame(s.seqs[l], isKey)
			v.Timestamp = ahead(l) + uint32(s.now.Sub(begin).Seconds()*codec.VideoClock+0.5)
			s.seqs[l]++
			late := 20 * time.Millisecond
			if isKey {
				late += 70 * time.Millisecond
			}
			l.Receive(v, s.now.Add(late))
		}
		s.now = s.now.Add(picture)
		c.Tick(s.now)
	}
}

// inTime checks that the last picture is where the first one says it should be.
func (s *seen) inTime(when string) {
	s.Helper()
	if len(s.to.rtp) == 0 {
		s.Fatalf("%s: nothing is shown", when)
	}
	last := s.to.rtp[len(s.to.rtp)-1].Timestamp
	want := s.to.rtp[0].Timestamp + uint32((s.now.Sub(begin)-picture).Seconds()*codec.VideoClock+0.5)
	if off := int32(last - want); max(off, -off) > 2 {
		s.Errorf("%s: the picture is moved by %v", when, time.Duration(off)*time.Second/codec.VideoClock)
	}
	if r, ok := s.k.Report(s.now); ok {
		if off := int32(r.RTPTime - want - codec.VideoClock/30); max(off, -off) > 2 {
			s.Errorf("%s: the report is off by %d ticks", when, off)
		}
	}
	for i := 1; i < len(s.to.rtp); i++ {
		if step := int32(s.to.rtp[i].Timestamp - s.to.rtp[i-1].Timestamp); step <= 0 {
			s.Fatalf("%s: packet %d goes back by %d", when, i, -step)
		}
	}
}

// MR-10: whatever a seat shows, and however it came to that, its pictures keep
// their time: a receiver takes minutes of a call to forgive a step.
func TestNoChangeMovesTheTimeOfASeat(t *testing.T) {
	s := newSeen(t)
	a, b := s.camera(5), s.camera(1000)
	s.k.Watch(a, s.now)
	s.frames(a, 10, 2, 2)
	s.inTime("at first")

	s.k.SetMost(0, false, s.now)
	s.frames(a, 1, -1, 0, 2)
	s.frames(a, 10, 0, 0, 2)
	s.inTime("the viewer made it small")

	s.k.SetMost(2, false, s.now)
	s.frames(a, 10, 2, 0, 2)
	s.inTime("the viewer made it great")

	s.k.SetMost(0, true, s.now)
	s.frames(a, 10, -1, 0, 2)
	if s.k.Shown() != -1 {
		t.Fatal("too much for the path goes on")
	}
	s.frames(a, 10, 0, 0, 2)
	s.inTime("the path made it small")

	s.k.SetMost(-1, false, s.now)
	s.frames(a, 10, 0, 0, 2)
	s.k.SetMost(0, false, s.now)
	s.frames(a, 10, -1, 0, 2)
	s.inTime("hidden, and shown from a key frame that is held")

	s.k.SetMost(-1, false, s.now)
	s.k.SetMost(0, false, s.now)
	s.frames(a, 30, -1, 0, 2)
	s.inTime("shown again what was shown already")

	s.k.Watch(b, s.now)
	s.frames(b, 10, 0, 0)
	s.inTime("another one sits there")

	s.k.Watch(a, s.now)
	s.frames(a, 10, 0, 0)
	s.inTime("and the first again")

	s.frames(b, 10, 0, 0)
	s.frames(a, 3, -1, 0)
	s.k.Watch(b, s.now)
	s.frames(b, 30, -1, 0)
	s.inTime("another one, from a key frame of before")
}

// What a viewer made smaller goes on until the smaller picture is there; only what
// the path does not carry stops before.
func TestNoChoiceOfAViewerStopsThePicture(t *testing.T) {
	for _, forced := range []bool{false, true} {
		s := newSeen(t)
		a := s.camera(5)
		s.k.Watch(a, s.now)
		s.frames(a, 3, 2, 0, 2)
		s.k.SetMost(0, forced, s.now)
		before := len(s.to.rtp)
		s.frames(a, 30, -1, 0, 2)
		if n := len(s.to.rtp) - before; (n == 30) == forced || (n < 10) != forced {
			t.Errorf("forced is %v: %d of 30 pictures", forced, n)
		}
	}
}

// A picture of some seconds ago that is shown to who comes now is at its own time.
func TestAReplayIsAtTheTimeAtWhichItCame(t *testing.T) {
	to := &peer{}
	k := screen(to)
	k.Open(begin)
	a, b := camera(&peer{}, 1), camera(&peer{}, 2)
	k.Watch(a, begin)
	a.layers[0].Receive(frame(1, true), begin)
	key := begin.Add(2 * time.Second)
	b.layers[0].Receive(frame(500, true), key)
	b.layers[0].Receive(frame(501, false), key.Add(picture))
	k.Watch(b, key.Add(3*time.Second))
	if len(to.rtp) != 3 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	if moved := to.rtp[1].Timestamp - to.rtp[0].Timestamp; moved != 2*codec.VideoClock {
		t.Errorf("the time moved by %d", moved)
	}
}

// MR-10: a voice that leaves the stage and comes back is where it was in time,
// however late its first packet is.
func TestTheStageMovesNoTime(t *testing.T) {
	s, _, to := voiceOnStage()
	say := func(at int, level uint8, late time.Duration) {
		v := speech(t, level)
		v.Seq, v.Timestamp = uint16(at), uint32(at)*960
		s.layers[0].Receive(&v, begin.Add(time.Duration(at)*20*time.Millisecond+late))
	}
	other := &speaker.Voice{}
	say(0, 30, 0)
	other.Level(5, begin.Add(10*time.Second))
	s.stage.Heard(other, begin.Add(10*time.Second))
	say(500, 100, 0)
	s.stage.Leave(other)
	say(501, 30, 60*time.Millisecond)
	if len(to.rtp) != 2 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	if moved := to.rtp[1].Timestamp - to.rtp[0].Timestamp; moved != 501*960 {
		t.Errorf("the time moved by %d, want %d", moved, 501*960)
	}
}

// MR-10: what time it is at a publisher is not taken from a report that was late.
func TestALateReportIsNotBelieved(t *testing.T) {
	const delay = 300 * time.Millisecond
	p := &Publisher{}
	p.reported(5<<32, begin.Add(delay))
	for second := range uint64(10) {
		p.reported((6+second)<<32, begin.Add(time.Duration(1+second)*time.Second))
	}
	p.reported(16<<32, begin.Add(11*time.Second+delay))
	if off := p.local(5<<32) - toNTP(begin); off > ntpSpan(time.Millisecond) {
		t.Errorf("it is late by %v of 2^32 of a second", off)
	}
}

// MR-10: reports that know the time of a sound to some milliseconds only are taken
// together; what is far off is another clock.
func TestReportsThatAreRoughAreTakenTogether(t *testing.T) {
	const clock = codec.AudioClock
	var r senderReport
	rough := []int{0, 10, -10, 5, -5, 10, -10, 5, -5, 10, -10, 5} // milliseconds
	for i, ms := range rough {
		second := i * 5
		r.add(uint64(second)<<32, uint32(1<<32-20*clock+second*clock+ms*clock/1000), clock, begin)
		off := int32(r.rtp - uint32(1<<32-20*clock+second*clock))
		if i > 3 && max(off, -off) > 3*clock/1000 {
			t.Errorf("report %d: off by %d ticks", i, off)
		}
	}
	r.add(60<<32, 7, clock, begin)
	if r.rtp != 7 {
		t.Errorf("another clock is taken for %d", r.rtp)
	}
}

// talker is a microphone and a seat that hears it.
func talker(ssrc uint32) (*Source, *Sink, *peer) {
	opus := []codec.Codec{{Name: codec.Opus, Type: 111}}
	to := &peer{}
	s := NewSource(&Publisher{Peer: &peer{}}, Line{Codecs: opus, LevelID: 1}, &history.Pool{})
	s.layers[0].SetSSRC(ssrc)
	k := NewSink(&Receiver{Peer: to}, SinkLine{Codecs: opus, SSRC: 10}, 1000, 0)
	k.Open(begin)
	k.Watch(s, begin)
	return s, k, to
}

// MR-10: a sound whose time stands still while nothing comes, although its reports
// go on, goes on in the time of the seat, and nothing is told meanwhile.
func TestAMuteMovesNoTime(t *testing.T) {
	s, k, to := talker(1)
	l := s.layers[0]
	const stops, goesOn = 3 * time.Second, 8 * time.Second
	seq := uint16(0)
	for at := time.Duration(0); at < 12*time.Second; at += 20 * time.Millisecond {
		now := begin.Add(at)
		if at < stops || at >= goesOn {
			v := speech(t, 30)
			v.Seq, v.Timestamp = seq, uint32(seq)*960
			seq++
			l.Receive(&v, now)
		}
		if at%time.Second == 0 && (at <= stops || at > goesOn) || at == goesOn-20*time.Millisecond {
			clock := at // which the publisher reckons on from its last packet
			if at > goesOn {
				clock -= goesOn - stops
			}
			l.SenderReport(&rtcp.SenderReport{NTPTime: toNTP(now), RTPTime: uint32(clock.Seconds() * codec.AudioClock)}, now)
		}
		if at != goesOn-20*time.Millisecond { // or it would be forgotten at once
			s.Tick(now)
		}
		r, told := k.Report(now)
		if told {
			if off := int32(r.RTPTime - to.rtp[0].Timestamp - uint32(at.Seconds()*codec.AudioClock)); max(off, -off) > 960 {
				t.Fatalf("after %v the report is off by %d ticks", at, off)
			}
		}
		if at > 4600*time.Millisecond && at <= goesOn && told {
			t.Fatalf("after %v the time of a sound that stands still is told", at)
		}
	}
	last := to.rtp[len(to.rtp)-1].Timestamp - to.rtp[0].Timestamp
	if want := uint32(12*codec.AudioClock - 960); last-want+2 > 4 {
		t.Errorf("the time of the last packet is %d, want %d", last, want)
	}
}

// A report is of one stream: of another one nothing is told before its own.
func TestAReportEndsWithItsStream(t *testing.T) {
	s, k, to := talker(1)
	l := s.layers[0]
	say := func(seq uint16, at time.Duration) {
		v := speech(t, 30)
		v.Seq, v.Timestamp = seq, uint32(seq)*960
		l.Receive(&v, begin.Add(at))
	}
	say(0, 0)
	l.SenderReport(&rtcp.SenderReport{NTPTime: toNTP(begin), RTPTime: 0}, begin)
	l.SetSSRC(2)
	say(30_000, 20*time.Millisecond)
	if r, ok := k.Report(begin.Add(time.Second)); ok {
		t.Errorf("told %+v", r)
	}
	if moved := to.rtp[1].Timestamp - to.rtp[0].Timestamp; moved != 960 {
		t.Errorf("the time moved by %d", moved)
	}
}
