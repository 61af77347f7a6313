package agendatest

import (
	"reflect"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/outbox"
)

func whatIsWrittenIsRead(t *testing.T, d data) {
	whole := booking.Appointment{
		ID: newID(), Visitor: "nora", Staff: amelie, Named: true, Centre: "namur", Kind: booking.OnSite, Topic: "studies", Language: "fr",
		Start: monday(), End: monday().Add(45 * time.Minute), State: booking.Booked, HeldUntil: noon(), Offer: "o", Conversation: "c",
		Name: "Nora 👩‍👩‍👧", Contact: "nora@mail.example", Question: "Une\nquestion", CreatedAt: noon(), BookedAt: noon().Add(1000),
		CancelledAt: noon().Add(2000), CancelledBy: booking.ByStaff, Sequence: 3, Earlier: true, ErasedAt: noon().Add(3000),
	}
	about := agenda.About{Appointment: whole.ID, Staff: amelie, Now: noon()}
	if err := d.about(about, func(a *booking.Appointment, _ agenda.Case) error { *a = whole; return nil }); err != nil {
		t.Fatal(err)
	}
	got, err := d.Appointment(d.ctx, whole.ID)
	if err != nil || got != whole {
		t.Errorf("read %+v, %v", got, err)
	}
	all, err := d.Of(d.ctx, "nora")
	if err != nil || len(all) != 1 || all[0] != whole {
		t.Errorf("hers are %+v, %v", all, err)
	}
	for span, n := range map[calendar.Interval]int{
		{From: monday().Add(-time.Hour), To: monday()}:                           0,
		{From: monday().Add(-time.Hour), To: monday().Add(time.Minute)}:          1,
		{From: monday().Add(44 * time.Minute), To: monday().Add(time.Hour)}:      1,
		{From: monday().Add(45 * time.Minute), To: monday().Add(24 * time.Hour)}: 0,
	} {
		if all, err := d.Within(d.ctx, amelie, span); err != nil || len(all) != n {
			t.Errorf("%d within %v, %v", len(all), span, err)
		}
	}
	link := account.Link{Hash: "hash", Visitor: "nora", Opens: account.Appointment(string(whole.ID)), ExpiresAt: noon().Add(time.Hour)}
	if err := d.SaveLink(d.ctx, link); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Link(d.ctx, "hash", noon()); err != nil || got != link {
		t.Errorf("the link is %+v, %v", got, err)
	}
}

func revisions(t *testing.T, d data) {
	known := map[account.StaffID]int64{}
	turned := func(what string, want ...account.StaffID) {
		t.Helper()
		s, err := d.Shelf(d.ctx, known, noon())
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Pages) != len(want) {
			t.Errorf("%s: %d pages", what, len(s.Pages))
		}
		for _, who := range want {
			if p, ok := s.Pages[who]; !ok || p.Revision != s.Revisions[who] || p.Revision <= known[who] {
				t.Errorf("%s: the page of %s is %+v", what, who, p)
			}
		}
		known = s.Revisions
	}
	turned("at first", amelie, bram)
	turned("with nothing done")
	id := newID()
	d.booked(t, id, amelie, monday())
	turned("with an appointment", amelie)
	if err := d.about(agenda.About{Appointment: id, Staff: bram, Now: noon()}, func(a *booking.Appointment, c agenda.Case) error {
		return a.HandOver(c.Diaries[bram], noon())
	}); err != nil {
		t.Fatal(err)
	}
	turned("with one handed over", amelie, bram)
	if err := d.RemoveAvailability(d.ctx, bram, "of-bram"); err != nil {
		t.Fatal(err)
	}
	turned("with an availability less", bram)
}

func arrangements(t *testing.T, d data) {
	day := calendar.DateOf(monday())
	a := availability(amelie)
	a.Topics, a.Languages, a.Exceptions = nil, []string{"fr"}, []calendar.Exception{{From: day, To: day, Hours: []calendar.Hours{{From: 600, To: 660}}, Name: "x"}}
	absence := booking.Absence{ID: "absence", Staff: amelie, Absence: calendar.Absence{From: day, To: day.AddDays(2), Hours: []calendar.Hours{{From: 0, To: 60}}}}
	outside := agenda.Outside{
		Staff: amelie, URL: "https://calendar.example/a", Tag: `"1"`, Modified: "m", FetchedAt: noon(), TriedAt: noon(), DueAt: noon().Add(time.Hour),
		Problem: agenda.Refused, Failures: 2, Busy: []calendar.Interval{{From: monday(), To: monday().Add(time.Hour)}},
	}
	policy := booking.DefaultPolicy()
	policy.Minutes = 30
	for _, err := range []error{
		d.SaveAvailability(d.ctx, a), d.SaveAbsence(d.ctx, absence), d.SaveOutside(d.ctx, outside), d.SavePolicy(d.ctx, "namur", policy),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := d.Shelf(d.ctx, nil, noon())
	if err != nil {
		t.Fatal(err)
	}
	p := s.Pages[amelie]
	whole, err := d.Page(d.ctx, amelie)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []agenda.Page{p, whole} {
		if !reflect.DeepEqual(got.Availabilities, []booking.Availability{a}) || !reflect.DeepEqual(got.Absences, []booking.Absence{absence}) || !reflect.DeepEqual(got.Outside, outside) {
			t.Errorf("the page is %+v", got)
		}
	}
	if s.Policies["namur"].Minutes != 30 || s.Centres[0].Address == "" || s.Centres[0].Phone == "" {
		t.Errorf("policies %v, centres %v", s.Policies, s.Centres)
	}
}

func othersStay(t *testing.T, d data) {
	theirs := availability(bram)
	theirs.ID = "of-amelie"
	wantFault(t, d.SaveAvailability(d.ctx, theirs), fault.Conflict)
	wantFault(t, d.RemoveAvailability(d.ctx, bram, "of-amelie"), fault.NotFound)
	absence := booking.Absence{ID: "a", Staff: amelie, Absence: calendar.Absence{From: calendar.DateOf(noon()), To: calendar.DateOf(noon())}}
	if err := d.SaveAbsence(d.ctx, absence); err != nil {
		t.Fatal(err)
	}
	absence.Staff = bram
	wantFault(t, d.SaveAbsence(d.ctx, absence), fault.Conflict)
	wantFault(t, d.RemoveAbsence(d.ctx, bram, "a"), fault.NotFound)
	if err := d.RemoveAbsence(d.ctx, amelie, "a"); err != nil {
		t.Error(err)
	}
}

func outsideOnce(t *testing.T, d data) {
	for _, who := range []account.StaffID{amelie, bram} {
		if err := d.SaveOutside(d.ctx, agenda.Outside{Staff: who, URL: "https://calendar.example/" + string(who), DueAt: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]int, atOnce)
	errs := together(atOnce, func(i int) error {
		due, err := d.OutsideDue(d.ctx, noon(), noon().Add(time.Minute))
		got[i] = len(due)
		return err
	})
	n := 0
	for _, each := range got {
		n += each
	}
	if won(t, errs, "") != atOnce || n != 2 {
		t.Errorf("given out %d times", n)
	}
	late := agenda.Outside{Staff: amelie, URL: "https://calendar.example/before", Busy: []calendar.Interval{{From: noon(), To: monday()}}}
	if err := d.NoteOutside(d.ctx, late); err != nil {
		t.Fatal(err)
	}
	if p, err := d.Page(d.ctx, amelie); err != nil || len(p.Outside.Busy) != 0 {
		t.Errorf("what came for another address was noted: %+v, %v", p.Outside, err)
	}
	if err := d.SaveOutside(d.ctx, agenda.Outside{Staff: amelie}); err != nil {
		t.Fatal(err)
	}
	if p, err := d.Page(d.ctx, amelie); err != nil || p.Outside.URL != "" {
		t.Errorf("it is still there: %+v, %v", p.Outside, err)
	}
}

func oneLink(t *testing.T, d data) {
	for _, hash := range []string{"first", "second"} {
		if err := d.SaveFeedLink(d.ctx, amelie, hash); err != nil {
			t.Fatal(err)
		}
	}
	_, err := d.FeedOf(d.ctx, "first")
	wantFault(t, err, fault.NotFound)
	if who, err := d.FeedOf(d.ctx, "second"); err != nil || who != amelie {
		t.Errorf("it opens that of %q, %v", who, err)
	}
	if err := d.SaveFeedLink(d.ctx, amelie, ""); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{"second", ""} {
		_, err = d.FeedOf(d.ctx, hash)
		wantFault(t, err, fault.NotFound)
	}
}

func erased(t *testing.T, d data) {
	id := newID()
	if err := d.hold(id, amelie, monday(), noon()); err != nil {
		t.Fatal(err)
	}
	letter := outbox.Envelope{About: string(id), To: "nora@mail.example", Language: "fr", Now: noon()}.AppointmentConfirmed(outbox.Change{})
	change := func(rule func(*booking.Appointment, agenda.Case) error, c agenda.Change) {
		t.Helper()
		err := d.ChangeAppointment(d.ctx, agenda.About{Appointment: id, Now: noon()}, func(is agenda.Case) (agenda.Change, error) {
			c.Appointment = is.Appointment
			return c, rule(&c.Appointment, is)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	change(book(noon()), agenda.Change{Letters: []outbox.Letter{letter}})
	if n, err := d.LettersWaiting(d.ctx, noon()); err != nil || n != 1 {
		t.Fatalf("%d letters, %v", n, err)
	}
	change(func(a *booking.Appointment, _ agenda.Case) error { a.Erase(noon()); return nil }, agenda.Change{Erase: true})
	if n, err := d.LettersWaiting(d.ctx, noon()); err != nil || n != 0 {
		t.Errorf("%d letters, %v", n, err)
	}
	if err := d.ClearHolds(d.ctx, noon().Add(time.Hour)); err != nil {
		t.Error(err)
	}
}
