package sfu

import (
	"cmp"
	"math"
	"time"

	"miti/sfu/forward"
	"miti/sfu/quality"
	"miti/sfu/transport"
)

// Summary is what the call of one participant was like, in a line.
type Summary struct {
	Way    transport.Way // the last one
	Lasted time.Duration // from the first join until the participant was out
	// Connecting is how long it took from the first join until media could flow;
	// 0 when it never could.
	Connecting               time.Duration
	LossUp, LossDown         float64 // means, of shares
	Jitter                   time.Duration
	RoundTrip, RoundTripMost time.Duration // the median, and the longest
	Estimate                 int           // mean, bits a second; 0 if not known
	// Shown is for how long pictures were shown in each layer, the smallest
	// first, all seats together.
	Shown            [forward.MaxLayers]time.Duration
	Seen             Seen
	Good, Weak, Lost time.Duration // how long the word was so
	Reconnects       int
}

// tally sums up what was measured of a participant, over all peer connections.
type tally struct {
	call       string // its id
	came       time.Time
	connecting time.Duration
	reconnects int
	seen       Seen

	measured          int
	words             [len(words)]int
	way               transport.Way
	lossUp, lossDown  float64 // sums
	jitter            time.Duration
	estimated         int // measurements with an estimate
	estimate          int // their sum
	trips             [tripSteps]uint16
	tripped           int
	tripMost          time.Duration
	shown             [forward.MaxLayers]int // measurements
	past              [pastMoments]moment
	pastNext, pastAll int
}

// words by how they are kept in a moment.
var words = [...]quality.Word{quality.Good, quality.Weak, quality.Lost}

func indexOf(w quality.Word) uint8 {
	for i := range words {
		if words[i] == w {
			return uint8(i)
		}
	}
	return 0
}

// connected notes that media can flow: for the first time, or again.
func (t *tally) connected(now time.Time) {
	if t.connecting > 0 {
		t.reconnects++
		return
	}
	t.connecting = max(now.Sub(t.came), time.Millisecond)
}

func (t *tally) add(m *Measured) {
	t.measured++
	t.words[indexOf(m.Word)]++
	t.way = m.Way
	t.lossUp, t.lossDown = t.lossUp+m.LossUp, t.lossDown+m.LossDown
	t.jitter += m.Jitter
	if m.Estimate > 0 {
		t.estimated, t.estimate = t.estimated+1, t.estimate+m.Estimate
	}
	if m.RoundTrip > 0 {
		t.trips[tripStep(m.RoundTrip)]++
		t.tripped, t.tripMost = t.tripped+1, max(t.tripMost, m.RoundTrip)
	}
	for _, layer := range m.Layers {
		if layer >= 0 && layer < len(t.shown) {
			t.shown[layer]++
		}
	}
	t.past[t.pastNext] = momentOf(m)
	t.pastNext = (t.pastNext + 1) % pastMoments
	t.pastAll = min(t.pastAll+1, pastMoments)
}

// Round trips are counted in steps of a quarter of an octave, from a
// millisecond to more than ten minutes.
const tripSteps = 80

func tripStep(d time.Duration) int {
	step := math.Round(4 * math.Log2(max(d.Seconds()*1000, 1)))
	return min(int(step), tripSteps-1)
}

// median is the step in which the middle one of all round trips is.
func (t *tally) median() time.Duration {
	seen := 0
	for step, n := range t.trips {
		if seen += int(n); n > 0 && 2*seen >= t.tripped {
			return min(time.Duration(math.Exp2(float64(step)/4)*float64(time.Millisecond)), t.tripMost)
		}
	}
	return 0
}

func (t *tally) summary(now time.Time) Summary {
	turns := func(n int) time.Duration { return time.Duration(n) * measureEvery }
	s := Summary{
		Way: cmp.Or(t.way, transport.None), Lasted: now.Sub(t.came), Connecting: t.connecting,
		RoundTrip: t.median(), RoundTripMost: t.tripMost, Seen: t.seen, Reconnects: t.reconnects,
		Good: turns(t.words[0]), Weak: turns(t.words[1]), Lost: turns(t.words[2]),
	}
	if n := t.measured; n > 0 {
		s.LossUp, s.LossDown = t.lossUp/float64(n), t.lossDown/float64(n)
		s.Jitter = t.jitter / time.Duration(n)
	}
	if t.estimated > 0 {
		s.Estimate = t.estimate / t.estimated
	}
	for i, n := range t.shown {
		s.Shown[i] = turns(n)
	}
	return s
}

// pastMoments are three minutes.
const pastMoments = int(3 * time.Minute / measureEvery)

// Moment is one measurement among those of the last minutes.
type Moment struct {
	Word             quality.Word
	LossUp, LossDown float64
	RoundTrip        time.Duration
	BitsUp, BitsDown int
}

// moment is a Moment, packed: each participant has many.
type moment struct {
	word             uint8
	lossUp, lossDown uint8  // hundredths
	roundTrip        uint16 // milliseconds
	up, down         uint16 // thousand bits a second
}

func momentOf(m *Measured) moment {
	small := func(n int) uint16 { return uint16(min(n, math.MaxUint16)) }
	percent := func(share float64) uint8 { return uint8(min(100*share+0.5, 100)) }
	return moment{
		word: indexOf(m.Word), lossUp: percent(m.LossUp), lossDown: percent(m.LossDown),
		roundTrip: small(int(m.RoundTrip.Milliseconds())), up: small(m.BitsUp / 1000), down: small(m.BitsDown / 1000),
	}
}

// moments are the last measurements, the oldest first.
func (t *tally) moments() []Moment {
	list := make([]Moment, 0, t.pastAll)
	for i := range t.pastAll {
		p := t.past[(t.pastNext-t.pastAll+i+pastMoments)%pastMoments]
		list = append(list, Moment{
			Word: words[p.word], LossUp: float64(p.lossUp) / 100, LossDown: float64(p.lossDown) / 100,
			RoundTrip: time.Duration(p.roundTrip) * time.Millisecond, BitsUp: 1000 * int(p.up), BitsDown: 1000 * int(p.down),
		})
	}
	return list
}
