package agenda_test

import (
	"strings"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/fault"
	"miti/internal/id"
)

const later = "2027-01-01 00:00"

// BK-5: one reminder for each time that an appointment has, and none for what was
// moved or cancelled.
func TestRemindersFollowTheAppointment(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, "", "2026-12-02 09:00")
	h.wantLetters("2026-11-25 08:00", "appointment_confirmed 11-25 07:00")
	_, err := h.Move(t.Context(), someone, v.ID, slot("2026-12-03 10:00"))
	h.must(err)
	_, err = h.Move(t.Context(), someone, v.ID, slot("2026-12-04 11:00"))
	h.must(err)
	h.wantLetters("2026-11-25 08:00", "appointment_moved 11-25 07:00", "appointment_moved 11-25 07:00")
	h.wantLetters("2026-12-03 11:00", "appointment_reminder 12-03 10:00")
	h.now = at("2026-12-04 08:30")
	_, err = h.Cancel(t.Context(), someone, v.ID)
	h.must(err)
	h.wantLetters(later, "appointment_cancelled 12-04 07:30")
}

func TestATimeIsRemindedOfOnceHoweverOftenItIsChosen(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, "", "2026-12-02 09:00")
	h.wantLetters("2026-12-01 09:00", "appointment_confirmed 11-25 07:00", "appointment_reminder 12-01 08:00")
	h.now = at("2026-12-01 10:00")
	for _, start := range []string{"2026-12-03 09:00", "2026-12-02 09:00"} {
		_, err := h.Move(t.Context(), someone, v.ID, slot(start))
		h.must(err)
	}
	h.wantLetters(later, "appointment_moved 12-01 09:00", "appointment_moved 12-01 09:00", "appointment_reminder 12-02 07:00")
}

func TestWhoDidNotComeGetsOneKindLetter(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, amelie.ID, "2026-12-02 09:00")
	h.letters(later)
	_, err := h.Attended(t.Context(), as(amelie), v.ID, false)
	h.refused(err, fault.Conflict) // it has not begun
	h.now = at("2026-12-02 09:20")
	for range 2 {
		_, err = h.Attended(t.Context(), as(amelie), v.ID, false)
		h.must(err)
	}
	h.wantLetters(later, "appointment_missed 12-02 08:20")
	_, err = h.Attended(t.Context(), someone, v.ID, true)
	h.refused(err, fault.Forbidden)
}

// A time that comes free is told to those who would like it, once, and to nobody
// else; who takes it first has it.
func TestATimeThatComesFree(t *testing.T) {
	h := newHouse(t)
	gives := h.books(account.Actor{Visitor: "gives"}, amelie.ID, "2026-12-01 09:00")
	hopes, named, early, not := account.Actor{Visitor: "hopes"}, account.Actor{Visitor: "named"}, account.Actor{Visitor: "early"}, account.Actor{Visitor: "not"}
	a := h.books(hopes, "", "2026-12-02 10:30")
	b := h.books(named, bram.ID, "2026-12-02 09:00")
	c := h.books(early, "", "2026-11-30 09:00")
	h.books(not, "", "2026-12-02 11:15")
	h.books(not, bram.ID, "2026-12-01 09:00")
	late := account.Actor{Visitor: "late"}
	d := h.books(late, "", "2026-12-03 09:00")
	for _, each := range []struct {
		by account.Actor
		id agendaID
	}{{hopes, a.ID}, {named, b.ID}, {early, c.ID}, {late, d.ID}} {
		_, err := h.Earlier(t.Context(), each.by, each.id, true)
		h.must(err)
	}
	h.letters("2026-11-25 08:00")
	_, err := h.Cancel(t.Context(), account.Actor{Visitor: "gives"}, gives.ID)
	h.must(err)
	h.wantLetters("2026-11-25 08:00", "appointment_cancelled 11-25 07:00", "earlier_time 11-25 07:00", "earlier_time 11-25 07:00")
	taken, err := h.Move(t.Context(), hopes, a.ID, slot("2026-12-01 09:00"))
	h.must(err)
	if taken.Earlier {
		t.Error("who has the earlier time still waits for one")
	}
	_, err = h.Move(t.Context(), late, d.ID, slot("2026-12-01 09:00"))
	h.refused(err, fault.Taken)
}

// A time that was held while somebody booked a later one could not be seen then: they
// are told when the hold has run out, or is given back, once. Who saw the time free when
// they booked, or has not asked, is not.
func TestATimeThatWasOnlyHeldIsToldToThoseWhoCouldNotSeeIt(t *testing.T) {
	for name, ends := range map[string]func(h *house, held booking.ID){
		"it runs out": func(h *house, _ booking.ID) { h.now = h.now.Add(booking.HoldFor) },
		"it is given back": func(h *house, held booking.ID) {
			_, err := h.Cancel(h.t.Context(), account.Actor{Visitor: "looks"}, held)
			h.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			saw, hopes, not := account.Actor{Visitor: "saw"}, account.Actor{Visitor: "hopes"}, account.Actor{Visitor: "not"}
			before := h.books(saw, amelie.ID, "2026-12-02 10:00")
			h.now = h.now.Add(time.Minute)
			w := wish
			w.Staff = amelie.ID
			held, err := h.Hold(t.Context(), account.Actor{Visitor: "looks"}, agenda.Holding{
				ID: booking.ID(id.New()), Wish: w, Slot: booking.Slot{Start: at("2026-12-01 09:00")},
			})
			h.must(err)
			h.now = h.now.Add(time.Minute)
			meanwhile := h.books(hopes, amelie.ID, "2026-12-02 11:00")
			h.books(not, amelie.ID, "2026-12-03 09:00")
			for by, v := range map[account.Actor]agenda.View{saw: before, hopes: meanwhile} {
				_, err := h.Earlier(t.Context(), by, v.ID, true)
				h.must(err)
			}
			h.must(h.Lapse(t.Context()))
			h.wantLetters("2026-11-25 09:00", "appointment_confirmed 11-25 07:00",
				"appointment_confirmed 11-25 07:02", "appointment_confirmed 11-25 07:02")
			ends(h, held.ID)
			for range 2 {
				h.must(h.Lapse(t.Context()))
			}
			if got := h.letters("2026-11-25 09:00"); len(got) != 1 || !strings.HasPrefix(got[0], "earlier_time ") {
				t.Errorf("the letters are %v", got)
			}
		})
	}
}

// A held time that becomes an appointment has not come free.
func TestATimeThatWasHeldAndIsBookedIsToldToNobody(t *testing.T) {
	h := newHouse(t)
	looks, hopes := account.Actor{Visitor: "looks"}, account.Actor{Visitor: "hopes"}
	held, err := h.Hold(t.Context(), looks, agenda.Holding{ID: booking.ID(id.New()), Wish: wish, Slot: booking.Slot{Start: at("2026-12-01 09:00")}})
	h.must(err)
	v := h.books(hopes, "", "2026-12-02 11:00")
	_, err = h.Earlier(t.Context(), hopes, v.ID, true)
	h.must(err)
	_, err = h.Book(t.Context(), looks, held.ID, agenda.Details{Name: "Nora", Contact: "nora@mail.example"})
	h.must(err)
	h.now = h.now.Add(booking.HoldFor)
	h.must(h.Lapse(t.Context()))
	h.wantLetters("2026-11-25 09:00", "appointment_confirmed 11-25 07:00", "appointment_confirmed 11-25 07:00")
}

func TestErasingWithdrawsWhatWasToBeTold(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, "", "2026-12-02 09:00")
	h.must(h.Erase(t.Context(), someone))
	h.wantLetters(later)
	if _, err := h.Appointment(t.Context(), someone, v.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("it is still theirs: %v", err)
	}
	kept, err := h.store.Appointment(t.Context(), v.ID)
	if err != nil || kept.Name != "" || kept.Contact != "" || kept.Kind == "" {
		t.Errorf("what is kept is %+v, %v", kept, err)
	}
	if got, err := h.Slots(t.Context(), someone, wish, within("2026-12-02 09:00", time.Minute), 5); err != nil || len(got) != 1 {
		t.Errorf("its time is not offered again: %v, %v", got, err)
	}
}
