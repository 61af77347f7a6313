package signaling

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/transport"
)

// What a call was like is kept, and names nobody.
func TestACallIsKeptWhenItIsOver(t *testing.T) {
	h := build(t, unhurried())
	who := account.Actor{Staff: "amelie"}.Participant()
	h.Seen(sfu.Summed{Room: "room", Participant: who, Generation: 1, Call: "first", Over: true, Summary: sfu.Summary{
		Way: transport.TCP, Lasted: time.Minute, RoundTrip: 30 * time.Millisecond, Seen: sfu.Seen{Freezes: 3},
	}})
	var kept []lobby.Call
	await(t, func() bool {
		var err error
		if kept, err = h.store.Calls(t.Context(), time.Now().Add(-time.Minute), time.Now(), 10); err != nil {
			t.Fatal(err)
		}
		return len(kept) > 0
	})
	got := kept[0]
	if got.Room != "room" || !got.Staff || got.Figures.Way != "tcp" || got.Figures.Lasted != time.Minute ||
		got.Figures.RoundTrip != 30*time.Millisecond || got.Figures.Freezes != 3 {
		t.Errorf("kept %+v", got)
	}
}
