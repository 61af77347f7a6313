package signaling

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/interview"
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

// A node's own clock may be another one: what is kept is as of the time that all
// nodes go by.
func TestWhatIsKeptOfACallIsOfTheTimeThatAllGoBy(t *testing.T) {
	h := build(t, unhurried())
	ahead := time.Now().Add(47 * time.Hour)
	h.Now = func() time.Time { return ahead }
	m, host, _ := h.hosted(0)
	owner := &attended{Owner: h.Meetings}
	h.Owners = []lobby.Owner{owner}
	h.connect(host).join(interview.ID(m))
	h.Seen(sfu.Connected{Room: string(m), Participant: host.Participant(), Generation: 1})
	h.Seen(sfu.Summed{Room: string(m), Participant: host.Participant(), Generation: 1, Call: "first", Over: true})
	await(t, func() bool {
		kept, err := h.store.Calls(t.Context(), ahead.Add(-time.Minute), ahead.Add(time.Minute), 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(kept) == 1
	})
	await(t, func() bool { return owner.last.Load() != nil })
	if at := owner.last.Load(); !at.Equal(ahead) {
		t.Errorf("who is present is of %v", at)
	}
}

// attended is an owner that notes when who was present was said to be.
type attended struct {
	lobby.Owner
	times atomic.Int64
	last  atomic.Pointer[time.Time]
}

func (o *attended) Present(ctx context.Context, room string, who []string, at time.Time) error {
	o.times.Add(1)
	o.last.Store(&at)
	return o.Owner.Present(ctx, room, who, at)
}
