package signaling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/codec"
	"miti/sfu/quality"
	"miti/signaling/protocol"
)

// ringing is an interview that rings, and who is in it.
func (h *house) ringing() (visitor, staff account.Actor, c chat.ID, call interview.ID) {
	h.t.Helper()
	visitor, staff, c = h.served()
	call = interview.ID(id.New())
	if _, err := h.Desk.Ring(h.t.Context(), visitor, c, call, interview.Audio); err != nil {
		h.t.Fatal(err)
	}
	return visitor, staff, c, call
}

func (c *client) join(room interview.ID) uint64 {
	c.t.Helper()
	c.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(room), SDP: "v=0", Sending: protocol.Sending{Microphone: true}})
	return dataOf[protocol.RoomAnswer](c.t, c.expect(protocol.TypeRoomAnswer)).Generation
}

func (c *client) people() []protocol.Participant {
	c.t.Helper()
	return dataOf[protocol.RoomEvent](c.t, c.expect(protocol.TypeRoom)).Participants
}

// SG-1: whoever comes anew takes the place, and nothing of the old join can
// touch the new one.
func TestANewerJoinReplacesTheOlderAndIsLeftAloneByIt(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	watcher := h.connect(staff, at(c))
	old, fresh := h.connect(visitor, at(c)), h.connect(visitor, at(c))
	h.watched(c, 3)
	first := old.join(call)
	watcher.people()
	second := fresh.join(call)
	if r := dataOf[protocol.ReplacedEvent](t, old.expect(protocol.TypeRoomReplaced)); r.Generation != first {
		t.Errorf("replaced: %+v", r)
	}
	if people := watcher.people(); len(people) != 1 {
		t.Fatalf("the same person is there %d times", len(people))
	}
	who := visitor.Participant()
	h.Seen(sfu.Connected{Room: string(call), Participant: who, Generation: second})
	if people := watcher.people(); len(people) != 1 || !people[0].Connected {
		t.Fatalf("people: %+v", people)
	}
	// Now everything of the old one fires.
	h.Seen(sfu.Lost{Room: string(call), Participant: who, Generation: first})
	h.Seen(sfu.Gone{Room: string(call), Participant: who, Generation: first})
	h.Seen(sfu.Seated{Room: string(call), Participant: who, Generation: first, Seats: []sfu.Sitter{{Participant: "x"}}})
	old.send(protocol.TypeRoomState, protocol.RoomState{Room: string(call), Generation: first})
	if code := dataOf[protocol.Failure](t, old.expect(protocol.TypeError)).Code; code != "replaced" {
		t.Errorf("the old one's state: %q", code)
	}
	old.conn.Close()
	await(t, func() bool { return h.Sockets() == 2 })
	h.settle()
	if types := fmt.Sprint(watcher.sync(), fresh.sync()); types != "[] [room room room]" && types != "[] [room room]" {
		t.Errorf("the old one's end was told: %s", types)
	}
	h.Seen(sfu.Gone{Room: string(call), Participant: who, Generation: second})
	if people := watcher.people(); len(people) != 0 {
		t.Errorf("a ghost stays: %+v", people)
	}
}

// Seats may be known before the join is: they are told after the answer, to
// one socket alone.
func TestSeatsFollowTheAnswer(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	seats := []sfu.Sitter{{Participant: "staff:a"}, {}}
	h.media.during = func(j sfu.Join) {
		h.Seen(sfu.Seated{Room: j.Room, Participant: j.Participant, Generation: 1, Seats: seats})
	}
	watcher, w := h.connect(staff, at(c)), h.connect(visitor)
	other := h.connect(staff)
	h.connect(staff).join(call) // so that the room is there before
	w.join(call)
	got := dataOf[protocol.SeatsEvent](t, w.expect(protocol.TypeRoomSeats))
	if len(got.Seats) != 2 || got.Seats[0].Participant != "staff:a" || got.Generation != 1 {
		t.Errorf("seats: %+v", got)
	}
	for name, o := range map[string]*client{"who watches": watcher, "another one": other} {
		for _, typ := range o.sync() {
			if typ == protocol.TypeRoomSeats {
				t.Errorf("%s was told of them too", name)
			}
		}
	}
}

// A weak connection is told to both ends, and what a publisher need not send
// to that one alone; what is seen goes to the media plane.
func TestWhatAConnectionDoesNotCarryIsTold(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	watcher, w := h.connect(staff, at(c)), h.connect(visitor)
	h.watched(c, 1)
	generation := w.join(call)
	watcher.people()
	who := visitor.Participant()
	w.send(protocol.TypeRoomView, protocol.RoomView{Room: string(call), Generation: generation, Heights: []int{720, 0}, Pinned: staff.Participant(), Shown: []string{staff.Participant()}})
	w.expect(protocol.TypeOK)
	if !h.media.has("view " + who + "[720 0]" + staff.Participant() + "[" + staff.Participant() + "]") {
		t.Error("what is seen was not said")
	}
	w.send(protocol.TypeRoomView, protocol.RoomView{Room: string(call), Generation: generation + 1})
	if code := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)).Code; code != "replaced" {
		t.Errorf("another one's view: %q", code)
	}
	w.send(protocol.TypeRoomReport, protocol.RoomReport{Room: string(call), Generation: generation, Freezes: 2, FrozenMs: 700})
	w.expect(protocol.TypeOK)
	if !h.media.has("report " + who + " {2 700ms 0s}") {
		t.Error("what was noticed was not said")
	}
	w.send(protocol.TypeRoomReport, protocol.RoomReport{Room: string(call), Generation: generation, FrozenMs: -1})
	if code := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)).Code; code != "malformed" {
		t.Errorf("a report of less than nothing: %q", code)
	}
	h.Seen(sfu.Paused{Room: string(call), Participant: who, Generation: generation, Pictures: []sfu.Sitter{{Participant: "staff:a"}}})
	if people := watcher.people(); len(people) != 1 || len(people[0].Paused) != 1 || people[0].Paused[0].Participant != "staff:a" {
		t.Errorf("people: %+v", people)
	}
	for range 2 { // the second is nothing new
		h.Seen(sfu.Quality{Room: string(call), Participant: who, Generation: generation, Measured: sfu.Measured{Word: quality.Weak}})
	}
	if people := watcher.people(); len(people) != 1 || people[0].Network != protocol.NetworkWeak {
		t.Errorf("people: %+v", people)
	}
	h.Seen(sfu.Speaking{Room: string(call), Participants: []string{who}})
	said := dataOf[protocol.SpeakingEvent](t, watcher.expect(protocol.TypeRoomSpeaking))
	if said.Room != string(call) || len(said.Participants) != 1 || said.Participants[0] != who {
		t.Errorf("speaking: %+v", said)
	}
	layers := map[sfu.Source][]int{sfu.Camera: {0, 2}}
	h.Seen(sfu.Wanted{Room: string(call), Participant: who, Generation: generation + 1, Layers: layers}) // of another join
	codecs := map[sfu.Source][]codec.Name{sfu.Camera: {codec.VP8, codec.VP9}}
	h.Seen(sfu.Wanted{Room: string(call), Participant: who, Generation: generation, Layers: layers, Codecs: codecs})
	want := protocol.WantedEvent{
		Room: string(call), Generation: generation, Camera: []int{0, 2}, Screen: []int{}, CameraCodecs: []string{"VP8", "VP9"},
	}
	if d := cmp.Diff(want, dataOf[protocol.WantedEvent](t, w.expect(protocol.TypeRoomWanted))); d != "" {
		t.Error(d)
	}
	for _, typ := range watcher.sync() {
		if typ == protocol.TypeRoomWanted || typ == protocol.TypeRoom {
			t.Errorf("another one was told of it, or twice: %s", typ)
		}
	}
}

// The interview may be accepted while the join is on its way: then nobody
// stays unheard.
func TestAcceptingWhileSomebodyJoinsIsNotMissed(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, _, call := h.ringing()
	h.media.during = func(sfu.Join) {
		h.media.during = nil
		if _, err := h.Desk.Accept(t.Context(), staff, call); err != nil {
			t.Error(err)
		}
	}
	h.connect(visitor).join(call)
	await(t, func() bool { return h.media.has("release") })
}

func TestTheRoomFollowsTheInterview(t *testing.T) {
	h := build(t, unhurried())
	h.bus.lossy.Store(true)
	visitor, staff, c, call := h.ringing()
	w := h.connect(visitor, at(c))
	w.join(call)
	if _, err := h.Desk.Accept(t.Context(), staff, call); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return h.media.has("release") })
	if _, err := h.Desk.End(t.Context(), visitor, call); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return h.media.has("close") })
	for len(w.people()) > 0 { // until the room is empty
	}
	w.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(call), SDP: "v=0"})
	if code := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)).Code; code != "conflict" && code != "not_found" {
		t.Errorf("joining what has ended: %q", code)
	}
}

// The visitor reads that a colleague has left: from then on nothing of the call
// is for them.
func TestAColleagueWhoDepartsHearsNothingMore(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	ctx, colleague := t.Context(), h.counsellor("Bea", "studies")
	if _, err := h.Desk.Invite(ctx, staff, c, colleague.Staff, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Desk.Accept(ctx, staff, call); err != nil {
		t.Fatal(err)
	}
	for _, who := range []account.Actor{visitor, staff, colleague} {
		h.connect(who).join(call)
	}
	before, err := h.store.After(ctx, event.Conversation(string(c)), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range before { // as after the bus lost them: the colleague was let in by what came later
		h.hub.do(func() { h.hub.rooms[string(call)].take(&notice{event: e}) })
	}
	h.settle()
	if h.media.has("leave") {
		t.Error("an older word sent out who was let in by a newer one")
	}
	if err := h.Desk.Depart(ctx, colleague, c); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return h.media.has("leave " + colleague.Participant()) })
	if h.media.has("leave "+staff.Participant()) || h.media.has("leave "+visitor.Participant()) {
		t.Error("somebody else was sent out, too")
	}
}

// What the media plane says of a join may be here before the join is: nothing of
// it is lost, and who is gone by then is no ghost.
func TestWhatIsSaidOfAJoinBeforeItIsHere(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	watcher := h.connect(staff, at(c))
	h.watched(c, 1)
	who, room := visitor.Participant(), string(call)
	h.media.during = func(j sfu.Join) {
		switch {
		case j.Participant != who:
		case j.Generation == 0:
			h.Seen(sfu.Wanted{Room: room, Participant: who, Generation: 1, Layers: map[sfu.Source][]int{sfu.Camera: {0, 2}}})
		default: // it fails before its answer is there
			h.Seen(sfu.Gone{Room: room, Participant: who, Generation: 2})
		}
	}
	page := h.connect(visitor)
	page.join(call)
	if m := dataOf[protocol.WantedEvent](t, page.expect(protocol.TypeRoomWanted)); !slices.Equal(m.Camera, []int{0, 2}) {
		t.Errorf("wanted is %+v", m)
	}
	if people := watcher.people(); len(people) != 1 {
		t.Fatalf("people: %+v", people)
	}
	h.media.next = 2
	page.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: room, Generation: 1, SDP: "v=0"})
	page.expect(protocol.TypeRoomAnswer)
	if rooms := ask(h.hub, func() int { return len(h.hub.rooms) }); rooms != 0 {
		t.Error("a ghost stays in the room")
	}
	await(t, func() bool { return ask(h.hub, func() int { return len(h.hub.arrivals) }) == 0 })
}

// A join that was refused after it had replaced the one before took that along.
func TestNobodyStaysByAJoinThatARefusedOneReplaced(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	watcher, page := h.connect(staff, at(c)), h.connect(visitor)
	h.watched(c, 1)
	generation := page.join(call)
	watcher.people()
	h.Seen(sfu.Gone{Room: string(call), Participant: visitor.Participant(), Generation: generation + 1})
	if people := watcher.people(); len(people) != 0 {
		t.Errorf("there is still %+v", people)
	}
}

// fickle is an owner who knows what to say at first.
type fickle struct {
	lobby.Owner
	then atomic.Pointer[error]
}

func (o *fickle) MayJoin(ctx context.Context, by account.Actor, room string) (lobby.Pass, error) {
	if err := o.then.Load(); err != nil {
		return lobby.Pass{}, *err
	}
	return o.Owner.MayJoin(ctx, by, room)
}

// While SQL is away live calls go on: who is in one is not sent out because
// nobody can find out whether they may be.
func TestNotKnowingSendsNobodyOut(t *testing.T) {
	for _, c := range []struct {
		name       string
		generation uint64 // of the page that offers, 1 for who is in the room
		err        error
		out        bool
	}{
		{"who is in stays while it is not known", 1, errors.New("SQL is away"), false},
		{"who is in goes when it is refused", 1, fault.New(fault.Forbidden), true},
		{"who comes does not get in", 0, errors.New("SQL is away"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := build(t, unhurried())
			visitor, _, _, call := h.ringing()
			owner := &fickle{Owner: h.Desk}
			h.Owners = []lobby.Owner{owner}
			page := h.connect(visitor)
			page.join(call)
			h.media.during = func(sfu.Join) { owner.then.Store(&c.err) }
			page.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(call), Generation: c.generation, SDP: "v=0"})
			page.expect(protocol.TypeError)
			if out := h.media.has("leave"); out != c.out {
				t.Errorf("sent out: %t", out)
			}
		})
	}
}

// Who is sent out by a host, or let speak no more, hears and says nothing more,
// whatever waits for SQL at that moment.
func TestOrdersToTheMediaWaitForNothing(t *testing.T) {
	h := build(t, unhurried())
	m, host, guests := h.hosted(1)
	h.connect(guests[0]).join(interview.ID(m))
	slow := make(chan struct{})
	defer close(slow)
	h.hub.errand(func(context.Context) { <-slow })
	if _, err := h.Meetings.Remove(t.Context(), host, m, h.registration(m, guests[0])); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return h.media.has("leave " + guests[0].Participant()) })
	for range 10 {
		h.hub.do(h.hub.check)
	}
	h.settle()
	h.hub.errands.mu.Lock()
	defer h.hub.errands.mu.Unlock()
	if n := len(h.hub.errands.letters); n > 2 { // a look at the log, and who is present
		t.Errorf("%d errands wait", n)
	}
}

func TestAnOfferThatCannotBeAnswered(t *testing.T) {
	h := build(t, unhurried())
	visitor, _, _, call := h.ringing()
	w := h.connect(visitor)
	w.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(call), SDP: "bad"})
	if code := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)).Code; code != "bad_offer" {
		t.Errorf("code %q", code)
	}
}

// A socket that was lost takes nobody out of the room, and the next one of
// the same person takes over by saying what is sent.
func TestAnotherSocketTakesOverTheParticipant(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, c, call := h.ringing()
	watcher := h.connect(staff, at(c))
	w := h.connect(visitor, at(c))
	h.watched(c, 2)
	generation := w.join(call)
	watcher.people()
	h.Seen(sfu.Seated{Room: string(call), Participant: visitor.Participant(), Generation: generation, Seats: []sfu.Sitter{{}}})
	w.expect(protocol.TypeRoomSeats)
	w.conn.Close()
	await(t, func() bool { return h.Sockets() == 1 })
	again := h.connect(visitor, at(c))
	if people := again.people(); len(people) != 1 {
		t.Fatalf("people: %+v", people)
	}
	again.send(protocol.TypeRoomState, protocol.RoomState{Room: string(call), Generation: generation, Sending: protocol.Sending{Camera: true}})
	again.expect(protocol.TypeRoomSeats)
	if people := watcher.people(); len(people) != 1 || !people[0].Sending.Camera {
		t.Errorf("people: %+v", people)
	}
}

func TestDrainingSparesWhoIsInACallAndBeginsNone(t *testing.T) {
	h := build(t, unhurried())
	visitor, staff, _, call := h.ringing()
	inCall, idle := h.connect(visitor), h.connect(staff)
	inCall.join(call)
	h.settle()
	h.Drain()
	idle.closes(closeDraining)
	inCall.sync()
	h.connect(staff).join(call) // the call that is there goes on

	late, c := h.visitor("studies")
	if _, err := h.Desk.Claim(t.Context(), staff, c); err != nil {
		t.Fatal(err)
	}
	next := interview.ID(id.New())
	if _, err := h.Desk.Ring(t.Context(), late, c, next, interview.Audio); err != nil {
		t.Fatal(err)
	}
	page := h.connect(late)
	page.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(next), SDP: "v=0"})
	if f := dataOf[protocol.Failure](t, page.expect(protocol.TypeError)); f.Code != "unavailable" || f.RetrySeconds == 0 {
		t.Errorf("a new call: %+v", f)
	}
}

// MT-8: offers that follow each other at once are answered one by one, each
// by its own name.
func TestOverlappingOffersAreAnsweredInTheirOrder(t *testing.T) {
	h := build(t, unhurried())
	visitor, _, _, call := h.ringing()
	w := h.connect(visitor)
	busy := make(chan struct{}, 1)
	h.media.during = func(sfu.Join) {
		select {
		case busy <- struct{}{}:
		default:
			t.Error("an offer came in the middle of another one")
		}
		<-busy
	}
	for _, name := range []string{"first", "second", "third"} {
		m := protocol.RoomOffer{Room: string(call), SDP: "v=0"}
		if err := w.conn.WriteJSON(protocol.Envelope{Type: protocol.TypeRoomOffer, ID: name, Data: marshal(m)}); err != nil {
			t.Fatal(err)
		}
	}
	for generation, name := range []string{"first", "second", "third"} {
		e := w.expect(protocol.TypeRoomAnswer)
		if got := dataOf[protocol.RoomAnswer](t, e).Generation; e.ID != name || got != uint64(generation+1) {
			t.Errorf("the answer %q with generation %d came for %q", e.ID, got, name)
		}
	}
}
