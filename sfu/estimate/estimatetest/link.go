// Package estimatetest is a network of one direction whose time a test gives,
// and the receiver at its end that reports what comes.
package estimatetest

import (
	"math/rand/v2"
	"time"

	"miti/sfu/feedback"
)

// reportEvery is the time between two reports.
const reportEvery = 100 * time.Millisecond

// Link is the network. What it is may change at any time.
type Link struct {
	Rate   int // bits a second
	Queue  int // bytes that may wait
	Delay  time.Duration
	Jitter time.Duration
	Loss   float64 // at random, a share
	Dice   *rand.Rand

	busy     time.Time
	last     time.Time
	flying   []flight
	arrivals feedback.Arrivals
	told     time.Time
}

type flight struct {
	seq uint16
	at  time.Time
}

// Send puts a packet on its way, unless the link loses it.
func (l *Link) Send(seq uint16, size int, now time.Time) {
	if l.busy.Before(now) {
		l.busy = now
	}
	waits := l.busy.Sub(now).Seconds() * float64(l.Rate) / 8
	if l.Dice.Float64() < l.Loss || waits+float64(size) > float64(l.Queue) {
		return
	}
	l.busy = l.busy.Add(time.Duration(float64(size) * 8 / float64(l.Rate) * 1e9))
	at := l.busy.Add(l.Delay + time.Duration(l.Dice.Float64()*float64(l.Jitter)))
	if at.Before(l.last) {
		at = l.last
	}
	l.last = at
	l.flying = append(l.flying, flight{seq, at})
}

// Waits is how long a packet waits that is sent now.
func (l *Link) Waits(now time.Time) time.Duration { return l.busy.Sub(now) }

// Fill has what others send wait before what is sent from now on.
func (l *Link) Fill(until time.Time) { l.busy = until }

// Report delivers what has arrived by now. Now and then it returns the receiver's
// report of it, as an RTCP packet that holds until the next one, else nil.
func (l *Link) Report(now time.Time) []byte {
	for len(l.flying) > 0 && !l.flying[0].at.After(now) {
		l.arrivals.Add(l.flying[0].seq, l.flying[0].at, 1)
		l.flying = l.flying[1:]
	}
	if now.Sub(l.told) < reportEvery {
		return nil
	}
	l.told = now
	return l.arrivals.Message(1)
}
