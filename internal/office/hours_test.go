package office_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/office"
)

func TestWhoArrangesHours(t *testing.T) {
	h := newHouse(t)
	hours := office.Hours{Week: weekdays(9*60, 17*60), Holidays: calendar.BelgianHolidays}
	allows(t, func(ctx context.Context, by account.Actor) error { return h.SaveHours(ctx, by, "namur", hours) },
		"Namur's", "the network's")
	allows(t, func(ctx context.Context, by account.Actor) error {
		_, err := h.Preview(ctx, by, "namur", hours)
		return err
	}, "Namur's", "the network's")
	allows(t, func(ctx context.Context, by account.Actor) error {
		_, err := h.Proposals(ctx, by, "namur", strings.NewReader(closing))
		return err
	}, "Namur's", "the network's")
	if err := h.SaveHours(t.Context(), network, "nowhere", hours); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a centre that is not there: %v", err)
	}
	all, err := h.store.Centres(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].ID != "liege" || all[0].Week[0].From != 10*60 || all[1].Week[0].To != 17*60 {
		t.Errorf("the centres are %v", all)
	}
}

func TestACoordinatorSeesTheirOwnCentres(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		by   account.Actor
		want []centre.ID
	}{{namur, []centre.ID{"namur"}}, {network, []centre.ID{"liege", "namur"}}} {
		all, err := h.Centres(t.Context(), c.by)
		must(t, err)
		if len(all) != len(c.want) || all[0].ID != c.want[0] {
			t.Errorf("%s sees %v", c.by.Staff, all)
		}
	}
	allows(t, func(ctx context.Context, by account.Actor) error {
		_, err := h.Centres(ctx, by)
		return err
	}, "Namur's", "Liège's", "the network's")
}

func TestWhatCannotBeIsSaidByItsPlace(t *testing.T) {
	h := newHouse(t)
	week := append(weekdays(9*60, 12*60), calendar.Span{Day: time.Saturday, From: 600, To: 540})
	err := h.SaveHours(t.Context(), namur, "namur", office.Hours{Week: week})
	problem, ok := errors.AsType[*calendar.Problem](err)
	if !ok || fault.CodeOf(err) != fault.BadHours || problem.Field != "week" || problem.Index != 5 || problem.Flaw != calendar.NotOnADay {
		t.Errorf("got %v", err)
	}
}

func TestThePreviewIsWhatVisitorsWouldSee(t *testing.T) {
	h := newHouse(t)
	christmas := calendar.Date{Year: 2026, Month: time.December, Day: 25}
	eve := christmas.AddDays(-1)
	p, err := h.Preview(t.Context(), namur, "namur", office.Hours{
		Week: weekdays(9*60, 12*60), Holidays: calendar.BelgianHolidays,
		Exceptions: []calendar.Exception{{From: eve, To: eve}},
	})
	must(t, err)
	if len(p.Days) != 28 || p.Open || p.Days[0].Date != calendar.DateOf(noon) {
		t.Fatalf("%d days from %v, open %v", len(p.Days), p.Days[0].Date, p.Open)
	}
	if want := noon.Add(21 * time.Hour); !p.OpensAt.Equal(want) { // at noon in Namur it has just closed
		t.Errorf("opens at %v, want %v", p.OpensAt, want)
	}
	for _, d := range p.Days {
		switch {
		case d.Date == christmas && (len(d.Open) > 0 || len(d.Holidays) != 1 || d.Holidays[0] != "christmas"):
			t.Errorf("Christmas is %v", d)
		case d.Date == eve && len(d.Open) > 0:
			t.Errorf("the day before is %v", d)
		case d.Date == eve.AddDays(-1) && len(d.Open) != 1:
			t.Errorf("the day before that is %v", d)
		}
	}
	saved, err := h.Centres(t.Context(), namur)
	must(t, err)
	if len(saved[0].Exceptions) > 0 || saved[0].Holidays != "" {
		t.Error("the preview was saved")
	}
}

func TestLegalDaysOfAYear(t *testing.T) {
	days := newHouse(t).LegalDays()
	if len(days) != 10 || days[0].Key != "christmas" || days[1].Key != "new-year" {
		t.Errorf("got %v", days)
	}
}

const closing = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\n" +
	"DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Winter\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestAFeedOnlyProposes(t *testing.T) {
	h := newHouse(t)
	read, err := h.Proposals(t.Context(), namur, "namur", strings.NewReader(closing))
	must(t, err)
	if len(read.Proposals) != 1 || read.Proposals[0].Name != "Winter" || read.Proposals[0].To.String() != "2026-12-31" {
		t.Errorf("got %+v", read)
	}
	if _, err := h.Proposals(t.Context(), namur, "namur", strings.NewReader("nonsense")); fault.CodeOf(err) != fault.Malformed {
		t.Errorf("nonsense: %v", err)
	}
	saved, err := h.Centres(t.Context(), namur)
	must(t, err)
	if len(saved[0].Exceptions) > 0 {
		t.Error("it was saved")
	}
}
