package sfu_test

import (
	"net/netip"
	"testing"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// Two rooms on two loops, each with its own ports, have calls as on one.
func TestCallsOnTwoLoops(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	p, err := sfu.NewPlane(sfu.Config{UDP: local, TCP: local, Event: s.events.Record}, 2)
	s.must(err)
	t.Cleanup(func() { _ = p.Close() })
	in := func(room string) func(*sfutest.Options) {
		return func(o *sfutest.Options) { o.Join, o.Room = p.Join, room }
	}
	one := cast{"anna": s.client("anna", in("one")), "bruno": s.client("bruno", in("one"))}
	two := cast{"clara": s.client("clara", in("two")), "denis": s.client("denis", in("two"))}
	s.everyPair(one, "in the first room")
	s.everyPair(two, "in the second room")
	s.must(p.SetSending("two", "clara", two["clara"].View().Generation, all))
	if st := p.Stats(); st.Rooms != 2 || st.Participants != 4 || st.PacketsIn == 0 || st.PacketsOut == 0 {
		t.Errorf("together the loops have %+v", st)
	}
	p.CloseRoom("one")
	s.everyPair(two, "when the other room is closed")
}
