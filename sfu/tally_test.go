package sfu

import (
	"testing"
	"time"

	"miti/sfu/quality"
	"miti/sfu/transport"
)

func TestASummaryIsOfTheWholeCall(t *testing.T) {
	came := time.Now()
	c := tally{came: came}
	c.connected(came.Add(30 * time.Millisecond))
	c.connected(came.Add(time.Minute)) // it was lost, and is back
	c.add(&Measured{Way: transport.UDP, Word: quality.Good, RoundTrip: 20 * time.Millisecond, Layers: []int{2, -1}})
	c.add(&Measured{
		Way: transport.UDP, Word: quality.Good, RoundTrip: 22 * time.Millisecond, Estimate: 1_000_000,
		Jitter: 6 * time.Millisecond, Layers: []int{2, 0},
	})
	c.add(&Measured{
		Way: transport.TCP, Word: quality.Weak, RoundTrip: 900 * time.Millisecond, LossUp: 0.3, LossDown: 0.15, Estimate: 500_000,
	})
	c.add(&Measured{Way: transport.TCP, Word: quality.Lost})
	got := c.summary(came.Add(2 * time.Minute))
	if got.RoundTrip < 18*time.Millisecond || got.RoundTrip > 26*time.Millisecond {
		t.Errorf("the median of 20, 22 and 900 ms is %v", got.RoundTrip)
	}
	if got.LossUp < 0.074 || got.LossUp > 0.076 || got.LossDown < 0.037 || got.LossDown > 0.038 {
		t.Errorf("loss %v up, %v down", got.LossUp, got.LossDown)
	}
	got.RoundTrip, got.LossUp, got.LossDown = 0, 0, 0
	want := Summary{
		Way: transport.TCP, Lasted: 2 * time.Minute, Connecting: 30 * time.Millisecond, Jitter: 1500 * time.Microsecond,
		RoundTripMost: 900 * time.Millisecond, Estimate: 750_000, Reconnects: 1,
		Good: 2 * measureEvery, Weak: measureEvery, Lost: measureEvery,
	}
	want.Shown[0], want.Shown[2] = measureEvery, 2*measureEvery
	if got != want {
		t.Errorf("summary %+v, want %+v", got, want)
	}
}

func TestNothingIsMadeUpOfACallThatNeverWas(t *testing.T) {
	came := time.Now()
	c := tally{came: came}
	if got := c.summary(came.Add(time.Second)); got != (Summary{Lasted: time.Second, Way: transport.None}) {
		t.Errorf("summary %+v", got)
	}
}

func TestTheLastMomentsAreKeptInOrder(t *testing.T) {
	var c tally
	for i := range pastMoments + 10 {
		c.add(&Measured{Word: quality.Weak, BitsUp: i * 1000, LossDown: 0.5, RoundTrip: time.Hour})
	}
	past := c.moments()
	if len(past) != pastMoments {
		t.Fatalf("%d moments", len(past))
	}
	for i, m := range past {
		if m.BitsUp != (i+10)*1000 || m.Word != quality.Weak || m.LossDown != 0.5 || m.RoundTrip < time.Minute {
			t.Fatalf("moment %d: %+v", i, m)
		}
	}
}
