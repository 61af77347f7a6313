package booking

import (
	"slices"
	"sync"
	"time"

	"miti/internal/calendar"
)

// Times are reckoned here in minutes since 1970: a list of starts is a list of
// numbers, and the starts of a week for everybody are the bits of a map.

const (
	weekMinutes = 7 * 24 * 60
	// weeksKept bounds what a timetable remembers: a year, for several lengths.
	weeksKept = 400
)

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// minuteUp is the first whole minute at or after t.
func minuteUp(t time.Time) int64 {
	m := minuteOf(t)
	if t.After(instant(m)) {
		m++
	}
	return m
}

func instant(minute int64) time.Time { return time.Unix(minute*60, 0).UTC() }

// A timetable is an availability without closing days and absences, made ready
// to be asked. What it has worked out it remembers, week by week. It is safe for
// use by many goroutines at once.
type timetable struct {
	Availability
	hours calendar.Calendar

	mu    sync.Mutex
	weeks map[weekOf][]int64
}

type weekOf struct {
	week int64
	grid calendar.Grid
}

// week are the starts of a week, in order.
func (t *timetable) week(n int64, g calendar.Grid) []int64 {
	key := weekOf{week: n, grid: g}
	t.mu.Lock()
	known, ok := t.weeks[key]
	t.mu.Unlock()
	if ok {
		return known
	}
	starts := t.hours.Starts(instant(n*weekMinutes), instant((n+1)*weekMinutes), g)
	minutes := make([]int64, len(starts))
	for i, s := range starts {
		minutes[i] = minuteOf(s)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.weeks) >= weeksKept {
		clear(t.weeks)
	}
	t.weeks[key] = minutes
	return minutes
}

// A stretch is the minutes from one up to but not including another.
type stretch struct{ from, to int64 }

// ready is a diary as it is asked.
type ready struct {
	tables []*timetable
	// around is what is in the way of an appointment, full where none may begin.
	around, full []stretch
}

// Ready makes a diary ready to be asked often; before is the same counsellor's
// as it was, of which what still holds is kept. It must not be changed then.
func (d Diary) Ready(before Diary) Diary {
	r := &ready{around: d.around(), full: d.full()}
	if before.ready != nil && sameRules(d, before) {
		r.tables = before.ready.tables
	} else {
		r.tables = d.tables()
	}
	d.ready = r
	return d
}

func sameRules(a, b Diary) bool {
	return a.Centre.Zone == b.Centre.Zone && a.Centre.Holidays == b.Centre.Holidays &&
		slices.EqualFunc(a.Centre.Exceptions, b.Centre.Exceptions, sameException) &&
		slices.EqualFunc(a.Availabilities, b.Availabilities, sameAvailability) &&
		slices.EqualFunc(a.Absences, b.Absences, sameAbsence)
}

func sameException(a, b calendar.Exception) bool {
	return a.From == b.From && a.To == b.To && slices.Equal(a.Hours, b.Hours)
}

func sameAbsence(a, b calendar.Absence) bool {
	return a.From == b.From && a.To == b.To && slices.Equal(a.Hours, b.Hours)
}

func sameAvailability(a, b Availability) bool {
	return a.ID == b.ID && slices.Equal(a.Kinds, b.Kinds) && slices.Equal(a.Topics, b.Topics) &&
		slices.Equal(a.Languages, b.Languages) && slices.Equal(a.Week, b.Week) &&
		slices.EqualFunc(a.Exceptions, b.Exceptions, sameException)
}

func (d Diary) tables() []*timetable {
	var all []*timetable
	for _, a := range d.Availabilities {
		all = append(all, &timetable{Availability: a, hours: d.hours(a), weeks: map[weekOf][]int64{}})
	}
	return all
}

// hours are those of an availability without the centre's closing days and the
// counsellor's absences. The week of the centre's chat has no say in it.
func (d Diary) hours(a Availability) calendar.Calendar {
	closings := slices.DeleteFunc(slices.Clone(d.Centre.Exceptions), func(e calendar.Exception) bool { return len(e.Hours) > 0 })
	hours, err := calendar.New(calendar.Rules{
		Zone: d.Centre.Zone, Week: a.Week, Holidays: d.Centre.Holidays,
		Exceptions: slices.Concat(closings, a.Exceptions), Absences: d.Absences,
	})
	if err != nil { // Check has refused it
		return calendar.Calendar{}
	}
	return hours
}

// around is what is in the way, with the buffer on both sides of appointments;
// in order, none touching the next.
func (d Diary) around() []stretch {
	all := make([]stretch, 0, len(d.Busy)+len(d.Taken))
	for _, b := range d.Busy {
		all = append(all, stretch{minuteOf(b.From), minuteUp(b.To)})
	}
	for _, t := range d.Taken {
		all = append(all, stretch{minuteOf(t.From.Add(-d.Policy.Buffer)), minuteUp(t.To.Add(d.Policy.Buffer))})
	}
	slices.SortFunc(all, func(a, b stretch) int { return int(a.from - b.from) })
	merged := all[:0]
	for _, next := range all {
		if last := len(merged) - 1; last >= 0 && next.from <= merged[last].to {
			merged[last].to = max(merged[last].to, next.to)
			continue
		}
		merged = append(merged, next)
	}
	return merged
}

// full are the days that have as many appointments as the policy allows, in
// order.
func (d Diary) full() []stretch {
	if d.Policy.MostADay == 0 {
		return nil
	}
	hours := d.Centre.Calendar()
	zone := hours.Zone()
	aDay := map[calendar.Date]int{}
	var all []stretch
	for _, t := range d.Taken {
		day := calendar.DateOf(t.From.In(zone))
		if aDay[day]++; aDay[day] == d.Policy.MostADay {
			from, _ := hours.At(day, 0)
			to, _ := hours.At(day.AddDays(1), 0)
			all = append(all, stretch{minuteOf(from), minuteOf(to)})
		}
	}
	slices.SortFunc(all, func(a, b stretch) int { return int(a.from - b.from) })
	return all
}

// A walk goes along stretches in step with starts that only grow.
type walk struct{ rest []stretch }

// meets tells whether a time shares a minute with any of them. Touching is not
// meeting.
func (w *walk) meets(from, to int64) bool {
	for len(w.rest) > 0 && w.rest[0].to <= from {
		w.rest = w.rest[1:]
	}
	return len(w.rest) > 0 && w.rest[0].from < to
}

// since are the stretches that end after a minute.
func since(all []stretch, minute int64) walk {
	i, _ := slices.BinarySearchFunc(all, minute, func(s stretch, m int64) int {
		if s.to <= m {
			return -1
		}
		return 1
	})
	return walk{all[i:]}
}
