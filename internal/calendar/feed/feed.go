// Package feed reads what others write as calendars (iCalendar, RFC 5545): the
// holidays of a region, and when somebody is busy. A feed of holidays only
// proposes: many list observances on which people work, so that nothing is closed
// before a coordinator has accepted it as an exception.
package feed

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"miti/internal/calendar"
	"miti/internal/fault"
)

// Limits of a feed.
const (
	MaxBytes  = 1 << 20
	MaxEvents = 2000
	// maxDays is the longest that an event may be: a school year.
	maxDays = 366
)

// Proposal is days on which a feed has something.
type Proposal struct {
	From, To calendar.Date // both included
	Name     string        // as the feed calls it; may be empty
}

// Closing is what an accepted proposal becomes.
func (p Proposal) Closing() calendar.Exception {
	return calendar.Exception{From: p.From, To: p.To, Name: p.Name}
}

func (p Proposal) compare(other Proposal) int {
	return cmp.Or(p.From.Compare(other.From), p.To.Compare(other.To), strings.Compare(p.Name, other.Name))
}

// Reading is what a feed proposes, in order, and how many of its events are no
// whole days or come back by a rule that is not read here.
type Reading struct {
	Proposals []Proposal
	Skipped   int
}

// Propose reads what a feed has on the dates from one to another, both
// included. A fault says what it refuses: fault.TooLarge, or fault.Malformed
// for what is no calendar, or only the beginning of one.
func Propose(r io.Reader, from, to calendar.Date) (Reading, error) {
	events, err := readEvents(r)
	if err != nil {
		return Reading{}, fmt.Errorf("read feed: %w", err)
	}
	var reading Reading
	for _, e := range events {
		if strings.EqualFold(e["STATUS"], "CANCELLED") {
			continue
		}
		first, ok := e.days()
		if !ok {
			reading.Skipped++
			continue
		}
		back, ok := e.recurrence(first.From)
		if !ok {
			reading.Skipped++
			continue
		}
		for _, p := range back.proposals(first, to) {
			if p.To.Compare(from) >= 0 {
				reading.Proposals = append(reading.Proposals, p)
			}
		}
	}
	slices.SortFunc(reading.Proposals, Proposal.compare)
	reading.Proposals = slices.Compact(reading.Proposals)
	return reading, nil
}

// name is a summary as one line of plain text.
func name(summary string) string {
	plain := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(summary, ""))
	runes := []rune(strings.Join(strings.Fields(plain), " "))
	return string(runes[:min(len(runes), calendar.MaxName)])
}

func malformed(why string) error { return fmt.Errorf("%s: %w", why, fault.New(fault.Malformed)) }
