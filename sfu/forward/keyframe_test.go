package forward

import (
	"testing"
	"time"
)

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
