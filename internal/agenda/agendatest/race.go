package agendatest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/fault"
)

const atOnce = 20

// BK-1: twenty who hold the same time at once.
func oneSlotOnce(t *testing.T, d data) {
	errs := together(atOnce, func(int) error { return d.hold(newID(), amelie, monday(), noon()) })
	if n := won(t, errs, fault.Taken); n != 1 {
		t.Errorf("%d hold it", n)
	}
}

// BK-1: twenty who hold times that overlap and differ.
func overlapping(t *testing.T, d data) {
	errs := together(atOnce, func(i int) error {
		return d.hold(newID(), amelie, monday().Add(time.Duration(i%3)*15*time.Minute), noon())
	})
	if n := won(t, errs, fault.Taken); n != 1 {
		t.Errorf("%d hold one of them", n)
	}
}

// What a rule overlooks, the key does not: twenty of an act that looks at nothing.
func overlapWithoutRules(t *testing.T, d data) {
	errs := together(atOnce, func(i int) error {
		name := newID()
		start := monday().Add(time.Duration(i%4) * 10 * time.Minute)
		return d.about(agenda.About{Appointment: name, Staff: amelie, Start: start, Now: noon()}, func(a *booking.Appointment, _ agenda.Case) error {
			*a = booking.Appointment{ID: name, Staff: amelie, State: booking.Booked, Start: start, End: start.Add(45 * time.Minute)}
			return nil
		})
	})
	if n := won(t, errs, fault.Taken); n != 1 {
		t.Errorf("%d have one of the times", n)
	}
	// At the same time with somebody else, and touching, is no overlap.
	errs = nil
	all, err := d.Within(d.ctx, amelie, booking.Appointment{Start: monday(), End: monday().Add(3 * time.Hour)}.Time())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d appointments, %v", len(all), err)
	}
	for _, one := range []struct {
		with  account.StaffID
		start time.Time
	}{{bram, all[0].Start}, {amelie, all[0].End}} {
		name := newID()
		errs = append(errs, d.about(agenda.About{Appointment: name, Staff: one.with, Start: one.start, Now: noon()}, func(a *booking.Appointment, _ agenda.Case) error {
			*a = booking.Appointment{ID: name, Staff: one.with, State: booking.Booked, Start: one.start, End: one.start.Add(45 * time.Minute)}
			return nil
		}))
	}
	if won(t, errs, "") != 2 {
		t.Error("what does not overlap was refused")
	}
}

func expiredHold(t *testing.T, d data) {
	first, later := newID(), noon().Add(booking.HoldFor)
	if err := d.hold(first, amelie, monday(), noon()); err != nil {
		t.Fatal(err)
	}
	wantFault(t, d.hold(newID(), amelie, monday().Add(15*time.Minute), later.Add(-time.Second)), fault.Taken)
	if err := d.hold(newID(), amelie, monday().Add(15*time.Minute), later); err != nil {
		t.Errorf("when the hold has run out: %v", err)
	}
	// Who held it first comes too late, and hears so.
	wantFault(t, d.do(first, later, book(later)), fault.Taken)
}

// BK-3: a time that came free is offered at once, and an old one is not kept.
func givenUp(t *testing.T, d data) {
	soon := booking.DefaultPolicy()
	soon.Notice = 0
	for name, c := range map[string]struct {
		now  time.Time
		rule func(a *booking.Appointment, c agenda.Case) error
	}{
		"cancelled": {noon(), func(a *booking.Appointment, _ agenda.Case) error {
			return a.Cancel(booking.ByVisitor, booking.DefaultPolicy(), noon())
		}},
		"moved": {noon(), func(a *booking.Appointment, c agenda.Case) error {
			return a.Move(booking.Moving{By: booking.ByVisitor, Start: monday().Add(135 * time.Minute), Policy: soon}, c.Diaries[amelie], noon())
		}},
		"missed": {monday().Add(time.Minute), func(a *booking.Appointment, _ agenda.Case) error {
			return a.Close(false, monday().Add(time.Minute))
		}},
	} {
		id := newID()
		d.booked(t, id, amelie, monday())
		if err := d.do(id, c.now, c.rule); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if name != "missed" && !d.offers(t, monday(), noon()) {
			t.Errorf("%s: it is not offered", name)
		}
		// The very same time can be had again: its cells are free.
		again := newID()
		d.booked(t, again, amelie, monday())
		for _, each := range []booking.ID{again, id} {
			if err := d.do(each, noon(), func(a *booking.Appointment, _ agenda.Case) error { a.Erase(noon()); return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := d.offered(t, noon()); len(got) != 10 {
		t.Errorf("in the end %d times are offered", len(got))
	}
}

func ofAnOffer(t *testing.T, d data) {
	ids := []booking.ID{newID(), newID()}
	for i, id := range ids {
		start := monday().Add(time.Duration(i) * time.Hour)
		if err := d.hold(id, amelie, start, noon()); err != nil {
			t.Fatal(err)
		}
		if err := d.do(id, noon(), func(a *booking.Appointment, _ agenda.Case) error { a.Offer = "offer"; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	held, err := d.Offered(d.ctx, "offer")
	if err != nil || len(held) != 2 || held[0].ID != ids[0] {
		t.Fatalf("offered are %v, %v", held, err)
	}
	if err := d.about(agenda.About{Appointment: ids[1], Offer: "offer", Now: noon()}, book(noon())); err != nil {
		t.Fatal(err)
	}
	if held, err = d.Offered(d.ctx, "offer"); err != nil || len(held) != 0 {
		t.Errorf("offered are still %v, %v", held, err)
	}
	if _, err := d.Appointment(d.ctx, ids[0]); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("the other is there: %v", err)
	}
	// The one that was not chosen is free: with the hour that the buffer of the
	// chosen one leaves.
	if !d.offers(t, monday(), noon()) {
		t.Error("the time that was not chosen is not offered")
	}
}

func failing(t *testing.T, d data) {
	id, broken := newID(), errors.New("a rule's own")
	err := d.about(agenda.About{Appointment: id, Staff: amelie, Start: monday(), Now: noon()}, func(a *booking.Appointment, _ agenda.Case) error {
		a.ID = id
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	_, err = d.Appointment(d.ctx, id)
	wantFault(t, err, fault.NotFound)
}

func begunOnce(t *testing.T, d data) {
	id := newID()
	errs := together(atOnce, func(i int) error {
		with := []account.StaffID{amelie, bram}[i%2]
		about := agenda.About{Appointment: id, Staff: with, Start: monday(), Now: noon()}
		return d.ChangeAppointment(d.ctx, about, func(c agenda.Case) (agenda.Change, error) {
			if c.ID != "" {
				return agenda.Change{}, fault.New(fault.Conflict)
			}
			a, err := booking.Hold(booking.Appointment{ID: id, Start: monday()}, wish, c.Diaries[with], noon())
			return agenda.Change{Appointment: a}, err
		})
	})
	if n := won(t, errs, fault.Conflict); n != 1 {
		t.Errorf("it was begun %d times", n)
	}
}

func hopeful(t *testing.T, d data) {
	ids := []booking.ID{newID(), newID(), newID()}
	for i, id := range ids {
		with, start := amelie, monday().Add(time.Duration(i)*time.Hour)
		d.booked(t, id, with, start)
	}
	for _, id := range ids[1:] {
		if err := d.do(id, noon(), func(a *booking.Appointment, _ agenda.Case) error { return a.WantsEarlier(true) }); err != nil {
			t.Fatal(err)
		}
	}
	var seen []booking.ID
	err := d.about(agenda.About{Appointment: ids[1], Frees: true, Now: noon()}, func(_ *booking.Appointment, c agenda.Case) error {
		seen = nil
		for _, h := range c.Hopeful {
			seen = append(seen, h.ID)
		}
		return nil
	})
	if err != nil || !slices.Equal(seen, ids[2:]) {
		t.Errorf("hopeful are %v, %v", seen, err)
	}
}

// Of the holds that ran out those count while which somebody booked who hopes for an
// earlier time.
func lapsed(t *testing.T, d data) {
	early, late := newID(), newID()
	if err := d.hold(early, amelie, monday(), noon()); err != nil {
		t.Fatal(err)
	}
	if err := d.hold(late, bram, monday().Add(2*time.Hour), noon()); err != nil {
		t.Fatal(err)
	}
	hopes := newID()
	d.booked(t, hopes, amelie, monday().Add(time.Hour))
	until := noon().Add(booking.HoldFor)
	span := func(from, to time.Time) calendar.Interval { return calendar.Interval{From: from, To: to} }
	for _, c := range []struct {
		name  string
		hopes bool
		in    calendar.Interval
		want  []booking.ID
	}{
		{"nobody hopes", false, span(noon(), until), nil},
		{"a hold that ends now", true, span(noon(), until), []booking.ID{early}},
		{"one that goes on", true, span(noon(), until.Add(-time.Second)), nil},
		{"one of before", true, span(until, until.Add(time.Hour)), nil},
	} {
		if err := d.do(hopes, noon(), func(a *booking.Appointment, _ agenda.Case) error { return a.WantsEarlier(c.hopes) }); err != nil {
			t.Fatal(err)
		}
		if got, err := d.Lapsed(d.ctx, c.in); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}
