package forward

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	keyEvery = 500 * time.Millisecond // between two requests, whoever wants them
	keyMost  = 2 * time.Second        // the longest wait before a request is repeated
)

// keyFrames is the one place that decides when a publisher's stream is asked
// for a key frame. A wish stands until a key frame has arrived, or nobody is left
// who waits.
type keyFrames struct {
	on     bool // the camera or screen is on
	wanted bool
	asked  time.Time
	wait   time.Duration
}

func (k *keyFrames) want() { k.wanted = true }

func (k *keyFrames) forget() { k.wanted, k.wait = false, 0 }

// due reports whether to ask now, and counts on it that it is done. Requests
// that go unanswered are repeated, first soon and then less often.
func (k *keyFrames) due(now time.Time) bool {
	if !k.wanted || !k.on || (!k.asked.IsZero() && now.Sub(k.asked) < max(k.wait, keyEvery)) {
		return false
	}
	k.asked = now
	k.wait = min(max(2*k.wait, keyEvery), keyMost)
	return true
}

// WantKey asks the publisher for a key frame, now or as soon as the last
// request is half a second ago.
func (l *Layer) WantKey(now time.Time) {
	if l.history != nil {
		l.keys.want()
		l.askKey(now)
	}
}

// Connected says that the publisher hears what it is asked from now on. What
// it was asked before has gone nowhere.
func (s *Source) Connected(now time.Time) {
	for _, l := range s.layers {
		if l.keys.wanted {
			l.keys.asked, l.keys.wait = time.Time{}, 0
			l.askKey(now)
		}
	}
}

func (l *Layer) setOn(on bool, now time.Time) {
	came := on && !l.keys.on
	l.keys.on = on
	if came {
		l.haveKey, l.came = false, now
	}
	if came && len(l.sinks) > 0 {
		l.keys.wait = 0
		l.WantKey(now)
	}
}

// askKey sends a picture loss indication (RFC 4585 section 6.3.1) if one is
// due. Nobody is asked whose stream is not known yet: the wish stays.
func (l *Layer) askKey(now time.Time) {
	if l.ssrc != 0 && l.keys.due(now) {
		l.source.publisher.Peer.SendRTCP(&rtcp.PictureLossIndication{SenderSSRC: ServerSSRC, MediaSSRC: l.ssrc})
	}
}
