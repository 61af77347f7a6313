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
}

// Starts are the instants from one to another at which an appointment as wished
// may begin: what is not among them cannot be booked, and what is can. In
// order, each once.
func (d Diary) Starts(w Wish, span calendar.Interval, now time.Time) []time.Time {
	if w.Staff != "" && w.Staff != d.Staff.ID || w.Centre != "" && w.Centre != d.Centre.ID {
		return nil
	}
	earliest, latest := now.Add(d.Policy.Notice), now.Add(d.Policy.Horizon)
	if span.From.Before(earliest) {
		span.From = earliest
	}
	if span.To.After(latest) {
		span.To = latest
	}
	if !span.From.Before(span.To) {
		return nil
	}
	length := d.Policy.Length(w.Topic)
	grid := calendar.Grid{Step: d.Policy.Step, Length: int(length / time.Minute)}
	var all []time.Time
	for _, a := range d.Availabilities {
		if a.serves(d.Staff, w) {
			all = append(all, d.hours(a).Starts(span.From, span.To, grid)...)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	return d.free(all, length)
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

// free are the starts at which nothing else is in the way.
func (d Diary) free(starts []time.Time, length time.Duration) []time.Time {
	if len(starts) == 0 {
		return nil
	}
	around := d.around()
	zone := d.Centre.Calendar().Zone()
	aDay := map[calendar.Date]int{}
	for _, t := range d.Taken {
		aDay[calendar.DateOf(t.From.In(zone))]++
	}
	return slices.DeleteFunc(starts, func(start time.Time) bool {
		full := d.Policy.MostADay > 0 && aDay[calendar.DateOf(start.In(zone))] >= d.Policy.MostADay
		return full || overlaps(around, calendar.Interval{From: start, To: start.Add(length)})
	})
}

// around is what is in the way, with the buffer on both sides of appointments;
// in order of its beginnings, and each ending no earlier than those before.
func (d Diary) around() []calendar.Interval {
	all := slices.Clone(d.Busy)
	for _, t := range d.Taken {
		all = append(all, calendar.Interval{From: t.From.Add(-d.Policy.Buffer), To: t.To.Add(d.Policy.Buffer)})
	}
	slices.SortFunc(all, func(a, b calendar.Interval) int { return a.From.Compare(b.From) })
	for i := 1; i < len(all); i++ {
		if all[i].To.Before(all[i-1].To) {
			all[i].To = all[i-1].To
		}
	}
	return all
}

// overlaps tells whether any of the intervals, as around has them, shares time
// with one. Touching is not overlapping.
func overlaps(all []calendar.Interval, one calendar.Interval) bool {
	// The last that begins before one ends is the one that ends last of those.
	i, _ := slices.BinarySearchFunc(all, one.To, func(each calendar.Interval, t time.Time) int { return each.From.Compare(t) })
	return i > 0 && all[i-1].To.After(one.From)
}
