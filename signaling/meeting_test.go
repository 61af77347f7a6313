package signaling

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/lobby"
	"miti/internal/meeting"
	"miti/sfu"
	"miti/signaling/protocol"
)

// hosted is a meeting that is open, its host, and guests whom nobody has let in
// yet.
func (h *house) hosted(guests int) (m booking.MeetingID, host account.Actor, all []account.Actor) {
	h.t.Helper()
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	must(h.store.SaveNetwork(ctx, []centre.Centre{{ID: "namur", Name: "Namur", Zone: "Europe/Brussels"}}, nil))
	who := account.Staff{ID: account.StaffID(id.New()), Email: "host@miti.example", Name: "Amélie", Centre: "namur"}
	must(h.store.SaveStaff(ctx, who, ""))
	host, m = account.Actor{Staff: who.ID, Centre: "namur"}, booking.MeetingID(id.New())
	start := time.Now().Add(10 * time.Minute)
	_, err := h.Meetings.Plan(ctx, host, meeting.Planning{ID: m, Plan: booking.Plan{
		Centre: "namur", Titles: map[string]string{"fr": "Un CV"}, Languages: []string{"fr"}, Start: start, End: start.Add(time.Hour),
		Capacity: 10, Mode: booking.Audience, Admission: booking.ByHand,
	}})
	must(err)
	for n := range guests {
		guest := account.Actor{Visitor: account.VisitorID(id.New())}
		_, err := h.Meetings.Register(ctx, guest, m, booking.Entry{
			ID: booking.RegistrationID(id.New()), Name: fmt.Sprint("Guest ", n), Contact: fmt.Sprintf("g%d@example.org", n), Language: "fr",
		})
		must(err)
		_, err = h.Meetings.Knock(ctx, guest, m)
		must(err)
		all = append(all, guest)
	}
	_, err = h.Meetings.Open(ctx, host, m)
	must(err)
	return m, host, all
}

func (h *house) registration(m booking.MeetingID, guest account.Actor) booking.RegistrationID {
	h.t.Helper()
	v, err := h.Meetings.Meeting(h.t.Context(), guest, m)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Mine.ID
}

func inMeeting(m booking.MeetingID) protocol.Position {
	return protocol.Position{Stream: string(event.Meeting(string(m)))}
}

func TestWhoWaitsOutsideIsToldOfThemselvesAlone(t *testing.T) {
	h := build(t, unhurried())
	m, host, guests := h.hosted(2)
	amelie := h.connect(host, inMeeting(m))
	if s := dataOf[protocol.MeetingSnapshot](t, amelie.expect(protocol.TypeMeeting)); len(s.People) != 2 || s.Knock.Waiting != 2 || s.Knock.Burst != 1 {
		t.Errorf("the host sees %+v", s)
	}
	amelie.join(interview.ID(m))
	h.Seen(sfu.Connected{Room: string(m), Participant: host.Participant(), Generation: 1})
	first, second := h.connect(guests[0], inMeeting(m)), h.connect(guests[1], inMeeting(m))
	if s := dataOf[protocol.MeetingSnapshot](t, first.expect(protocol.TypeMeeting)); len(s.People) != 1 || s.People[0].Name != "Guest 0" || s.Knock != nil {
		t.Errorf("who waits sees %+v", s)
	}
	first.join(interview.ID(m))
	second.join(interview.ID(m))
	if people := amelie.people(); len(people) != 1 {
		t.Errorf("in the room are %+v", people)
	}
	if _, err := h.Meetings.Admit(t.Context(), host, m, []booking.RegistrationID{h.registration(m, guests[0])}); err != nil {
		t.Fatal(err)
	}
	mine := dataOf[protocol.MeetingPersonEvent](t, first.expect("meeting.person"))
	if mine.Person.Door != protocol.DoorAdmitted || mine.Person.Speaks || mine.Gone {
		t.Errorf("the admitted one hears %+v", mine)
	}
	await(t, func() bool { return h.media.has("permit " + guests[0].Participant() + " false") })
	for people := amelie.people(); len(people) != 2; people = amelie.people() {
	}
	if types := second.sync(); slices.Contains(types, "meeting.person") || slices.Contains(types, protocol.TypeRoom) {
		t.Errorf("who waits was told of others: %v", types)
	}
	first.send(protocol.TypeWatch, protocol.Watch{Position: inMeeting(m)})
	if s := dataOf[protocol.MeetingSnapshot](t, first.expect(protocol.TypeMeeting)); s.Hosting || len(s.People) != 1 {
		t.Errorf("let in they see %+v", s)
	}
	if people := first.people(); len(people) != 2 {
		t.Errorf("in the room are %+v", people)
	}
}

func TestMutedAndRemovedByTheHost(t *testing.T) {
	h := build(t, unhurried())
	m, host, guests := h.hosted(1)
	ctx, guest, r := t.Context(), guests[0], h.registration(m, guests[0])
	c := h.connect(guest, inMeeting(m))
	c.join(interview.ID(m))
	act := func(_ meeting.View, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	permits := func(want string) {
		t.Helper()
		await(t, func() bool { return h.media.has("permit " + guest.Participant() + " " + want) })
	}
	act(h.Meetings.Admit(ctx, host, m, nil))
	permits("false [microphone camera screen screenSound]")
	act(h.Meetings.LetSpeak(ctx, host, m, r, true))
	permits("false []")
	act(h.Meetings.Remove(ctx, host, m, r))
	await(t, func() bool { return h.media.has("leave " + guest.Participant()) })
	c.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(m), SDP: "v=0"})
	if f := dataOf[protocol.Failure](t, c.expect(protocol.TypeError)); f.Code != "forbidden" {
		t.Errorf("the removed one came back: %s", f.Code)
	}
	act(h.Meetings.End(ctx, host, m))
	await(t, func() bool { return h.media.has("close") })
}

// A guest may be let in while they join: then they are in the room, for everybody.
func TestLettingInWhileSomebodyJoinsIsNotMissed(t *testing.T) {
	h := build(t, unhurried())
	m, host, guests := h.hosted(1)
	r := h.registration(m, guests[0])
	amelie, guest := h.connect(host, inMeeting(m)), h.connect(guests[0], inMeeting(m))
	amelie.join(interview.ID(m))
	amelie.people()
	looks := 0
	h.Owners = []lobby.Owner{&lookedAt{Owner: h.Meetings, looked: func(by account.Actor) {
		if by.Visitor == guests[0].Visitor {
			looks++
		}
		if by.Visitor != guests[0].Visitor || looks != 2 {
			return
		}
		if _, err := h.Meetings.Admit(t.Context(), host, m, []booking.RegistrationID{r}); err != nil {
			t.Error(err)
		}
		await(t, func() bool { return h.media.has("permit " + guests[0].Participant() + " false") })
	}}}
	guest.join(interview.ID(m))
	for people := amelie.people(); len(people) != 2; people = amelie.people() {
	}
}

// lookedAt is an owner to whom something happens after each look.
type lookedAt struct {
	lobby.Owner
	looked func(by account.Actor)
}

func (o *lookedAt) MayJoin(ctx context.Context, by account.Actor, room string) (lobby.Pass, error) {
	pass, err := o.Owner.MayJoin(ctx, by, room)
	o.looked(by)
	return pass, err
}

func TestTheHallHearsWhetherAHostIsThere(t *testing.T) {
	h := build(t, unhurried())
	m, host, _ := h.hosted(0)
	hostless := func() bool {
		v, err := h.Meetings.Meeting(t.Context(), host, m)
		if err != nil {
			t.Fatal(err)
		}
		return !v.EndsWithoutHost().IsZero()
	}
	if !hostless() {
		t.Error("the host is there before they came")
	}
	c := h.connect(host, inMeeting(m))
	generation := c.join(interview.ID(m))
	h.Seen(sfu.Connected{Room: string(m), Participant: host.Participant(), Generation: generation})
	await(t, func() bool { return !hostless() })
	h.Seen(sfu.Gone{Room: string(m), Participant: host.Participant(), Generation: generation})
	await(t, hostless)
	if e := dataOf[protocol.MeetingEvent](t, c.expect("meeting.changed")); e.Meeting.EndsWithoutHost != nil && e.Meeting.State != protocol.MeetingOpen {
		t.Errorf("told was %+v", e.Meeting)
	}
}

func TestTheHallHearsAgainOfAHostWhoStays(t *testing.T) {
	times := unhurried()
	times.report = time.Millisecond
	h := build(t, times)
	m, host, _ := h.hosted(0)
	owner := &attended{Owner: h.Meetings}
	h.Owners = []lobby.Owner{owner}
	h.connect(host).join(interview.ID(m))
	await(t, func() bool { return owner.times.Load() >= 3 })
}
