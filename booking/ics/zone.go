package ics

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// zones writes what the wall clocks of the events' zones do around them.
func (w *writer) zones(events []Event) {
	spans := map[string][2]time.Time{}
	zones := map[string]*time.Location{}
	for _, e := range events {
		name := e.Zone.String()
		if e.Zone == time.UTC {
			continue
		}
		s, known := spans[name]
		if !known || e.Start.Before(s[0]) {
			s[0] = e.Start
		}
		if !known || e.End.After(s[1]) {
			s[1] = e.End
		}
		spans[name], zones[name] = s, e.Zone
	}
	var names []string
	for name := range zones {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w.zone(zones[name], spans[name][0], spans[name][1])
	}
}

// zone writes each change of the clock from the one before the first event to
// the one after the last, and the time since.
func (w *writer) zone(zone *time.Location, from, to time.Time) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", zone.String())
	t := from.In(zone)
	for {
		begins, ends := t.ZoneBounds()
		w.stretch(t, begins)
		if ends.IsZero() || t.After(to) {
			break
		}
		t = ends.In(zone)
	}
	w.line("END", "VTIMEZONE")
}

// stretch writes the time from one change of the clock to the next.
func (w *writer) stretch(t, begins time.Time) {
	kind := "STANDARD"
	if t.IsDST() {
		kind = "DAYLIGHT"
	}
	name, offset := t.Zone()
	before, onset := offset, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	if !begins.IsZero() {
		_, before = begins.Add(-time.Second).Zone()
		onset = begins.UTC().Add(time.Duration(before) * time.Second)
	}
	w.line("BEGIN", kind)
	w.line("DTSTART", onset.Format(local))
	w.line("TZOFFSETFROM", east(before))
	w.line("TZOFFSETTO", east(offset))
	if !strings.ContainsAny(name, "+-") { // some zones have no name but a number
		w.line("TZNAME", name)
	}
	w.line("END", kind)
}

// east is an offset as +0100.
func east(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}
