package sfu

import (
	"net/netip"
	"strings"
	"sync"
	"testing"
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
func (p *Plane) rooms() (n [2]int) {
	for i, s := range p.sfus {
		n[i] = s.Stats().Rooms
	}
	return n
}

func TestARoomStaysOnOneLoopAndTheyShareTheRooms(t *testing.T) {
	p := plane(t)
	first := p.joins(t, "one", "a", "1")
	p.joins(t, "one", "b", "2")
	other := p.joins(t, "two", "c", "3")
	if n := p.rooms(); n != [2]int{1, 1} {
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
	if n := p.rooms(); n != [2]int{1, 2} {
		t.Errorf("the loops have %v rooms, the third is not where the fewest are", n)
	}
	if st := p.Stats(); st.Rooms != 3 || st.Participants != 4 {
		t.Errorf("together they have %+v", st)
	}
}

func TestAnEmptyRoomIsForgotten(t *testing.T) {
	p := plane(t)
	p.joins(t, "one", "a", "1")
	p.joins(t, "two", "b", "2")
	p.Leave("one", "a", 0)
	p.CloseRoom("two")
	if st := p.Stats(); st.Rooms != 0 {
		t.Fatalf("there are %d rooms", st.Rooms)
	}
	_, err := p.Join(t.Context(), Join{Room: "three", Participant: "c", Offer: "none"})
	if err == nil {
		t.Fatal("no offer was answered")
	}
	_ = p.Stats() // comes after all that was asked of the loops
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.homes) > 0 {
		t.Errorf("%d rooms are remembered", len(p.homes))
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
	if n := p.rooms(); n != [2]int{1, 1} {
		t.Errorf("the loops have %v rooms", n)
	}
}
