package sfutest

import (
	"math"
	"testing"

	"github.com/pion/rtcp"
)

// A step of 100 ms in what is told of a time is felt as a whole at first, and for
// the 20 reports in which it is part of what is known.
func TestAStepIsFeltForTwentyReports(t *testing.T) {
	const clock = 48000
	var f fit
	start := uint32(1<<32 - 5*clock) // goes around
	report := func(second int, step float64) {
		f.add(&rtcp.SenderReport{NTPTime: uint64(second+1000) << 32, RTPTime: start + uint32((float64(second)+step)*clock)})
	}
	off := func(second int) float64 {
		at, ok := f.at(start + uint32(second)*clock)
		if !ok {
			t.Fatal("nothing is known")
		}
		return at - float64(second+1000)
	}
	for second := range 20 {
		report(second, 0)
	}
	if got := off(19); math.Abs(got) > 1e-6 {
		t.Errorf("off by %v s before the step", got)
	}
	worst, last := 0.0, 0
	for second := 20; second < 60; second++ {
		report(second, 0.1)
		if e := math.Abs(off(second) + 0.1); e > 1e-4 {
			worst, last = max(worst, e), second
		}
	}
	if worst < 0.07 || last < 37 || last > 38 {
		t.Errorf("felt as %v s, until report %d", worst, last)
	}
}

// Reports that go back are not believed before the third.
func TestReportsThatGoBackAreBelievedAtLast(t *testing.T) {
	var f fit
	for second, rtp := range []uint32{0, 480000, 960000, 10, 48010, 96010, 144010} {
		f.add(&rtcp.SenderReport{NTPTime: uint64(second+1) << 32, RTPTime: 1 + rtp})
		if at, ok := f.at(1 + rtp); ok && second != 3 && second != 4 && math.Abs(at-float64(second+1)) > 1e-3 {
			t.Errorf("report %d: its time is taken for %v", second, at)
		}
	}
	if len(f.told) != 2 {
		t.Errorf("%d reports are believed", len(f.told))
	}
}
