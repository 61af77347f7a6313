package sfu

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// offer is a small one, of an audio sender and a seat. Its peer connection
// never comes.
func offer(session string) string {
	line := "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:%\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
	return "v=0\r\no=- " + session + " 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n" +
		"a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 AA\r\n" +
		strings.Replace(line, "%", "0", 1) + "a=sendonly\r\na=ssrc:" + session + " cname:x\r\n" +
		strings.Replace(line, "%", "1", 1) + "a=recvonly\r\n"
}

func open(t *testing.T, event func(Event)) *SFU {
	t.Helper()
	s, err := New(Config{UDP: netip.MustParseAddrPort("127.0.0.1:0"), Event: event})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func join(t *testing.T, s *SFU, name, session string) Answer {
	t.Helper()
	a, err := s.Join(t.Context(), Join{
		Room: "room", Participant: name, Offer: offer(session), Senders: map[string]Source{"0": Microphone},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// MT-2: who should be heard and is not is repaired without anybody's help.
func TestASeatThatFellApartIsRepaired(t *testing.T) {
	s := open(t, nil)
	join(t, s, "a", "1")
	join(t, s, "b", "2")
	watches := func() (seat *seat, is bool) {
		b := s.find("room", "b").session
		audio, _ := b.seats[0].sitter.sources()
		return b.seats[0], audio != nil && audio.Wanted() > 0
	}
	err := s.call(t.Context(), func() {
		seat, is := watches()
		if !is {
			t.Error("b does not hear a")
			return
		}
		seat.audio.sink.Watch(nil, s.loop.Now())
		if _, is = watches(); is {
			t.Error("b still hears a")
		}
		s.tick(s.loop.Now().Add(2 * seatEvery))
		if _, is = watches(); !is {
			t.Error("b was left deaf")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestASeatIsTheSameForAReturningParticipant(t *testing.T) {
	s := open(t, nil)
	join(t, s, "a", "1")
	join(t, s, "b", "2")
	join(t, s, "c", "3") // b's only seat is taken: c is not heard
	join(t, s, "b", "4")
	join(t, s, "a", "5")
	err := s.call(t.Context(), func() {
		for _, name := range []string{"b", "c"} {
			if got := s.find("room", name).session.seats[0].sitter.member.name; got != "a" {
				t.Errorf("%s has %s", name, got)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAListenerThatWaitsHoldsUpNobody(t *testing.T) {
	release, told := make(chan struct{}), make(chan Event, 100)
	s := open(t, func(e Event) {
		<-release
		told <- e
	})
	a := join(t, s, "a", "1")
	for range 50 { // b comes and goes, and the last is that c is there
		join(t, s, "b", "2")
		s.Leave("room", "b", 0)
	}
	join(t, s, "c", "3")
	s.Leave("room", "a", a.Generation)
	close(release)
	seated := 0
	for {
		select {
		case e := <-told:
			if e, ok := e.(Seated); ok && e.Participant == "a" {
				seated++
			}
			if e == (Gone{"room", "a", a.Generation}) {
				if seated > 2 {
					t.Errorf("a was told %d times who sits where, of which one was enough", seated)
				}
				return
			}
		case <-time.After(time.Minute):
			t.Fatal("the last event did not come")
		}
	}
}
