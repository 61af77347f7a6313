package calendar

import (
	"slices"
	"time"
)

// A part is one set of rules, made ready to be asked.
type part struct {
	zone       *time.Location
	week       [7][]Hours // in order, none touching the next
	holidays   Holidays
	exceptions []Exception // the one that decides before those that do not
	absences   []Absence
}

func newPart(r Rules) (part, error) {
	if err := r.Check(); err != nil {
		return part{}, err
	}
	l, err := zone(r.Zone)
	if err != nil {
		return part{}, err
	}
	p := part{zone: l, holidays: r.Holidays, exceptions: slices.Clone(r.Exceptions), absences: slices.Clone(r.Absences)}
	for _, s := range r.Week {
		p.week[s.Day] = append(p.week[s.Day], s.hours())
	}
	for i := range p.week {
		p.week[i] = tidy(p.week[i])
	}
	for i, e := range p.exceptions {
		p.exceptions[i].Hours = tidy(slices.Clone(e.Hours))
	}
	slices.Reverse(p.exceptions) // stable from here on: of equal lengths, the last one entered comes first
	slices.SortStableFunc(p.exceptions, func(a, b Exception) int {
		return a.From.DaysUntil(a.To) - b.From.DaysUntil(b.To)
	})
	return p, nil
}

func covers(from, to, d Date) bool { return from.Compare(d) <= 0 && d.Compare(to) <= 0 }

// opening is the hours of a date before anybody's absence.
func (p part) opening(d Date) []Hours {
	i := slices.IndexFunc(p.exceptions, func(e Exception) bool { return covers(e.From, e.To, d) })
	switch {
	case i >= 0 && p.exceptions[i].From == p.exceptions[i].To:
		return p.exceptions[i].Hours
	case p.holidays.closes(d):
		return nil
	case i >= 0:
		return p.exceptions[i].Hours
	default:
		return p.week[d.Weekday()]
	}
}

// hours are the hours of a date, in order, none touching the next.
func (p part) hours(d Date) []Hours {
	hours := p.opening(d)
	for _, a := range p.absences {
		switch {
		case len(hours) == 0:
			return nil
		case !covers(a.From, a.To, d):
		case len(a.Hours) == 0:
			return nil
		default:
			hours = without(hours, a.Hours)
		}
	}
	return hours
}

func (p part) openAt(t time.Time) bool {
	local := t.In(p.zone)
	minute := local.Hour()*60 + local.Minute()
	return slices.ContainsFunc(p.hours(DateOf(local)), func(h Hours) bool { return h.From <= minute && minute < h.To })
}

// dates are those that the wall clock may show within an interval. A clock put
// back at midnight shows the day before once more, hence a day on either side.
func (p part) dates(within Interval) (from, to Date) {
	return DateOf(within.From.In(p.zone)).AddDays(-1), DateOf(within.To.In(p.zone)).AddDays(1)
}

// open appends the times within an interval at which the part is open, in any
// order.
func (p part) open(all []Interval, within Interval) []Interval {
	from, to := p.dates(within)
	clocks := stretches(p.zone, from, to)
	for d := from; d.Compare(to) <= 0; d = d.AddDays(1) {
		for _, h := range p.hours(d) {
			for _, s := range clocks {
				if shown, ok := s.on(d, h); !ok {
					continue
				} else if shown, ok = shown.clip(within); ok {
					all = append(all, shown)
				}
			}
		}
	}
	return all
}

// closes is the end of the last opening of a date; ok tells whether there is
// one.
func (p part) closes(d Date) (last time.Time, ok bool) {
	hours := p.hours(d)
	if len(hours) == 0 {
		return time.Time{}, false
	}
	for _, s := range stretches(p.zone, d, d) {
		for _, h := range hours {
			if shown, any := s.on(d, h); any && shown.To.After(last) {
				last, ok = shown.To, true
			}
		}
	}
	return last, ok
}

// starts appends the first instants at which the wall clock shows a time on
// the grid: every step minutes from the beginning of each opening, less those
// that a gap has brought nearer than that to the one before. Which ones there
// are does not depend on the interval that is asked for.
func (p part) starts(all []time.Time, within Interval, step int) []time.Time {
	from, to := p.dates(within)
	clocks := stretches(p.zone, from, to)
	for d := from; d.Compare(to) <= 0; d = d.AddDays(1) {
		for _, h := range p.opening(d) {
			var last time.Time
			for minute := h.From; minute < h.To; minute += step {
				t, exists := first(clocks, d, minute)
				if !exists || t.Sub(last) < time.Duration(step)*time.Minute {
					continue
				}
				last = t
				if within.Contains(t) {
					all = append(all, t)
				}
			}
		}
	}
	return all
}
