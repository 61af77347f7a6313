package calendar

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// day is the minutes of a wall clock from midnight to midnight.
const day = 24 * 60

// Limits of what is entered by hand.
const (
	MaxSpans      = 200 // of a week
	MaxExceptions = 500
	MaxAbsences   = 500
	MaxHours      = 24 // of one exception or absence
	MaxName       = 200
)

// Hours are minutes of a day's wall clock, From up to but not including To:
// 0 ≤ From < To ≤ 1440. What goes over midnight is written as two, and open
// through.
type Hours struct{ From, To int }

// Span is opening hours on a day of the week. Several on one day may come in
// any order and overlap.
type Span struct {
	Day      time.Weekday
	From, To int
}

func (s Span) hours() Hours { return Hours{From: s.From, To: s.To} }

// Exception replaces the week on the dates From to To, both included: open for
// the Hours, closed without any. When several cover a date, the shortest
// decides, and of those the last; so a special opening within a closing, or the
// other way round, is entered on top and needs nothing split.
type Exception struct {
	From, To Date
	Hours    []Hours
	Name     string // as entered; for a legal day that is kept anyway, none is needed
}

// Absence takes time away on the dates From to To, both included: the Hours of
// each, or whole days without any.
type Absence struct {
	From, To Date
	Hours    []Hours
}

// Rules are a calendar as it is entered and kept: wall clocks, with their zone.
type Rules struct {
	Zone string // IANA, such as Europe/Brussels
	Week []Span
	// Holidays closes the legal days of a country. Each counts as an exception
	// of one day that was entered before all others: an exception for exactly
	// that day opens it, summer hours do not.
	Holidays   Holidays
	Exceptions []Exception
	Absences   []Absence
}

// Flaw is what is wrong with rules, in a way that a page can turn into a
// sentence.
type Flaw string

// The flaws.
const (
	UnknownZone     Flaw = "unknown_zone"
	UnknownHolidays Flaw = "unknown_holidays"
	UnknownDay      Flaw = "unknown_day"    // of the week
	NotOnADay       Flaw = "not_on_a_day"   // hours that end before they begin, or lie outside a day
	NoSuchDate      Flaw = "no_such_date"   // 30 February
	EndsTooEarly    Flaw = "ends_too_early" // the last date is before the first
	LongName        Flaw = "long_name"
	TooMany         Flaw = "too_many"
)

// Problem says what is wrong with rules, and where, for who entered them.
type Problem struct {
	Flaw  Flaw
	Field string // zone, holidays, week, exceptions or absences, or shift, which is no list
	Index int    // of a list, from 0
}

// Error is for the operator; the sentence for people is made from the fields.
func (p *Problem) Error() string {
	return fmt.Sprintf("calendar: %s %d: %s", p.Field, p.Index, p.Flaw)
}

// Check is a *Problem when there is one: the first.
func (r Rules) Check() error {
	if _, err := zone(r.Zone); err != nil {
		return err
	}
	if r.Holidays != NoHolidays && r.Holidays != BelgianHolidays {
		return &Problem{Flaw: UnknownHolidays, Field: "holidays"}
	}
	if err := checkEach("week", r.Week, MaxSpans, Span.flaw); err != nil {
		return err
	}
	if err := checkEach("exceptions", r.Exceptions, MaxExceptions, Exception.flaw); err != nil {
		return err
	}
	return checkEach("absences", r.Absences, MaxAbsences, Absence.flaw)
}

func zone(name string) (*time.Location, error) {
	// "" and "Local" are the machine's own: no place.
	if name != "" && name != "Local" {
		if l, err := time.LoadLocation(name); err == nil {
			return l, nil
		}
	}
	return nil, &Problem{Flaw: UnknownZone, Field: "zone"}
}

func checkEach[T any](field string, all []T, most int, flaw func(T) Flaw) error {
	if len(all) > most {
		return &Problem{Flaw: TooMany, Field: field, Index: most}
	}
	for i, each := range all {
		if f := flaw(each); f != "" {
			return &Problem{Flaw: f, Field: field, Index: i}
		}
	}
	return nil
}

func (s Span) flaw() Flaw {
	if s.Day < time.Sunday || s.Day > time.Saturday {
		return UnknownDay
	}
	return s.hours().flaw()
}

func (h Hours) flaw() Flaw {
	if h.From < 0 || h.From >= h.To || h.To > day {
		return NotOnADay
	}
	return ""
}

func (e Exception) flaw() Flaw {
	if utf8.RuneCountInString(e.Name) > MaxName {
		return LongName
	}
	return Absence{From: e.From, To: e.To, Hours: e.Hours}.flaw()
}

func (a Absence) flaw() Flaw {
	switch {
	case !a.From.IsValid() || !a.To.IsValid():
		return NoSuchDate
	case a.To.Compare(a.From) < 0:
		return EndsTooEarly
	case len(a.Hours) > MaxHours:
		return TooMany
	}
	for _, h := range a.Hours {
		if f := h.flaw(); f != "" {
			return f
		}
	}
	return ""
}
