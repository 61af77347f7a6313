package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/lobby"
)

// publishWithin bounds what telling others may add to a change that is stored.
const publishWithin = 2 * time.Second

// Changed is the Data of an event about the meeting itself.
type Changed struct {
	View
	// Dismissed are those who do not hold it any more.
	Dismissed []account.StaffID
}

// Person is the Data of an event about somebody who registered: without contact
// and answers, which are asked for apart.
type Person struct {
	booking.Registration
	// Was is where they were before, and Rights what they may do in the room.
	Was    booking.Door
	Rights lobby.Rights
}

// Knock is the Data of an event about the waiting room: how many are in it. The
// burst is another number whenever somebody comes after a while of quiet.
type Knock struct{ Waiting, Burst int }

// update runs a rule on a meeting inside the store's transaction, and then tells
// those who watch.
func (h *Hall) update(ctx context.Context, about About, rule func(g *booking.Gathering, now time.Time) error) (booking.Gathering, error) {
	return h.change(ctx, about, func(c Case, after *Change, now time.Time) error { return rule(&after.Gathering, now) })
}

// change is update for what changes more than the meeting and who registered.
func (h *Hall) change(ctx context.Context, about About, rule func(before Case, after *Change, now time.Time) error) (booking.Gathering, error) {
	var after Change
	events, err := h.Store.ChangeMeeting(ctx, about, func(before Case) (Change, error) {
		now := h.clock()
		after = Change{Gathering: before.Clone()}
		if err := rule(before, &after, now); err != nil {
			return Change{}, err
		}
		after.write(before.Gathering, now)
		err := after.tell(before.Gathering, now)
		return after, err
	})
	if err != nil {
		return booking.Gathering{}, err
	}
	h.publish(ctx, events)
	return after.Gathering, nil
}

// publish brings events to those who watch. What the bus loses they find in the
// log, so that a stored change does not fail for it.
func (h *Hall) publish(ctx context.Context, events []event.Event) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), publishWithin)
	defer stop()
	for _, e := range events {
		_ = h.Bus.Publish(ctx, e)
	}
}

// tell adds the events that a change causes, found by the difference, so that no
// rule can forget one.
func (c *Change) tell(before booking.Gathering, now time.Time) error {
	t := teller{stream: event.Meeting(string(c.ID)), now: now}
	if seen(before) != seen(c.Gathering) || !reflect.DeepEqual(before.Plan, c.Plan) {
		t.add(event.Event{Type: event.TypeMeeting}, Changed{View: viewOf(c.Gathering), Dismissed: dismissed(before.Meeting, c.Meeting)})
	}
	for i, r := range c.Registrations {
		var was booking.Registration
		if i < len(before.Registrations) {
			was = before.Registrations[i]
		}
		// Another mode gives other rights to all who are in.
		if person(was) == person(r) && rightsOf(before.Meeting, was) == rightsOf(c.Meeting, r) {
			continue
		}
		e := event.Event{Type: event.TypeMeetingPerson, Subject: string(r.ID)}
		r.Contact, r.Answers = "", nil
		t.add(e, Person{Registration: r, Was: was.Door, Rights: rightsOf(c.Meeting, r)})
	}
	if knock := knockOf(c.Gathering); knock != knockOf(before) {
		t.add(event.Event{Type: event.TypeMeetingKnock, Staff: true}, knock)
	}
	if c.Said != nil {
		t.add(event.Event{Type: event.TypeMeetingMessage, Subject: string(c.Said.Registration)}, c.Said)
	}
	c.Events = append(c.Events, t.events...)
	return t.err
}

func dismissed(before, after booking.Meeting) []account.StaffID {
	var all []account.StaffID
	for _, h := range before.Hosts {
		if !after.IsHost(h.Staff) {
			all = append(all, h.Staff)
		}
	}
	return all
}

func knockOf(g booking.Gathering) Knock { return Knock{Waiting: g.InWaitingRoom(), Burst: g.Knocks} }

// public is what everybody may see change of a meeting, beside its plan.
type public struct {
	state          booking.MeetingState
	locked         bool
	spotlight      string
	taken, waiting int
	ends           time.Time
}

func seen(g booking.Gathering) public {
	return public{
		state: g.State, locked: g.Locked, spotlight: g.Spotlight, taken: g.Taken(), waiting: g.Waiting(), ends: g.EndsWithoutHost(),
	}
}

// standing is what others see change of somebody who registered.
type standing struct {
	state  booking.PlaceState
	door   booking.Door
	speaks bool
	hand   time.Time
	until  time.Time
	erased time.Time
}

func person(r booking.Registration) standing {
	return standing{state: r.State, door: r.Door, speaks: r.Speaks, hand: r.HandAt, until: r.OfferedUntil, erased: r.ErasedAt}
}

// teller makes the events of one change.
type teller struct {
	stream event.Stream
	now    time.Time
	events []event.Event
	err    error
}

func (t *teller) add(e event.Event, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		t.err = fmt.Errorf("encode event %s: %w", e.Type, err)
	}
	e.Stream, e.At, e.Data = t.stream, t.now, raw
	t.events = append(t.events, e)
}
