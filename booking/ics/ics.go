// Package ics writes appointments as calendars take them (iCalendar, RFC 5545, and
// what travels by mail: RFC 5546). It decides nothing: one UID for life, and a
// sequence number that grows with each change, are the appointment's.
package ics

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Method is what who gets the calendar is to do with it.
type Method string

// The methods.
const (
	Publish Method = "PUBLISH" // look at it
	Request Method = "REQUEST" // put it into your calendar, or change it there
	Cancel  Method = "CANCEL"  // take it out
)

// Calendar is one file.
type Calendar struct {
	Method Method
	Name   string // of a feed, "" for none
	Events []Event
}

// Event is one appointment.
type Event struct {
	UID      string
	Sequence int
	// Stamp is when this version of it was made.
	Stamp      time.Time
	Start, End time.Time
	// Zone is whose wall clock counts.
	Zone                        *time.Location
	Summary, Description, Place string
	URL                         string
	Organizer, Attendee         Person // without an address there is none
	Cancelled                   bool
	// Free is a time that is no obstacle to another event (RFC 5545, section
	// 3.8.2.7).
	Free bool
}

// Person is a party of an event.
type Person struct{ Name, Address string }

const (
	// maxLine is how many octets a line has at most, without its end (RFC 5545,
	// section 3.1).
	maxLine = 75
	local   = "20060102T150405"
	utc     = "20060102T150405Z"
)

// Bytes is the file.
func (c Calendar) Bytes() []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Miti//Appointments//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", string(c.Method))
	if c.Name != "" {
		w.line("X-WR-CALNAME", escape(c.Name))
	}
	w.zones(c.Events)
	for _, e := range c.Events {
		w.event(e)
	}
	w.line("END", "VCALENDAR")
	return w.Bytes()
}

type writer struct{ bytes.Buffer }

// line writes a property, folded between characters.
func (w *writer) line(name, value string) {
	line := name + ":" + value
	room := maxLine
	for len(line) > room {
		end := room
		for !utf8.RuneStart(line[end]) {
			end--
		}
		w.WriteString(line[:end] + "\r\n ")
		line, room = line[end:], maxLine-1
	}
	w.WriteString(line + "\r\n")
}

func (w *writer) event(e Event) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", escape(e.UID))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	w.line("DTSTAMP", e.Stamp.UTC().Format(utc))
	w.when("DTSTART", e.Start, e.Zone)
	w.when("DTEND", e.End, e.Zone)
	w.line("SUMMARY", escape(e.Summary))
	for _, p := range []struct{ name, text string }{{"DESCRIPTION", e.Description}, {"LOCATION", e.Place}} {
		if p.text != "" {
			w.line(p.name, escape(p.text))
		}
	}
	if e.URL != "" {
		w.line("URL", printable(e.URL))
	}
	w.person("ORGANIZER", "", e.Organizer)
	w.person("ATTENDEE", ";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED", e.Attendee)
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("STATUS", status)
	w.line("CLASS", "PRIVATE")
	if e.Free {
		w.line("TRANSP", "TRANSPARENT")
	} else {
		w.line("TRANSP", "OPAQUE")
	}
	w.line("END", "VEVENT")
}

// when writes a time by the wall clock of a zone; in the hour that comes twice,
// where programs disagree on what a wall clock means, in UTC.
func (w *writer) when(name string, t time.Time, zone *time.Location) {
	if zone == time.UTC || comesTwice(t.In(zone)) {
		w.line(name, t.UTC().Format(utc))
		return
	}
	w.line(name+";TZID="+zone.String(), t.In(zone).Format(local))
}

// comesTwice tells whether the clock shows the same time at another instant, too.
func comesTwice(clock time.Time) bool {
	begins, ends := clock.ZoneBounds()
	_, offset := clock.Zone()
	if !begins.IsZero() {
		_, before := begins.Add(-time.Second).Zone()
		if clock.Sub(begins) < time.Duration(before-offset)*time.Second {
			return true
		}
	}
	if ends.IsZero() {
		return false
	}
	_, after := ends.Zone()
	return ends.Sub(clock) <= time.Duration(offset-after)*time.Second
}

func (w *writer) person(property, parameters string, p Person) {
	if p.Address == "" {
		return
	}
	if name := quoted(p.Name); name != "" {
		parameters = ";CN=" + name + parameters
	}
	w.line(property+parameters, "mailto:"+printable(p.Address))
}

// quoted is a parameter's value, which has no way to write a quotation mark; and
// some programs take a backslash for one.
func quoted(s string) string {
	s = strings.NewReplacer(`"`, "'", `\`, "/").Replace(printable(s))
	if s == "" {
		return ""
	}
	return `"` + s + `"`
}

// printable is a text without what no calendar can hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// escape is a TEXT (RFC 5545, section 3.3.11).
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`).Replace(printable(line)))
	}
	return strings.Join(lines, `\n`)
}
