package calendar_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miti/internal/calendar"
)

// The model is the promise, told as slowly as possible: look at the wall clock
// in every single minute.
type model struct {
	rules calendar.Rules
	zone  *time.Location
}

func (m model) openAt(t time.Time) bool {
	local := t.In(m.zone)
	date, minute := calendar.DateOf(local), local.Hour()*60+local.Minute()
	within := func(hours []calendar.Hours) bool {
		return slices.ContainsFunc(hours, func(h calendar.Hours) bool { return h.From <= minute && minute < h.To })
	}
	for _, a := range m.rules.Absences {
		if a.From.Compare(date) <= 0 && a.To.Compare(date) >= 0 && (len(a.Hours) == 0 || within(a.Hours)) {
			return false
		}
	}
	if e := m.exception(date); e != nil {
		return within(e.Hours)
	}
	return slices.ContainsFunc(m.rules.Week, func(s calendar.Span) bool {
		return s.Day == local.Weekday() && s.From <= minute && minute < s.To
	})
}

// exception is the shortest that covers a date, of those the last, where the
// legal days were entered first of all.
func (m model) exception(date calendar.Date) *calendar.Exception {
	var all []calendar.Exception
	if m.rules.Holidays == calendar.BelgianHolidays {
		for _, h := range calendar.Belgium(date.Year) {
			all = append(all, calendar.Exception{From: h.Date, To: h.Date})
		}
	}
	var best *calendar.Exception
	for _, e := range append(all, m.rules.Exceptions...) {
		if e.From.Compare(date) > 0 || e.To.Compare(date) < 0 {
			continue
		}
		if best == nil || e.From.DaysUntil(e.To) <= best.From.DaysUntil(best.To) {
			best = &e
		}
	}
	return best
}

// A union of models is open when one of them is.
type models []model

func (m models) openAt(t time.Time) bool {
	return slices.ContainsFunc(m, func(m model) bool { return m.openAt(t) })
}

func (m models) between(from, to time.Time) []calendar.Interval {
	var open []calendar.Interval
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		if !m.openAt(t) {
			continue
		}
		if last := len(open) - 1; last >= 0 && open[last].To.Equal(t) {
			open[last].To = t.Add(time.Minute)
		} else {
			open = append(open, calendar.Interval{From: t, To: t.Add(time.Minute)})
		}
	}
	return open
}

// nights are around when the clock does something, in a zone.
var nights = []struct {
	zone  string
	dates []calendar.Date
}{
	{"Europe/Brussels", []calendar.Date{{2026, 3, 29}, {2026, 10, 25}, {2028, 2, 29}, {2026, 12, 31}, {2026, 4, 6}, {2026, 7, 21}}},
	{"Australia/Lord_Howe", []calendar.Date{{2026, 4, 5}, {2026, 10, 4}}}, // half an hour
	{"America/St_Johns", []calendar.Date{{2010, 3, 14}, {2010, 11, 7}}},   // at a minute past midnight
	{"America/Sao_Paulo", []calendar.Date{{2018, 11, 4}, {2018, 2, 18}}},  // at midnight
	{"Pacific/Apia", []calendar.Date{{2011, 12, 30}}},                     // a day that never was
	{"Asia/Kathmandu", []calendar.Date{{2026, 1, 1}}},
	{"UTC", []calendar.Date{{2024, 2, 29}}},
}

func drawHours(t *rapid.T) calendar.Hours {
	from := rapid.OneOf(rapid.SampledFrom([]int{0, 1, 90, 120, 150, 540}), rapid.IntRange(0, 1439)).Draw(t, "from")
	to := rapid.OneOf(rapid.Just(1440), rapid.IntRange(from+1, min(1440, from+240))).Draw(t, "to")
	return calendar.Hours{From: from, To: to}
}

func drawDated(t *rapid.T, around calendar.Date) (from, to calendar.Date, hours []calendar.Hours) {
	from = around.AddDays(rapid.IntRange(-4, 4).Draw(t, "first"))
	to = from.AddDays(rapid.SampledFrom([]int{0, 0, 0, 1, 3, 20}).Draw(t, "days"))
	for range rapid.IntRange(0, 2).Draw(t, "hours") {
		hours = append(hours, drawHours(t))
	}
	return from, to, hours
}

func drawRules(t *rapid.T, zone string, around calendar.Date) calendar.Rules {
	r := calendar.Rules{Zone: zone, Holidays: rapid.SampledFrom([]calendar.Holidays{"", "be"}).Draw(t, "holidays")}
	for range rapid.IntRange(0, 10).Draw(t, "spans") {
		h := drawHours(t)
		r.Week = append(r.Week, calendar.Span{Day: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")), From: h.From, To: h.To})
	}
	for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
		from, to, hours := drawDated(t, around)
		r.Exceptions = append(r.Exceptions, calendar.Exception{From: from, To: to, Hours: hours})
	}
	for range rapid.IntRange(0, 2).Draw(t, "absences") {
		from, to, hours := drawDated(t, around)
		r.Absences = append(r.Absences, calendar.Absence{From: from, To: to, Hours: hours})
	}
	return r
}

// draw makes a calendar of one or two sets of rules, with its model, and a
// minute near a night of the first one's zone.
func draw(t *rapid.T) (calendar.Calendar, models, time.Time) {
	var calendars []calendar.Calendar
	var all models
	var around calendar.Date
	for i := range rapid.IntRange(1, 2).Draw(t, "calendars") {
		night := rapid.SampledFrom(nights).Draw(t, "zone")
		if i == 0 {
			around = rapid.SampledFrom(night.dates).Draw(t, "night")
		}
		r := drawRules(t, night.zone, around)
		c, err := calendar.New(r)
		if err != nil {
			t.Fatal(err)
		}
		calendars, all = append(calendars, c), append(all, model{rules: r, zone: c.Zone()})
	}
	noon, _ := calendars[0].At(around, 12*60)
	minute := rapid.IntRange(-3*1440, 3*1440).Draw(t, "minute")
	return calendar.Union(calendars...), all, noon.Add(time.Duration(minute) * time.Minute)
}

func TestEveryMinuteIsAsTheWallClockSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, m, from := draw(t)
		to := from.Add(time.Duration(rapid.IntRange(0, 3*1440).Draw(t, "length")) * time.Minute)
		got, want := c.Between(from, to), m.between(from, to)
		if !slices.EqualFunc(got, want, func(a, b calendar.Interval) bool { return a.From.Equal(b.From) && a.To.Equal(b.To) }) {
			t.Fatalf("between %s and %s\nopen %v\nwant %v", from, to, got, want)
		}
		for i, o := range got {
			if !o.From.Before(o.To) || i > 0 && !got[i-1].To.Before(o.From) {
				t.Fatalf("out of order or not apart: %v", got)
			}
		}
		for at := from; at.Before(to); at = at.Add(7 * time.Minute) {
			listed := slices.ContainsFunc(got, func(i calendar.Interval) bool { return i.Contains(at) })
			if open := c.OpenAt(at.Add(59 * time.Second)); open != listed || open != m.openAt(at) {
				t.Fatalf("at %s it is open: %v, listed: %v", at, open, listed)
			}
		}
	})
}

func TestNextIsTheFirstOpeningNotBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, m, from := draw(t)
		next, ok := c.Next(from)
		if !ok {
			if open := c.Between(from, from.AddDate(0, 0, calendar.Horizon)); open != nil {
				t.Fatalf("none is found, and it is open %v", open)
			}
			return
		}
		if next.From.Before(from) || !m.openAt(next.From) {
			t.Fatalf("next %v is not open, or before %s", next, from)
		}
		horizon := from.AddDate(0, 0, calendar.Horizon)
		if next.To.After(horizon) || next.To.Before(horizon) && m.openAt(next.To) {
			t.Fatalf("next %v does not end when it closes", next)
		}
		// The minutes before it, of two days at most: the model is slow.
		for at := next.From.Add(-time.Minute); !at.Before(from) && next.From.Sub(at) < 48*time.Hour; at = at.Add(-time.Minute) {
			if m.openAt(at) {
				t.Fatalf("next %v, and open at %s already", next, at)
			}
		}
	})
}

func TestWorkingDayIsTheCloseOfTheNthOpenDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, m, now := draw(t)
		n := rapid.IntRange(1, 3).Draw(t, "n")
		due := c.WorkingDay(now, n)
		if !due.After(now) || due.After(now.AddDate(0, 0, calendar.Horizon+2)) {
			t.Fatalf("due at %s, asked at %s", due, now)
		}
		today := calendar.Date{}
		for _, one := range m {
			if d := calendar.DateOf(now.In(one.zone)); d.Compare(today) > 0 {
				today = d
			}
		}
		// The last open minute of each date after today, as far as due.
		closes := map[calendar.Date]time.Time{}
		for at := now.Truncate(time.Minute); !at.After(due.Add(48 * time.Hour)); at = at.Add(time.Minute) {
			for _, one := range m {
				if d := calendar.DateOf(at.In(one.zone)); d.Compare(today) > 0 && one.openAt(at) {
					closes[d] = at.Add(time.Minute)
				}
			}
		}
		var dates []calendar.Date
		for d := range closes {
			dates = append(dates, d)
		}
		slices.SortFunc(dates, calendar.Date.Compare)
		if len(dates) >= n {
			if want := closes[dates[n-1]]; !due.Equal(want) {
				t.Fatalf("asked at %s for %d, due at %s, want %s", now, n, due, want)
			}
			return
		}
		if local := due.In(c.Zone()); local.Hour() != 17 || local.Weekday() == time.Saturday || local.Weekday() == time.Sunday {
			t.Fatalf("nobody is ever there, and it is due at %s", local)
		}
	})
}

func TestStartsFitAndAreTheSameHoweverAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, m, from := draw(t)
		to := from.Add(48 * time.Hour)
		g := calendar.Grid{Step: rapid.IntRange(10, 120).Draw(t, "step"), Length: rapid.IntRange(5, 90).Draw(t, "length")}
		starts := c.Starts(from, to, g)
		shown := map[string]bool{}
		for i, s := range starts {
			for minute := range g.Length {
				if at := s.Add(time.Duration(minute) * time.Minute); !m.openAt(at) {
					t.Fatalf("from %s on, %s is closed", s, at)
				}
			}
			if i > 0 && !s.After(starts[i-1]) {
				t.Fatalf("%s comes after %s", s, starts[i-1])
			}
			clock := s.In(c.Zone()).Format("2006-01-02 15:04")
			if len(m) == 1 && shown[clock] {
				t.Fatalf("%s comes twice", clock)
			}
			shown[clock] = true
		}
		cut := from.Add(time.Duration(rapid.IntRange(1, 48*60-1).Draw(t, "cut")) * time.Minute)
		if halves := append(c.Starts(from, cut, g), c.Starts(cut, to, g)...); !slices.Equal(halves, starts) {
			t.Fatalf("asked for in two halves, cut at %s: %v, whole: %v", cut, halves, starts)
		}
	})
}

func TestDatesSurviveTextAndArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.DateOf(time.Unix(rapid.Int64Range(-60e9, 250e9).Draw(t, "at"), 0).UTC())
		var read calendar.Date
		text, err := d.MarshalText()
		if err == nil {
			err = read.UnmarshalText(text)
		}
		if err != nil || read != d || len(text) != 10 {
			t.Fatalf("%v becomes %q and %v: %v", d, text, read, err)
		}
		n := rapid.IntRange(-400, 400).Draw(t, "days")
		if later := d.AddDays(n); d.DaysUntil(later) != n || later.AddDays(-n) != d || (later.Compare(d) > 0) != (n > 0) {
			t.Fatalf("%d days from %s is %s", n, d, later)
		}
	})
}
