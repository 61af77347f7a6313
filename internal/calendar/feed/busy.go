package feed

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"miti/internal/calendar"
	"miti/internal/fault"
)

const (
	// maxBusy is how many times somebody can be busy in what is asked for.
	maxBusy = 5000
	// maxEvent is the longest that one of them may be.
	maxEvent = maxDays * 24 * time.Hour
)

// Busy reads when a calendar is busy in a span: in order, none touching the next.
// Events that are free, or cancelled, are not in it. A wall clock that does not
// say where it hangs is read in the zone given. A fault says what is refused, as
// for Propose.
func Busy(r io.Reader, span calendar.Interval, zone *time.Location) ([]calendar.Interval, error) {
	events, err := readEvents(r)
	if err != nil {
		return nil, fmt.Errorf("read feed: %w", err)
	}
	b := busy{span: span, zone: zone, moved: map[string]bool{}}
	for _, e := range events {
		if at, ok := b.instant(e, "RECURRENCE-ID"); ok {
			b.moved[occurrence(e, at)] = true
		}
	}
	for _, e := range events {
		if strings.EqualFold(e["STATUS"], "CANCELLED") || strings.EqualFold(e["TRANSP"], "TRANSPARENT") {
			continue
		}
		if b.add(e); len(b.all) > maxBusy {
			return nil, fmt.Errorf("read feed: more than %d times: %w", maxBusy, fault.New(fault.TooLarge))
		}
	}
	return joined(b.all), nil
}

type busy struct {
	span calendar.Interval
	zone *time.Location
	// moved are the occurrences of which there is another version.
	moved map[string]bool
	all   []calendar.Interval
}

func occurrence(e event, at time.Time) string { return e["UID"] + " " + at.UTC().Format(time.RFC3339) }

// add adds the times of an event. What has no time that can be read is nobody's.
func (b *busy) add(e event) {
	start, ok := b.instant(e, "DTSTART")
	if !ok {
		return
	}
	length, ok := b.length(e, start)
	if !ok {
		return
	}
	if e["RECURRENCE-ID"] != "" || e["RRULE"] == "" {
		b.put(calendar.Interval{From: start, To: length(start)})
		return
	}
	rule, ok := ruleOf(e["RRULE"], start)
	if !ok {
		b.put(calendar.Interval{From: start, To: length(start)})
		return
	}
	except := b.except(e)
	next := rule.Iterator()
	for at, more := next(); more && at.Before(b.span.To) && len(b.all) <= maxBusy; at, more = next() {
		if !b.moved[occurrence(e, at)] && !slices.ContainsFunc(except, at.Equal) {
			b.put(calendar.Interval{From: at, To: length(at)})
		}
	}
}

func (b *busy) put(i calendar.Interval) {
	if i.From.Before(i.To) && i.From.Before(b.span.To) && b.span.From.Before(i.To) {
		b.all = append(b.all, calendar.Interval{From: i.From.UTC(), To: i.To.UTC()})
	}
}

// ruleOf reads how an event comes back. What comes back more often than daily is
// no appointment.
func ruleOf(text string, start time.Time) (*rrule.RRule, bool) {
	o, err := rrule.StrToROptionInLocation(text, start.Location())
	if err != nil || o.Freq > rrule.DAILY {
		return nil, false
	}
	o.Dtstart = start
	rule, err := rrule.NewRRule(*o)
	return rule, err == nil
}

// except are the occurrences that do not take place.
func (b *busy) except(e event) []time.Time {
	var all []time.Time
	for one := range strings.SplitSeq(e["EXDATE"], ",") {
		if at, ok := b.instant(event{"EXDATE": one, "EXDATE;TZID": e["EXDATE;TZID"]}, "EXDATE"); ok {
			all = append(all, at)
		}
	}
	return all
}

// length is when an occurrence ends that begins at a time. Days are counted by
// the wall clock.
func (b *busy) length(e event, start time.Time) (end func(time.Time) time.Time, ok bool) {
	whole := !strings.Contains(e["DTSTART"], "T")
	last, given := b.instant(e, "DTEND")
	switch {
	case given && whole:
		days := int(last.Sub(start).Round(24*time.Hour) / (24 * time.Hour))
		return func(t time.Time) time.Time { return t.AddDate(0, 0, max(days, 1)) }, days <= maxDays
	case given:
		d := last.Sub(start)
		return func(t time.Time) time.Time { return t.Add(d) }, d > 0 && d <= maxEvent
	case e["DURATION"] != "":
		d, ok := span(e["DURATION"])
		return func(t time.Time) time.Time { return t.Add(d) }, ok
	case whole:
		return func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, true
	default:
		return nil, false // RFC 5545: it ends when it begins
	}
}

var durations = regexp.MustCompile(`^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// span reads a duration, such as PT1H30M.
func span(s string) (time.Duration, bool) {
	found := durations.FindStringSubmatch(strings.ToUpper(s))
	if found == nil {
		return 0, false
	}
	var all time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if found[i+1] == "" {
			continue
		}
		n, err := strconv.Atoi(found[i+1])
		if err != nil || n > int(maxEvent/unit) {
			return 0, false
		}
		all += time.Duration(n) * unit
	}
	return all, all > 0 && all <= maxEvent
}

// instant is a time of an event; ok is false when it has none that can be read.
func (b *busy) instant(e event, property string) (t time.Time, ok bool) {
	value := e[property]
	if value == "" {
		return time.Time{}, false
	}
	zone := b.zoneOf(e[property+";TZID"])
	for _, layout := range []string{"20060102T150405", "20060102T1504", "20060102"} {
		if t, err := time.ParseInLocation(layout, value, zone); err == nil {
			return t, true
		}
	}
	t, err := time.Parse("20060102T150405Z", value)
	return t, err == nil
}

// zoneOf is the zone of a name. One that is not known is that of the calendar's
// owner: most likely it is the same under a name that some program gave it.
func (b *busy) zoneOf(name string) *time.Location {
	if name == "" {
		return b.zone
	}
	if own, ok := windowsZones[name]; ok {
		name = own
	}
	if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
		return zone
	}
	return b.zone
}

// windowsZones are those that Outlook names in its own way and that are another
// one than Brussels, or on its clock.
var windowsZones = map[string]string{
	"Romance Standard Time":          "Europe/Brussels",
	"W. Europe Standard Time":        "Europe/Berlin",
	"Central Europe Standard Time":   "Europe/Budapest",
	"Central European Standard Time": "Europe/Warsaw",
	"GMT Standard Time":              "Europe/London",
	"Greenwich Standard Time":        "Atlantic/Reykjavik",
	"E. Europe Standard Time":        "Europe/Chisinau",
	"FLE Standard Time":              "Europe/Kiev",
	"GTB Standard Time":              "Europe/Bucharest",
	"Eastern Standard Time":          "America/New_York",
	"Pacific Standard Time":          "America/Los_Angeles",
	"Morocco Standard Time":          "Africa/Casablanca",
	"Turkey Standard Time":           "Europe/Istanbul",
}

// joined are times in order, those that overlap or touch as one.
func joined(all []calendar.Interval) []calendar.Interval {
	slices.SortFunc(all, func(a, b calendar.Interval) int { return a.From.Compare(b.From) })
	var merged []calendar.Interval
	for _, next := range all {
		if last := len(merged) - 1; last >= 0 && !next.From.After(merged[last].To) {
			if next.To.After(merged[last].To) {
				merged[last].To = next.To
			}
			continue
		}
		merged = append(merged, next)
	}
	return merged
}
