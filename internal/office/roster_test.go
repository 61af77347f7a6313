package office_test

import (
	"context"
	"slices"
	"testing"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/outbox"
	"miti/internal/roster"
)

var monday = calendar.Date{Year: 2026, Month: 11, Day: 30}

func shift(of account.StaffID, date calendar.Date, from, to int) roster.Shift {
	return roster.Shift{ID: roster.ShiftID(id.New()), Staff: of, Date: date, Hours: calendar.Hours{From: from * 60, To: to * 60}}
}

func TestWhoArrangesShifts(t *testing.T) {
	h := newHouse(t)
	day := monday
	allows(t, func(ctx context.Context, by account.Actor) error {
		day = day.AddDays(1) // each their own day, so that nothing overlaps
		return h.PutShift(ctx, by, shift("amelie", day, 9, 12))
	}, "Namur's", "the network's")
	allows(t, func(ctx context.Context, by account.Actor) error {
		_, err := h.Roster(ctx, by, monday)
		return err
	}, "a counsellor", "Namur's", "Liège's", "the network's")
	allows(t, func(ctx context.Context, by account.Actor) error { return h.SaveNeeds(ctx, by, nil) }, "the network's")
}

func TestAShiftIsNotTakenFromAnotherCentre(t *testing.T) {
	h := newHouse(t)
	of := shift("greta", monday, 10, 12)
	must(t, h.PutShift(t.Context(), liege, of))
	mine := of
	mine.Staff = "amelie" // moved to one's own person, it would be gone in Liège
	if err := h.PutShift(t.Context(), namur, mine); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("moved: %v", err)
	}
	if err := h.RemoveShift(t.Context(), namur, of.ID); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("removed: %v", err)
	}
	must(t, h.RemoveShift(t.Context(), liege, of.ID))
	if err := h.RemoveShift(t.Context(), liege, of.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("removed twice: %v", err)
	}
}

func TestNobodyIsLiveTwiceAtOnce(t *testing.T) {
	h := newHouse(t)
	first := shift("amelie", monday, 9, 12)
	must(t, h.PutShift(t.Context(), namur, first))
	if err := h.PutShift(t.Context(), namur, shift("amelie", monday, 11, 13)); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	first.Hours.To = 13 * 60 // the same one, longer
	must(t, h.PutShift(t.Context(), namur, first))
	for name, s := range map[string]roster.Shift{
		"an id that no client made": {ID: "1", Staff: "amelie", Date: monday, Hours: calendar.Hours{From: 0, To: 60}},
		"no time at all":            shift("amelie", monday, 15, 15),
		"somebody unknown":          shift("nobody", monday, 15, 16),
	} {
		if err := h.PutShift(t.Context(), network, s); err == nil {
			t.Errorf("%s was entered", name)
		}
	}
}

func TestAGapIsThereUntilSomebodyFillsIt(t *testing.T) {
	h := newHouse(t)
	must(t, h.SaveNeeds(t.Context(), network, []roster.Need{{Topic: "studies", Language: "de", Minimum: 1}}))
	gaps := func() []roster.Gap {
		t.Helper()
		r, err := h.Roster(t.Context(), namur, monday.AddDays(3))
		must(t, err)
		if r.Monday != monday || r.Zone.String() != "Europe/Brussels" || len(r.Staff) != 5 {
			t.Fatalf("the week is %v in %v with %d people", r.Monday, r.Zone, len(r.Staff))
		}
		return r.Gaps
	}
	// Monday to Friday, from 9 in Namur until 13 in Liège.
	if all := gaps(); len(all) != 5 || all[0].Time.To.Sub(all[0].Time.From).Hours() != 4 {
		t.Fatalf("gaps %v", all)
	}
	must(t, h.PutShift(t.Context(), liege, shift("greta", monday, 8, 14)))
	if all := gaps(); len(all) != 4 || calendar.DateOf(all[0].Time.From) != monday.AddDays(1) {
		t.Errorf("after the shift: %v", all)
	}
	if err := h.SaveNeeds(t.Context(), network, []roster.Need{{Topic: "astrology", Minimum: 1}}); fault.CodeOf(err) != fault.Malformed {
		t.Errorf("an unknown topic: %v", err)
	}
}

func TestAWeekIsCopiedByWhoArrangesIt(t *testing.T) {
	h := newHouse(t)
	must(t, h.PutShift(t.Context(), namur, shift("amelie", monday, 9, 12)))
	must(t, h.PutShift(t.Context(), liege, shift("greta", monday.AddDays(1), 10, 12)))
	next := monday.AddDays(7)
	copied := func(by account.Actor) int {
		t.Helper()
		n, err := h.CopyWeek(t.Context(), by, monday, next)
		must(t, err)
		return n
	}
	if n := copied(namur); n != 1 {
		t.Errorf("Namur copied %d", n)
	}
	if n := copied(network); n != 1 {
		t.Errorf("the network copied %d: Namur's is there already", n)
	}
	if n := copied(network); n != 0 {
		t.Errorf("once more copied %d", n)
	}
	r, err := h.Roster(t.Context(), amelie, next)
	must(t, err)
	if !slices.EqualFunc(r.Shifts, []account.StaffID{"amelie", "greta"}, func(s roster.Shift, of account.StaffID) bool { return s.Staff == of }) {
		t.Errorf("the next week has %v", r.Shifts)
	}
	if _, err := h.CopyWeek(t.Context(), amelie, monday, next); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a counsellor: %v", err)
	}
	if _, err := h.CopyWeek(t.Context(), network, monday, monday.AddDays(2)); fault.CodeOf(err) != fault.Malformed {
		t.Errorf("into itself: %v", err)
	}
}

// amelie asks for somebody who knows studies; greta does, and lucas does not.
func TestAShiftChangesHands(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	greta, lucas := account.Actor{Staff: "greta"}, liege
	tomorrow := monday.AddDays(2)
	put := func() roster.ShiftID {
		s := shift("amelie", tomorrow, 9, 12)
		must(t, h.PutShift(ctx, namur, s))
		return s.ID
	}
	whose := func(s roster.ShiftID) account.StaffID {
		t.Helper()
		found, err := h.store.Shift(ctx, s)
		must(t, err)
		return found.Staff
	}
	must(t, h.SaveNeeds(ctx, network, []roster.Need{{Topic: "studies", Minimum: 1}}))

	s := put()
	if err := h.AskSwap(ctx, greta, s, ""); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a colleague's shift: %v", err)
	}
	must(t, h.AskSwap(ctx, amelie, s, "greta"))
	must(t, h.AskSwap(ctx, amelie, s, "greta"))
	if letters := h.letters(t); len(letters) != 1 || letters[0].To != "greta@centre.example" ||
		letters[0].Kind != outbox.ShiftAsked || letters[0].About != string(s) || letters[0].Language != "de" {
		t.Errorf("who is asked by name, twice, gets %+v", letters)
	}
	mine, err := h.MyShifts(ctx, greta)
	if must(t, err); len(mine.Mine) != 0 || len(mine.Offered) != 1 {
		t.Errorf("greta sees %+v", mine)
	}
	if mine, err := h.MyShifts(ctx, lucas); err != nil || len(mine.Offered) != 0 {
		t.Errorf("lucas was not asked: %+v, %v", mine, err)
	}
	if theirs, err := h.TakeSwap(ctx, greta, s); err != nil || !theirs || whose(s) != "greta" {
		t.Errorf("who knows as much has it at once: %v, %v", theirs, err)
	}
	must(t, h.RemoveShift(ctx, liege, s))

	s = put()
	must(t, h.AskSwap(ctx, amelie, s, ""))
	if letters := h.letters(t); len(letters) != 0 {
		t.Errorf("a wish that is anybody's wrote %+v", letters)
	}
	if theirs, err := h.TakeSwap(ctx, lucas, s); err != nil || theirs || whose(s) != "amelie" {
		t.Errorf("who knows less waits: %v, %v", theirs, err)
	}
	for by, want := range map[account.Actor]int{namur: 1, network: 1, liege: 0} {
		week, err := h.Roster(ctx, by, monday)
		if must(t, err); len(week.Decide) != want {
			t.Errorf("%s decides on %+v", by.Staff, week.Decide)
		}
	}
	allows(t, func(ctx context.Context, by account.Actor) error {
		if err := h.ApproveSwap(ctx, by, s); err != nil {
			return err
		}
		if whose(s) != "lucas" {
			t.Error("it is not lucas's")
		}
		must(t, h.RemoveShift(ctx, liege, s))
		s = put()
		must(t, h.AskSwap(ctx, amelie, s, ""))
		_, err := h.TakeSwap(ctx, lucas, s)
		return err
	}, "Namur's", "the network's")

	allows(t, func(ctx context.Context, by account.Actor) error {
		return h.DropSwap(ctx, by, s)
	}, "a counsellor", "Namur's", "the network's")
	if _, err := h.TakeSwap(ctx, greta, s); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("what is not offered any more: %v", err)
	}
	past := shift("amelie", monday, 9, 12) // yesterday
	must(t, h.PutShift(ctx, namur, past))
	if err := h.AskSwap(ctx, amelie, past.ID, ""); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("what has begun: %v", err)
	}
}
