// Package rostertest holds what every store of the roster must do.
package rostertest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/roster"
)

// Store is what the tests need beside the roster itself: a shift belongs to an
// account.
type Store interface {
	roster.Store
	SaveStaff(ctx context.Context, s account.Staff, h account.PasswordHash) error
}

var monday = calendar.Date{Year: 2026, Month: time.November, Day: 30}

// Run holds a store that is empty to it.
func Run(t *testing.T, s Store) {
	for _, id := range []account.StaffID{"amelie", "bram"} {
		if err := s.SaveStaff(t.Context(), account.Staff{ID: id, Email: string(id) + "@centre.example"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("shifts", func(t *testing.T) { shifts(t, s) })
	t.Run("two who enter a shift at once", func(t *testing.T) { race(t, s) })
	t.Run("needs", func(t *testing.T) { needs(t, s) })
}

func put(t *testing.T, s Store, shift roster.Shift) {
	t.Helper()
	err := s.ChangeShifts(t.Context(), shift.Date, shift.Date, func([]roster.Shift) (roster.Change, error) {
		return roster.Change{Put: []roster.Shift{shift}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func shifts(t *testing.T, s Store) {
	early := roster.Shift{ID: "1", Staff: "bram", Date: monday, Hours: calendar.Hours{From: 540, To: 720}}
	late := roster.Shift{ID: "2", Staff: "amelie", Date: monday.AddDays(6), Hours: calendar.Hours{From: 0, To: 1440}}
	next := roster.Shift{ID: "3", Staff: "amelie", Date: monday.AddDays(7), Hours: calendar.Hours{From: 540, To: 720}}
	for _, each := range []roster.Shift{next, late, early} {
		put(t, s, each)
	}
	offered := next
	offered.Swap = &roster.Swap{To: "bram"}
	put(t, s, offered)
	if got, err := s.Shift(t.Context(), "3"); err != nil || got.Swap == nil || *got.Swap != *offered.Swap {
		t.Errorf("the wish to give it away is %+v, %v", got.Swap, err)
	}
	put(t, s, next)
	week := func() []roster.Shift {
		t.Helper()
		all, err := s.Shifts(t.Context(), monday, monday.AddDays(6))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := week(); !slices.Equal(got, []roster.Shift{early, late}) {
		t.Errorf("the week has %v", got)
	}
	early.Date, early.Hours.To = monday.AddDays(1), 660
	put(t, s, early)
	if got, err := s.Shift(t.Context(), "1"); err != nil || got != early {
		t.Errorf("moved to %v, %v", got, err)
	}
	refused := fault.New(fault.Conflict)
	err := s.ChangeShifts(t.Context(), monday, monday, func([]roster.Shift) (roster.Change, error) {
		return roster.Change{Put: []roster.Shift{{ID: "4", Staff: "bram", Date: monday}}, Remove: []roster.ShiftID{"2"}}, refused
	})
	if fault.CodeOf(err) != fault.Conflict || len(week()) != 2 {
		t.Errorf("a refused act says %v and leaves %v", err, week())
	}
	err = s.ChangeShifts(t.Context(), monday, monday.AddDays(6), func(there []roster.Shift) (roster.Change, error) {
		return roster.Change{Remove: []roster.ShiftID{there[0].ID, "nobody's"}}, nil
	})
	if err != nil || !slices.Equal(week(), []roster.Shift{late}) {
		t.Errorf("after the removal: %v, %v", week(), err)
	}
	if _, err := s.Shift(t.Context(), "1"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a removed shift: %v", err)
	}
}

// race has many enter the same time of one person: one succeeds.
func race(t *testing.T, s Store) {
	day := monday.AddDays(30)
	var tasks sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		tasks.Go(func() {
			shift := roster.Shift{
				ID: roster.ShiftID(fmt.Sprint("race", i)), Staff: "amelie", Date: day, Hours: calendar.Hours{From: 540 + i, To: 720},
			}
			errs[i] = s.ChangeShifts(t.Context(), day, day, func(there []roster.Shift) (roster.Change, error) {
				_, err := roster.Add(there, shift)
				return roster.Change{Put: []roster.Shift{shift}}, err
			})
		})
	}
	tasks.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case fault.CodeOf(err) != fault.Conflict:
			t.Error(err)
		}
	}
	all, err := s.Shifts(t.Context(), day, day)
	if err != nil || len(all) != 1 || won != 1 {
		t.Errorf("%d won, the day has %v, %v", won, all, err)
	}
}

func needs(t *testing.T, s Store) {
	for _, want := range [][]roster.Need{
		{{Minimum: 6}, {Topic: "studies", Minimum: 2}, {Language: "nl", Minimum: 1}},
		{{Topic: "business", Language: "de", Minimum: 1}, {Minimum: 8}},
		nil,
	} {
		if err := s.SaveNeeds(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Needs(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("needs %v, want %v, %v", got, want, err)
		}
	}
}
