package booking_test

import (
	"slices"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
)

const monday = "2026-12-07"

var details = booking.Details{Name: "Nora", Contact: "nora@example.org"}

// booked is Nora's appointment with Amélie on Monday at nine.
func booked(t *testing.T, now time.Time) booking.Appointment {
	t.Helper()
	a, err := booking.Hold(booking.Appointment{ID: "a", Visitor: "nora", Start: on(t, monday, "09:00")}, wish, diary(), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Book(details, diary(), now); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestHoldingATime(t *testing.T) {
	now := on(t, "2026-12-01", "09:00")
	held, err := booking.Hold(booking.Appointment{ID: "a", Start: on(t, monday, "10:30")}, wish, diary(), now)
	if err != nil || held.Staff != "amelie" || held.Centre != "namur" || held.End.Sub(held.Start) != 90*time.Minute {
		t.Fatalf("held %+v, %v", held, err)
	}
	if !held.Takes(now.Add(9*time.Minute)) || held.Takes(now.Add(booking.HoldFor)) {
		t.Error("it is not held for ten minutes")
	}
	if _, err := booking.Hold(booking.Appointment{Start: on(t, monday, "10:31")}, wish, diary(), now); fault.CodeOf(err) != fault.Taken {
		t.Errorf("a time that the list does not show: %v", err)
	}
	late, later := held, now.Add(booking.HoldFor)
	if err := late.Book(details, diary(), later); err != nil || late.State != booking.Booked {
		t.Errorf("late, and still free: %v", err)
	}
	given := diary()
	given.Taken = []calendar.Interval{held.Time()}
	late = held
	if err := late.Book(details, given, later); fault.CodeOf(err) != fault.Taken {
		t.Errorf("booked after somebody else was given the time: %v", err)
	}
	if _, err := booking.Hold(booking.Appointment{Start: held.Start, End: held.Start.Add(time.Hour)}, wish, diary(), now); fault.CodeOf(err) != fault.Taken {
		t.Errorf("held for another while than the list says: %v", err)
	}
	if err := held.Book(booking.Details{}, diary(), now); fault.CodeOf(err) != fault.ContactRequired {
		t.Errorf("booked without a contact: %v", err)
	}
	for range 2 {
		if err := held.Book(details, diary(), now.Add(time.Minute)); err != nil || held.State != booking.Booked {
			t.Errorf("booked: %v, %s", err, held.State)
		}
	}
	if err := held.Book(booking.Details{Contact: "other@example.org"}, diary(), now); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("booked by two: %v", err)
	}
	phone := booking.Appointment{State: booking.Held, Kind: booking.Phone, HeldUntil: now.Add(time.Minute)}
	if err := phone.Book(details, diary(), now); fault.CodeOf(err) != fault.BadContact {
		t.Errorf("a call to a mail address: %v", err)
	}
}

func TestMovingAndCancelling(t *testing.T) {
	now := on(t, "2026-12-01", "09:00")
	tooLate := on(t, monday, "07:30")
	for _, c := range []struct {
		name     string
		act      func(a *booking.Appointment, d booking.Diary) error
		want     fault.Code
		start    string
		state    booking.State
		sequence int
	}{
		{"to a free time", func(a *booking.Appointment, d booking.Diary) error {
			return a.Move(booking.Moving{By: booking.ByVisitor, Start: on(t, monday, "10:30"), Policy: d.Policy}, d, now)
		}, "", "10:30", booking.Booked, 1},
		{"to where it is", func(a *booking.Appointment, d booking.Diary) error {
			return a.Move(booking.Moving{By: booking.ByVisitor, Start: on(t, monday, "09:00"), Policy: d.Policy}, d, now)
		}, "", "09:00", booking.Booked, 0},
		{"to a time that is not shown", func(a *booking.Appointment, d booking.Diary) error {
			return a.Move(booking.Moving{By: booking.ByVisitor, Start: on(t, monday, "21:00"), Policy: d.Policy}, d, now)
		}, fault.Taken, "09:00", booking.Booked, 0},
		{"by the visitor, too late", func(a *booking.Appointment, d booking.Diary) error {
			return a.Move(booking.Moving{By: booking.ByVisitor, Start: on(t, monday, "15:00"), Policy: d.Policy}, d, tooLate)
		}, fault.Forbidden, "09:00", booking.Booked, 0},
		{"by staff, still", func(a *booking.Appointment, d booking.Diary) error {
			return a.Move(booking.Moving{By: booking.ByStaff, Start: on(t, monday, "15:00"), Policy: d.Policy}, d, tooLate)
		}, "", "15:00", booking.Booked, 1},
		{"cancelled", func(a *booking.Appointment, d booking.Diary) error {
			_ = a.Cancel(booking.ByVisitor, d.Policy, now)
			return a.Cancel(booking.ByVisitor, d.Policy, now)
		}, "", "09:00", booking.Cancelled, 1},
		{"cancelled too late", func(a *booking.Appointment, d booking.Diary) error {
			return a.Cancel(booking.ByVisitor, d.Policy, tooLate)
		}, fault.Forbidden, "09:00", booking.Booked, 0},
		{"moved after it was cancelled", func(a *booking.Appointment, d booking.Diary) error {
			_ = a.Cancel(booking.ByStaff, d.Policy, now)
			return a.Move(booking.Moving{By: booking.ByStaff, Start: on(t, monday, "10:30"), Policy: d.Policy}, d, now)
		}, fault.Conflict, "09:00", booking.Cancelled, 1},
		{"erased", func(a *booking.Appointment, _ booking.Diary) error { a.Erase(now); return nil }, "", "09:00", booking.Cancelled, 1},
		{"missed before it began", func(a *booking.Appointment, _ booking.Diary) error { return a.Close(false, now) }, fault.Conflict, "09:00", booking.Booked, 0},
		{"missed, and then not", func(a *booking.Appointment, _ booking.Diary) error {
			_ = a.Close(false, a.Start)
			return a.Close(true, a.Start)
		}, "", "09:00", booking.Met, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := booked(t, now)
			d := diary()
			d.Policy.Notice = 0
			err := c.act(&a, d)
			if c.want == "" && err != nil || c.want != "" && fault.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if got := a.Start.In(brussels(t)).Format("15:04"); got != c.start || a.State != c.state || a.Sequence != c.sequence {
				t.Errorf("it is %s at %s, %d times changed", a.State, got, a.Sequence)
			}
		})
	}
}

func TestHandingOver(t *testing.T) {
	now := on(t, "2026-12-01", "09:00")
	a := booked(t, now)
	bram := diary()
	bram.Staff.ID = "bram"
	for range 2 {
		if err := a.HandOver(bram, now); err != nil || a.Staff != "bram" || a.Sequence != 1 {
			t.Errorf("with %s, %v, %d", a.Staff, err, a.Sequence)
		}
	}
	busy := diary()
	busy.Busy = []calendar.Interval{a.Time()}
	if err := a.HandOver(busy, now); fault.CodeOf(err) != fault.Taken {
		t.Errorf("handed to somebody who is busy: %v", err)
	}
}

func TestReminders(t *testing.T) {
	for _, c := range []struct {
		name, day, clock string
		want             []time.Duration
	}{
		{"a week before", "2026-11-30", "09:00", []time.Duration{24 * time.Hour, time.Hour}},
		{"a little more than a day before", "2026-12-06", "08:45", []time.Duration{time.Hour}},
		{"on the day", monday, "05:00", []time.Duration{time.Hour}},
		{"just before", monday, "08:10", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := booked(t, on(t, "2026-11-30", "09:00"))
			var got []time.Duration
			for _, r := range a.Reminders(on(t, c.day, c.clock)) {
				got = append(got, r.Before)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	gone := booked(t, on(t, "2026-11-30", "09:00"))
	gone.Erase(on(t, "2026-11-30", "10:00"))
	if len(gone.Reminders(on(t, "2026-11-30", "10:00"))) != 0 || gone.Contact != account.Contact("") {
		t.Error("who is erased is reminded")
	}
}

func TestTheDoor(t *testing.T) {
	a := booked(t, on(t, "2026-12-01", "09:00"))
	for clock, open := range map[string]bool{"08:49": false, "08:50": true, "10:29": true, "10:59": true, "11:00": false} {
		if got := a.Door(on(t, monday, clock)); got != open {
			t.Errorf("at %s the door is open: %v", clock, got)
		}
	}
	a.Kind = booking.OnSite
	if a.Door(a.Start) {
		t.Error("an appointment on site has a room")
	}
}
