package booking

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
)

// A Diary is all that is known of one counsellor's time.
type Diary struct {
	Staff          account.Staff
	Centre         centre.Centre
	Policy         Policy
	Availabilities []Availability
	Absences       []calendar.Absence
	// Taken are the appointments and held times, Busy those of a calendar
	// elsewhere. Both in any order; of a move, the one that moves is left out.
	Taken []calendar.Interval
	Busy  []calendar.Interval

	ready *ready // nil unless made by Ready
}

// Starts are the instants from one to another at which an appointment as wished
// may begin: what is not among them cannot be booked, and what is can. In
// order, each once.
func (d Diary) Starts(w Wish, span calendar.Interval, now time.Time) []time.Time {
	var all []time.Time
	for _, m := range d.starts(nil, w, d.bookable(span, now)) {
		all = append(all, instant(m))
	}
	return all
}

// bookable are the minutes of a span that are neither too soon nor too far
// ahead to be booked now.
func (d Diary) bookable(span calendar.Interval, now time.Time) stretch {
	earliest, latest := now.Add(d.Policy.Notice), now.Add(d.Policy.Horizon)
	if span.From.Before(earliest) {
		span.From = earliest
	}
	if span.To.After(latest) {
		span.To = latest
	}
	return stretch{minuteUp(span.From), minuteUp(span.To)}
}

// length is how many minutes the wish takes here.
func (d Diary) length(w Wish) int { return int(d.Policy.Length(w.Topic) / time.Minute) }

// starts appends the minutes at which the wish may begin, in order, each once.
func (d Diary) starts(to []int64, w Wish, in stretch) []int64 {
	if w.Staff != "" && w.Staff != d.Staff.ID || w.Centre != "" && w.Centre != d.Centre.ID || in.from >= in.to {
		return to
	}
	r := d.ready
	if r == nil {
		r = &ready{tables: d.tables(), around: d.around(), full: d.full()}
	}
	grid := calendar.Grid{Step: d.Policy.Step, Length: d.length(w)}
	first, asked := len(to), 0
	for _, t := range r.tables {
		if !t.serves(d.Staff, w) {
			continue
		}
		asked++
		for week := in.from / weekMinutes; week*weekMinutes < in.to; week++ {
			for _, m := range t.week(week, grid) {
				if in.from <= m && m < in.to {
					to = append(to, m)
				}
			}
		}
	}
	if asked > 1 {
		slices.Sort(to[first:])
		to = to[:first+len(slices.Compact(to[first:]))]
	}
	around, full := since(r.around, in.from), since(r.full, in.from)
	free := to[:first]
	for _, m := range to[first:] {
		if !around.meets(m, m+int64(grid.Length)) && !full.meets(m, m+1) {
			free = append(free, m)
		}
	}
	return free
}

// offers tells whether the list shows a start.
func (d Diary) offers(w Wish, start, now time.Time) bool {
	return len(d.Starts(w, calendar.Interval{From: start, To: start.Add(time.Nanosecond)}, now)) > 0
}
