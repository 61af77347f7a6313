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

// Chromium answers a request for one layer with key frames of all of them: none is
// made for a layer that nobody waits for any more.
func TestAWishEndsWithThoseWhoHadIt(t *testing.T) {
	from := &peer{}
	s, k := simulcast(from), screen(&peer{})
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[2].Receive(frame(1, true), begin)
	s.layers[0].Receive(frame(1, false), begin)
	k.SetMost(0, false, begin)
	asked := from.asked()
	if asked == 0 {
		t.Fatal("the smaller layer is not asked for a key frame")
	}
	k.SetMost(2, false, begin)
	for at := time.Duration(0); at < 10*time.Second; at += 100 * time.Millisecond {
		s.layers[2].Receive(frame(uint16(2+at/(100*time.Millisecond)), false), begin.Add(at))
		s.Tick(begin.Add(at))
	}
	if n := from.asked() - asked; n != 0 {
		t.Errorf("asked %d times for a key frame that nobody waits for", n)
	}
	k.SetMost(0, false, begin.Add(11*time.Second))
	s.layers[0].Receive(frame(2, false), begin.Add(11*time.Second))
	if n := from.asked() - asked; n != 1 {
		t.Errorf("asked %d times when somebody waits again", n)
	}
}

// A key frame of which a part is lost for good is no picture: another one is asked
// for.
func TestAKeyFrameWhoseRestIsLostIsAskedForAgain(t *testing.T) {
	from := &peer{}
	s, k := camera(from, 1), screen(&peer{})
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(1, true), begin)
	s.layers[0].Receive(frame(3, false), begin)
	before := from.asked()
	for at := time.Duration(0); at < 2*time.Second; at += 20 * time.Millisecond {
		s.Tick(begin.Add(at))
	}
	if n := from.asked() - before; n == 0 || n > 3 {
		t.Errorf("asked %d times again", n)
	}
}

// A layer that comes with a key frame is shown from that one, and costs no other.
func TestALayerThatComesCostsOneKeyFrame(t *testing.T) {
	from := &peer{}
	s, k := simulcast(from), screen(&peer{})
	k.Open(begin)
	k.Watch(s, begin)
	s.layers[0].Receive(frame(1, true), begin)
	s.layers[2].Receive(frame(1, true), begin)
	s.layers[2].Receive(frame(2, false), begin)
	if k.Shown() != 2 || from.asked() != 0 {
		t.Errorf("layer %d is shown, and %d key frames were asked for", k.Shown(), from.asked())
	}
}

// Numbers go around: what has the number of an old key frame is none.
func TestAKeyFrameOfBeforeTheNumbersWentAroundIsNone(t *testing.T) {
	const key = 10
	for _, after := range []int{1<<16 - 1, 1<<16 + 3} { // the packet before that number, and one soon behind it
		from, to := &peer{}, &peer{}
		s, k := camera(from, 1), screen(to)
		for i := key; i <= key+after; i++ {
			s.layers[0].Receive(frame(uint16(i), i == key), begin.Add(time.Duration(i)*time.Millisecond))
		}
		now := begin.Add(2 * time.Minute)
		k.Open(now)
		k.Watch(s, now)
		s.layers[0].Receive(frame(uint16(key+after+1), false), now)
		if len(to.rtp) != 0 || from.asked() != 1 {
			t.Errorf("%d packets later: %d packets are shown, and %d key frames were asked for", after, len(to.rtp), from.asked())
		}
	}
}
