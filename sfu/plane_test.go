package sfu

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// plane is one with two loops.
func plane(t *testing.T) *Plane {
	t.Helper()
	any := netip.MustParseAddrPort("127.0.0.1:0")
	p, err := NewPlane(Config{UDP: any, TCP: any}, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func (p *Plane) joins(t *testing.T, room, name, session string) Answer {
	t.Helper()
	a, err := p.Join(t.Context(), Join{
		Room: room, Participant: name, Offer: offer(session), Senders: map[string]Source{"0": Microphone},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rooms is how many each loop has, in their order.
func (p *Plane) rooms(t *testing.T) (n [2]int) {
	t.Helper()
	for i, s := range p.sfus {
		st, err := s.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n[i] = st.Rooms
	}
	return n
}

// stats come after all that was asked of the loops before.
func (p *Plane) stats(t *testing.T) Stats {
	t.Helper()
	st, err := p.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestARoomStaysOnOneLoopAndTheyShareTheRooms(t *testing.T) {
	p := plane(t)
	first := p.joins(t, "one", "a", "1")
	p.joins(t, "one", "b", "2")
	other := p.joins(t, "two", "c", "3")
	if n := p.rooms(t); n != [2]int{1, 1} {
		t.Fatalf("the loops have %v rooms", n)
	}
	for i, a := range []Answer{first, other} {
		udp, tcp := p.sfus[i].Addresses()
		for _, port := range []netip.AddrPort{udp, tcp} {
			if !strings.Contains(a.SDP, strings.Replace(port.String(), ":", " ", 1)) {
				t.Errorf("the answer of loop %d does not name %v:\n%s", i, port, a.SDP)
			}
		}
	}
	p.joins(t, "three", "d", "4") // the first loop has two participants
	if n := p.rooms(t); n != [2]int{1, 2} {
		t.Errorf("the loops have %v rooms, the third is not where the fewest are", n)
	}
	if st := p.stats(t); st.Rooms != 3 || st.Participants != 4 {
		t.Errorf("together they have %+v", st)
	}
}

func TestAnEmptyRoomIsForgotten(t *testing.T) {
	p := plane(t)
	p.joins(t, "one", "a", "1")
	p.joins(t, "two", "b", "2")
	p.Leave("one", "a", 0)
	p.CloseRoom("two")
	if st := p.stats(t); st.Rooms != 0 {
		t.Fatalf("there are %d rooms", st.Rooms)
	}
	_, err := p.Join(t.Context(), Join{Room: "three", Participant: "c", Offer: "none"})
	if err == nil {
		t.Fatal("no offer was answered")
	}
	_ = p.stats(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.homes) > 0 {
		t.Errorf("%d rooms are remembered", len(p.homes))
	}
}

// A loop that stands still is not waited for: neither where another room is
// asked of, or a new one is opened, nor for longer than somebody waits.
func TestALoopThatStandsStillIsNotWaitedFor(t *testing.T) {
	p := plane(t)
	for _, session := range []string{"1", "2", "3"} {
		p.joins(t, "still", "p"+session, session)
	}
	p.joins(t, "other", "d", "4")
	again := make(chan struct{})
	t.Cleanup(sync.OnceFunc(func() { close(again) }))
	p.Block("still", again)

	const at = 100 * time.Millisecond // once is enough
	soon := func(what string, wait time.Duration, f func(ctx context.Context) error) error {
		t.Helper()
		ctx, stop := context.WithTimeout(t.Context(), wait)
		defer stop()
		answer := make(chan error, 1)
		go func() { answer <- f(ctx) }() // ends with the plane
		select {
		case err := <-answer:
			return err
		case <-time.After(time.Minute):
			t.Fatalf("%s: no answer, although nobody waits for it any more", what)
			return nil
		}
	}
	for what, f := range map[string]func(ctx context.Context, room, who string) error{
		"set what is sent":  func(ctx context.Context, room, who string) error { return p.SetSending(ctx, room, who, 1, nil) },
		"set what is shown": func(ctx context.Context, room, who string) error { return p.SetView(ctx, room, who, 1, View{}) },
		"report":            func(ctx context.Context, room, who string) error { return p.Report(ctx, room, who, 1, Seen{}) },
	} {
		if err := soon(what, at, func(ctx context.Context) error { return f(ctx, "still", "p1") }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, where the loop stands still: %v", what, err)
		}
		if err := soon(what, time.Minute, func(ctx context.Context) error { return f(ctx, "other", "d") }); err != nil {
			t.Errorf("%s, where it does not: %v", what, err)
		}
	}
	if err := soon("count", at, func(ctx context.Context) error { _, err := p.Stats(ctx); return err }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("count: %v", err)
	}
	if err := soon("a new room", time.Minute, func(ctx context.Context) error {
		_, err := p.Join(ctx, Join{Room: "new", Participant: "e", Offer: offer("5")})
		return err
	}); err != nil {
		t.Error("a new room:", err)
	}
	// At the end of the program, all rooms that can be closed are.
	if err := soon("close", time.Second, p.CloseRooms); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v", err)
	}
	if st, err := p.sfus[1].Stats(t.Context()); err != nil || st.Rooms > 0 {
		t.Errorf("%d rooms were left open where the loop goes on: %v", st.Rooms, err)
	}
}

// await looks again and again until something is so: nobody tells of it.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	beat, limit := time.NewTicker(5*time.Millisecond), time.After(time.Minute)
	defer beat.Stop()
	for !so() {
		select {
		case <-beat.C:
		case <-limit:
			t.Fatalf("never %s", what)
		}
	}
}

// A new room goes where it can be had at once, although there are more people
// there; and to the other loop again when that goes on.
func TestANewRoomIsNotOnALoopThatStandsStill(t *testing.T) {
	p := plane(t)
	p.joins(t, "one", "a", "1")
	p.joins(t, "two", "b", "2")
	p.joins(t, "two", "c", "3")
	again := make(chan struct{})
	let := sync.OnceFunc(func() { close(again) })
	t.Cleanup(let)
	p.Block("one", again)
	still := func(i int) func() bool { return func() bool { return p.sfus[i].loop.Still() > standsStill } }
	moves := func(i int) func() bool { return func() bool { return !still(i)() } }
	await(t, "the first loop stands still", still(0))
	await(t, "the second goes on", moves(1))
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if _, err := p.Join(ctx, Join{Room: "three", Participant: "d", Offer: offer("4")}); err != nil {
		t.Fatal("a new room, while the loop with the fewest people stands still:", err)
	}
	let()
	await(t, "the first loop goes on", moves(0))
	p.joins(t, "four", "e", "5")
	if n := p.rooms(t); n != [2]int{2, 2} {
		t.Errorf("the loops have %v rooms, want two each: one and four, two and three", n)
	}
}

// Where no loop goes on a room has one all the same, which may go on soon.
func TestWhereAllLoopsStandStillARoomHasOne(t *testing.T) {
	p := plane(t)
	p.joins(t, "one", "a", "1")
	p.joins(t, "two", "b", "2")
	p.joins(t, "one", "c", "3")
	again := make(chan struct{})
	t.Cleanup(func() { close(again) })
	for i, room := range []string{"one", "two"} {
		p.Block(room, again)
		await(t, "a loop stands still", func() bool { return p.sfus[i].loop.Still() > standsStill })
	}
	if h := p.enter("three"); h.loop != 1 {
		t.Errorf("a new room is on loop %d, want the one with the fewest people", h.loop)
	}
}

func TestAllWhoJoinARoomAtOnceAreOnOneLoop(t *testing.T) {
	p := plane(t)
	p.joins(t, "other", "x", "99")
	var joining sync.WaitGroup
	for _, session := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		joining.Go(func() {
			if _, err := p.Join(t.Context(), Join{Room: "room", Participant: "p" + session, Offer: offer(session)}); err != nil {
				t.Error(err)
			}
		})
	}
	joining.Wait()
	if n := p.rooms(t); n != [2]int{1, 1} {
		t.Errorf("the loops have %v rooms", n)
	}
}
