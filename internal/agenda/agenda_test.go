package agenda_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/roster"
)

type agendaID = booking.ID

func slot(start string) booking.Slot { return booking.Slot{Start: at(start)} }

func within(start string, d time.Duration) calendar.Interval {
	return calendar.Interval{From: at(start), To: at(start).Add(d)}
}

func (h *house) hold(by account.Actor, start string) (agenda.View, error) {
	return h.Hold(h.t.Context(), by, agenda.Holding{ID: booking.ID(id.New()), Wish: wish, Slot: slot(start)})
}

func TestAVisitorHoldsOneTimeAtOnce(t *testing.T) {
	h := newHouse(t)
	first, err := h.hold(someone, "2026-12-02 09:00")
	h.must(err)
	second, err := h.hold(someone, "2026-12-02 10:00")
	h.must(err)
	if _, err := h.Appointment(t.Context(), someone, first.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("the first is still held: %v", err)
	}
	h.now = h.now.Add(booking.HoldFor)
	if _, err := h.Book(t.Context(), someone, second.ID, agenda.Details{Contact: "nora@mail.example"}); err != nil {
		t.Errorf("held for too long, and free still: %v", err)
	}
}

func TestAHeldTimeThatIsTooLateAndGone(t *testing.T) {
	h := newHouse(t)
	w := wish
	w.Staff = amelie.ID
	held, err := h.Hold(t.Context(), someone, agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: slot("2026-12-02 09:00")})
	h.must(err)
	h.now = h.now.Add(booking.HoldFor)
	h.books(account.Actor{Visitor: "other"}, amelie.ID, "2026-12-02 09:15")
	_, err = h.Book(t.Context(), someone, held.ID, agenda.Details{Contact: "nora@mail.example"})
	gone, ok := errors.AsType[*agenda.Gone](err)
	if !ok || fault.CodeOf(err) != fault.Taken || len(gone.Others) != booking.OfferMost {
		t.Errorf("error %v, others %+v", err, gone)
	}
}

// A fair share: ten visitors who want anybody are five each.
func TestAppointmentsAreShared(t *testing.T) {
	h := newHouse(t)
	n := map[account.StaffID]int{}
	for i := range 10 {
		day := []string{"2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"}[i%5]
		v := h.books(account.Actor{Visitor: account.VisitorID(fmt.Sprint(i))}, "", day+" 09:00")
		n[v.Appointment.Staff]++
	}
	if n[amelie.ID] != 5 || n[bram.ID] != 5 {
		t.Errorf("shares %v", n)
	}
}

func TestWhoseAgendaItIs(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, amelie.ID, "2026-12-02 09:00")
	for name, c := range map[string]struct {
		by   account.Actor
		want fault.Code
	}{
		"its counsellor":           {as(amelie), ""},
		"its centre's coordinator": {as(carla), ""},
		"a colleague":              {as(bram), fault.NotFound},
		"another centre":           {as(didier), fault.NotFound},
		"another visitor":          {account.Actor{Visitor: "other"}, fault.NotFound},
		"nobody":                   {account.Actor{}, fault.Unauthenticated},
		"an account that has gone": {account.Actor{Staff: "gone"}, fault.Unauthenticated},
	} {
		_, err := h.Appointment(t.Context(), c.by, v.ID)
		_, errWeek := h.Week(t.Context(), c.by, amelie.ID, within("2026-11-30 00:00", 7*24*time.Hour))
		if c.want == "" {
			h.must(errors.Join(err, errWeek))
			continue
		}
		h.refused(err, c.want)
		if errWeek == nil {
			t.Errorf("%s sees the whole agenda", name)
		}
	}
	wrong := mornings()
	wrong.Staff = amelie.ID
	h.refused(h.SaveAvailability(t.Context(), as(bram), wrong), fault.NotFound)
	h.must(h.SaveAvailability(t.Context(), as(carla), wrong))
	h.refused(h.SavePolicy(t.Context(), as(amelie), "namur", booking.DefaultPolicy()), fault.Forbidden)
	h.refused(h.SavePolicy(t.Context(), as(carla), "liege", booking.DefaultPolicy()), fault.Forbidden)
	h.must(h.SavePolicy(t.Context(), as(carla), "namur", booking.DefaultPolicy()))
}

// Whoever is ill: what a colleague can take goes over at the same time; for the
// rest, three times are held, of which one is taken, and then the others are free.
func TestRelief(t *testing.T) {
	h := newHouse(t)
	easy := h.books(account.Actor{Visitor: "easy"}, amelie.ID, "2026-12-02 09:00")
	hard := h.books(account.Actor{Visitor: "hard"}, amelie.ID, "2026-12-02 10:00")
	h.books(account.Actor{Visitor: "other"}, bram.ID, "2026-12-02 10:00")
	h.letters("2026-11-25 08:00")
	h.now = at("2026-12-02 07:30") // shorter before than visitors may book
	done, err := h.Relieve(t.Context(), as(carla), amelie.ID, within("2026-12-02 00:00", 24*time.Hour))
	h.must(err)
	if len(done) != 2 || done[0].To.ID != bram.ID || done[1].To.ID != "" || done[1].Offered != 3 {
		t.Fatalf("done %+v", done)
	}
	h.wantLetters("2026-12-02 07:30", "appointment_proposal 12-02 06:30", "appointment_proposal 12-02 06:30",
		"appointment_reminder 12-01 08:00", "appointment_reminder 12-01 09:00")
	if v, err := h.Appointment(t.Context(), as(bram), easy.ID); err != nil || v.State != booking.Booked {
		t.Errorf("Bram does not have it: %+v, %v", v, err)
	}
	by := account.Actor{Visitor: "hard"}
	v, err := h.Appointment(t.Context(), by, hard.ID)
	h.must(err)
	if v.State != booking.Proposed || len(v.Offered) != 3 {
		t.Fatalf("proposed: %+v", v)
	}
	offered := v.Offered[1]
	w := wish
	w.Staff = bram.ID
	_, err = h.Hold(t.Context(), someone, agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: booking.Slot{Start: offered.Start}})
	h.refused(err, fault.Taken) // it is held for them
	v, err = h.Move(t.Context(), by, hard.ID, booking.Slot{Start: offered.Start})
	h.must(err)
	if v.State != booking.Booked || !v.Start.Equal(offered.Start) || v.Sequence != hard.Sequence+2 {
		t.Errorf("taken: %+v", v)
	}
	if left, err := h.store.Offered(t.Context(), booking.OfferID(hard.ID)); err != nil || len(left) != 0 {
		t.Errorf("the other times are still held: %v, %v", left, err)
	}
}

// A time that is proposed by mail is held for an hour at least, also where people may book at once.
func TestWhatIsProposedIsHeldUntilItIsRead(t *testing.T) {
	h := newHouse(t)
	policy := booking.DefaultPolicy()
	policy.Notice = 0
	h.must(h.SavePolicy(t.Context(), as(carla), "namur", policy))
	hard := h.books(account.Actor{Visitor: "hard"}, amelie.ID, "2026-12-02 10:00")
	h.books(account.Actor{Visitor: "other"}, bram.ID, "2026-12-02 10:00")
	h.now = at("2026-12-02 07:30")
	_, err := h.Relieve(t.Context(), as(carla), amelie.ID, within("2026-12-02 00:00", 24*time.Hour))
	h.must(err)
	v, err := h.Appointment(t.Context(), account.Actor{Visitor: "hard"}, hard.ID)
	h.must(err)
	if len(v.Offered) != booking.OfferMost {
		t.Errorf("%d times are offered", len(v.Offered))
	}
	for _, o := range v.Offered {
		if o.HeldUntil.Before(h.now.Add(time.Hour)) {
			t.Errorf("that of %s is held until %s", o.Start, o.HeldUntil)
		}
	}
}

func TestAnAbsenceTellsWhatLiesInIt(t *testing.T) {
	h := newHouse(t)
	in := h.books(account.Actor{Visitor: "in"}, amelie.ID, "2026-12-02 09:00")
	h.books(account.Actor{Visitor: "after"}, amelie.ID, "2026-12-02 10:30")
	day := calendar.DateOf(at("2026-12-02 12:00"))
	absence := booking.Absence{ID: booking.AbsenceID(id.New()), Absence: calendar.Absence{From: day, To: day, Hours: []calendar.Hours{{From: 0, To: 10 * 60}}}}
	inside, err := h.SaveAbsence(t.Context(), as(amelie), absence)
	h.must(err)
	if len(inside) != 1 || inside[0].ID != in.ID {
		t.Errorf("inside are %+v", inside)
	}
	w := wish
	w.Staff = amelie.ID
	got, err := h.Slots(t.Context(), someone, w, within("2026-12-02 00:00", 24*time.Hour), 10)
	h.must(err)
	if len(got) != 0 { // from ten on, the buffer of half past ten is in the way
		t.Errorf("offered are %v", got)
	}
}

// What a calendar elsewhere is busy with cannot be booked; that it cannot be read
// is seen, and what it had counts meanwhile.
func TestACalendarElsewhere(t *testing.T) {
	h := newHouse(t)
	w := wish
	w.Staff = amelie.ID
	h.fetched = agenda.Fetched{Tag: `"1"`, Busy: []calendar.Interval{within("2026-12-02 09:00", 2*time.Hour)}}
	h.must(h.SetOutside(t.Context(), as(amelie), "webcal://calendar.example/a.ics"))
	offered := func() []string {
		got, err := h.Slots(t.Context(), someone, w, within("2026-12-02 00:00", 24*time.Hour), 10)
		h.must(err)
		var clocks []string
		for _, s := range got {
			clocks = append(clocks, s.Start.Add(time.Hour).Format("15:04"))
		}
		return clocks
	}
	if got := offered(); !slices.Equal(got, []string{"11:00", "11:15"}) {
		t.Errorf("offered are %v", got)
	}
	h.fetched, h.problem = agenda.Fetched{}, agenda.Refused
	h.now = h.now.Add(16 * time.Minute)
	h.must(h.Agenda.Fetch(t.Context()))
	week, err := h.Week(t.Context(), as(amelie), "", within("2026-11-30 00:00", time.Hour))
	h.must(err)
	if o := week.Outside; o.URL != "https://calendar.example/a.ics" || o.Problem != agenda.Refused || !o.TriedAt.Equal(h.now) || o.FetchedAt.Equal(h.now) {
		t.Errorf("it shows %+v", o)
	}
	if got := offered(); len(got) != 2 {
		t.Errorf("offered are %v", got)
	}
	h.must(h.SetOutside(t.Context(), as(amelie), ""))
	if got := offered(); len(got) != 10 {
		t.Errorf("without it, offered are %v", got)
	}
	for _, address := range []string{"ftp://calendar.example/a", "https://user:secret@calendar.example/a", "file:///etc/passwd", "https://", "x"} {
		h.refused(h.SetOutside(t.Context(), as(amelie), address), fault.Malformed)
	}
}

var december = calendar.Date{Year: 2026, Month: time.December, Day: 1}

func TestTheFeedOfAnAgenda(t *testing.T) {
	h := newHouse(t)
	h.books(someone, amelie.ID, "2026-12-02 09:00")
	first, err := h.MakeFeedLink(t.Context(), as(amelie))
	h.must(err)
	h.must(h.store.ChangeShifts(t.Context(), december, december, func([]roster.Shift) (roster.Change, error) {
		return roster.Change{Put: []roster.Shift{
			{ID: "hers", Staff: amelie.ID, Date: december, Hours: calendar.Hours{From: 540, To: 720}},
			{ID: "his", Staff: bram.ID, Date: december, Hours: calendar.Hours{From: 540, To: 720}},
		}}, nil
	}))
	f, err := h.Feed(t.Context(), first)
	if err != nil || len(f.Appointments) != 1 || len(f.Shifts) != 1 || f.Shifts[0].ID != "hers" || f.Language != "fr" {
		t.Errorf("the feed is %+v, %v", f, err)
	}
	second, err := h.MakeFeedLink(t.Context(), as(amelie))
	h.must(err)
	_, err = h.Feed(t.Context(), first)
	h.refused(err, fault.NotFound)
	h.must(h.RevokeFeedLink(t.Context(), as(amelie)))
	_, err = h.Feed(t.Context(), second)
	h.refused(err, fault.NotFound)
}

func TestACounsellorBooksForSomebody(t *testing.T) {
	h := newHouse(t)
	w := wish
	w.Kind = booking.Phone
	soon := slot("2026-11-25 10:00") // sooner than visitors may book
	_, err := h.Hold(t.Context(), someone, agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: soon})
	h.refused(err, fault.Taken)
	v, err := h.BookFor(t.Context(), as(bram), agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: soon}, "", agenda.Details{Name: "Nora", Contact: "0470 12 34 56"})
	h.must(err)
	if v.State != booking.Booked || v.Contact != "0470 12 34 56" {
		t.Errorf("booked %+v", v)
	}
	_, err = h.BookFor(t.Context(), as(bram), agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: slot("2026-11-25 11:00")}, "", agenda.Details{Contact: "nora@mail.example"})
	h.refused(err, fault.BadContact)
	v, err = h.BookFor(t.Context(), as(amelie), agenda.Holding{ID: booking.ID(id.New()), Wish: wish, Slot: slot("2026-12-02 09:00")}, "talk", agenda.Details{})
	h.must(err)
	if v.Visitor != someone.Visitor || v.Name != "Zoé" || v.Contact != "zoe@mail.example" {
		t.Errorf("booked in the chat: %+v", v)
	}
}
