package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/internal/calendar"
)

// hours reads "09:00-12:00".
func hours(t *testing.T, s string) calendar.Hours {
	t.Helper()
	from, to, _ := strings.Cut(s, "-")
	minute := func(s string) int {
		if s == "24:00" {
			return 24 * 60
		}
		at, err := time.Parse("15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Hour()*60 + at.Minute()
	}
	return calendar.Hours{From: minute(from), To: minute(to)}
}

// daily is open at the same hours on every day of the week.
func daily(t *testing.T, all ...string) []calendar.Span {
	t.Helper()
	return weekly(t, []time.Weekday{0, 1, 2, 3, 4, 5, 6}, all...)
}

func weekdays(t *testing.T, all ...string) []calendar.Span {
	t.Helper()
	return weekly(t, []time.Weekday{1, 2, 3, 4, 5}, all...)
}

func weekly(t *testing.T, days []time.Weekday, all ...string) []calendar.Span {
	t.Helper()
	var week []calendar.Span
	for _, day := range days {
		for _, s := range all {
			h := hours(t, s)
			week = append(week, calendar.Span{Day: day, From: h.From, To: h.To})
		}
	}
	return week
}

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func exception(t *testing.T, from, to string, all ...string) calendar.Exception {
	t.Helper()
	e := calendar.Exception{From: date(t, from), To: date(t, to)}
	for _, s := range all {
		e.Hours = append(e.Hours, hours(t, s))
	}
	return e
}

func build(t *testing.T, r calendar.Rules) calendar.Calendar {
	t.Helper()
	if r.Zone == "" {
		r.Zone = "Europe/Brussels"
	}
	c, err := calendar.New(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// utc reads an instant, such as "2026-03-29 01:30".
func utc(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// local reads a wall clock that is shown once.
func local(t *testing.T, c calendar.Calendar, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, c.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// clocks writes intervals as their wall clocks, with the offset where it says
// something.
func clocks(c calendar.Calendar, all []calendar.Interval) string {
	var s []string
	for _, i := range all {
		s = append(s, i.From.In(c.Zone()).Format("02T15:04Z07:00")+"/"+i.To.In(c.Zone()).Format("15:04Z07:00"))
	}
	return strings.Join(s, " ")
}

// TestTheNightTheClockChanges is BK-2: the wall clock as written on every day,
// nothing inside the gap, the afternoon where it was.
func TestTheNightTheClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, zone, day string
		hours           []string
		want            string
	}{
		{"the gap is left out", "Europe/Brussels", "2026-03-29", []string{"01:00-05:00", "13:00-18:00"},
			"29T01:00+01:00/05:00+02:00 29T13:00+02:00/18:00+02:00"},
		{"nothing is inside the gap", "Europe/Brussels", "2026-03-29", []string{"02:00-03:00"}, ""},
		{"what begins in the gap begins after it", "Europe/Brussels", "2026-03-29", []string{"02:30-04:00"}, "29T03:00+02:00/04:00+02:00"},
		{"what ends in the gap ends before it", "Europe/Brussels", "2026-03-29", []string{"01:30-02:30"}, "29T01:30+01:00/03:00+02:00"},
		{"both passes of the repeated hour are open", "Europe/Brussels", "2026-10-25", []string{"01:00-05:00", "13:00-18:00"},
			"25T01:00+02:00/05:00+01:00 25T13:00+01:00/18:00+01:00"},
		{"half of the repeated hour comes twice", "Europe/Brussels", "2026-10-25", []string{"02:00-02:30"},
			"25T02:00+02:00/02:30+02:00 25T02:00+01:00/02:30+01:00"},
		{"a whole short day", "Europe/Brussels", "2026-03-29", []string{"00:00-24:00"}, "29T00:00+01:00/00:00+02:00"},
		{"half an hour forward", "Australia/Lord_Howe", "2026-10-04", []string{"01:00-03:00"}, "04T01:00+10:30/03:00+11:00"},
		{"nothing in the half hour", "Australia/Lord_Howe", "2026-10-04", []string{"02:00-02:30"}, ""},
		{"half an hour back", "Australia/Lord_Howe", "2026-04-05", []string{"01:00-03:00"}, "05T01:00+11:00/03:00+10:30"},
		{"a midnight that does not exist", "America/Sao_Paulo", "2018-11-04", []string{"00:00-02:00"}, "04T01:00-02:00/02:00-02:00"},
		{"a day that never was", "Pacific/Apia", "2011-12-30", []string{"00:00-24:00"}, ""},
		{"29 February", "Europe/Brussels", "2028-02-29", []string{"09:00-17:00"}, "29T09:00+01:00/17:00+01:00"},
		{"the last day of the year, to its end", "Europe/Brussels", "2026-12-31", []string{"22:00-24:00"}, "31T22:00+01:00/00:00+01:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			// By the week and by an exception for the day it is the same.
			d := date(t, c.day)
			special := exception(t, c.day, c.day, c.hours...)
			for _, r := range []calendar.Rules{
				{Zone: c.zone, Week: weekly(t, []time.Weekday{d.Weekday()}, c.hours...)},
				{Zone: c.zone, Exceptions: []calendar.Exception{special}},
			} {
				got := build(t, r)
				from, _ := got.At(d.AddDays(-1), 0)
				to, _ := got.At(d.AddDays(2), 0)
				if s := clocks(got, got.Between(from, to)); s != c.want {
					t.Errorf("open %s, want %s", s, c.want)
				}
			}
		})
	}
}

// Newfoundland put its clock back from 0:01 to 23:01 of the day before.
func TestTheDayThatComesBackAfterMidnight(t *testing.T) {
	c := build(t, calendar.Rules{Zone: "America/St_Johns", Exceptions: []calendar.Exception{
		exception(t, "2010-11-06", "2010-11-06", "23:00-24:00"), exception(t, "2010-11-07", "2010-11-07", "00:00-00:01"),
	}})
	for _, s := range []struct{ name, from, to, want string }{
		{"all of it", "2010-11-07 01:00", "2010-11-07 06:00", "06T23:00-02:30/00:01-03:30"},
		{"asked from the first minute of the day after", "2010-11-07 02:30", "2010-11-07 03:30", "07T00:00-02:30/00:00-03:30"},
		{"asked up to the day before again", "2010-11-07 02:30", "2010-11-07 02:40", "07T00:00-02:30/23:10-03:30"},
	} {
		if got := clocks(c, c.Between(utc(t, s.from), utc(t, s.to))); got != s.want {
			t.Errorf("%s: open %s, want %s", s.name, got, s.want)
		}
	}
}

// TestStarts is BK-2 for starting points, and BK-3.
func TestStarts(t *testing.T) {
	closing := calendar.Absence{From: calendar.Date{Year: 2026, Month: 3, Day: 2}, To: calendar.Date{Year: 2026, Month: 3, Day: 2}, Hours: []calendar.Hours{{From: 10 * 60, To: 10*60 + 20}}}
	for _, c := range []struct {
		name, day string
		hours     []string
		grid      calendar.Grid
		absences  []calendar.Absence
		want      string
	}{
		{"the last of 90 minutes before 20:00 is at 18:30", "2026-03-02", []string{"17:00-20:00"}, calendar.Grid{Step: 30, Length: 90}, nil, "17:00 17:30 18:00 18:30"},
		{"hours in the wrong order", "2026-03-02", []string{"13:00-14:00", "09:00-10:00"}, calendar.Grid{Step: 30, Length: 30}, nil, "09:00 09:30 13:00 13:30"},
		{"hours that overlap are one", "2026-03-02", []string{"09:00-10:00", "09:30-11:00"}, calendar.Grid{Step: 60, Length: 60}, nil, "09:00 10:00"},
		{"up to midnight and no further", "2026-03-02", []string{"22:00-24:00"}, calendar.Grid{Step: 60, Length: 60}, nil, "22:00 23:00"},
		{"over midnight it is open through", "2026-03-02", []string{"22:00-24:00", "00:00-01:00"}, calendar.Grid{Step: 60, Length: 90}, nil, "22:00 23:00"},
		{"an absence takes what reaches into it", "2026-03-02", []string{"09:00-12:00"}, calendar.Grid{Step: 30, Length: 30}, []calendar.Absence{closing}, "09:00 09:30 10:30 11:00 11:30"},
		{"too long for the hours", "2026-03-02", []string{"09:00-10:00"}, calendar.Grid{Step: 15, Length: 61}, nil, ""},
		{"none in the gap", "2026-03-29", []string{"01:00-05:00"}, calendar.Grid{Step: 60, Length: 60}, nil, "01:00 03:00 04:00"},
		{"none that the gap brought too near", "2026-03-29", []string{"01:00-05:00"}, calendar.Grid{Step: 45, Length: 45}, nil, "01:00 01:45 04:00"},
		{"the repeated hour once", "2026-10-25", []string{"01:00-05:00"}, calendar.Grid{Step: 60, Length: 60}, nil, "01:00 02:00 03:00 04:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := build(t, calendar.Rules{Week: daily(t, c.hours...), Absences: c.absences})
			from, _ := cal.At(date(t, c.day), 30) // the night before is another day's
			to, _ := cal.At(date(t, c.day).AddDays(1), 0)
			var got []string
			for _, s := range cal.Starts(from, to, c.grid) {
				got = append(got, s.In(cal.Zone()).Format("15:04"))
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("starts %s, want %s", s, c.want)
			}
		})
	}
}

func TestAt(t *testing.T) {
	brussels := build(t, calendar.Rules{})
	for _, c := range []struct {
		name, day string
		minute    int
		want      string
		exists    bool
	}{
		{"once", "2026-03-02", 9 * 60, "2026-03-02 08:00", true},
		{"in the gap, it is the end of the gap", "2026-03-29", 150, "2026-03-29 01:00", false},
		{"of two, it is the first", "2026-10-25", 150, "2026-10-25 00:30", true},
		{"24:00 is the next midnight", "2026-12-31", 1440, "2026-12-31 23:00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, exists := brussels.At(date(t, c.day), c.minute); !got.Equal(utc(t, c.want)) || exists != c.exists {
				t.Errorf("at %s, %v", got, exists)
			}
		})
	}
}

// TestMidnight is the other half of BK-3: nothing is lost at midnight.
func TestMidnight(t *testing.T) {
	night := build(t, calendar.Rules{Week: []calendar.Span{
		{Day: time.Saturday, From: 0, To: 120}, {Day: time.Friday, From: 23 * 60, To: 24 * 60}, {Day: time.Friday, From: 22 * 60, To: 23 * 60},
	}})
	open := night.Between(local(t, night, "2026-03-01 00:00"), local(t, night, "2026-03-08 00:00"))
	if s := clocks(night, open); s != "06T22:00+01:00/02:00+01:00" {
		t.Errorf("open %s", s)
	}
	for s, want := range map[string]bool{"2026-03-06 21:59": false, "2026-03-06 23:59": true, "2026-03-07 00:00": true, "2026-03-07 02:00": false} {
		if night.OpenAt(local(t, night, s)) != want {
			t.Errorf("at %s it is open: %v", s, !want)
		}
	}
	if next, ok := night.Next(local(t, night, "2026-03-06 23:00")); !ok || clocks(night, []calendar.Interval{next}) != "06T23:00+01:00/02:00+01:00" {
		t.Errorf("next %v, %v", next, ok)
	}
}

func TestOneWeekInTwoZones(t *testing.T) {
	brussels := build(t, calendar.Rules{Week: daily(t, "09:00-12:00")})
	dublin := build(t, calendar.Rules{Zone: "Europe/Dublin", Week: daily(t, "09:00-12:00")})
	both := calendar.Union(brussels, dublin)
	open := both.Between(utc(t, "2026-03-02 00:00"), utc(t, "2026-03-03 00:00"))
	if s := clocks(both, open); s != "02T09:00+01:00/13:00+01:00" {
		t.Errorf("open %s", s)
	}
}

func TestCheckSaysWhatIsWrongAndWhere(t *testing.T) {
	with := func(change func(*calendar.Rules)) calendar.Rules {
		r := calendar.Rules{
			Zone: "Europe/Brussels", Holidays: calendar.BelgianHolidays, Week: weekdays(t, "09:00-17:00"),
			Exceptions: []calendar.Exception{exception(t, "2026-09-27", "2026-09-27")},
			Absences:   []calendar.Absence{{From: date(t, "2026-07-01"), To: date(t, "2026-07-15")}},
		}
		change(&r)
		return r
	}
	for _, c := range []struct {
		name  string
		rules calendar.Rules
		want  calendar.Problem
	}{
		{"nothing", with(func(*calendar.Rules) {}), calendar.Problem{}},
		{"to midnight", with(func(r *calendar.Rules) { r.Week[4].To = 1440 }), calendar.Problem{}},
		{"no zone", with(func(r *calendar.Rules) { r.Zone = "" }), calendar.Problem{Flaw: calendar.UnknownZone, Field: "zone"}},
		{"a zone that is none", with(func(r *calendar.Rules) { r.Zone = "Europe/Namur" }), calendar.Problem{Flaw: calendar.UnknownZone, Field: "zone"}},
		{"the machine's zone", with(func(r *calendar.Rules) { r.Zone = "Local" }), calendar.Problem{Flaw: calendar.UnknownZone, Field: "zone"}},
		{"another country", with(func(r *calendar.Rules) { r.Holidays = "xx" }), calendar.Problem{Flaw: calendar.UnknownHolidays, Field: "holidays"}},
		{"an eighth day", with(func(r *calendar.Rules) { r.Week[2].Day = 7 }), calendar.Problem{Flaw: calendar.UnknownDay, Field: "week", Index: 2}},
		{"an end before the beginning", with(func(r *calendar.Rules) { r.Week[3].To = 60 }), calendar.Problem{Flaw: calendar.NotOnADay, Field: "week", Index: 3}},
		{"over midnight", with(func(r *calendar.Rules) { r.Week[4].To = 1500 }), calendar.Problem{Flaw: calendar.NotOnADay, Field: "week", Index: 4}},
		{"30 February", with(func(r *calendar.Rules) { r.Exceptions[0].To = calendar.Date{Year: 2026, Month: 2, Day: 30} }), calendar.Problem{Flaw: calendar.NoSuchDate, Field: "exceptions"}},
		{"the last date before the first", with(func(r *calendar.Rules) { r.Absences[0].To = date(t, "2026-06-30") }), calendar.Problem{Flaw: calendar.EndsTooEarly, Field: "absences"}},
		{"hours that are none", with(func(r *calendar.Rules) { r.Absences[0].Hours = []calendar.Hours{{From: 60, To: 60}} }), calendar.Problem{Flaw: calendar.NotOnADay, Field: "absences"}},
		{"a long name", with(func(r *calendar.Rules) { r.Exceptions[0].Name = strings.Repeat("é", calendar.MaxName+1) }), calendar.Problem{Flaw: calendar.LongName, Field: "exceptions"}},
		{"more than a week has", with(func(r *calendar.Rules) { r.Week = slices.Repeat(r.Week, 41) }), calendar.Problem{Flaw: calendar.TooMany, Field: "week", Index: calendar.MaxSpans}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := calendar.New(c.rules)
			problem, _ := errors.AsType[*calendar.Problem](err)
			if problem == nil {
				problem = &calendar.Problem{}
			}
			if *problem != c.want {
				t.Errorf("got %+v, want %+v", *problem, c.want)
			}
		})
	}
}

func TestWhatWasEnteredIsNotChanged(t *testing.T) {
	e := exception(t, "2026-03-02", "2026-03-02", "13:00-14:00", "09:00-10:00")
	build(t, calendar.Rules{Exceptions: []calendar.Exception{e, exception(t, "2026-03-01", "2026-03-01")}})
	if e.Hours[0].From != 13*60 {
		t.Errorf("hours are now %v", e.Hours)
	}
}

func BenchmarkBetweenOverAYear(b *testing.B) {
	r := calendar.Rules{Zone: "Europe/Brussels", Holidays: calendar.BelgianHolidays}
	for day := time.Monday; day <= time.Friday; day++ {
		r.Week = append(r.Week, calendar.Span{Day: day, From: 540, To: 720}, calendar.Span{Day: day, From: 780, To: 1020})
	}
	for i := range 30 {
		d := calendar.Date{Year: 2026, Month: time.January, Day: 1}.AddDays(12 * i)
		r.Exceptions = append(r.Exceptions, calendar.Exception{From: d, To: d.AddDays(i % 3)})
	}
	c, err := calendar.New(r)
	if err != nil {
		b.Fatal(err)
	}
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if c.Between(from, from.AddDate(1, 0, 0)) == nil {
			b.Fatal("never open")
		}
	}
}
