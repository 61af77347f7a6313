package sfu_test

import (
	"context"
	"maps"
	"net/netip"
	"regexp"
	"slices"
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

// candidatePort finds the ports that an answer names by UDP.
var candidatePort = regexp.MustCompile(`(?m)^a=candidate:\S+ 1 udp \d+ \S+ (\d+) `)

// Rooms are spread over the loops, a call is on one port, and both loops forward.
func TestRoomsAreSpreadAndACallStaysOnOnePort(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	p, in := s.twoLoops()
	rooms, ports := map[string]cast{}, map[string]map[string]bool{} // by the room
	for _, room := range []string{"one", "two", "three", "four"} {
		rooms[room], ports[room] = cast{}, map[string]bool{}
		for _, name := range []string{"anna", "bruno"} {
			rooms[room][name] = s.client(name, func(o *sfutest.Options) {
				in(room)(o)
				o.Join = func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
					a, err := p.Join(ctx, j)
					for _, found := range candidatePort.FindAllStringSubmatch(a.SDP, -1) {
						ports[room][found[1]] = true
					}
					return a, err
				}
			})
		}
	}
	roomsAt := map[string]int{}
	for room, at := range ports {
		if len(at) != 1 {
			t.Errorf("the answers of room %s name the ports %v, want one", room, at)
		}
		for port := range at {
			roomsAt[port]++
		}
	}
	if t.Failed() {
		return // who is on another loop is never heard
	}
	if len(roomsAt) != 2 || slices.Max(slices.Collect(maps.Values(roomsAt))) != 2 {
		// A loop that was late by a second was passed over.
		s.unlessLate("four rooms are on the ports %v, want two on each of two", roomsAt)
	}
	for room, clients := range rooms {
		s.everyPair(clients, "in room "+room)
	}
	before, err := p.StatsOfEach(s.ctx)
	s.must(err)
	for room, clients := range rooms {
		s.everyPair(clients, "later in room "+room)
	}
	after, err := p.StatsOfEach(s.ctx)
	s.must(err)
	for i := range after {
		// Ten of each of two sources, each way.
		const enough = 2 * 2 * 2 * 10
		if in, out := after[i].PacketsIn-before[i].PacketsIn, after[i].PacketsOut-before[i].PacketsOut; in < enough || out < enough {
			t.Errorf("loop %d took %d packets and sent %d meanwhile, want %d", i, in, out, enough)
		}
		if after[i].Rooms != 2 || after[i].Participants != 4 {
			t.Errorf("loop %d has %d rooms of %d people, want 2 of 4", i, after[i].Rooms, after[i].Participants)
		}
	}
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
