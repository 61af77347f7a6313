package calendar_test

import (
	"testing"
	"time"

	"miti/internal/calendar"
)

func TestBelgianLegalDays(t *testing.T) {
	want := map[int]map[string]string{
		2026: {
			"new-year": "2026-01-01", "easter-monday": "2026-04-06", "labour-day": "2026-05-01", "ascension": "2026-05-14", "whit-monday": "2026-05-25",
			"national-day": "2026-07-21", "assumption": "2026-08-15", "all-saints": "2026-11-01", "armistice": "2026-11-11", "christmas": "2026-12-25",
		},
		2008: {"easter-monday": "2008-03-24", "ascension": "2008-05-01", "labour-day": "2008-05-01"}, // two on one day
		2038: {"easter-monday": "2038-04-26"},                                                        // the latest there is
		2285: {"easter-monday": "2285-03-23"},                                                        // the earliest
		2027: {"easter-monday": "2027-03-29"}, 2028: {"easter-monday": "2028-04-17"}, 2029: {"easter-monday": "2029-04-02"},
		1954: {"easter-monday": "1954-04-19"}, 1981: {"easter-monday": "1981-04-20"}, // where a simpler formula is a week late
	}
	for year, dates := range want {
		found := map[string]string{}
		var last calendar.Date
		for _, h := range calendar.Belgium(year) {
			if h.Date.Compare(last) < 0 {
				t.Errorf("%s is out of order", h.Date)
			}
			found[h.Key], last = h.Date.String(), h.Date
		}
		if len(found) != 10 {
			t.Errorf("%d has %d legal days", year, len(found))
		}
		for key, date := range dates {
			if found[key] != date {
				t.Errorf("%s of %d is %s, want %s", key, year, found[key], date)
			}
		}
	}
}

// TestTheTwoWorkingDays is BK-4: what is due, and when it is closed.
func TestTheTwoWorkingDays(t *testing.T) {
	office := func(exceptions ...calendar.Exception) calendar.Rules {
		return calendar.Rules{Holidays: calendar.BelgianHolidays, Week: weekdays(t, "09:00-12:00", "13:00-17:00"), Exceptions: exceptions}
	}
	closed := func(from, to string) calendar.Exception { return exception(t, from, to) }
	tuesdays := calendar.Rules{Holidays: calendar.BelgianHolidays, Week: weekly(t, []time.Weekday{time.Tuesday}, "09:00-12:00")}
	for _, c := range []struct {
		name     string
		rules    calendar.Rules
		now, due string
	}{
		{"on Friday at 23:50", office(), "2026-03-06 23:50", "2026-03-10 17:00"},
		{"just at closing time", office(), "2026-03-02 17:00", "2026-03-04 17:00"},
		{"a second before midnight", office(), "2026-03-02 23:59", "2026-03-04 17:00"},
		{"a second later", office(), "2026-03-03 00:00", "2026-03-05 17:00"},
		{"before Easter Monday", office(), "2026-04-03 10:00", "2026-04-08 17:00"},
		{"on a holiday", office(), "2026-04-06 10:00", "2026-04-08 17:00"},
		{"over Christmas and New Year", office(closed("2026-12-26", "2027-01-03")), "2026-12-24 10:00", "2027-01-05 17:00"},
		{"a regional day", office(closed("2027-09-27", "2027-09-27")), "2027-09-24 10:00", "2027-09-29 17:00"},
		{"a shorter day", office(exception(t, "2026-03-04", "2026-03-04", "09:00-10:30")), "2026-03-02 10:00", "2026-03-04 10:30"},
		{"a special opening on Saturday", office(exception(t, "2026-03-07", "2026-03-07", "10:00-12:00")), "2026-03-05 10:00", "2026-03-07 12:00"},
		{"open on the national day, because somebody said so", office(exception(t, "2026-07-21", "2026-07-21", "09:00-12:00")), "2026-07-19 10:00", "2026-07-21 12:00"},
		{"summer hours do not open the national day", office(exception(t, "2026-07-01", "2026-08-31", "10:00-15:00")), "2026-07-19 10:00", "2026-07-22 15:00"},
		{"an opening within a closing", office(closed("2026-08-03", "2026-08-14"), exception(t, "2026-08-10", "2026-08-10", "09:00-12:00")), "2026-08-01 10:00", "2026-08-17 17:00"},
		{"entered the other way round", office(exception(t, "2026-08-10", "2026-08-10", "09:00-12:00"), closed("2026-08-03", "2026-08-14")), "2026-08-01 10:00", "2026-08-17 17:00"},
		{"only Tuesday is open", tuesdays, "2026-03-04 10:00", "2026-03-17 12:00"},
		{"on Tuesday, while open", tuesdays, "2026-03-03 10:00", "2026-03-17 12:00"},
		{"the clock goes forward in between", office(), "2026-03-27 10:00", "2026-03-31 17:00"},
		{"29 February", office(), "2028-02-28 10:00", "2028-03-01 17:00"},
		{"a whole summer closed", office(closed("2026-06-01", "2026-08-31")), "2026-06-02 10:00", "2026-09-02 17:00"},
		{"closed for good: somebody is expected all the same", office(closed("2026-03-01", "2036-12-31")), "2026-03-05 10:00", "2026-03-09 17:00"},
		{"never open", calendar.Rules{}, "2026-03-02 10:00", "2026-03-04 17:00"},
		{"away in the afternoon of the second day", calendar.Rules{Week: weekdays(t, "09:00-17:00"), Absences: []calendar.Absence{
			{From: date(t, "2026-03-04"), To: date(t, "2026-03-04"), Hours: []calendar.Hours{hours(t, "12:00-24:00")}},
		}}, "2026-03-02 10:00", "2026-03-04 12:00"},
		{"away on the second day", calendar.Rules{Week: weekdays(t, "09:00-17:00"), Absences: []calendar.Absence{
			{From: date(t, "2026-03-04"), To: date(t, "2026-03-05")},
		}}, "2026-03-02 10:00", "2026-03-06 17:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := build(t, c.rules)
			if got := cal.WorkingDay(local(t, cal, c.now), 2); !got.Equal(local(t, cal, c.due)) {
				t.Errorf("due %s, want %s", got.In(cal.Zone()), c.due)
			}
		})
	}
}

func TestNoSlotOnAClosedDayUnlessSomebodySaysSo(t *testing.T) {
	grid := calendar.Grid{Step: 60, Length: 60}
	for _, c := range []struct {
		name       string
		holidays   calendar.Holidays
		exceptions []calendar.Exception
		want       int
	}{
		{"a legal day that is kept", calendar.BelgianHolidays, nil, 0},
		{"a legal day that is not", calendar.NoHolidays, nil, 8},
		{"somebody says so", calendar.BelgianHolidays, []calendar.Exception{exception(t, "2026-04-06", "2026-04-06", "09:00-11:00")}, 2},
		{"their own closing day", calendar.NoHolidays, []calendar.Exception{exception(t, "2026-04-06", "2026-04-06")}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := build(t, calendar.Rules{Holidays: c.holidays, Exceptions: c.exceptions, Week: weekdays(t, "09:00-17:00")})
			if got := cal.Starts(local(t, cal, "2026-04-06 00:00"), local(t, cal, "2026-04-07 00:00"), grid); len(got) != c.want {
				t.Errorf("%d slots, want %d", len(got), c.want)
			}
		})
	}
}
