package forward

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/history"
)

// simulcast is a camera in three layers, with identifiers 1, 2 and 3.
func simulcast(p *peer) *Source {
	s := NewSource(&Publisher{Peer: p}, Line{
		Video: true, Codecs: vp8, NACK: true, RIDs: []string{"q", "h", "f"},
	}, &history.Pool{})
	for i, l := range s.layers {
		l.SetSSRC(uint32(i + 1))
	}
	return s
}

// MR-4: the wish is for a layer, what is shown is the best that there is.
func TestTheBestLayerThatIsSentIsShown(t *testing.T) {
	for _, c := range []struct {
		what string
		sent []int
		most int
		want int
	}{
		{"all are sent and the middle is wished for", []int{0, 1, 2}, 1, 1},
		{"no wish is for the greatest", []int{0, 1, 2}, MaxLayers, 2},
		{"the middle is not sent", []int{0, 2}, 1, 0},
		{"only the greatest is sent", []int{2}, 0, 2},
		{"nothing is wished for", []int{0, 1, 2}, -1, -1},
		{"nothing is sent", nil, 2, -1},
	} {
		s, k := simulcast(&peer{}), screen(&peer{})
		k.Open(begin)
		k.Watch(s, begin)
		k.SetMost(c.most, false, begin)
		for _, i := range c.sent {
			s.layers[i].Receive(frame(10, false), begin)
		}
		for _, i := range c.sent {
			s.layers[i].Receive(frame(11, true), begin)
		}
		if got := k.Shown(); got != c.want {
			t.Errorf("%s: layer %d, want %d", c.what, got, c.want)
		}
	}
}

// MR-4: a layer stops, and comes back.
func TestALayerThatStopsIsLeftAndFoundAgain(t *testing.T) {
	from := &peer{}
	s, k := simulcast(from), screen(&peer{})
	k.Open(begin)
	k.Watch(s, begin)
	now, seq := begin, uint16(0)
	// pass sends frames of some layers for a while; an encoder makes a key
	// frame when it is asked for one.
	pass := func(d time.Duration, sent ...int) {
		for end := now.Add(d); now.Before(end); now = now.Add(20 * time.Millisecond) {
			seq++
			asks := from.rtcp
			from.rtcp = nil
			for _, i := range sent {
				asked := false
				for _, r := range asks {
					pli, ok := r.(*rtcp.PictureLossIndication)
					asked = asked || (ok && pli.MediaSSRC == uint32(i+1))
				}
				s.layers[i].Receive(frame(seq, asked), now)
			}
			s.Tick(now)
		}
	}
	pass(time.Second, 0, 1, 2)
	if k.Shown() != 2 {
		t.Fatalf("layer %d at first", k.Shown())
	}
	pass(stale+200*time.Millisecond, 0, 1)
	if k.Shown() != 1 {
		t.Errorf("layer %d after the greatest has stopped", k.Shown())
	}
	pass(time.Second, 0, 1, 2)
	if k.Shown() != 2 {
		t.Errorf("layer %d when the greatest is back", k.Shown())
	}
	pass(2*time.Second, 2)
	before := from.asked()
	pass(time.Minute) // the camera is off: nothing is known of any layer
	if k.Shown() != 2 || from.asked() != before {
		t.Errorf("layer %d, and %d requests, when nothing is sent", k.Shown(), from.asked())
	}
}

// MR-1 and MR-2: a hundred changes of the layer, on numbers and times that
// have nothing to do with one another and go around.
func TestASeatIsOneStreamOverChangesOfTheLayer(t *testing.T) {
	for seed := range uint64(20) {
		dice := rand.New(rand.NewPCG(seed, 0))
		to := &peer{}
		s, k := simulcast(&peer{}), screen(to)
		k.Open(begin)
		k.Watch(s, begin)
		var seqs [3]uint16
		var stamps [3]uint32
		for i := range seqs {
			seqs[i], stamps[i] = uint16(65530+dice.IntN(12)), uint32(1<<32-3000*(1+dice.IntN(5)))
			if dice.IntN(2) == 0 {
				seqs[i], stamps[i] = uint16(dice.Uint32()), dice.Uint32()
			}
		}
		now := begin
		for n := range 1000 {
			now = now.Add(time.Second / 30)
			if n%10 == 0 {
				k.SetMost(dice.IntN(3), false, now)
			}
			for i, l := range s.layers {
				v := frame(seqs[i], n%7 == i)
				v.Timestamp = stamps[i]
				l.Receive(v, now)
				seqs[i], stamps[i] = seqs[i]+1, stamps[i]+3000
			}
		}
		if len(to.rtp) < 900 {
			t.Fatalf("seed %d: %d packets", seed, len(to.rtp))
		}
		if moved, want := to.rtp[len(to.rtp)-1].Timestamp-to.rtp[0].Timestamp, uint32(3000*999); moved > want+9000 || moved < want-9000 {
			t.Errorf("seed %d: the time moved by %d, want %d", seed, moved, want)
		}
		for i := 1; i < len(to.rtp); i++ {
			before, p := to.rtp[i-1], to.rtp[i]
			step := p.Timestamp - before.Timestamp
			// A change may show the same moment twice.
			if p.SequenceNumber != before.SequenceNumber+1 || step == 0 || step > 6010 {
				t.Fatalf("seed %d, packet %d: number %d after %d, %d ticks later",
					seed, i, p.SequenceNumber, before.SequenceNumber, step)
			}
		}
	}
}

// MR-10: where the publisher has said which times of two layers are one, the
// change does not move the picture against the voice.
func TestAChangeOfTheLayerKeepsTheTimeOfTheCapture(t *testing.T) {
	to := &peer{}
	s, k := simulcast(&peer{}), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	const ahead = 1_000_000 // of the clock of layer 1
	for i := range 2 {
		s.layers[i].SenderReport(&rtcp.SenderReport{NTPTime: 5 << 32, RTPTime: uint32(i * ahead)}, begin)
	}
	k.SetMost(0, false, begin)
	s.layers[0].Receive(frame(1, true), begin)
	k.SetMost(1, false, begin)
	late := frame(3, true) // 60 ms after the first, but it took 50 ms longer
	late.Timestamp = ahead + 3000 + 5400
	s.layers[1].Receive(frame(2, false), begin)
	s.layers[1].Receive(late, begin.Add(110*time.Millisecond))
	if len(to.rtp) != 2 {
		t.Fatalf("%d packets", len(to.rtp))
	}
	if moved := to.rtp[1].Timestamp - to.rtp[0].Timestamp; moved != 5400 {
		t.Errorf("the change moved the time by %d ticks, want 5400", moved)
	}
}

func TestWhatIsShownGoesOnUntilAKeyFrameOfTheOtherLayer(t *testing.T) {
	from, to := &peer{}, &peer{}
	s, k := simulcast(from), screen(to)
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(1, true), begin)
	s.layers[2].Receive(frame(100, false), begin) // is there now, and is asked for
	s.layers[0].Receive(frame(2, false), begin)
	s.layers[2].Receive(frame(101, false), begin)
	if k.Shown() != 0 || len(to.rtp) != 2 {
		t.Fatalf("layer %d, %d packets", k.Shown(), len(to.rtp))
	}
	s.layers[2].Receive(frame(102, true), begin)
	s.layers[0].Receive(frame(3, false), begin)
	if k.Shown() != 2 || len(to.rtp) != 3 {
		t.Errorf("layer %d, %d packets", k.Shown(), len(to.rtp))
	}
	k.SetMost(-1, false, begin)
	s.layers[2].Receive(frame(103, false), begin)
	k.SetMost(2, false, begin)
	if k.Shown() != 2 || len(to.rtp) != 5 { // again from the key frame that is held
		t.Errorf("layer %d, %d packets after a pause", k.Shown(), len(to.rtp))
	}
}

// What was late and comes at once says nothing of how much is sent.
func TestABurstIsNoRate(t *testing.T) {
	s := simulcast(&peer{})
	l, seq, now := s.layers[2], uint16(0), begin
	send := func(n int) {
		for range n {
			seq++
			l.Receive(frame(seq, false), now)
		}
	}
	for range 150 { // 3 s
		now = now.Add(20 * time.Millisecond)
		send(2)
		l.tick(now)
	}
	steady := l.bits
	if steady == 0 {
		t.Fatal("nothing is measured")
	}
	for range 35 { // 0.7 s, in which a window ends
		now = now.Add(20 * time.Millisecond)
		l.tick(now)
	}
	send(72)
	l.tick(now)
	for range 100 {
		if l.bits > steady*5/4 {
			t.Fatalf("%d bits a second after a burst, %d before", l.bits, steady)
		}
		now = now.Add(20 * time.Millisecond)
		send(2)
		l.tick(now)
	}
	for range 100 { // twice as much, and that stays
		now = now.Add(20 * time.Millisecond)
		send(4)
		l.tick(now)
	}
	if l.bits < steady*19/10 {
		t.Errorf("%d bits a second for twice of %d", l.bits, steady)
	}
}
