// Package agendatest is what every agenda.Store must do, races included. A store
// passes by running it:
//
//	agendatest.Run(t, func(t *testing.T) agendatest.Store { return open(t) })
package agendatest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/outbox"
)

// Store is what is tested: a store of an agenda, where people and centres can be
// put.
type Store interface {
	agenda.Store
	SaveStaff(ctx context.Context, s account.Staff, h account.PasswordHash) error
	SaveNetwork(ctx context.Context, centres []centre.Centre, topics []centre.TopicID) error
	outbox.Queue
}

// Run tests the stores that open makes. Each test gets a new, empty one.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(t *testing.T, d data){
		"what is written is read":                    whatIsWrittenIsRead,
		"one slot is held once":                      oneSlotOnce,
		"of two that overlap one is held":            overlapping,
		"no rule can make two appointments overlap":  overlapWithoutRules,
		"a hold that ran out frees its time":         expiredHold,
		"what is given up is offered again":          givenUp,
		"of an offer one is booked":                  ofAnOffer,
		"an act that fails writes nothing":           failing,
		"one appointment is begun once":              begunOnce,
		"those who hope for an earlier time":         hopeful,
		"holds that ran out while somebody hoped":    lapsed,
		"a diary is read anew when it has changed":   revisions,
		"what slots are made of":                     arrangements,
		"what belongs to somebody else stays theirs": othersStay,
		"calendars elsewhere are given out once":     outsideOnce,
		"a feed has one link":                        oneLink,
		"what is erased is told to nobody":           erased,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, prepare(t, open(t)))
		})
	}
}

// data is a store with a centre, and with counsellors there, under test.
type data struct {
	Store
	ctx context.Context
}

// noon is when the tests happen, to the microsecond that stores keep; monday is
// the first day on which anybody may be met.
func noon() time.Time   { return time.Date(2026, 11, 25, 12, 0, 0, 123456000, time.UTC) }
func monday() time.Time { return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC) }

const (
	amelie account.StaffID = "amelie"
	bram   account.StaffID = "bram"
)

func prepare(t *testing.T, s Store) data {
	t.Helper()
	d := data{Store: s, ctx: t.Context()}
	at := centre.Centre{ID: "namur", Name: "Namur", Zone: "UTC", Address: "Rue des Quatre Vents 7", Phone: "081 00 00 07"}
	if err := s.SaveNetwork(d.ctx, []centre.Centre{at}, []centre.TopicID{"studies"}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []account.StaffID{amelie, bram} {
		staff := account.Staff{
			ID: who, Email: string(who) + "@centre.example", Name: string(who), Centre: "namur",
			Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}, Capacity: 3, Declared: account.Offline,
		}
		if err := s.SaveStaff(d.ctx, staff, "hash"); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveAvailability(d.ctx, availability(who)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func availability(who account.StaffID) booking.Availability {
	return booking.Availability{
		ID: booking.AvailabilityID("of-" + who), Staff: who, Kinds: []booking.Kind{booking.Video},
		Week: []calendar.Span{{Day: time.Monday, From: 9 * 60, To: 12 * 60}},
	}
}

var wish = booking.Wish{Kind: booking.Video, Topic: "studies", Language: "fr"}

// hold is a visitor holding a time of a counsellor's.
func (d data) hold(id booking.ID, with account.StaffID, start, now time.Time) error {
	about := agenda.About{Appointment: id, Staff: with, Start: start, Now: now}
	return d.ChangeAppointment(d.ctx, about, func(c agenda.Case) (agenda.Change, error) {
		a, err := booking.Hold(booking.Appointment{ID: id, Visitor: account.VisitorID("of-" + id), Start: start}, wish, c.Diaries[with], now)
		return agenda.Change{Appointment: a}, err
	})
}

// do is a rule on an appointment that is there.
func (d data) do(id booking.ID, now time.Time, rule func(a *booking.Appointment, c agenda.Case) error) error {
	return d.about(agenda.About{Appointment: id, Now: now}, rule)
}

func (d data) about(about agenda.About, rule func(a *booking.Appointment, c agenda.Case) error) error {
	return d.ChangeAppointment(d.ctx, about, func(c agenda.Case) (agenda.Change, error) {
		a := c.Appointment
		if err := rule(&a, c); err != nil {
			return agenda.Change{}, err
		}
		return agenda.Change{Appointment: a}, nil
	})
}

func book(now time.Time) func(a *booking.Appointment, c agenda.Case) error {
	return func(a *booking.Appointment, c agenda.Case) error {
		return a.Book(booking.Details{Name: "Nora", Contact: "nora@mail.example"}, c.Diaries[a.Staff], now)
	}
}

// booked is an appointment at a start.
func (d data) booked(t *testing.T, id booking.ID, with account.StaffID, start time.Time) {
	t.Helper()
	if err := d.hold(id, with, start, noon()); err != nil {
		t.Fatal(err)
	}
	if err := d.do(id, noon(), book(noon())); err != nil {
		t.Fatal(err)
	}
}

// offered are the first times of the list, with anybody.
func (d data) offered(t *testing.T, now time.Time) []time.Time {
	t.Helper()
	shelf, err := d.Shelf(d.ctx, nil, now.AddDate(0, 0, -2))
	if err != nil {
		t.Fatal(err)
	}
	var diaries []booking.Diary
	for _, s := range shelf.Staff {
		diaries = append(diaries, shelf.Pages[s.ID].Diary(s, shelf.Centres[0], booking.DefaultPolicy(), now))
	}
	var all []time.Time
	for _, s := range booking.Slots(diaries, wish, calendar.Interval{From: now, To: now.AddDate(0, 0, 7)}, now, 100) {
		all = append(all, s.Start)
	}
	return all
}

func (d data) offers(t *testing.T, start, now time.Time) bool {
	t.Helper()
	return slices.ContainsFunc(d.offered(t, now), start.Equal)
}

// together runs f n times at once, and is what each returned.
func together(n int, f func(i int) error) []error {
	failed := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			failed[i] = f(i)
		})
	}
	close(start)
	all.Wait()
	return failed
}

// won is how many had no error; the others must have the fault.
func won(t *testing.T, errs []error, code fault.Code) int {
	t.Helper()
	n := 0
	for _, err := range errs {
		switch {
		case err == nil:
			n++
		case fault.CodeOf(err) != code:
			t.Errorf("error %v, want %s", err, code)
		}
	}
	return n
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func newID() booking.ID { return booking.ID(id.New()) }
