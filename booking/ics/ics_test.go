package ics_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	arran "github.com/arran4/golang-ical"
	emersion "github.com/emersion/go-ical"

	"miti/booking/ics"
)

var update = flag.Bool("update", false, "write the golden files anew")

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// event is an appointment that is as hard on a calendar as they come.
func event(t testing.TB) ics.Event {
	start := time.Date(2026, time.December, 7, 8, 0, 0, 0, time.UTC)
	return ics.Event{
		UID: "abcdefghijklmnopqrstuvwx23@miti", Stamp: start.AddDate(0, 0, -7), Start: start, End: start.Add(45 * time.Minute), Zone: zone(t, "Europe/Brussels"),
		Summary:     "Rendez-vous d’orientation avec Amélie 👩‍👩‍👧 ; études, formations \\ et métiers à l’étranger – première rencontre",
		Description: "Une ligne,\r\nune autre\u2028et \"une troisième\"\x00.\nBEGIN:VEVENT", Place: "Rue des Quatre Vents 7, 5000 Namur",
		URL:       "https://miti.example.org/#r=token",
		Organizer: ics.Person{Name: `Cap "Avenir"` + "\r\nATTENDEE:mailto:x@y.example", Address: "orientation@miti.example.org"},
		Attendee:  ics.Person{Name: "Nora", Address: "nora@mail.example"},
	}
}

// files are an appointment's life in a calendar, in order.
func files(t testing.TB) map[string]ics.Calendar {
	booked, moved, again := event(t), event(t), event(t)
	moved.Sequence, moved.Start, moved.End = 1, moved.Start.AddDate(0, 4, 0), moved.End.AddDate(0, 4, 0)
	again.Sequence, again.Start = 2, moved.Start.Add(time.Hour)
	again.End = again.Start.Add(45 * time.Minute)
	cancelled := again
	cancelled.Sequence, cancelled.Cancelled = 3, true
	night := event(t)
	night.UID, night.Start = "night@miti", time.Date(2026, time.October, 25, 0, 15, 0, 0, time.UTC)
	night.End = night.Start.Add(time.Hour)
	abroad := event(t)
	abroad.UID, abroad.Zone, abroad.Organizer, abroad.Attendee = "abroad@miti", zone(t, "Asia/Kolkata"), ics.Person{}, ics.Person{}
	return map[string]ics.Calendar{
		"1-booked":    {Method: ics.Request, Events: []ics.Event{booked}},
		"2-moved":     {Method: ics.Request, Events: []ics.Event{moved}},
		"3-again":     {Method: ics.Request, Events: []ics.Event{again}},
		"4-cancelled": {Method: ics.Cancel, Events: []ics.Event{cancelled}},
		"feed":        {Method: ics.Publish, Name: "Amélie, Cap Avenir", Events: []ics.Event{booked, night, abroad}},
		"empty":       {Method: ics.Publish, Name: "Amélie"},
	}
}

// BK-6: the files are as they were, and two parsers that are not ours read them.
func TestCalendarsAsTheyAreWritten(t *testing.T) {
	for name, c := range files(t) {
		t.Run(name, func(t *testing.T) {
			got := c.Bytes()
			golden := filepath.Join("testdata", name+".ics")
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(want, got) {
				t.Errorf("it is another now (-update writes it): %v\n%s", err, got)
			}
			checkLines(t, got)
			checkByArran(t, got, c)
			if len(c.Events) > 0 { // the other one takes no calendar without events
				checkByEmersion(t, got, c)
			}
		})
	}
}

func checkLines(t *testing.T, file []byte) {
	t.Helper()
	text := string(file)
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Error("a line does not end in CRLF")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(text, "\r\n ", "")
	if before, _, _ := strings.Cut(whole, "BEGIN:VEVENT"); !strings.Contains(before, "\r\nMETHOD:") || strings.Count(whole, "METHOD:") != 1 {
		t.Error("METHOD is not the calendar's alone")
	}
	if strings.Count(whole, "\r\nBEGIN:VEVENT\r\n") != strings.Count(whole, "\r\nEND:VEVENT\r\n") || strings.Contains(whole, "\r\nATTENDEE:mailto:x") {
		t.Error("a text broke out of its line")
	}
}

func checkByArran(t *testing.T, file []byte, c ics.Calendar) {
	t.Helper()
	read, err := arran.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Events()) != len(c.Events) {
		t.Fatalf("%d events", len(read.Events()))
	}
	for i, e := range read.Events() {
		start, err := e.GetStartAt()
		end, errEnd := e.GetEndAt()
		if err != nil || errEnd != nil || !start.Equal(c.Events[i].Start) || !end.Equal(c.Events[i].End) {
			t.Errorf("from %v to %v, %v %v", start, end, err, errEnd)
		}
		if e.Id() != c.Events[i].UID {
			t.Errorf("UID %q", e.Id())
		}
	}
}

func checkByEmersion(t *testing.T, file []byte, c ics.Calendar) {
	t.Helper()
	read, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	if err := emersion.NewEncoder(new(bytes.Buffer)).Encode(read); err != nil {
		t.Errorf("it would not write what it read: %v", err)
	}
	for i, e := range read.Events() {
		want := c.Events[i]
		start, err := e.DateTimeStart(nil)
		if err != nil || !start.Equal(want.Start) {
			t.Errorf("it starts at %v, %v", start, err)
		}
		summary, err := e.Props.Text("SUMMARY")
		if err != nil || summary != want.Summary {
			t.Errorf("it is called %q, %v", summary, err)
		}
		if want.Description != "" {
			text, err := e.Props.Text("DESCRIPTION")
			if err != nil || text != "Une ligne,\nune autre\net \"une troisième\".\nBEGIN:VEVENT" {
				t.Errorf("it says %q, %v", text, err)
			}
		}
	}
}

// The hour that comes twice: its passes are told apart.
func TestTheHourThatComesTwice(t *testing.T) {
	e := event(t)
	for start, want := range map[time.Time]string{
		time.Date(2026, time.October, 25, 0, 30, 0, 0, time.UTC):  "DTSTART:20261025T003000Z\r\n",
		time.Date(2026, time.October, 25, 1, 30, 0, 0, time.UTC):  "DTSTART:20261025T013000Z\r\n",
		time.Date(2026, time.October, 24, 23, 59, 0, 0, time.UTC): "DTSTART;TZID=Europe/Brussels:20261025T015900\r\n",
		time.Date(2026, time.October, 25, 2, 0, 0, 0, time.UTC):   "DTSTART;TZID=Europe/Brussels:20261025T030000\r\n",
	} {
		e.Start, e.End = start, start.Add(time.Hour)
		if got := string(ics.Calendar{Method: ics.Publish, Events: []ics.Event{e}}.Bytes()); !strings.Contains(got, want) {
			t.Errorf("%s: want %s in\n%s", start, want, got)
		}
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("Rendez-vous", "a\r\nb")
	f.Add(strings.Repeat("é", 100), "\x00;,\\")
	f.Fuzz(func(t *testing.T, summary, description string) {
		e := event(t)
		e.Summary, e.Description, e.Place, e.Attendee.Name, e.Organizer.Name = summary, description, description, summary, description
		file := ics.Calendar{Method: ics.Request, Events: []ics.Event{e}}.Bytes()
		checkLines(t, file)
		if _, err := arran.ParseCalendar(bytes.NewReader(file)); err != nil {
			t.Fatal(err)
		}
	})
}
