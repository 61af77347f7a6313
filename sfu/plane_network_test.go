package sfu_test

import (
	"net/netip"
	"sync"
	"testing"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// twoLoops is a plane with two loops, and what has a client join a room there.
func (s *stage) twoLoops() (p *sfu.Plane, in func(room string) func(*sfutest.Options)) {
	s.Helper()
	local := netip.MustParseAddrPort("127.0.0.1:0")
	p, err := sfu.NewPlane(sfu.Config{UDP: local, TCP: local, Event: s.events.Record}, 2)
	s.must(err)
	s.Cleanup(func() { _ = p.Close() })
	return p, func(room string) func(*sfutest.Options) {
		return func(o *sfutest.Options) { o.Join, o.Room = p.Join, room }
	}
}

// Two rooms on two loops, each with its own ports, have calls as on one.
func TestCallsOnTwoLoops(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	p, in := s.twoLoops()
	one := cast{"anna": s.client("anna", in("one")), "bruno": s.client("bruno", in("one"))}
	two := cast{"clara": s.client("clara", in("two")), "denis": s.client("denis", in("two"))}
	s.everyPair(one, "in the first room")
	s.everyPair(two, "in the second room")
	s.must(p.SetSending(s.ctx, "two", "clara", two["clara"].View().Generation, all))
	st, err := p.Stats(s.ctx)
	s.must(err)
	if st.Rooms != 2 || st.Participants != 4 || st.PacketsIn == 0 || st.PacketsOut == 0 {
		t.Errorf("together the loops have %+v", st)
	}
	p.CloseRoom("one")
	s.everyPair(two, "when the other room is closed")
}

// Each loop runs on its own: while one does nothing at all, the rooms of the
// other have their calls, and let people in. Afterwards the first goes on.
func TestALoopThatStandsStillHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	p, in := s.twoLoops()
	still := cast{"anna": s.client("anna", in("one")), "bruno": s.client("bruno", in("one"))}
	moving := cast{"clara": s.client("clara", in("two")), "denis": s.client("denis", in("two"))}
	s.everyPair(still, "in the first room")
	s.everyPair(moving, "in the second room")

	again := make(chan struct{})
	let := sync.OnceFunc(func() { close(again) })
	t.Cleanup(let)
	p.Block("one", again)
	moving["elise"] = s.client("elise", in("two"))
	s.everyPair(moving, "while the first loop stands still")
	heard := still["anna"].View().Heard
	s.must(moving["clara"].AwaitMore(s.ctx, sfutest.Sender{Participant: "denis", Source: sfu.Microphone}, 50)) // 1 s
	voice := sfutest.Sender{Participant: "bruno", Source: sfu.Microphone}
	if now := still["anna"].View().Heard; now[voice].Packets > heard[voice].Packets {
		t.Errorf("%d packets came by the loop that stood still", now[voice].Packets-heard[voice].Packets)
	}
	let()
	s.everyPair(still, "when the first loop goes on")
}
