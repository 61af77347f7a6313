package centre_test

import (
	"errors"
	"testing"
	"time"

	"miti/internal/calendar"
	"miti/internal/centre"
)

// office is open on weekdays, 9:00 to 12:00 and 13:00 to 17:00, and on
// Fridays in the morning only.
func office() centre.Centre {
	c := centre.Centre{ID: "namur", Zone: "Europe/Brussels"}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Week = append(c.Week, calendar.Span{Day: day, From: 9 * 60, To: 12 * 60})
		if day < time.Friday {
			c.Week = append(c.Week, calendar.Span{Day: day, From: 13 * 60, To: 17 * 60})
		}
	}
	return c
}

// at reads a wall clock in Brussels.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// holidays keeps the legal days.
func holidays(c centre.Centre) centre.Centre {
	c.Holidays = calendar.BelgianHolidays
	return c
}

// away is closed in July.
func away(c centre.Centre) centre.Centre {
	c.Exceptions = append(c.Exceptions, calendar.Exception{
		From: calendar.Date{Year: 2026, Month: time.July, Day: 1}, To: calendar.Date{Year: 2026, Month: time.July, Day: 31},
	})
	return c
}

func TestHours(t *testing.T) {
	night := centre.Centre{ID: "night", Zone: "Europe/Brussels", Week: []calendar.Span{{Day: 0, From: 90, To: 150}}}
	always := centre.Centre{ID: "always", Zone: "Europe/Brussels"}
	for day := time.Sunday; day <= time.Saturday; day++ {
		always.Week = append(always.Week, calendar.Span{Day: day, From: 0, To: 24 * 60})
	}
	never := centre.Centre{ID: "never", Zone: "Europe/Brussels"}
	for _, c := range []struct {
		name    string
		centres []centre.Centre
		now     string // 2026-03-02 is a Monday
		open    bool
		next    string
		answer  string
	}{
		{"in the morning", []centre.Centre{office()}, "2026-03-02 09:00", true, "2026-03-02 09:00", "2026-03-04 17:00"},
		{"at noon", []centre.Centre{office()}, "2026-03-02 12:00", false, "2026-03-02 13:00", "2026-03-04 17:00"},
		{"in the evening", []centre.Centre{office()}, "2026-03-02 20:00", false, "2026-03-03 09:00", "2026-03-04 17:00"},
		{"on Wednesday, Friday ends at noon", []centre.Centre{office()}, "2026-03-04 10:00", true, "2026-03-04 10:00", "2026-03-06 12:00"},
		{"on Thursday, over the weekend", []centre.Centre{office()}, "2026-03-05 20:00", false, "2026-03-06 09:00", "2026-03-09 17:00"},
		{"on Saturday", []centre.Centre{office()}, "2026-03-07 10:00", false, "2026-03-09 09:00", "2026-03-10 17:00"},
		{"after the clocks went forward", []centre.Centre{office()}, "2026-03-28 10:00", false, "2026-03-30 09:00", "2026-03-31 17:00"},
		{"after the clocks went back", []centre.Centre{office()}, "2026-10-24 10:00", false, "2026-10-26 09:00", "2026-10-27 17:00"},
		{"at any time of day", []centre.Centre{always}, "2026-03-02 23:59", true, "2026-03-02 23:59", "2026-03-05 00:00"},
		{"any centre will do", []centre.Centre{never, office(), night}, "2026-03-07 10:00", false, "2026-03-08 01:30", "2026-03-09 17:00"},
		{"no centre ever opens, and an answer is promised all the same", []centre.Centre{never}, "2026-03-02 10:00", false, "", "2026-03-04 17:00"},
		{"closed on a legal day that it keeps", []centre.Centre{holidays(office())}, "2026-04-06 10:00", false, "2026-04-07 09:00", "2026-04-08 17:00"},
		{"closed for the summer, while another is not", []centre.Centre{away(office()), night}, "2026-07-06 10:00", false, "2026-07-12 01:30", "2026-07-19 02:30"},
		{"once a week, the second day is the week after", []centre.Centre{night}, "2026-03-01 10:00", false, "2026-03-08 01:30", "2026-03-15 02:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := at(t, c.now).UTC()
			if got := centre.AnyOpen(c.centres, now); got != c.open {
				t.Errorf("open: %v", got)
			}
			same(t, "next opening", centre.NextOpening(c.centres, now), c.next)
			same(t, "answer by", centre.AnswerBy(c.centres, now), c.answer)
		})
	}
}

func same(t *testing.T, what string, got time.Time, want string) {
	t.Helper()
	if want == "" {
		if !got.IsZero() {
			t.Errorf("%s: %s, want none", what, got)
		}
		return
	}
	if !got.Equal(at(t, want)) {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestACentreAnswersByItsOwnCalendar(t *testing.T) {
	closed, open := away(office()), office()
	now := at(t, "2026-07-27 10:00")
	same(t, "of the one that is closed", closed.AnswerBy(now), "2026-08-04 17:00")
	same(t, "of the one that is open", open.AnswerBy(now), "2026-07-29 17:00")
	same(t, "of the network", centre.AnswerBy([]centre.Centre{closed, open}, now), "2026-07-29 17:00")
	if closed.OpenAt(now) || !open.OpenAt(now) {
		t.Error("the wrong one is open")
	}
}

func TestDueSoon(t *testing.T) {
	for _, c := range []struct{ name, due, want string }{
		{"from the morning of its day", "2026-03-04 17:00", "2026-03-04 09:00"},
		{"at midnight, from the morning before", "2026-03-05 00:00", "2026-03-04 09:00"},
		{"on a day that has been closed since", "2026-03-07 17:00", "2026-03-07 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, "soon", centre.WarnAt([]centre.Centre{office()}, at(t, c.due)), c.want)
		})
	}
}

func TestCheck(t *testing.T) {
	if err := holidays(away(office())).Check(); err != nil {
		t.Error(err)
	}
	wrong := office()
	wrong.Exceptions = []calendar.Exception{{}}
	problem, ok := errors.AsType[*calendar.Problem](wrong.Check())
	if !ok || problem.Flaw != calendar.NoSuchDate || problem.Field != "exceptions" {
		t.Errorf("got %v", problem)
	}
	// What Check refuses is nowhere else: it is closed, and not without end.
	wrong.Zone = "Europe/Namur"
	if now := at(t, "2026-03-02 10:00"); wrong.OpenAt(now) || !wrong.AnswerBy(now).After(now) {
		t.Error("a centre that is nowhere is open, or never answers")
	}
}

func TestForPostcode(t *testing.T) {
	centres := []centre.Centre{
		{ID: "charleroi", Postcodes: []centre.Range{{From: 6000, To: 6099}, {From: 6200, To: 6200}}},
		{ID: "namur", Postcodes: []centre.Range{{From: 5000, To: 5999}}},
	}
	for postcode, want := range map[int]centre.ID{6000: "charleroi", 6099: "charleroi", 6100: "", 6200: "charleroi", 5999: "namur", 1000: ""} {
		if got, ok := centre.ForPostcode(centres, postcode); got.ID != want || ok != (want != "") {
			t.Errorf("%d belongs to %q", postcode, got.ID)
		}
	}
}
