package calendar

import (
	"slices"
	"time"
)

// Horizon is how far ahead Next and WorkingDay look. It is longer than a
// summer's closing; what opens later than that has no opening to promise yet.
const Horizon = 100 // days

// A Calendar answers when there is somebody. It never changes. The zero
// Calendar is never open, in UTC.
type Calendar struct{ parts []part }

// New makes a calendar of rules. What it refuses is a *Problem.
func New(r Rules) (Calendar, error) {
	p, err := newPart(r)
	if err != nil {
		return Calendar{}, err
	}
	return Calendar{parts: []part{p}}, nil
}

// Union is open whenever one of the calendars is. Its own zone is the first
// one's.
func Union(calendars ...Calendar) Calendar {
	var all Calendar
	for _, c := range calendars {
		all.parts = append(all.parts, c.parts...)
	}
	return all
}

// Zone is where the calendar's own clock hangs.
func (c Calendar) Zone() *time.Location {
	if len(c.parts) == 0 {
		return time.UTC
	}
	return c.parts[0].zone
}

// At is the first instant at which the calendar's clock shows that many minutes
// of the date. In a gap it never does: then At is the instant after the gap, and
// exists is false.
func (c Calendar) At(d Date, minute int) (t time.Time, exists bool) {
	return first(stretches(c.Zone(), d, d), d, minute)
}

// OpenAt tells whether it is open at an instant.
func (c Calendar) OpenAt(t time.Time) bool {
	return slices.ContainsFunc(c.parts, func(p part) bool { return p.openAt(t) })
}

// Between lists when it is open from one instant to another: in order, cut at
// both ends, none touching the next.
func (c Calendar) Between(from, to time.Time) []Interval {
	if !from.Before(to) {
		return nil
	}
	var all []Interval
	for _, p := range c.parts {
		all = p.open(all, Interval{From: from.UTC(), To: to.UTC()})
	}
	return merge(all)
}

// Next is the first time at or after t that it is open, beginning at t when it
// is open then, and as far as the Horizon. ok is false when it stays closed
// that long.
func (c Calendar) Next(t time.Time) (next Interval, ok bool) {
	t = t.UTC()
	end := t.AddDate(0, 0, Horizon)
	for days := 8; ; days *= 2 { // mostly it is within a week
		seen := t.AddDate(0, 0, days)
		if seen.After(end) {
			seen = end
		}
		open := c.Between(t, seen)
		if len(open) > 0 && (open[0].To.Before(seen) || seen.Equal(end)) {
			return open[0], true
		}
		if seen.Equal(end) {
			return Interval{}, false
		}
	}
}

// WorkingDay is the end of the last opening on the nth day that is open at all,
// n ≥ 1, counted from the day after t's. It is always after t: when there are
// not n open days before the Horizon, somebody is expected all the same, at
// 17:00 on the nth day from Monday to Friday.
func (c Calendar) WorkingDay(t time.Time, n int) time.Time {
	today := c.today(t)
	left := n
	for ahead := 1; ahead <= Horizon; ahead++ {
		if closes, ok := c.closes(today.AddDays(ahead)); ok {
			left--
			if left <= 0 {
				return closes
			}
		}
	}
	return c.unattended(today, n)
}

// today is t's date; the latest, where calendars of several zones differ: a day
// is over when it is over everywhere.
func (c Calendar) today(t time.Time) Date {
	today := DateOf(t.In(c.Zone()))
	for _, p := range c.parts {
		if d := DateOf(t.In(p.zone)); d.Compare(today) > 0 {
			today = d
		}
	}
	return today
}

func (c Calendar) closes(d Date) (last time.Time, ok bool) {
	for _, p := range c.parts {
		if t, open := p.closes(d); open && (!ok || t.After(last)) {
			last, ok = t, true
		}
	}
	return last, ok
}

func (c Calendar) unattended(d Date, n int) time.Time {
	for n = max(n, 1); n > 0; {
		d = d.AddDays(1)
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	t, _ := c.At(d, 17*60)
	return t
}

// A Grid is how appointments are laid out: one may begin every Step minutes
// from each opening, and takes Length minutes.
type Grid struct{ Step, Length int }

// Starts lists the instants from one to another at which an appointment may
// begin so that it ends before closing: in order, each wall-clock time once,
// and no two of an opening nearer than the grid's step, whatever the clock does
// in between. A start that is asked for alone is listed if it is listed at all.
func (c Calendar) Starts(from, to time.Time, g Grid) []time.Time {
	if g.Step < 1 || g.Length < 1 || !from.Before(to) {
		return nil
	}
	var starts []time.Time
	for _, p := range c.parts {
		starts = p.starts(starts, Interval{From: from.UTC(), To: to.UTC()}, g.Step)
	}
	slices.SortFunc(starts, time.Time.Compare)
	starts = slices.CompactFunc(starts, time.Time.Equal)
	length := time.Duration(g.Length) * time.Minute
	open := c.Between(from, to.Add(length))
	return slices.DeleteFunc(starts, func(t time.Time) bool {
		for len(open) > 0 && !t.Before(open[0].To) {
			open = open[1:]
		}
		return len(open) == 0 || !open[0].Contains(t) || t.Add(length).After(open[0].To)
	})
}
