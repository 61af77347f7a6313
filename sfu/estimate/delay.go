package estimate

import "time"

// trend is what becomes of a queue.
type trend uint8

const (
	stays trend = iota
	falls
	rises
)

// delays is what is known of the time on the way, in microseconds. The clocks
// of the two ends have nothing to do with each other: only differences count.
type delays struct {
	windows [baseWindows]int64 // the least delay of each of the last seconds
	used    int
	at      int
	begun   time.Time

	least    int64 // since the last look
	any      bool
	previous int64 // queue, at the last look
	before   int64 // and at the one before
	looks    int
}

func (d *delays) add(delay int64, now time.Time) {
	if !d.any || delay < d.least {
		d.least, d.any = delay, true
	}
	if d.used == 0 || now.Sub(d.begun) >= baseWindow {
		d.begun = now
		d.at = (d.at + 1) % baseWindows
		d.used = min(d.used+1, baseWindows)
		d.windows[d.at] = delay
	}
	d.windows[d.at] = min(d.windows[d.at], delay)
}

// base is the least delay of the last seconds.
func (d *delays) base() int64 {
	least := d.windows[d.at]
	for i := range d.used {
		least = min(least, d.windows[(d.at-i+baseWindows)%baseWindows])
	}
	return least
}

// queue is by how much even the quickest packet since the last look was later
// than the quickest of the last seconds, and what has become of it since the
// look before.
func (d *delays) queue() (queue time.Duration, t trend) {
	if !d.any {
		return time.Duration(d.previous) * time.Microsecond, falls
	}
	const trifle = 5_000
	now := d.least - d.base()
	// Three looks must agree: a radio may be silent for a moment, and a key
	// frame takes one to drain. Two are enough where the queue is long.
	smaller := min(now, d.previous)
	if smaller < severe.Microseconds() {
		smaller = min(smaller, d.before)
	}
	switch {
	case d.looks < 3, now < d.previous-trifle:
		t = falls
	case now > d.previous+trifle:
		t = rises
	}
	return time.Duration(smaller) * time.Microsecond, t
}

// next begins another look.
func (d *delays) next() {
	if d.any {
		d.before, d.previous = d.previous, d.least-d.base()
		d.looks++
		d.any = false
	}
}

// rate counts what comes through in a second, on the receiver's clock.
type rate struct {
	from     int64 // microseconds, of the first packet of the window
	sentFrom int64 // when that was sent
	bytes    int
	last     float64 // bits a second
	dilation float64 // by how much slower packets came than they were sent
}

func (r *rate) add(size int, at, sentAt int64) {
	if r.from == 0 || at-r.from > 10*rateWindow.Microseconds() || at < r.from {
		r.from, r.sentFrom, r.bytes = at, sentAt, 0
	}
	r.bytes += size
	if span := at - r.from; span >= rateWindow.Microseconds() {
		r.last, r.dilation = float64(r.bytes)*8e6/float64(span), float64(span)/float64(max(sentAt-r.sentFrom, 1))
		r.from, r.sentFrom, r.bytes = at, sentAt, 0
	}
}

// losses sees when far more is lost than a radio loses: twice one after the
// other, for a tenth at random is now and then a fifth of fifty.
type losses struct {
	got, lost   int
	once, heavy bool
	share       float64 // rises at once, falls slowly
}

// forget is what is left of a share of loss after fifty packets without any.
const forget = 0.9

func (l *losses) add(arrived bool) {
	if arrived {
		l.got++
	} else {
		l.lost++
	}
	if l.got+l.lost < lossPackets {
		return
	}
	l.share = max(float64(l.lost)/lossPackets, forget*l.share)
	much := float64(l.lost) > heavyLoss*lossPackets
	l.got, l.lost, l.once, l.heavy = 0, 0, much, much && l.once
}
