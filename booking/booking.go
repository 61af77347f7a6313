// Package booking is the rules of appointments: when somebody may be met, how a
// time is held and booked, moved and cancelled, and when it is recalled. It does
// no I/O, has no clock and knows nothing of calls.
package booking

import (
	"errors"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

// Kind is how an appointment takes place.
type Kind string

// The kinds.
const (
	Video  Kind = "video"
	Audio  Kind = "audio"
	Phone  Kind = "phone"
	OnSite Kind = "on_site" // at the centre
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Video, Audio, Phone, OnSite} }

// AvailabilityID names an availability.
type AvailabilityID string

// Availability is when a counsellor may be met, for what: weekly, by the wall
// clock of the centre, but for the exceptions. Empty Topics or Languages are
// all of the counsellor's own.
type Availability struct {
	ID         AvailabilityID
	Staff      account.StaffID
	Kinds      []Kind
	Topics     []centre.TopicID
	Languages  []string
	Week       []calendar.Span
	Exceptions []calendar.Exception
}

// Check is fault.Malformed, or a *calendar.Problem and fault.BadHours, for what
// cannot be.
func (a Availability) Check() error {
	known := len(a.Kinds) > 0 && !slices.ContainsFunc(a.Kinds, func(k Kind) bool { return !slices.Contains(Kinds(), k) })
	if a.Staff == "" || !known {
		return fault.New(fault.Malformed)
	}
	return badHours(calendar.Rules{Zone: "UTC", Week: a.Week, Exceptions: a.Exceptions}.Check())
}

// serves tells whether a wish could be met in it at all.
func (a Availability) serves(s account.Staff, w Wish) bool {
	topics, languages := a.Topics, a.Languages
	if len(topics) == 0 {
		topics = s.Topics
	}
	if len(languages) == 0 {
		languages = s.Languages
	}
	return slices.Contains(a.Kinds, w.Kind) && (w.Topic == "" || slices.Contains(topics, w.Topic)) &&
		slices.Contains(languages, w.Language)
}

// Policy is how a centre lets people book.
type Policy struct {
	// Notice is how long before an appointment it may be booked at the latest,
	// Horizon how long before at the earliest.
	Notice, Horizon time.Duration
	// Buffer is kept free before and after each appointment.
	Buffer time.Duration
	// Step is how many minutes lie between two starting points.
	Step int
	// MostADay is how many appointments a counsellor has on one day, 0 for any
	// number.
	MostADay int
	// Minutes is how long an appointment takes, and ByTopic where a topic has
	// a length of its own.
	Minutes int
	ByTopic map[centre.TopicID]int
	// ChangeUntil is how long before an appointment its visitor may still move
	// or cancel it.
	ChangeUntil time.Duration
}

// DefaultPolicy is that of a centre which has said nothing else.
func DefaultPolicy() Policy {
	return Policy{
		Notice: 4 * time.Hour, Horizon: 60 * 24 * time.Hour, Buffer: 10 * time.Minute, Step: 15, MostADay: 6, Minutes: 45,
		ChangeUntil: 2 * time.Hour,
	}
}

// Check is fault.Malformed for what nobody could book by.
func (p Policy) Check() error {
	lengths := []int{p.Minutes}
	for _, m := range p.ByTopic {
		lengths = append(lengths, m)
	}
	for _, m := range lengths {
		if m < CellMinutes || m > 8*60 || m%CellMinutes != 0 {
			return fault.New(fault.Malformed)
		}
	}
	fits := p.Notice >= 0 && p.Horizon > p.Notice && p.Horizon <= 366*24*time.Hour && p.Buffer >= 0 &&
		p.Buffer <= 4*time.Hour && p.Buffer%(CellMinutes*time.Minute) == 0 && p.Step >= CellMinutes && p.Step <= 8*60 &&
		p.Step%CellMinutes == 0 && p.MostADay >= 0 && p.ChangeUntil >= 0
	if !fits {
		return fault.New(fault.Malformed)
	}
	return nil
}

// Length is how long an appointment about a topic takes.
func (p Policy) Length(t centre.TopicID) time.Duration {
	minutes, ok := p.ByTopic[t]
	if !ok {
		minutes = p.Minutes
	}
	return time.Duration(minutes) * time.Minute
}

// Wish is what a visitor looks for.
type Wish struct {
	Kind     Kind
	Topic    centre.TopicID // "" for not chosen
	Language string
	// Staff is who they want to meet, "" for anybody suitable; Centre where, ""
	// for anywhere.
	Staff  account.StaffID
	Centre centre.ID
}

// AbsenceID names an absence.
type AbsenceID string

// Absence is when a counsellor is not there, whatever their availabilities say.
type Absence struct {
	ID    AbsenceID
	Staff account.StaffID
	calendar.Absence
}

// Check is a *calendar.Problem, and fault.BadHours, for what cannot be.
func (a Absence) Check() error {
	return badHours(calendar.Rules{Zone: "UTC", Absences: []calendar.Absence{a.Absence}}.Check())
}

func badHours(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(fault.New(fault.BadHours), err)
}
