package forward

import (
	"slices"
	"time"

	"miti/sfu/codec"
	"miti/sfu/history"
)

// syllable is the longest time after which what a voice said first is still sent.
const syllable = 200 * time.Millisecond

// replayMost is how many packets a newcomer is given at once.
const replayMost = 128

// Await says that packets can be sent soon. The key frame that is to be the first
// thing seen is asked for now: it comes while the receiver shakes hands.
func (k *Sink) Await(now time.Time) {
	if l := k.next; l != nil && !l.whole() {
		l.WantKey(now)
	}
}

// Open says that packets can be sent from now on.
func (k *Sink) Open(now time.Time) {
	k.open = true
	k.start(now)
}

// Watch changes the source, to none if it is nil.
func (k *Sink) Watch(s *Source, now time.Time) {
	if k.source == s {
		return
	}
	if k.source != nil {
		k.stop()
		k.source.watchers(slices.DeleteFunc(k.source.sinks, func(o *Sink) bool { return o == k }))
	}
	if k.source = s; s == nil {
		return
	}
	k.types, k.rtxTypes = codec.Match(s.line.Codecs, k.line.Codecs)
	s.watchers(append(s.sinks, k))
	k.choose(now)
}

// SetMost says up to which layer of a simulcast may be shown, -1 for none, and
// whether that is less than is wished for because the path carries no more.
func (k *Sink) SetMost(layer int, forced bool, now time.Time) {
	k.forced = forced
	if k.most == layer {
		return
	}
	k.most = layer
	if k.source != nil {
		k.choose(now)
	}
}

// Shown is the number of the layer that is shown, -1 for none.
func (k *Sink) Shown() int {
	if k.layer == nil {
		return -1
	}
	return slices.Index(k.source.layers, k.layer)
}

// choose goes for the best layer that there is. What is shown stays until a
// key frame of another one has come.
func (k *Sink) choose(now time.Time) {
	best := k.source.best(k.most)
	switch {
	case best == k.next && best != nil:
	case best == k.layer && best != nil:
		k.leaveNext()
	case best == nil:
		if k.most < 0 {
			k.stop()
		}
	case !k.line.Video:
		k.layer = best
		best.sinks = append(best.sinks, k)
		k.begun(now)
	default:
		k.leaveNext()
		k.next, k.since = best, now
		best.sinks = append(best.sinks, k)
		k.start(now)
	}
}

// overdue is how long more is shown than may be, while the key frame of less
// is waited for. After that the picture stands still.
const overdue = 150 * time.Millisecond

// relieve stops what is too much for the path. What a viewer only wished smaller
// goes on.
func (k *Sink) relieve(now time.Time) {
	if k.forced && k.next != nil && k.Shown() > k.most && now.Sub(k.since) > overdue {
		k.leave()
	}
}

// stop shows nothing any more.
func (k *Sink) stop() {
	k.leaveNext()
	k.leave()
}

func (k *Sink) leave() {
	if k.layer != nil {
		k.layer.remove(k)
		k.layer = nil
		k.fresh()
	}
}

func (k *Sink) leaveNext() {
	if k.next != nil {
		k.next.remove(k)
		k.next = nil
	}
}

// interrupted says that the numbering of a layer begins anew.
func (k *Sink) interrupted(l *Layer) {
	if l != k.layer {
		return
	}
	k.fresh()
	if !k.line.Video {
		return
	}
	k.layer = nil
	if k.next == nil {
		k.next = l
		return
	}
	l.remove(k)
}

// start shows a picture as soon as possible: where there is none, from the
// last key frame if the history has all since then, else from one that is
// asked for now.
func (k *Sink) start(now time.Time) {
	l := k.next
	if !k.open || l == nil {
		return
	}
	// A layer that comes, or comes back, does so with a key frame.
	begun := l.last == l.key && slices.Index(k.source.layers, l) <= k.most
	if (k.layer == nil || begun) && l.whole() {
		k.show(l, now)
		return
	}
	l.WantKey(now)
}

// begun sends what a voice has begun to say before it was known to be speech, and
// got the seat for it.
func (k *Sink) begun(now time.Time) {
	l, since := k.layer, k.source.voice.Since()
	if !k.open || k.source.offstage || since.IsZero() || now.Sub(since) > syllable {
		return
	}
	for i := range l.sounds {
		if p := &l.sounds[(l.turn+1+i)%recent].whole; !p.At.Before(since) && !p.At.Before(l.came) {
			k.send(p, now)
		}
	}
}

// forward sends a packet that has just arrived.
func (k *Sink) forward(l *Layer, p *history.Packet, now time.Time) {
	switch {
	case !k.open:
	case l == k.layer:
		k.send(p, now)
	case l.begins(p):
		// What follows it may have been here before, if it was repaired.
		k.show(l, now)
	default:
		l.WantKey(now)
	}
}

// show goes over to a layer, and sends what there is since its key frame.
func (k *Sink) show(l *Layer, now time.Time) {
	k.leave()
	k.layer, k.next = l, nil
	for seq := l.key; seq != l.last+1; seq++ {
		if p := l.history.Get(seq); p != nil {
			k.send(p, now)
		}
	}
}

// WantKey passes a receiver's wish for a key frame on.
func (k *Sink) WantKey(now time.Time) {
	if !k.open {
		return
	}
	for _, l := range []*Layer{k.next, k.layer} {
		if l != nil {
			l.WantKey(now)
			return
		}
	}
}
