package store_test

import (
	"reflect"
	"testing"
	"time"

	"miti/internal/lobby"
	"miti/internal/store"
)

func TestCallsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) {
		end := time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)
		call := func(room string, ago time.Duration) lobby.Call {
			return lobby.Call{Room: room, Staff: room == "b", EndedAt: end.Add(-ago), Over: true, Figures: lobby.Figures{
				Way: "tcp", Lasted: time.Minute, LossUp: 0.125, Shown: []time.Duration{0, time.Second, 0}, Freezes: 2, Reconnects: 1,
			}}
		}
		for _, c := range []lobby.Call{call("a", time.Hour), call("b", time.Minute), call("c", 0), call("old", 25*time.Hour)} {
			c.ID = c.Room
			if err := s.KeepCall(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Calls(t.Context(), end.Add(-24*time.Hour), end, 2)
		if err != nil {
			t.Fatal(err)
		}
		if want := []lobby.Call{call("c", 0), call("b", time.Minute)}; !reflect.DeepEqual(got, want) {
			t.Errorf("the last two are %+v, want %+v", got, want)
		}
		if got, err = s.Calls(t.Context(), end.Add(-24*time.Hour), end, 10); len(got) != 3 || err != nil {
			t.Errorf("%d calls of the last day, %v", len(got), err)
		}
	})
}

// A call of a node that died is kept as it was when the node last said anything of it.
func TestACallThatWasCutOffIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) {
		said := time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)
		keep := func(id string, at time.Time, over bool) lobby.Call {
			t.Helper()
			c := lobby.Call{ID: id, Room: "room", EndedAt: at, Over: over, Figures: lobby.Figures{Lasted: at.Sub(said)}}
			if err := s.KeepCall(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			c.ID = ""
			return c
		}
		list := func(now time.Time, want ...lobby.Call) {
			t.Helper()
			if got, err := s.Calls(t.Context(), said.Add(-time.Hour), now, 10); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("at %v there are %+v %v, want %+v", now, got, err, want)
			}
		}
		keep("ends", said, false)
		keep("is cut off", said, false)
		list(said.Add(time.Minute))
		cut := keep("is cut off", said.Add(time.Minute), false)
		ended := keep("ends", said.Add(2*time.Minute), true)
		list(said.Add(2*time.Minute), ended)
		list(said.Add(time.Minute+lobby.CutAfter+time.Second), ended, cut)
	})
}
