package forward

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

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

func TestTheKeyFrameOfANewcomerIsAskedForWhileTheyShakeHands(t *testing.T) {
	from, to := &peer{}, &peer{}
	s, k := camera(from, 1), screen(to)
	s.layers[0].Receive(frame(1, false), begin)
	k.Watch(s, begin)
	if from.asked() != 0 {
		t.Fatal("asked for who may never be there")
	}
	k.Await(begin)
	s.layers[0].Receive(frame(2, true), begin.Add(50*time.Millisecond))
	s.layers[0].Receive(frame(3, false), begin.Add(80*time.Millisecond))
	k.Open(begin.Add(100 * time.Millisecond))
	s.layers[0].Receive(frame(4, false), begin.Add(110*time.Millisecond))
	if d := cmp.Diff([]uint16{1000, 1001, 1002}, to.numbers()); d != "" || from.asked() != 1 {
		t.Errorf("asked %d times, and what came: %s", from.asked(), d)
	}
}

func TestWhatANewcomerCanBeShownAtOnceIsNotAskedFor(t *testing.T) {
	from := &peer{}
	s, k := camera(from, 1), screen(&peer{})
	s.layers[0].Receive(frame(1, true), begin)
	k.Watch(s, begin)
	if k.Await(begin); from.asked() != 0 {
		t.Errorf("asked %d times", from.asked())
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
