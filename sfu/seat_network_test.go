package sfu_test

import (
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// MR-1: a seat stays one stream while its sitter changes, and the receiver's
// replay protection refuses nothing.
func TestASeatIsOneStreamOverManySitters(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	changes := 40
	if soak {
		changes = 400
	}
	viewer := s.client("viewer", nil)
	clients := cast{"anna": s.client("anna", nil), "bruno": s.client("bruno", nil)}
	s.everyPair(clients, "at first")
	const screenSeat = 2 // behind the two persons
	var slowest time.Duration
	for i := range changes {
		name := []string{"anna", "bruno"}[i%2]
		from := sfutest.Sender{Participant: name, Source: sfu.Screen}
		before := viewer.View().Heard[from].KeyFrames
		begin := time.Now()
		s.switchScreen(name, clients[name], true)
		slowest = max(slowest, s.saw(viewer, from, before, begin))
		s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: name, Source: sfu.ScreenSound}, 2))
		s.switchScreen(name, clients[name], false)
	}
	t.Logf("%d changes, the slowest picture after %v", changes, slowest)
	seat := viewer.View().Seats[screenSeat]
	for line, r := range map[string]sfutest.Received{"sound": seat.Audio, "picture": seat.Video} {
		if r.Packets < changes {
			t.Errorf("%s: %d packets in %d changes", line, r.Packets, changes)
		}
		s.isOneStream(line, r, r.Packets/50)
	}
}

// MR-1, with a publisher whose numbers begin anew.
func TestASeatIsOneStreamOverReloadsOfItsSitter(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	viewer, anna := s.client("viewer", nil), s.client("anna", nil)
	const reloads = 8
	for range reloads {
		s.grows(viewer, viewer.View(), "anna", "reloaded")
		s.must(anna.Rejoin(s.ctx))
	}
	s.grows(viewer, viewer.View(), "anna", "reloaded")
	for line, r := range map[string]sfutest.Received{"voice": viewer.View().Seats[0].Audio, "picture": viewer.View().Seats[0].Video} {
		r.Shifted -= min(r.Shifted, reloads) // each has numbers of its own
		s.isOneStream(line, r, r.Packets/20)
	}
}

// MR-2: numbers and times run over their ends, more than once at speed.
func TestNumbersRunOverTheirEnds(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	packets, every := 4000, 2*time.Millisecond
	if soak {
		packets, every = 140_000, time.Millisecond // past two ends; the rollover counters must agree
	}
	r := s.relay(1)
	r.Change(func(up, _ *sfutest.Path) { up.Reorder, up.Loss = 0.02, 0.01 })
	anna := s.client("anna", func(o *sfutest.Options) {
		o.Relay = r.Addr()
		o.Begin = &sfutest.Beginning{Sequence: 65530, Time: 1<<32 - 1000}
	})
	viewer := s.client("viewer", nil)
	anna.SetPace(sfu.Microphone, sfutest.Pace{Every: every, Parts: 1, Bytes: 80})
	s.must(viewer.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, packets))
	s.grows(viewer, viewer.View(), "anna", "after the ends")
	for line, r := range map[string]sfutest.Received{"voice": viewer.View().Seats[0].Audio, "picture": viewer.View().Seats[0].Video} {
		s.isOneStream(line, r, r.Packets/4)
	}
}

// Persons first, then screens; a screen leaves its seat to who comes.
func TestThreePersonsAndTheirScreens(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	names := []string{"anna", "bruno", "chloe"}
	clients := cast{}
	for _, name := range names {
		clients[name] = s.client(name, func(o *sfutest.Options) { o.Seats = 4 })
	}
	s.everyPair(clients, "at first")
	s.switchScreen("anna", clients["anna"], true)
	s.switchScreen("bruno", clients["bruno"], true)
	for _, c := range []struct{ from, to string }{{"anna", "bruno"}, {"anna", "chloe"}, {"bruno", "anna"}, {"bruno", "chloe"}} {
		for _, source := range []sfu.Source{sfu.Screen, sfu.ScreenSound} {
			s.must(clients[c.to].AwaitMore(s.ctx, sfutest.Sender{Participant: c.from, Source: source}, 5))
		}
	}
	chloe := clients["chloe"].View()
	for seat, want := range []sfu.Sitter{{Participant: "anna"}, {Participant: "bruno"}, {Participant: "anna", Screen: true}, {Participant: "bruno", Screen: true}} {
		got := s.events.Seats("room", "chloe")[seat]
		if got != want {
			t.Errorf("seat %d: %+v, want %+v", seat, got, want)
		}
		if picture := chloe.Seats[seat].Video.Now; picture.Participant != want.Participant || (picture.Source == sfu.Screen) != want.Screen {
			t.Errorf("seat %d shows %v, want %+v", seat, picture, want)
		}
		// Lips and sound of one seat are of one sitter.
		if voice := chloe.Seats[seat].Audio.Now; voice.Participant != want.Participant || (voice.Source == sfu.ScreenSound) != want.Screen {
			t.Errorf("seat %d sounds of %v, want %+v", seat, voice, want)
		}
	}
	s.switchScreen("anna", clients["anna"], false)
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
		seated, ok := e.(sfu.Seated)
		return ok && seated.Participant == "chloe" && len(seated.Seats) == 4 &&
			seated.Seats[2] == sfu.Sitter{} && seated.Seats[3] == sfu.Sitter{Participant: "bruno", Screen: true}
	}))
	s.everyPair(clients, "after a screen was stopped")
}

// While it rings both connect, and accept is heard at once.
func TestTheHeldAreHeardAtOnceWhenReleased(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	held := func(o *sfutest.Options) { o.Held = true }
	clients := cast{"anna": s.client("anna", held), "bruno": s.client("bruno", held)}
	for _, c := range clients {
		s.must(c.AwaitConnected(s.ctx))
	}
	for name, c := range clients {
		if v := c.View(); len(v.Heard) > 0 {
			t.Errorf("%s hears while held: %+v", name, v.Heard)
		}
	}
	begin := time.Now()
	s.sfu.Release("room")
	for name, other := range map[string]string{"anna": "bruno", "bruno": "anna"} {
		_, err := clients[name].Await(s.ctx, func(v sfutest.View) bool {
			return v.Heard[sfutest.Sender{Participant: other, Source: sfu.Microphone}].Packets > 0
		})
		s.must(err)
	}
	s.took("the first sound after release", time.Since(begin), time.Second)
	s.everyPair(clients, "released")
}

// Where there are fewer seats than people, who begins to speak gets one, and is
// heard from the first packet on.
func TestNoFirstSyllableIsClipped(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	voice := func(o *sfutest.Options) { o.Sending, o.Level = nil, 20 }
	clients := cast{"anna": s.client("anna", voice), "bruno": s.client("bruno", voice)}
	viewer := s.client("viewer", func(o *sfutest.Options) { o.Sending, o.Seats = nil, 1 })
	for name, c := range clients {
		s.must(c.AwaitConnected(s.ctx))
		s.must(s.sfu.SetSending(s.ctx, "room", name, c.View().Generation, []sfu.Source{sfu.Microphone}))
	}
	for round := range 3 {
		for _, name := range []string{"anna", "bruno"} {
			c, from := clients[name], sfutest.Sender{Participant: name, Source: sfu.Microphone}
			// At first not everybody is connected.
			lost := c.Sent(sfu.Microphone).Packets - viewer.View().Heard[from].Packets
			c.Send(sfu.Microphone, true)
			s.must(viewer.AwaitMore(s.ctx, from, 60))
			c.Send(sfu.Microphone, false)
			sent := c.Sent(sfu.Microphone).Packets
			_, err := s.events.Await(s.ctx, func(all []sfu.Event) bool { // who speaks keeps the seat
				said := []string{name}
				for _, e := range all {
					if e, ok := e.(sfu.Speaking); ok {
						said = e.Participants
					}
				}
				return len(said) == 0
			})
			s.must(err)
			if round == 0 {
				continue
			}
			if missing := sent - lost - viewer.View().Heard[from].Packets; missing > 0 {
				s.unlessLate("%d packets of what %s says are not heard", missing, name)
			}
		}
	}
	s.isOneStream("sound", viewer.View().Seats[0].Audio, 0)
}
