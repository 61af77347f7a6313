package calendar

import (
	"slices"
	"time"
)

// Interval is the time from From up to but not including To.
type Interval struct{ From, To time.Time }

// Contains tells whether t is within the interval.
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.From) && t.Before(i.To) }

// clip is what the two share; ok tells whether that is anything.
func (i Interval) clip(other Interval) (both Interval, ok bool) {
	both = i
	if other.From.After(both.From) {
		both.From = other.From
	}
	if other.To.Before(both.To) {
		both.To = other.To
	}
	return both, both.From.Before(both.To)
}

// merge puts intervals in order and makes one of those that overlap or touch.
func merge(all []Interval) []Interval {
	slices.SortFunc(all, func(a, b Interval) int { return a.From.Compare(b.From) })
	merged := all[:0]
	for _, next := range all {
		last := len(merged) - 1
		switch {
		case last < 0 || next.From.After(merged[last].To):
			merged = append(merged, next)
		case next.To.After(merged[last].To):
			merged[last].To = next.To
		}
	}
	return merged
}

// tidy does the same for hours of a day.
func tidy(all []Hours) []Hours {
	slices.SortFunc(all, func(a, b Hours) int { return a.From - b.From })
	merged := all[:0]
	for _, next := range all {
		last := len(merged) - 1
		if last < 0 || next.From > merged[last].To {
			merged = append(merged, next)
			continue
		}
		merged[last].To = max(merged[last].To, next.To)
	}
	return merged
}

// without is what of the hours is left when some are taken away.
func without(hours, taken []Hours) []Hours {
	for _, t := range taken {
		var left []Hours
		for _, h := range hours {
			if before := (Hours{From: h.From, To: min(h.To, t.From)}); before.From < before.To {
				left = append(left, before)
			}
			if after := (Hours{From: max(h.From, t.To), To: h.To}); after.From < after.To {
				left = append(left, after)
			}
		}
		hours = left
	}
	return hours
}
