package calendar

import "time"

// A stretch is a time during which a zone's clock stands still against UTC:
// between two changes of the clock. On it, wall clock and instant are one to
// one, and nothing has to be guessed.
type stretch struct {
	Interval
	offset time.Duration // of the wall clock, east of UTC
}

// farthest is more than any zone is, or was, away from UTC.
const farthest = 26 * time.Hour

// stretches are those of a zone, in order, that any wall clock from the
// beginning of the date from to the end of the date to may lie on.
func stretches(zone *time.Location, from, to Date) []stretch {
	end := to.AddDays(1).midnight().Add(farthest)
	var all []stretch
	for t := from.midnight().Add(-farthest); ; {
		local := t.In(zone)
		_, offset := local.Zone()
		s := stretch{Interval: Interval{From: t, To: end}, offset: time.Duration(offset) * time.Second}
		_, change := local.ZoneBounds()
		if change.IsZero() || !change.Before(end) {
			return append(all, s)
		}
		s.To = change.UTC()
		all = append(all, s)
		t = s.To
	}
}

// at is the instant, if any, at which the clock of the stretch shows that many
// minutes of the date.
func (s stretch) at(d Date, minute int) time.Time {
	return d.midnight().Add(time.Duration(minute)*time.Minute - s.offset)
}

// on is the time of the stretch during which its clock shows the hours of the
// date; ok tells whether it does so at all.
func (s stretch) on(d Date, h Hours) (shown Interval, ok bool) {
	return Interval{From: s.at(d, h.From), To: s.at(d, h.To)}.clip(s.Interval)
}

// first is the first instant at which a wall clock shows that many minutes of
// the date. In a gap it never does: then it is the instant after the gap, and
// exists is false.
func first(all []stretch, d Date, minute int) (t time.Time, exists bool) {
	for _, s := range all {
		t = s.at(d, minute)
		switch {
		case s.Contains(t):
			return t, true
		case t.Before(s.From): // the clock has jumped over it
			return s.From, false
		}
	}
	return t, false
}
