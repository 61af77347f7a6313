package booking

import (
	"slices"
	"time"

	"miti/internal/calendar"
	"miti/internal/fault"
)

// MostOfSeries is how many meetings one series has: a year of weeks.
const MostOfSeries = 53

// Weekly is how a meeting is repeated: each week on the same day at the same
// hour by the wall clock of its centre.
type Weekly struct {
	// Times is how many weeks there are, the first one and those without a
	// meeting included.
	Times int
	// Without are the days on which there is none.
	Without []calendar.Date
	// Moved are the days on which it is at another hour, or on another day.
	Moved map[calendar.Date]time.Time
}

// Series are the meetings that a first one and its repetition make, in the
// order of their days. The names are made by next; the first keeps its own.
func Series(first Meeting, w Weekly, clock calendar.Calendar, next func() MeetingID) ([]Meeting, error) {
	if w.Times < 1 || w.Times > MostOfSeries {
		return nil, fault.New(fault.Malformed)
	}
	local, length := first.Start.In(clock.Zone()), first.End.Sub(first.Start)
	begin, minute := calendar.DateOf(local), local.Hour()*60+local.Minute()
	var all []Meeting
	for week := range w.Times {
		m := first
		m.Series, m.Date = first.ID, begin.AddDays(7*week)
		if slices.Contains(w.Without, m.Date) {
			continue
		}
		if at, ok := w.Moved[m.Date]; ok {
			m.Start, m.Apart = at.UTC(), true
		} else if week > 0 {
			// In the night when the clock jumps over it, it is when it has jumped.
			at, _ := clock.At(m.Date, minute)
			m.Start = at.UTC()
		}
		m.End = m.Start.Add(length)
		if len(all) > 0 {
			m.ID = next()
		}
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Malformed)
	}
	return all, nil
}

// Along is the plan of a later meeting of m's series when m is planned anew: it
// becomes the same, and goes as many days and to the same hour of the wall clock
// with it, unless it was put elsewhere by itself.
func (m Meeting) Along(p Plan, later Meeting, clock calendar.Calendar) Plan {
	start, length := p.Start.Truncate(time.Minute), p.End.Sub(p.Start)
	p.Start, p.End = later.Start, later.End
	if later.Apart || start.Equal(m.Start) && length == m.End.Sub(m.Start) {
		return p
	}
	day := func(t time.Time) calendar.Date { return calendar.DateOf(t.In(clock.Zone())) }
	local := start.In(clock.Zone())
	at, _ := clock.At(day(later.Start).AddDays(day(m.Start).DaysUntil(day(start))), local.Hour()*60+local.Minute())
	p.Start = at.UTC()
	p.End = p.Start.Add(length)
	return p
}
