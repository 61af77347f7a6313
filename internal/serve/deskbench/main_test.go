package main

import (
	"strings"
	"testing"
	"time"
)

// A short morning: nobody is forgotten, and the last line is what others read.
func TestAShortMorning(t *testing.T) {
	var out strings.Builder
	s := scale{staff: 20, live: 3, visitors: 60, opens: 25 * time.Minute, seed: 7}
	if err := run(t.Context(), s, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	last := lines[len(lines)-1]
	if !strings.HasPrefix(last, "desk visitors=60 wait_p50_s=") || !strings.HasSuffix(last, " limbo=0") {
		t.Errorf("it ends with %q", last)
	}
}

func TestJain(t *testing.T) {
	for _, c := range []struct {
		shares []float64
		want   float64
	}{{[]float64{2, 2, 2, 2}, 1}, {[]float64{4, 0, 0, 0}, 0.25}, {nil, 1}} {
		if got := jain(c.shares); got != c.want {
			t.Errorf("of %v it is %v, want %v", c.shares, got, c.want)
		}
	}
}
