package live_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"miti/internal/live"
	"miti/internal/live/livetest"
)

func allow(t *testing.T, l live.Limiter, key string, rate live.Rate) time.Duration {
	t.Helper()
	wait, err := l.Allow(t.Context(), key, rate)
	if err != nil {
		t.Fatalf("allow: %v", err)
	}
	return wait
}

// limits is what every limiter must do.
var limits = map[string]func(t *testing.T, l live.Limiter){
	"a burst, and then a wait": func(t *testing.T, l live.Limiter) {
		rate := live.Rate{Burst: 3, Every: time.Minute}
		for i := range 3 {
			if wait := allow(t, l, "a", rate); wait != 0 {
				t.Fatalf("try %d waits %v", i+1, wait)
			}
		}
		for range 2 { // a refused try does not count
			if wait := allow(t, l, "a", rate); wait <= 50*time.Second || wait > time.Minute {
				t.Errorf("the fourth waits %v", wait)
			}
		}
		if wait := allow(t, l, "b", rate); wait != 0 {
			t.Errorf("another key waits %v", wait)
		}
	},
	"after the wait it may go on": func(t *testing.T, l live.Limiter) {
		rate := live.Rate{Burst: 1, Every: 200 * time.Millisecond}
		allow(t, l, "a", rate)
		wait := allow(t, l, "a", rate)
		if wait <= 0 {
			t.Fatal("no wait")
		}
		<-time.After(wait + 20*time.Millisecond)
		if wait := allow(t, l, "a", rate); wait != 0 {
			t.Errorf("it still waits %v", wait)
		}
	},
	"many at once are counted": func(t *testing.T, l live.Limiter) {
		var allowed atomic.Int32
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if allow(t, l, "a", live.Rate{Burst: 7, Every: time.Hour}) == 0 {
					allowed.Add(1)
				}
			})
		}
		all.Wait()
		if n := allowed.Load(); n != 7 {
			t.Errorf("%d were allowed, want 7", n)
		}
	},
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, test := range limits {
		t.Run("in process/"+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, live.NewLimits(time.Now)) })
		})
		t.Run("Redis/"+name, func(t *testing.T) {
			test(t, live.NewRedisLimits(connect(t, livetest.StartRedis(t)), time.Now))
		})
		t.Run("without Redis/"+name, func(t *testing.T) {
			server := livetest.StartRedis(t)
			server.Stop()
			test(t, live.NewRedisLimits(connect(t, server), time.Now))
		})
	}
}

func TestNodesShareALimit(t *testing.T) {
	server := livetest.StartRedis(t)
	rate := live.Rate{Burst: 1, Every: time.Hour}
	here := live.NewRedisLimits(connect(t, server), time.Now)
	// A node whose clock is wrong counts like the others.
	there := live.NewRedisLimits(connect(t, server), func() time.Time { return time.Now().Add(48 * time.Hour) })
	if allow(t, here, "a", rate) != 0 || allow(t, there, "a", rate) == 0 {
		t.Error("each node has a limit of its own")
	}
}

func TestAFloodOfKeysIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := live.NewLimits(time.Now)
		rate := live.Rate{Burst: 1, Every: time.Hour}
		const flood = 120_000
		for i := range flood {
			allow(t, l, fmt.Sprint(i), rate)
		}
		if n := l.Len(); n > flood/2 {
			t.Errorf("%d keys are kept", n)
		}
		time.Sleep(2 * time.Hour)
		for i := range flood {
			if allow(t, l, fmt.Sprint(i), rate) != 0 {
				t.Fatal("a key that is whole again waits")
			}
		}
	})
}
