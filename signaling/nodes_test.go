package signaling

import (
	"log/slog"
	"slices"
	"testing"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/sfu"
	"miti/signaling/protocol"
)

// twoNodes are two houses over one store and one Redis.
func twoNodes(t *testing.T) (here, there *house, redis *livetest.Redis) {
	t.Helper()
	redis = livetest.StartRedis(t)
	store := openStore(t)
	node := func() *house {
		r, err := live.OpenRedis(redis.URL())
		if err != nil {
			t.Fatal(err)
		}
		bus := live.NewRedisBus(r, slog.New(slog.DiscardHandler))
		t.Cleanup(func() {
			bus.Close()
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
		return buildOver(t, unhurried(), store, ground{bus, live.NewRedisPresence(r), live.NewRedisNodes(bus)})
	}
	return node(), node(), redis
}

// apart is an interview that rings between a visitor at one node and a
// counsellor at another; the visitor has joined, and so the room is here.
func apart(t *testing.T, here *house) (visitor, staff account.Actor, c chat.ID, call interview.ID, mine *client) {
	t.Helper()
	visitor, staff, c, call = here.ringing()
	mine = here.connect(visitor, at(c))
	here.watched(c, 1)
	mine.join(call)
	return visitor, staff, c, call, mine
}

// The room is where the first one joined; who comes to another node joins that
// one, and is told there what is theirs to know.
func TestARoomOfAnotherNode(t *testing.T) {
	here, there, _ := twoNodes(t)
	visitor, staff, c, call, mine := apart(t, here)
	seats := []sfu.Sitter{{Participant: visitor.Participant()}}
	here.media.during = func(j sfu.Join) {
		here.Seen(sfu.Seated{Room: j.Room, Participant: j.Participant, Generation: 1, Seats: seats})
	}
	theirs := there.connect(staff, at(c))
	there.watched(c, 1)
	generation := theirs.join(call)
	if !here.media.has("join "+staff.Participant()) || there.media.has("join") {
		t.Fatal("the second did not join where the first is")
	}
	got := dataOf[protocol.SeatsEvent](t, theirs.expect(protocol.TypeRoomSeats))
	if got.Generation != generation || len(got.Seats) != 1 || got.Seats[0].Participant != visitor.Participant() {
		t.Errorf("seats: %+v", got)
	}
	here.Seen(sfu.Connected{Room: string(call), Participant: staff.Participant(), Generation: generation})
	for name, page := range map[string]*client{"where the room is": mine, "at the other node": theirs} {
		for people := page.people(); len(people) != 2 || !people[1].Connected; people = page.people() {
			if len(people) > 2 {
				t.Fatalf("%s: %+v", name, people)
			}
		}
	}

	theirs.send(protocol.TypeRoomView, protocol.RoomView{Room: string(call), Generation: generation, Heights: []int{360}})
	theirs.expect(protocol.TypeOK)
	if !here.media.has("view " + staff.Participant() + "[360][]") {
		t.Error("what is seen did not reach the media")
	}
	muted := protocol.RoomState{Room: string(call), Generation: generation}
	theirs.send(protocol.TypeRoomState, muted)
	theirs.expect(protocol.TypeOK)
	for people := mine.people(); len(people) != 2 || people[1].Sending.Microphone; {
		people = mine.people()
	}
	muted.Generation++
	theirs.send(protocol.TypeRoomState, muted)
	if code := dataOf[protocol.Failure](t, theirs.expect(protocol.TypeError)).Code; code != "replaced" {
		t.Errorf("the state of another join: %q", code)
	}
	theirs.send(protocol.TypeRoomLeave, protocol.RoomLeave{Room: string(call), Generation: generation})
	theirs.expect(protocol.TypeOK)
	await(t, func() bool { return here.media.has("leave " + staff.Participant()) })
}

// SG-1 over two nodes: the same person's newer join, wherever it comes from,
// replaces the older.
func TestAJoinByAnotherNodeReplacesTheOlder(t *testing.T) {
	here, there, _ := twoNodes(t)
	visitor, _, c, call, old := apart(t, here)
	fresh := there.connect(visitor, at(c))
	there.watched(c, 1)
	if second := fresh.join(call); second != 2 {
		t.Errorf("the newer join has generation %d", second)
	}
	if r := dataOf[protocol.ReplacedEvent](t, old.expect(protocol.TypeRoomReplaced)); r.Generation != 1 {
		t.Errorf("replaced: %+v", r)
	}
	old.join(call)
	if r := dataOf[protocol.ReplacedEvent](t, fresh.expect(protocol.TypeRoomReplaced)); r.Generation != 2 {
		t.Errorf("replaced: %+v", r)
	}
}

// AU-1: another node's door is no back door.
func TestARoomOfAnotherNodeIsNotForStrangers(t *testing.T) {
	here, there, _ := twoNodes(t)
	_, _, _, call, _ := apart(t, here)
	stranger, _ := there.visitor("studies")
	page := there.connect(stranger)
	page.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(call), SDP: "v=0"})
	if code := dataOf[protocol.Failure](t, page.expect(protocol.TypeError)).Code; code != "not_found" {
		t.Errorf("a stranger's offer: %q", code)
	}
	// Nor is what a node says of somebody enough.
	here.hub.received(marshal(letter{
		Node: there.Nodes.Node(), Socket: id.New(), Actor: stranger,
		Request: &protocol.Envelope{Type: protocol.TypeRoomOffer, ID: "1", Data: marshal(protocol.RoomOffer{Room: string(call), SDP: "v=0"})},
	}))
	await(t, func() bool { return here.idle() })
	if here.media.has("join " + stranger.Participant()) {
		t.Error("a stranger is in the room")
	}
}

// idle tells that no request of another node is being served.
func (h *house) idle() bool {
	serving := make(chan int, 1)
	h.hub.do(func() { serving <- h.hub.serving })
	return <-serving == 0
}

func TestASessionThatEndsLeavesTheRoomOfAnotherNode(t *testing.T) {
	here, there, _ := twoNodes(t)
	_, staff, c, call, _ := apart(t, here)
	page := there.connect(staff, at(c))
	there.watched(c, 1)
	page.join(call)
	for _, s := range there.places.all() {
		there.hub.do(func() { there.hub.write("", letter{Node: there.Nodes.Node(), Socket: s.id, Expel: true}) })
	}
	await(t, func() bool { return here.media.has("leave " + staff.Participant()) })
}

// Who waits outside a meeting of another node is told nothing of it until they
// are let in; and then what is theirs.
func TestAMeetingOfAnotherNode(t *testing.T) {
	here, there, _ := twoNodes(t)
	m, host, guests := here.hosted(2)
	amelie := here.connect(host, inMeeting(m))
	amelie.join(interview.ID(m))
	first, second := there.connect(guests[0], inMeeting(m)), there.connect(guests[1], inMeeting(m))
	first.join(interview.ID(m))
	second.join(interview.ID(m))
	if !here.media.has("join " + guests[1].Participant()) {
		t.Error("a guest is in a room of another node")
	}
	if _, err := there.Meetings.Admit(t.Context(), host, m, []booking.RegistrationID{there.registration(m, guests[0])}); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return here.media.has("permit " + guests[0].Participant() + " false") })
	first.expect("meeting.person")
	first.send(protocol.TypeWatch, protocol.Watch{Position: inMeeting(m)})
	first.expect(protocol.TypeOK)
	for people := first.people(); len(people) != 2; people = first.people() {
	}
	if slices.Contains(second.sync(), protocol.TypeRoom) {
		t.Error("who waits outside was told who is in the room")
	}
	if _, err := there.Meetings.End(t.Context(), host, m); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return here.media.has("close") })
}

// PQ-5: a node that died keeps nobody out of its rooms for longer than its claim
// lasts. Who asks meanwhile hears that it is not now.
func TestTheRoomOfANodeThatDied(t *testing.T) {
	here, _, redis := twoNodes(t)
	visitor, _, _, call := here.ringing()
	r, err := live.OpenRedis(redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // it has died
	bus := live.NewRedisBus(r, slog.New(slog.DiscardHandler))
	if _, err := live.NewRedisNodes(bus).Claim(t.Context(), string(call)); err != nil {
		t.Fatal(err)
	}
	bus.Close()
	page := here.connect(visitor)
	for refused := 0; ; refused++ {
		page.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(call), SDP: "v=0"})
		e, err := page.read()
		switch {
		case err != nil:
			t.Fatal(err)
		case e.Type == protocol.TypeRoomAnswer && refused == 0:
			t.Fatal("the claim did not hold: this tests nothing")
		case e.Type == protocol.TypeRoomAnswer:
			return
		}
		if f := dataOf[protocol.Failure](t, e); f.Code != "unavailable" || f.RetrySeconds == 0 || refused > 5 {
			t.Fatalf("refused for the %d. time: %+v", refused+1, f)
		}
	}
}

// A node that stops gives its rooms up, so that the others have them at once.
func TestARoomGoesOverToAnotherNode(t *testing.T) {
	here, there, _ := twoNodes(t)
	_, staff, c, call, _ := apart(t, here)
	here.Close()
	page := there.connect(staff, at(c))
	page.join(call)
	if !there.media.has("join " + staff.Participant()) {
		t.Error("the room did not go over")
	}
}

// While Redis is away nobody can ask for a room of another node: what is said
// about it is for later, and no word that it does not exist.
func TestACallGoesOnWhileRedisIsAway(t *testing.T) {
	here, there, redis := twoNodes(t)
	_, staff, c, call, mine := apart(t, here)
	theirs := there.connect(staff, at(c))
	there.watched(c, 1)
	generation := theirs.join(call)
	redis.Stop()
	defer redis.Start(t)
	for typ, data := range map[string]any{
		protocol.TypeRoomState:  protocol.RoomState{Room: string(call), Generation: generation},
		protocol.TypeRoomView:   protocol.RoomView{Room: string(call), Generation: generation},
		protocol.TypeRoomReport: protocol.RoomReport{Room: string(call), Generation: generation},
		protocol.TypeRoomLeave:  protocol.RoomLeave{Room: string(call), Generation: generation},
	} {
		theirs.send(typ, data)
		if f := dataOf[protocol.Failure](t, theirs.expect(protocol.TypeError)); f.Code != "unavailable" || f.RetrySeconds == 0 {
			t.Errorf("%s: %+v", typ, f)
		}
	}
	mine.send(protocol.TypeRoomState, protocol.RoomState{Room: string(call), Generation: 1})
	mine.expect(protocol.TypeOK)
}

// Redis may forget who has a room, and then two nodes have it. One gives way:
// everybody meets again.
func TestTwoNodesThatHaveTheSameRoomBecomeOne(t *testing.T) {
	here, there, redis := twoNodes(t)
	visitor, staff, c, call, mine := apart(t, here)
	// The other node hears of the room before this one has said again that it is its own.
	await(t, func() bool {
		redis.Clear(t)
		holders, err := there.Nodes.Claim(t.Context(), string(call))
		return err == nil && holders[string(call)] == there.Nodes.Node()
	})
	await(t, func() bool { return here.media.has("close") })
	mine.join(call)
	if !there.media.has("join " + visitor.Participant()) {
		t.Error("who was in the room that gave way did not get to the other")
	}
	theirs := there.connect(staff, at(c))
	theirs.join(call)
	if here.media.has("join " + staff.Participant()) {
		t.Error("there are two rooms still")
	}
}
