// Package roster is who is live when: the shifts of each person, how many the
// network needs, and where it has too few.
package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

// ShiftID names a shift; who enters it made it.
type ShiftID string

// Shift is a time on one day at which somebody is live, by the wall clock of
// their centre.
type Shift struct {
	ID    ShiftID
	Staff account.StaffID
	Date  calendar.Date
	Hours calendar.Hours
	// Swap is the wish to give it away, nil for none.
	Swap *Swap
}

// Check is a *calendar.Problem, and fault.BadHours, for what is no time of a
// day.
func (s Shift) Check() error {
	flaw := calendar.Flaw("")
	switch {
	case s.Staff == "":
		return fault.New(fault.Malformed)
	case !s.Date.IsValid():
		flaw = calendar.NoSuchDate
	case s.Hours.From < 0 || s.Hours.From >= s.Hours.To || s.Hours.To > 24*60:
		flaw = calendar.NotOnADay
	default:
		return nil
	}
	return errors.Join(fault.New(fault.BadHours), &calendar.Problem{Flaw: flaw, Field: "shift"})
}

// sameTime tells that both say the same of the same person.
func (s Shift) sameTime(other Shift) bool {
	return s.Staff == other.Staff && s.Date == other.Date && s.Hours == other.Hours
}

// overlaps tells that one person would be in two shifts at once.
func (s Shift) overlaps(other Shift) bool {
	return s.Staff == other.Staff && s.Date == other.Date && s.Hours.From < other.Hours.To && other.Hours.From < s.Hours.To
}

// Interval is when the shift is, by the clock of its zone.
func (s Shift) Interval(zone *time.Location) calendar.Interval {
	clock, err := calendar.New(calendar.Rules{
		Zone:       zone.String(),
		Exceptions: []calendar.Exception{{From: s.Date, To: s.Date, Hours: []calendar.Hours{s.Hours}}},
	})
	if err != nil {
		return calendar.Interval{}
	}
	from, _ := clock.At(s.Date, 0)
	to, _ := clock.At(s.Date.AddDays(1), 0)
	open := clock.Between(from, to)
	if len(open) == 0 {
		return calendar.Interval{} // all of it lies in the hour that is skipped
	}
	return calendar.Interval{From: open[0].From, To: open[len(open)-1].To}
}

// InOrder sorts by date, then time, then person.
func InOrder(a, b Shift) int {
	return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Hours.From, b.Hours.From),
		cmp.Compare(a.Hours.To, b.Hours.To), cmp.Compare(a.Staff, b.Staff), cmp.Compare(a.ID, b.ID))
}

// Add puts a shift among those of its person: fault.Conflict when the two
// overlap. One with the same id is moved.
func Add(shifts []Shift, s Shift) ([]Shift, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(shifts), func(each Shift) bool { return each.ID == s.ID })
	if slices.ContainsFunc(others, s.overlaps) {
		return nil, fault.New(fault.Conflict)
	}
	return append(others, s), nil
}

// CopyWeek is what has to be added so that the week of to has the shifts of the
// week of from: those that are there already, or would overlap, are left out.
// name makes an id for each.
func CopyWeek(shifts []Shift, from, to calendar.Date, name func() string) []Shift {
	from, to = Monday(from), Monday(to)
	var added []Shift
	for _, s := range shifts {
		day := from.DaysUntil(s.Date)
		if day < 0 || day > 6 {
			continue
		}
		copied := Shift{ID: ShiftID(name()), Staff: s.Staff, Date: to.AddDays(day), Hours: s.Hours}
		if !slices.ContainsFunc(shifts, copied.overlaps) && !slices.ContainsFunc(added, copied.sameTime) {
			added = append(added, copied)
		}
	}
	slices.SortFunc(added, InOrder)
	return added
}

// Monday is the first day of a date's week.
func Monday(d calendar.Date) calendar.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// Need is how many of a kind must be live whenever the network is open. An empty
// Topic or Language stands for any.
type Need struct {
	Topic    centre.TopicID
	Language string
	Minimum  int
}

// MaxNeeds bounds what is entered.
const MaxNeeds = 60

// Check is fault.Malformed for a need that says nothing, or too much.
func (n Need) Check(topics []centre.TopicID) error {
	known := (n.Topic == "" || slices.Contains(topics, n.Topic)) &&
		(n.Language == "" || slices.Contains(centre.Languages(), n.Language))
	if !known || n.Minimum < 1 || n.Minimum > 200 {
		return fmt.Errorf("need %+v: %w", n, fault.New(fault.Malformed))
	}
	return nil
}

// IsMetBy tells whether somebody counts for the need.
func (n Need) IsMetBy(s account.Staff) bool {
	return (n.Topic == "" || slices.Contains(s.Topics, n.Topic)) &&
		(n.Language == "" || slices.Contains(s.Languages, n.Language))
}

// Duty is a shift with its person, as instants.
type Duty struct {
	Staff account.Staff
	Time  calendar.Interval
}

// Duties are shifts with their people, each by the clock of their centre.
func Duties(centres []centre.Centre, staff []account.Staff, shifts []Shift) []Duty {
	var all []Duty
	for _, s := range shifts {
		i := slices.IndexFunc(staff, func(each account.Staff) bool { return each.ID == s.Staff })
		if i < 0 {
			continue // the account has been removed since
		}
		all = append(all, Duty{Staff: staff[i], Time: s.Interval(centre.Zone(centres, staff[i].Centre))})
	}
	return all
}

// Gap is a time at which fewer are on duty than a need asks for.
type Gap struct {
	Time calendar.Interval
	Need Need
	Have int
}

// Gaps finds, while the network is open, where too few are on duty: by need, in
// order of time. Times that touch and lack the same number are one gap.
func Gaps(open []calendar.Interval, needs []Need, duties []Duty) []Gap {
	edges := edgesOf(open, duties)
	var gaps []Gap
	for _, need := range needs {
		first := len(gaps)
		for i := 0; i+1 < len(edges); i++ {
			span := calendar.Interval{From: edges[i], To: edges[i+1]}
			if !slices.ContainsFunc(open, func(o calendar.Interval) bool { return o.Contains(span.From) }) {
				continue
			}
			have := need.onDuty(duties, span.From)
			if have >= need.Minimum {
				continue
			}
			if last := len(gaps) - 1; last >= first && gaps[last].Time.To.Equal(span.From) && gaps[last].Have == have {
				gaps[last].Time.To = span.To
				continue
			}
			gaps = append(gaps, Gap{Time: span, Need: need, Have: have})
		}
	}
	return gaps
}

// onDuty counts the persons, not the shifts, who meet the need at an instant.
func (n Need) onDuty(duties []Duty, at time.Time) int {
	people := map[account.StaffID]bool{}
	for _, d := range duties {
		if d.Time.Contains(at) && n.IsMetBy(d.Staff) {
			people[d.Staff.ID] = true
		}
	}
	return len(people)
}

// edgesOf are the instants at which anything changes, in order, each once.
func edgesOf(open []calendar.Interval, duties []Duty) []time.Time {
	var edges []time.Time
	for _, o := range open {
		edges = append(edges, o.From, o.To)
	}
	for _, d := range duties {
		edges = append(edges, d.Time.From, d.Time.To)
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}

// On is the shift that somebody is in at an instant, or else the next one that
// begins on the same day: is tells which of the two.
func On(shifts []Shift, of account.StaffID, zone *time.Location, now time.Time) (s Shift, is, ok bool) {
	today := calendar.DateOf(now.In(zone))
	sorted := slices.SortedFunc(slices.Values(shifts), InOrder)
	for _, each := range sorted {
		if each.Staff != of || each.Date != today {
			continue
		}
		span := each.Interval(zone)
		if span.Contains(now) {
			return each, true, true
		}
		if span.From.After(now) {
			return each, false, true
		}
	}
	return Shift{}, false, false
}

// soonEnough is how long before a shift somebody may go live without being
// asked.
const soonEnough = 15 * time.Minute

// Outside tells that somebody who goes live now is in no shift of today, while
// somebody is: next is when their own begins, zero when they have none any more.
func Outside(shifts []Shift, of account.StaffID, zone *time.Location, now time.Time) (next time.Time, outside bool) {
	today := calendar.DateOf(now.In(zone))
	if !slices.ContainsFunc(shifts, func(s Shift) bool { return s.Date == today }) {
		return time.Time{}, false // a day without a roster asks nobody
	}
	s, is, ok := On(shifts, of, zone, now)
	switch {
	case is:
		return time.Time{}, false
	case !ok:
		return time.Time{}, true
	default:
		next = s.Interval(zone).From
		return next, next.Sub(now) > soonEnough
	}
}
