// Package quality turns what is measured of a participant's connection into
// one word for people.
package quality

import "time"

// Word is how a connection is.
type Word string

// The words. Lost is a participant who is not heard at all.
const (
	Good Word = "good"
	Weak Word = "weak"
	Lost Word = "lost"
)

// Sample is what was measured in a while.
type Sample struct {
	LossUp, LossDown  float64 // shares
	RoundTrip, Jitter time.Duration
	Paused            bool // a picture does not fit
	Silent            bool // nothing at all is heard of the participant
}

const (
	weakLoss      = 0.08
	weakRoundTrip = 700 * time.Millisecond
	weakJitter    = 150 * time.Millisecond

	turnsWeak = 2 // samples, for a moment is not worth a word
	turnsGood = 4 // nor is a good one among bad ones
)

// Judge keeps the word of one connection. The zero value is one that is good.
type Judge struct {
	weak    bool
	against int // samples that have said otherwise
}

// Next takes a sample and returns the word.
func (j *Judge) Next(s Sample) Word {
	bad := s.LossUp > weakLoss || s.LossDown > weakLoss || s.RoundTrip > weakRoundTrip || s.Jitter > weakJitter || s.Paused
	if bad == j.weak {
		j.against = 0
	} else if j.against++; (bad && j.against >= turnsWeak) || (!bad && j.against >= turnsGood) {
		j.weak, j.against = bad, 0
	}
	switch {
	case s.Silent:
		return Lost
	case j.weak:
		return Weak
	}
	return Good
}
