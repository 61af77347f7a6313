package booking_test

import (
	"fmt"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/id"
)

var tuesday = time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC)

// gathering is a meeting with so many guests, all let in when it is open.
func gathering(t *testing.T, mode booking.MeetingMode, guests int) *booking.Gathering {
	t.Helper()
	before := tuesday.AddDate(0, 0, -7)
	m, err := booking.NewMeeting(booking.MeetingID(id.New()), booking.Plan{
		Centre: "namur", Hosts: []booking.Host{{Staff: "amelie", Name: "Amélie"}, {Staff: "bram", Name: "Bram"}},
		Titles: map[string]string{"fr": "Un CV"}, Languages: []string{"fr"}, Start: tuesday, End: tuesday.Add(time.Hour),
		Capacity: max(guests, 1), Mode: mode, Admission: booking.ByHand,
	}, before)
	if err != nil {
		t.Fatal(err)
	}
	g := &booking.Gathering{Meeting: m}
	for n := range guests {
		register(t, g, n, before)
		if err := g.Knock(&g.Registrations[n], tuesday); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Admit(nil, tuesday); err != nil {
		t.Fatal(err)
	}
	return g
}

func register(t *testing.T, g *booking.Gathering, n int, now time.Time) *booking.Registration {
	t.Helper()
	err := g.Register(booking.Entry{
		ID: booking.RegistrationID(id.New()), Visitor: account.VisitorID(fmt.Sprint(n)), Name: "Anna", Language: "fr",
		Contact: fmt.Sprintf("anna%d@example.org", n),
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	return &g.Registrations[len(g.Registrations)-1]
}

// All from the third of a series on go to another day and hour, over the night
// when the clock changes, but for the one that was put elsewhere by itself.
func TestTheRestOfASeriesGoesAlong(t *testing.T) {
	brussels, err := calendar.New(calendar.Rules{Zone: "Europe/Brussels"})
	if err != nil {
		t.Fatal(err)
	}
	m := gathering(t, booking.Audience, 0).Meeting
	m.State = booking.MeetingPlanned
	m.Start, m.End = time.Date(2026, time.October, 13, 7, 0, 0, 0, time.UTC), time.Date(2026, time.October, 13, 8, 0, 0, 0, time.UTC)
	all, err := booking.Series(m, booking.Weekly{Times: 4}, brussels, func() booking.MeetingID { return booking.MeetingID(id.New()) })
	if err != nil {
		t.Fatal(err)
	}
	alone := booking.Gathering{Meeting: all[2]}
	elsewhere := alone.Plan
	elsewhere.Start, elsewhere.End = alone.Start.Add(3*time.Hour), alone.End.Add(3*time.Hour)
	now := m.Start.AddDate(0, 0, -7)
	if _, err := alone.Edit(elsewhere, now); err != nil || !alone.Apart {
		t.Fatalf("put elsewhere by itself: %v, %v", alone.Apart, err)
	}
	all[2] = alone.Meeting
	first := all[1]
	p := first.Plan
	p.Titles = map[string]string{"fr": "Une lettre"}
	p.Start, p.End = first.Start.AddDate(0, 0, 1).Add(90*time.Minute), first.End.AddDate(0, 0, 1).Add(2*time.Hour)
	var got []string
	for i, each := range all[1:] {
		g := booking.Gathering{Meeting: each}
		along := p
		if i > 0 {
			along = first.Along(p, each, brussels)
		}
		if err := g.EditAlong(along, now); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(g.Start.Format(time.RFC3339), " ", g.End.Sub(g.Start), " ", g.Titles["fr"], " ", g.Apart))
	}
	want := []string{
		"2026-10-21T08:30:00Z 1h30m0s Une lettre false", "2026-10-27T11:00:00Z 1h0m0s Une lettre true", "2026-11-04T09:30:00Z 1h30m0s Une lettre false",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the rest is\n%v, want\n%v", got, want)
	}
}

func TestASeriesKeepsTheWallClockOverTheNightWhenItChanges(t *testing.T) {
	brussels, err := calendar.New(calendar.Rules{Zone: "Europe/Brussels"})
	if err != nil {
		t.Fatal(err)
	}
	m := gathering(t, booking.Audience, 0).Meeting
	m.Start, m.End = time.Date(2026, time.October, 20, 7, 0, 0, 0, time.UTC), time.Date(2026, time.October, 20, 8, 30, 0, 0, time.UTC)
	moved := time.Date(2026, time.November, 5, 13, 0, 0, 0, time.UTC)
	all, err := booking.Series(m, booking.Weekly{
		Times: 5, Without: []calendar.Date{{Year: 2026, Month: time.November, Day: 10}},
		Moved: map[calendar.Date]time.Time{{Year: 2026, Month: time.November, Day: 3}: moved},
	}, brussels, func() booking.MeetingID { return booking.MeetingID(id.New()) })
	if err != nil {
		t.Fatal(err)
	}
	var starts []string
	for _, each := range all {
		starts = append(starts, each.Start.Format(time.RFC3339))
		if each.End.Sub(each.Start) != 90*time.Minute || each.Series != m.ID {
			t.Errorf("%s: until %s, of %s", each.Start, each.End, each.Series)
		}
	}
	want := "[2026-10-20T07:00:00Z 2026-10-27T08:00:00Z 2026-11-05T13:00:00Z 2026-11-17T08:00:00Z]"
	if fmt.Sprint(starts) != want {
		t.Errorf("the series is %v, want %s", starts, want)
	}
}

func TestOneSoundABurst(t *testing.T) {
	g := gathering(t, booking.Audience, 0)
	g.Capacity = 10
	var heard []int
	for n, after := range []time.Duration{0, time.Second, 10 * time.Second, 24 * time.Second, 40 * time.Second} {
		r := register(t, g, n, tuesday)
		if err := g.Knock(r, tuesday.Add(after)); err != nil {
			t.Fatal(err)
		}
		heard = append(heard, g.Knocks)
	}
	if fmt.Sprint(heard) != "[1 1 1 1 2]" {
		t.Errorf("the sounds are %v", heard)
	}
}

func TestWhoMaySpeak(t *testing.T) {
	g := gathering(t, booking.Audience, 3)
	speaks := func() (all []bool) {
		for _, r := range g.Registrations {
			all = append(all, g.RightsOf(r).Sound)
		}
		return all
	}
	check := func(what string, want ...bool) {
		t.Helper()
		if fmt.Sprint(speaks()) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", what, speaks(), want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check("the audience listens", false, false, false)
	must(g.RaiseHand(&g.Registrations[1], true, tuesday))
	must(g.LetSpeak(&g.Registrations[1], true))
	check("a hand was answered", false, true, false)
	if !g.Registrations[1].HandAt.IsZero() {
		t.Error("their hand is still up")
	}
	must(g.SetMode(booking.Everyone))
	check("everybody talks", true, true, true)
	must(g.LetSpeak(&g.Registrations[2], false))
	check("one is muted", true, true, false)
	must(g.SetMode(booking.Audience))
	check("all are muted", false, false, false)
}

func TestWhoIsRemovedStaysOut(t *testing.T) {
	g := gathering(t, booking.Everyone, 2)
	g.Capacity = 5
	r := &g.Registrations[0]
	g.Remove(r, tuesday)
	if g.RightsOf(*r).Sound || r.Door != booking.DoorRemoved {
		t.Errorf("they are at %q and may %+v", r.Door, g.RightsOf(*r))
	}
	if err := g.Knock(r, tuesday); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("they knocked: %v", err)
	}
	if err := g.Withdraw(r, tuesday); err != nil {
		t.Fatal(err)
	}
	for what, e := range map[string]booking.Entry{
		"the same browser": {Visitor: r.Visitor, Contact: "else@example.org"},
		"the same address": {Visitor: "another", Contact: "ANNA0@example.org"},
	} {
		e.ID, e.Name, e.Language = booking.RegistrationID(id.New()), "Anna", "fr"
		if err := g.Register(e, tuesday); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestALockedMeetingLetsBackInWhoWasIn(t *testing.T) {
	g := gathering(t, booking.Everyone, 1)
	g.Capacity = 5
	late := register(t, g, 7, tuesday)
	g.Locked = true
	if err := g.Knock(late, tuesday); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a new one: %v", err)
	}
	if err := g.Knock(&g.Registrations[0], tuesday); err != nil || g.Registrations[0].Door != booking.DoorAdmitted {
		t.Errorf("one who was in: %v", err)
	}
}

func TestAMeetingGoesOnWithAnyOfItsHosts(t *testing.T) {
	g := gathering(t, booking.Everyone, 1)
	at := func(minutes float64) time.Time { return tuesday.Add(time.Duration(minutes * float64(time.Minute))) }
	g.Present([]string{"staff:amelie", "staff:bram", "visitor:0"}, at(0))
	for minute := range 20 {
		g.Present([]string{"staff:bram", "visitor:0"}, at(float64(minute)+0.5))
	}
	g.Pass(at(20))
	if g.State != booking.MeetingOpen {
		t.Fatalf("with a co-host it is %s", g.State)
	}
	g.Present([]string{"visitor:0"}, at(20))
	if want := at(25); !g.EndsWithoutHost().Equal(want) || !g.Due().Equal(want) {
		t.Errorf("it ends at %s and is due at %s", g.EndsWithoutHost(), g.Due())
	}
	g.Pass(at(24.9))
	if g.State != booking.MeetingOpen {
		t.Fatal("it ended too early")
	}
	g.Present([]string{"staff:amelie", "visitor:0"}, at(24.95))
	g.Present([]string{"staff:amelie", "visitor:0"}, at(29.95))
	g.Pass(at(30))
	if g.State != booking.MeetingOpen {
		t.Fatal("it ended though a host came back")
	}
	g.Present([]string{"visitor:0"}, at(30))
	g.Pass(at(35))
	if g.State != booking.MeetingEnded || g.Reason != booking.NoHost {
		t.Errorf("without hosts it is %s, %s", g.State, g.Reason)
	}
	if r := g.Registrations[0]; !r.CameAt.Equal(at(0)) || !r.LeftAt.Equal(at(35)) {
		t.Errorf("attendance %s to %s", r.CameAt, r.LeftAt)
	}
}

// A node that dies says nothing of who was on it: a host of whom nothing is heard
// any more is not there.
func TestAHostOfWhomNothingIsHeardIsNotThere(t *testing.T) {
	g := gathering(t, booking.Everyone, 1)
	g.Present([]string{"staff:amelie", "visitor:0"}, tuesday)
	due := g.Due()
	if due.After(tuesday.Add(2 * time.Minute)) {
		t.Errorf("it is due at %s", due)
	}
	g.Pass(due)
	if want := due.Add(booking.NoHostFor); !g.EndsWithoutHost().Equal(want) {
		t.Errorf("without its host it ends at %v, want %s", g.EndsWithoutHost(), want)
	}
	g.Present([]string{"staff:amelie", "visitor:0"}, due.Add(time.Second))
	if !g.EndsWithoutHost().IsZero() {
		t.Error("the host is back, and it ends")
	}
	g.Pass(due.Add(10 * time.Hour)) // nobody looked for long: the hosts may have been there
	if g.State == booking.MeetingEnded && g.Reason == booking.NoHost {
		t.Error("it ended by what nobody looked at")
	}

	g = gathering(t, booking.Everyone, 0)
	g.State, g.Admission = booking.MeetingPlanned, booking.AtStart
	g.Present([]string{"staff:amelie"}, tuesday.Add(-time.Hour))
	g.Pass(tuesday)
	if g.State != booking.MeetingPlanned {
		t.Error("it opened by a host who was there an hour before")
	}
}

func TestTheDoorOpensByItselfWhenAHostIsThere(t *testing.T) {
	g := gathering(t, booking.Everyone, 0)
	g.State, g.Admission, g.Capacity = booking.MeetingPlanned, booking.AtStart, 2
	r := register(t, g, 0, tuesday.Add(-time.Hour))
	if err := g.Knock(r, tuesday.Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	g.Pass(tuesday)
	if g.Registrations[0].Door != booking.DoorWaiting {
		t.Error("they were let in where nobody is")
	}
	g.Present([]string{"staff:bram"}, tuesday.Add(time.Minute))
	g.Pass(tuesday.Add(time.Minute))
	if g.State != booking.MeetingOpen || g.Registrations[0].Door != booking.DoorAdmitted {
		t.Errorf("it is %s, they are at %q", g.State, g.Registrations[0].Door)
	}
	late := register(t, g, 1, tuesday.Add(2*time.Minute))
	if err := g.Knock(late, tuesday.Add(2*time.Minute)); err != nil || late.Door != booking.DoorAdmitted {
		t.Errorf("a late one is at %q: %v", late.Door, err)
	}
}

func TestAnOfferIsShorterNearTheMeeting(t *testing.T) {
	for _, c := range []struct {
		before, want time.Duration
	}{{7 * 24 * time.Hour, 24 * time.Hour}, {6 * time.Hour, 2 * time.Hour}, {20 * time.Minute, 10 * time.Minute}, {5 * time.Minute, 0}} {
		g := gathering(t, booking.Everyone, 0)
		g.State = booking.MeetingPlanned
		now := tuesday.Add(-c.before)
		register(t, g, 0, now)
		register(t, g, 1, now)
		if err := g.Withdraw(&g.Registrations[0], now); err != nil {
			t.Fatal(err)
		}
		next := g.Registrations[1]
		if c.want == 0 {
			if next.State != booking.PlaceConfirmed {
				t.Errorf("%s before: %s", c.before, next.State)
			}
		} else if next.State != booking.PlaceOffered || next.OfferedUntil.Sub(now) != c.want {
			t.Errorf("%s before: %s for %s", c.before, next.State, next.OfferedUntil.Sub(now))
		}
	}
}
