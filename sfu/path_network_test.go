package sfu_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// MT-1: an ICE restart that cannot finish is followed by a new peer connection.
func TestDarknessIsLeftByANewPeerConnection(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	ladder, dark := quick, 6*time.Second
	if soak {
		ladder = sfutest.Ladder{Lost: 5 * time.Second, Restart: 5 * time.Second, Anew: 5 * time.Second}
		dark = 20 * time.Second
	}
	anna := s.client("anna", func(o *sfutest.Options) { o.Ladder = ladder })
	clients := cast{"anna": anna, "bruno": s.client("bruno", nil)}
	s.everyPair(clients, "at first")

	anna.Dark(true)
	began := time.Now()
	_, err := anna.Await(s.ctx, func(v sfutest.View) bool {
		return v.Restarts > 0 && v.Rejoins > 0 && time.Since(began) > dark // each step wakes it
	})
	s.must(err)
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
		lost, ok := e.(sfu.Lost)
		return ok && lost.Participant == "anna"
	}))
	anna.Dark(false)
	light := time.Now()
	s.everyPair(clients, "after the dark")
	s.took("back", time.Since(light), 5*time.Second)
	if slices.ContainsFunc(s.events.All(), func(e sfu.Event) bool { _, gone := e.(sfu.Gone); return gone }) {
		t.Error("somebody was said to be gone")
	}
}

// The server begins the handshake with its answer to the first check, so that
// a newcomer is heard a round trip earlier than a client could begin it. Pion
// answers when it has nominated a pair, after two of them; a browser after one.
func TestTheHandshakeHasBegunWhenAClientHasItsPath(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	bruno := s.client("bruno", nil)
	const trip = 800 * time.Millisecond
	r := s.relay(40)
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = trip/2, trip/2 })
	s.client("anna", behind(r))
	began := time.Now()
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, 1))
	const nominated, shaken, voice = 2 * trip, trip, trip / 2
	s.took("heard", time.Since(began), nominated+shaken+voice+trip/2)
}

// The first picture of a newcomer does not wait for a trip to whom it is of: they
// were asked for it before the newcomer had keys.
func TestWhoIsSeenWasAskedBeforeTheNewcomerHasKeys(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	const trip = 400 * time.Millisecond
	both := func(seed uint64) func(*sfutest.Options) {
		r := s.relay(seed)
		r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = trip/2, trip/2 })
		return behind(r)
	}
	connected := func(name string) {
		s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
			c, ok := e.(sfu.Connected)
			return ok && c.Participant == name
		}))
	}
	bruno := s.client("bruno", both(41))
	connected("bruno")
	anna, began := s.client("anna", both(42)), time.Now()
	connected("anna")
	if n := bruno.Sent(sfu.Camera).KeyRequests; n != 1 {
		s.unlessLate("he was asked for %d pictures, %v after the join", n, time.Since(began))
	}
	_, err := anna.Await(s.ctx, func(v sfutest.View) bool {
		return v.Heard[sfutest.Sender{Participant: "bruno", Source: sfu.Camera}].Frames > 0
	})
	s.must(err)
	const nominated, shaken, last, back = 2 * trip, trip, trip / 2, trip / 2
	s.took("seen", time.Since(began), nominated+shaken+last+back+trip/2)
}

// MT-2: after each join, reload and short cut, everybody hears everybody.
func TestEveryPairHearsAfterEveryStep(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	bruno := s.client("bruno", func(o *sfutest.Options) { o.Ladder = quick })
	clients := cast{"anna": s.client("anna", nil), "bruno": bruno}
	s.everyPair(clients, "two")

	chloe := s.client("chloe", nil)
	clients["chloe"] = chloe
	s.everyPair(clients, "a third joins")

	s.must(chloe.Forget(s.ctx))
	s.must(chloe.Rejoin(s.ctx))
	s.everyPair(clients, "the third reloads")

	bruno.Dark(true)
	_, err := bruno.Await(s.ctx, func(v sfutest.View) bool { return v.Restarts > 0 })
	s.must(err)
	bruno.Dark(false)
	s.everyPair(clients, "one was cut off")

	clients["anna"].Close()
	s.sfu.Leave("room", "anna", 0)
	delete(clients, "anna")
	s.everyPair(clients, "one left")
}

// SG-1: a ghost is replaced, and nothing of it touches who took its place.
func TestAGhostCannotTouchItsReplacement(t *testing.T) {
	t.Parallel()
	const gone = 8 * time.Second // a machine may hold its breath, too
	s := newStage(t, gone)
	ghost, bruno := s.client("anna", nil), s.client("bruno", nil)
	s.everyPair(cast{"anna": ghost, "bruno": bruno}, "at first")

	ghost.Dark(true)
	anna := s.client("anna", nil) // before the server has noticed
	if anna.View().Generation <= ghost.View().Generation {
		t.Errorf("generation %d after %d", anna.View().Generation, ghost.View().Generation)
	}
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "replaced")

	ghost.Dark(false) // its checks and packets come again
	if err := ghost.Restart(s.ctx); !errors.Is(err, sfu.ErrReplaced) {
		t.Errorf("an offer of the ghost: %v, want ErrReplaced", err)
	}
	s.sfu.Leave("room", "anna", ghost.View().Generation)
	if err := s.sfu.SetSending(s.ctx, "room", "anna", ghost.View().Generation, nil); !errors.Is(err, sfu.ErrReplaced) {
		t.Errorf("a mute of the ghost: %v, want ErrReplaced", err)
	}
	heard := ghost.View().Heard[sfutest.Sender{Participant: "bruno", Source: sfu.Microphone}].Packets
	// Longer than the ghost's time to be gone, counted by the voice of the other.
	s.must(anna.AwaitMore(s.ctx, sfutest.Sender{Participant: "bruno", Source: sfu.Microphone}, int((gone+time.Second)/(20*time.Millisecond))))
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "after the ghost's time")
	if now := ghost.View().Heard[sfutest.Sender{Participant: "bruno", Source: sfu.Microphone}].Packets; now > heard {
		t.Errorf("the ghost still hears: %d packets more", now-heard)
	}
	for _, e := range s.events.All() {
		if g, ok := e.(sfu.Gone); ok {
			t.Errorf("%+v was said", g)
		}
	}
	if seats := s.events.Seats("room", "bruno"); seats[0] != (sfu.Sitter{Participant: "anna"}) || seats[1] != (sfu.Sitter{}) {
		t.Errorf("the other sees %+v, want anna once", seats)
	}
}

// A router that forgets, or a phone that changes its network, gives the client
// another address in mid-call: sound goes on without a new offer.
func TestANewAddressNeedsNoOffer(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(1)
	clients := cast{"anna": s.client("anna", behind(r)), "bruno": s.client("bruno", nil)}
	s.everyPair(clients, "at first")
	for range 2 {
		moved := time.Now()
		r.Rebind()
		s.everyPair(clients, "from another address")
		s.took("back from another address", time.Since(moved), 5*time.Second)
	}
	if v := clients["anna"].View(); v.Restarts+v.Rejoins > 0 {
		t.Errorf("%d restarts and %d new connections", v.Restarts, v.Rejoins)
	}
}
