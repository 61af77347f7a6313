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
			return lobby.Call{Room: room, Staff: room == "b", EndedAt: end.Add(-ago), Figures: lobby.Figures{
				Way: "tcp", Lasted: time.Minute, LossUp: 0.125, Shown: []time.Duration{0, time.Second, 0}, Freezes: 2, Reconnects: 1,
			}}
		}
		for _, c := range []lobby.Call{call("a", time.Hour), call("b", time.Minute), call("c", 0), call("old", 25*time.Hour)} {
			if err := s.KeepCall(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Calls(t.Context(), end.Add(-24*time.Hour), 2)
		if err != nil {
			t.Fatal(err)
		}
		if want := []lobby.Call{call("c", 0), call("b", time.Minute)}; !reflect.DeepEqual(got, want) {
			t.Errorf("the last two are %+v, want %+v", got, want)
		}
		if got, err = s.Calls(t.Context(), end.Add(-24*time.Hour), 10); len(got) != 3 || err != nil {
			t.Errorf("%d calls of the last day, %v", len(got), err)
		}
	})
}
