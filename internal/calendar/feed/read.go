package feed

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"

	"miti/internal/fault"
)

// wanted are the properties of an event that say when it is and what it is
// called. The others are not even taken apart.
var wanted = []string{
	"BEGIN", "END", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "RRULE", "RDATE", "EXDATE", "EXRULE",
	"TRANSP", "UID", "RECURRENCE-ID",
}

// maxLine is the longest line, unfolded, that is looked at: the library takes
// a square of its length.
const maxLine = 4096

// maxDepth is how deep components lie in one another: an alarm in an event in
// a calendar, and room for what somebody adds.
const maxDepth = 8

// An event is its wanted properties, by name: of one that is there several times
// the values with commas between them. NAME;TZID is the zone of NAME.
type event map[string]string

func (e event) put(property string, parsed *ics.BaseProperty) {
	value := strings.TrimSpace(parsed.Value)
	if before := e[property]; before != "" && (property == "EXDATE" || property == "RDATE") {
		value = before + "," + value
	}
	e[property] = value
	if zone := parsed.ICalParameters["TZID"]; len(zone) > 0 {
		e[property+";TZID"] = strings.Trim(zone[0], `"`)
	}
}

// A reader takes the events out of a feed, line by line.
type reader struct {
	inside []string // the components that are open, outermost first
	ended  bool
	events []event
}

func readEvents(from io.Reader) ([]event, error) {
	limited := &io.LimitedReader{R: from, N: MaxBytes + 1}
	lines := ics.NewCalendarStream(limited)
	var r reader
	for {
		line, err := lines.ReadLine()
		if limited.N <= 0 {
			return nil, fmt.Errorf("more than %d bytes: %w", MaxBytes, fault.New(fault.TooLarge))
		}
		if line != nil {
			if err := r.take(*line); err != nil {
				return nil, err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			if !r.ended || len(r.inside) > 0 {
				return nil, malformed("it ends before the calendar does")
			}
			return r.events, nil
		case err != nil:
			return nil, err
		}
	}
}

func (r *reader) take(line ics.ContentLine) error {
	end := strings.IndexAny(string(line), ":;")
	if end < 0 {
		if len(r.inside) == 0 {
			return malformed("it is no calendar")
		}
		return nil // a line that some program broke; the next one may be whole
	}
	property := strings.ToUpper(strings.TrimPrefix(strings.TrimSpace(string(line[:end])), "\ufeff"))
	if !slices.Contains(wanted, property) || len(line) > maxLine {
		return r.needsCalendar()
	}
	parsed, err := ics.ParseProperty(line)
	if err != nil || parsed == nil {
		return r.needsCalendar() // an event without it will be skipped
	}
	switch property {
	case "BEGIN":
		return r.begin(strings.ToUpper(strings.TrimSpace(parsed.Value)))
	case "END":
		return r.end(strings.ToUpper(strings.TrimSpace(parsed.Value)))
	}
	if slices.Equal(r.inside, []string{"VCALENDAR", "VEVENT"}) {
		r.events[len(r.events)-1].put(property, parsed)
	}
	return r.needsCalendar()
}

// needsCalendar refuses what stands outside a calendar: then it is something
// else, most likely a page that says that the feed is not there.
func (r *reader) needsCalendar() error {
	if len(r.inside) == 0 {
		return malformed("it is no calendar")
	}
	return nil
}

func (r *reader) begin(component string) error {
	switch {
	case len(r.inside) == 0 && component != "VCALENDAR":
		return malformed("it is no calendar")
	case len(r.inside) == maxDepth:
		return malformed("its components lie too deep in one another")
	}
	r.inside = append(r.inside, component)
	if slices.Equal(r.inside, []string{"VCALENDAR", "VEVENT"}) {
		if len(r.events) == MaxEvents {
			return fmt.Errorf("more than %d events: %w", MaxEvents, fault.New(fault.TooLarge))
		}
		r.events = append(r.events, event{})
	}
	return nil
}

func (r *reader) end(component string) error {
	last := len(r.inside) - 1
	if last < 0 || r.inside[last] != component {
		return malformed("its components are not one in another")
	}
	r.inside = r.inside[:last]
	r.ended = true
	return nil
}
