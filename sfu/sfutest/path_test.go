package sfutest

import (
	"testing"
	"time"
)

// fates runs n packets of 1000 bytes, one a millisecond, over a path.
func fates(p *path, n int) (arrivals []time.Time) {
	now := time.Unix(0, 0)
	for range n {
		if at, copies := p.admit(now, 1000); copies > 0 {
			arrivals = append(arrivals, at)
		}
		now = now.Add(time.Millisecond)
	}
	return arrivals
}

func TestSharesAreMetForASeed(t *testing.T) {
	const n = 20000
	p := newPath(1, 0, Path{Loss: 0.05, Duplicate: 0.02, Reorder: 0.1})
	fates(p, n)
	within := func(what string, got, of int, want float64) {
		t.Helper()
		if share := float64(got) / float64(of); share < want*0.9 || share > want*1.1 {
			t.Errorf("%s: %.4f of the packets, want about %.4f", what, share, want)
		}
	}
	within("lost", p.Lost, n, 0.05)
	within("duplicated", p.Duplicated, p.Passed, 0.02)
	within("reordered", p.Reordered, p.Passed, 0.1)
	if p.Passed+p.Lost+p.Overflowed != n {
		t.Errorf("%+v does not add up to %d", p.Tally, n)
	}
}

func TestTheSameSeedIsTheSameNetwork(t *testing.T) {
	bad := Path{Loss: 0.2, Jitter: 20 * time.Millisecond, Reorder: 0.1}
	a, b := fates(newPath(7, 0, bad), 1000), fates(newPath(7, 0, bad), 1000)
	if len(a) != len(b) {
		t.Fatalf("%d and %d packets arrived", len(a), len(b))
	}
	for i := range a {
		if !a[i].Equal(b[i]) {
			t.Fatalf("packet %d arrived at %v and at %v", i, a[i], b[i])
		}
	}
	if other := fates(newPath(7, 1, bad), 1000); len(other) == len(a) && other[0].Equal(a[0]) {
		t.Error("the two directions have the same dice")
	}
}

func TestASettingDoesNotChangeWhatAnotherDecides(t *testing.T) {
	plain, held := newPath(3, 0, Path{Loss: 0.1}), newPath(3, 0, Path{Loss: 0.1, Delay: time.Second, Reorder: 0.5})
	fates(plain, 1000)
	fates(held, 1000)
	if plain.Lost != held.Lost {
		t.Errorf("lost %d without and %d with the other settings", plain.Lost, held.Lost)
	}
}

func TestJitterKeepsTheOrder(t *testing.T) {
	at := fates(newPath(1, 0, Path{Delay: 10 * time.Millisecond, Jitter: 50 * time.Millisecond}), 1000)
	for i := 1; i < len(at); i++ {
		if at[i].Before(at[i-1]) {
			t.Fatalf("packet %d overtook the one before", i)
		}
	}
	if first := at[0].Sub(time.Unix(0, 0)); first < 10*time.Millisecond || first > 60*time.Millisecond {
		t.Errorf("the first packet took %v", first)
	}
}

func TestReorderingLetsOthersPass(t *testing.T) {
	at := fates(newPath(1, 0, Path{Reorder: 0.1}), 1000)
	passed := 0
	for i := 1; i < len(at); i++ {
		if at[i].Before(at[i-1]) {
			passed++
		}
	}
	if passed < 50 || passed > 150 {
		t.Errorf("%d of 1000 packets overtook, want about 90", passed)
	}
}

func TestRateIsKeptAndTheQueueIsBounded(t *testing.T) {
	// 8 Mbit/s come, 4 Mbit/s pass: half of the packets, once the queue is full.
	p := newPath(1, 0, Path{Rate: 4_000_000, Queue: 10_000})
	at := fates(p, 2000)
	if took := at[len(at)-1].Sub(at[0]).Seconds(); float64(len(at))*8000/took > 4_100_000 {
		t.Errorf("%d packets in %.2f s is more than the rate", len(at), took)
	}
	if len(at) < 990 || len(at) > 1020 {
		t.Errorf("%d of 2000 packets passed, want about half", len(at))
	}
	if wait := at[len(at)-1].Sub(time.Unix(2, 0)); wait > 20*time.Millisecond {
		t.Errorf("the last packet waited %v in a queue of 20 ms", wait)
	}
}

func TestInTheDarkNothingPasses(t *testing.T) {
	p := newPath(1, 0, Path{Dark: true})
	if got := fates(p, 100); len(got) != 0 {
		t.Errorf("%d packets passed", len(got))
	}
	p.Dark = false
	if got := fates(p, 100); len(got) != 100 {
		t.Errorf("%d of 100 packets passed in the light", len(got))
	}
}
