package feed

import (
	"strconv"
	"strings"
	"time"

	"miti/internal/calendar"
)

// days are the first days of an event; ok is false when they are not whole.
func (e event) days() (p Proposal, ok bool) {
	from, ok := date(e["DTSTART"])
	if !ok {
		return Proposal{}, false
	}
	p = Proposal{From: from, To: from, Name: name(e["SUMMARY"])}
	after := from.AddDays(1)
	switch {
	case e["DTEND"] != "":
		after, ok = date(e["DTEND"])
	case e["DURATION"] != "":
		var n int
		n, ok = duration(e["DURATION"])
		after = from.AddDays(n)
	}
	n := from.DaysUntil(after)
	if !ok || n < 0 || n > maxDays {
		return Proposal{}, false
	}
	if n > 0 { // some programs write the end of one day as the day itself
		p.To = after.AddDays(-1)
	}
	return p, p.To.IsValid()
}

// date reads yyyymmdd, or the midnight by which some programs mean the same.
func date(s string) (calendar.Date, bool) {
	digits, clock, _ := strings.Cut(s, "T")
	t, err := time.Parse("20060102", digits)
	d := calendar.DateOf(t)
	return d, err == nil && d.IsValid() && (clock == "" || strings.TrimSuffix(clock, "Z") == "000000")
}

// duration reads whole days or weeks, such as P1D.
func duration(s string) (days int, ok bool) {
	s, ok = strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(s), "+"), "P")
	if !ok || s == "" {
		return 0, false
	}
	days, err := strconv.Atoi(s[:len(s)-1])
	if err != nil || days < 1 || days > maxDays {
		return 0, false
	}
	switch s[len(s)-1] {
	case 'D':
		return days, true
	case 'W':
		return 7 * days, true
	default:
		return 0, false
	}
}

// A recurrence is every so many years on the same day, which is how holidays
// come back that do not move. Those that do are listed one by one in any feed;
// other rules are left alone, for some of them never end.
type recurrence struct {
	interval int           // years, 0 for once
	count    int           // 0 for no limit
	until    calendar.Date // zero for no limit
}

// recurrence reads when an event that begins on a date comes back.
func (e event) recurrence(on calendar.Date) (back recurrence, ok bool) {
	if e["RDATE"] != "" || e["EXDATE"] != "" || e["EXRULE"] != "" {
		return recurrence{}, false
	}
	if e["RRULE"] == "" {
		return recurrence{}, true
	}
	back.interval = 1
	yearly := false
	for part := range strings.SplitSeq(strings.ToUpper(e["RRULE"]), ";") {
		key, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(value)
		switch key {
		case "FREQ":
			yearly, ok = value == "YEARLY", true
		case "INTERVAL":
			back.interval, ok = n, err == nil && 1 <= n && n < 10000
		case "COUNT":
			back.count, ok = n, err == nil && n >= 1
		case "UNTIL":
			digits, _, _ := strings.Cut(value, "T")
			back.until, ok = date(digits)
		case "BYMONTH":
			ok = err == nil && n == int(on.Month)
		case "BYMONTHDAY":
			ok = err == nil && n == on.Day
		case "WKST":
			ok = true
		default:
			ok = false
		}
		if !ok {
			return recurrence{}, false
		}
	}
	return back, yearly
}

// proposals are the first days of an event and those on which they come back,
// as far as they begin on or before a date.
func (back recurrence) proposals(first Proposal, to calendar.Date) []Proposal {
	days := first.From.DaysUntil(first.To)
	var all []Proposal
	for next := first.From; next.Compare(to) <= 0 && next.Year <= 9999; next.Year += back.interval {
		if (back.count > 0 && len(all) == back.count) || (back.until != calendar.Date{} && next.Compare(back.until) > 0) {
			break
		}
		if next.IsValid() { // 29 February is not in every year
			all = append(all, Proposal{From: next, To: next.AddDays(days), Name: first.Name})
		}
		if back.interval == 0 {
			break
		}
	}
	return all
}
