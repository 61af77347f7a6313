// Package presencetest is what every live store must do for presence.
package presencetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/presence"
)

// Store is a live store under test, with a way to let its own time pass. Pass
// may wait, move a clock, or ask the server to; it returns when d has passed.
type Store struct {
	presence.Live
	Pass func(d time.Duration)
}

// hold is short, so that a store that can only wait does not wait for long.
const hold = 400 * time.Millisecond

// Run holds a live store to what presence.Live says. Each call of open is a
// fresh and empty one.
func Run(t *testing.T, open func(t *testing.T) Store) {
	anna, bart := presence.Staff("anna"), presence.Staff("bart")
	for _, c := range []struct {
		name string
		test func(t *testing.T, s Store)
	}{
		{"nobody is here at first, and all who are asked for are answered for", func(t *testing.T, s Store) {
			s.expect(t, map[presence.Who]bool{anna: false, bart: false})
		}},
		{"asking for nobody is answered with nobody", func(t *testing.T, s Store) {
			s.expect(t, map[presence.Who]bool{})
		}},
		{"who beats is here, and nobody else", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", time.Hour)
			s.expect(t, map[presence.Who]bool{anna: true, bart: false})
		}},
		{"a beat that is too old counts no more", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", hold)
			s.beat(t, bart, "1", time.Hour)
			s.Pass(2 * hold)
			s.expect(t, map[presence.Who]bool{anna: false, bart: true})
		}},
		{"each beat counts from itself", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", hold)
			s.beat(t, anna, "1", time.Hour)
			s.Pass(2 * hold)
			s.expect(t, map[presence.Who]bool{anna: true})
		}},
		{"a shorter hold shortens", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", time.Hour)
			s.beat(t, anna, "1", hold)
			s.Pass(2 * hold)
			s.expect(t, map[presence.Who]bool{anna: false})
		}},
		{"the other tab keeps the counsellor present", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", time.Hour)
			s.beat(t, anna, "2", time.Hour)
			s.beat(t, anna, "1", hold)
			s.Pass(2 * hold)
			s.expect(t, map[presence.Who]bool{anna: true})
		}},
		{"who was gone comes back", func(t *testing.T, s Store) {
			s.beat(t, anna, "1", hold)
			s.Pass(2 * hold)
			s.beat(t, anna, "1", time.Hour)
			s.expect(t, map[presence.Who]bool{anna: true})
		}},
		{"a room and a counsellor of the same name are two", func(t *testing.T, s Store) {
			s.beat(t, presence.Room("anna"), "node", time.Hour)
			s.expect(t, map[presence.Who]bool{anna: false, presence.Room("anna"): true})
		}},
		{"many beat at once", many},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// many is every counsellor of the network, with two tabs each.
func many(t *testing.T, s Store) {
	want := map[presence.Who]bool{}
	var beats sync.WaitGroup
	for i := range 130 {
		who := presence.Staff(account.StaffID(fmt.Sprint("counsellor ", i)))
		want[who] = true
		for _, tab := range []string{"1", "2"} {
			beats.Go(func() { s.beat(t, who, tab, time.Hour) })
		}
	}
	beats.Wait()
	s.expect(t, want)
}

func (s Store) beat(t *testing.T, who presence.Who, connection string, d time.Duration) {
	t.Helper()
	if err := s.Beat(t.Context(), who, connection, d); err != nil {
		t.Errorf("beat of %s: %v", who, err)
	}
}

func (s Store) expect(t *testing.T, want map[presence.Who]bool) {
	t.Helper()
	ask := make([]presence.Who, 0, len(want))
	for who := range want {
		ask = append(ask, who)
	}
	got, err := s.Here(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Errorf("answered for %d, asked for %d", len(got), len(want))
	}
	for who, here := range want {
		answer, answered := got[who]
		if !answered || answer != here {
			t.Errorf("%s: here is %v (answered: %v), want %v", who, answer, answered, here)
		}
	}
}
