package reception

import (
	"slices"
	"testing"
	"time"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

func TestWhatAPacketIs(t *testing.T) {
	tr := New(90000)
	for i, step := range []struct {
		seq  uint16
		want Verdict
	}{
		{65534, Next}, {65535, Next}, {1, Next}, {0, Late}, {0, Useless}, {1, Useless},
		{65533, Late}, {600, Next}, {2, Useless}, {5000, Restarted}, {100, Useless}, {5001, Next}, {100, Useless}, {101, Restarted},
	} {
		if got := tr.Arrive(step.seq, 0, begin, false); got != step.want {
			t.Errorf("step %d, number %d: %d, want %d", i, step.seq, got, step.want)
		}
	}
}

// MR-7: what has arrived is not asked for again, and nothing for ever.
func TestMissingPacketsAreAskedForAFewTimes(t *testing.T) {
	tr := New(90000)
	now := begin
	tr.Arrive(65534, 0, now, false)
	tr.Arrive(2, 0, now, false)
	if got := tr.Missing(nil, 0, now); got != nil {
		t.Errorf("%v is only late yet", got)
	}
	now = now.Add(reorder)
	if got := tr.Missing(nil, 0, now); !slices.Equal(got, []uint16{65535, 0, 1}) {
		t.Errorf("asked for %v", got)
	}
	if got := tr.Missing(nil, 0, now); got != nil {
		t.Errorf("asked again at once for %v", got)
	}
	tr.Arrive(0, 0, now, true)
	asked := 0
	for range 100 {
		now = now.Add(again)
		for _, seq := range tr.Missing(nil, 0, now) {
			if asked++; seq == 0 {
				t.Error("asked for what came by RTX")
			}
		}
	}
	if asked != 2*(maxTries-1) || tr.Waiting() || !tr.GaveUp() || tr.GaveUp() {
		t.Errorf("asked %d times more, waiting %v", asked, tr.Waiting())
	}
}

// A publisher who is far away: what was asked for is on its way, and is neither
// asked for again nor given up. What does not come is given up all the same.
func TestWhatIsOnItsWayIsNotGivenUp(t *testing.T) {
	const tick = 20 * time.Millisecond
	for _, far := range []time.Duration{0, 300 * time.Millisecond, 480 * time.Millisecond, 10 * time.Second} {
		tr, now := New(90000), begin
		tr.Arrive(1, 0, now, false)
		tr.Arrive(4, 0, now, false) // 2 comes when it is asked for, and 3 never
		asked := map[uint16]int{}
		var comes time.Time
		for tr.Waiting() {
			now = now.Add(tick)
			if now.Sub(begin) > 5*time.Second {
				t.Fatalf("%v away: still waiting", far)
			}
			if !comes.IsZero() && !now.Before(comes) {
				tr.Arrive(2, 0, now, true)
			}
			for _, seq := range tr.Missing(nil, far, now) {
				if asked[seq]++; comes.IsZero() {
					comes = now.Add(min(far, time.Second))
				}
			}
			if now.Sub(begin) < min(far, longest)+reorder && tr.GaveUp() {
				t.Fatalf("%v away: given up after %v", far, now.Sub(begin))
			}
		}
		if far <= longest && asked[2] != 1 || asked[3] != maxTries || !tr.GaveUp() {
			t.Errorf("%v away: asked for %v", far, asked)
		}
	}
}

// A browser sends a packet again at most once in a round trip and 5 ms: who asks
// sooner gets no answer, and asks in vain.
func TestWhatIsAskedForAgainIsNotAskedForTooSoon(t *testing.T) {
	const trip, late = 200 * time.Millisecond, 15 * time.Millisecond // 5 ms, and until it is sent
	tr, now := New(90000), begin
	tr.Arrive(1, 0, now, false)
	tr.Arrive(3, 0, now, false)
	var sent time.Time
	asked, answered := 0, 0
	for tr.Waiting() {
		if now = now.Add(time.Millisecond); len(tr.Missing(nil, trip, now)) == 0 {
			continue
		}
		if asked++; now.Sub(sent) >= trip+late {
			sent = now
			answered++
		}
	}
	if asked != maxTries || answered != asked {
		t.Errorf("asked %d times, of which %d were answered", asked, answered)
	}
}

func TestTheListOfMissingPacketsIsBounded(t *testing.T) {
	tr := New(90000)
	for i := range uint16(2000) {
		tr.Arrive(i*20, 0, begin, false)
	}
	if len(tr.lost) > maxMissing || !tr.GaveUp() {
		t.Errorf("%d are waited for", len(tr.lost))
	}
}

func TestAReportCountsWhatIsLost(t *testing.T) {
	tr := New(48000)
	if _, ok := tr.Report(7, begin); ok {
		t.Error("a report of nothing")
	}
	for i := range uint16(100) {
		if i%4 != 0 || i == 0 {
			tr.Arrive(65500+i, uint32(i)*960, begin.Add(time.Duration(i)*20*time.Millisecond), false)
		}
	}
	tr.Sender(0x1122334455667788, begin)
	r, _ := tr.Report(7, begin.Add(time.Second))
	if r.SSRC != 7 || r.TotalLost != 24 || r.FractionLost != 24*256/100 || r.LastSequenceNumber != 65599 {
		t.Errorf("%+v", r)
	}
	if r.LastSenderReport != 0x33445566 || r.Delay != 65536 || r.Jitter > 1 {
		t.Errorf("%+v", r)
	}
}
