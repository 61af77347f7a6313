package store_test

import (
	"testing"
	"time"

	"miti/internal/store"
)

// PQ-1, the clock: a node whose own clock is half a minute wrong, either way, knows what time it
// is for all.
func TestAllNodesHaveTheDatabasesTime(t *testing.T) {
	s := postgres.Postgres(t)
	for _, wrong := range []time.Duration{0, 30 * time.Second, -30 * time.Second} {
		clock := s.Clock(func() time.Time { return time.Now().Add(wrong) })
		for range 2 {
			if err := clock.Adjust(t.Context()); err != nil {
				t.Fatal(err)
			}
			// The server of the tests is on this machine, and has its time.
			if off := time.Until(clock.Now()).Abs(); off > 5*time.Second {
				t.Errorf("a clock that is %s wrong is still %s off", wrong, off)
			}
		}
	}
}

func TestAnEmbeddedDatabaseHasTheTimeOfItsNode(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) {
		noon := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
		if got := s.Clock(func() time.Time { return noon }).Now(); !got.Equal(noon) {
			t.Errorf("before it is adjusted it shows %s", got)
		}
	})
}
