package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"miti/internal/calendar"
	"miti/internal/calendar/feed"
	"miti/internal/fault"
)

// busy is what a feed of some events is busy with in the first week of December,
// in Brussels, as "02 09:00-10:00".
func busy(t *testing.T, events ...string) string {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, time.November, 30, 0, 0, 0, 0, zone)
	got, err := feed.Busy(strings.NewReader(vcalendar(events...)), calendar.Interval{From: from, To: from.AddDate(0, 0, 7)}, zone)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, i := range got {
		all = append(all, fmt.Sprintf("%s-%s", i.From.In(zone).Format("02 15:04"), i.To.In(zone).Format("15:04")))
	}
	return strings.Join(all, ", ")
}

func TestBusy(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"in UTC", "DTSTART:20261202T080000Z\nDTEND:20261202T090000Z", "02 09:00-10:00"},
		{"by a wall clock with its zone", "DTSTART;TZID=Europe/London:20261202T080000\nDTEND;TZID=Europe/London:20261202T090000", "02 09:00-10:00"},
		{"by a wall clock that Outlook names", "DTSTART;TZID=\"GMT Standard Time\":20261202T080000\nDTEND;TZID=\"GMT Standard Time\":20261202T090000", "02 09:00-10:00"},
		{"by a zone that nobody knows", "DTSTART;TZID=Somewhere:20261202T080000\nDTEND;TZID=Somewhere:20261202T090000", "02 08:00-09:00"},
		{"by any wall clock", "DTSTART:20261202T080000\nDTEND:20261202T090000", "02 08:00-09:00"},
		{"with a duration", "DTSTART:20261202T080000Z\nDURATION:PT1H30M", "02 09:00-10:30"},
		{"a whole day", "DTSTART;VALUE=DATE:20261202", "02 00:00-00:00"},
		{"two whole days", "DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204", "02 00:00-00:00"},
		{"free", "DTSTART:20261202T080000Z\nDTEND:20261202T090000Z\nTRANSP:TRANSPARENT", ""},
		{"cancelled", "DTSTART:20261202T080000Z\nDTEND:20261202T090000Z\nSTATUS:CANCELLED", ""},
		{"without an end", "DTSTART:20261202T080000Z", ""},
		{"over before it begins", "DTSTART:20261202T080000Z\nDTEND:20261202T070000Z", ""},
		{"before", "DTSTART:20261129T080000Z\nDTEND:20261129T090000Z", ""},
		{"begun before", "DTSTART:20261129T080000Z\nDTEND:20261130T090000Z", "29 09:00-10:00"},
		{"weekly, by the wall clock of summer", "DTSTART;TZID=Europe/Brussels:20260701T090000\nDTEND;TZID=Europe/Brussels:20260701T100000\nRRULE:FREQ=WEEKLY", "02 09:00-10:00"},
		{"weekly, on two days", "DTSTART;TZID=Europe/Brussels:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=WE,FR", "02 09:00-10:00, 04 09:00-10:00"},
		{"weekly, but not this time", "DTSTART;TZID=Europe/Brussels:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Brussels:20261125T090000\nEXDATE;TZID=Europe/Brussels:20261202T090000", ""},
		{"until before", "DTSTART;TZID=Europe/Brussels:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261125T080000Z", ""},
		{"each minute", "DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=MINUTELY", "02 09:00-10:00"},
		{"by a rule that nobody reads", "DTSTART:20261202T080000Z\nDURATION:PT1H\nRRULE:FREQ=SOMETIMES", "02 09:00-10:00"},
		{"on a day that never comes", "DTSTART:20260101T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := busy(t, c.event); got != c.want {
				t.Errorf("busy %q, want %q", got, c.want)
			}
		})
	}
}

func TestOneOfASeriesThatWasMoved(t *testing.T) {
	series := "UID:a\nDTSTART;TZID=Europe/Brussels:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
	moved := "UID:a\nRECURRENCE-ID;TZID=Europe/Brussels:20261202T090000\nDTSTART;TZID=Europe/Brussels:20261203T110000\nDURATION:PT1H"
	if got := busy(t, series, moved); got != "03 11:00-12:00" {
		t.Errorf("busy %q", got)
	}
	if got := busy(t, series, moved+"\nSTATUS:CANCELLED"); got != "" {
		t.Errorf("cancelled, busy %q", got)
	}
}

func TestWhatTouchesIsOne(t *testing.T) {
	got := busy(t, "DTSTART:20261202T090000Z\nDURATION:PT1H", "DTSTART:20261202T080000Z\nDURATION:PT1H", "DTSTART:20261202T083000Z\nDURATION:PT15M")
	if got != "02 09:00-11:00" {
		t.Errorf("busy %q", got)
	}
}

func TestMoreThanAnybodyIsBusy(t *testing.T) {
	var events []string
	for i := range 40 {
		events = append(events, fmt.Sprintf("DTSTART:20200101T%02d%02d00Z\nDURATION:PT1M\nRRULE:FREQ=DAILY", i/60, i))
	}
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	_, err := feed.Busy(strings.NewReader(vcalendar(events...)), calendar.Interval{From: from, To: from.AddDate(1, 0, 0)}, time.UTC)
	if fault.CodeOf(err) != fault.TooLarge {
		t.Errorf("error %v", err)
	}
}

func FuzzBusy(f *testing.F) {
	f.Add(vcalendar("DTSTART;TZID=Europe/Brussels:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=WE,FR\nEXDATE:20261202T090000"))
	f.Add(vcalendar("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))
	from := time.Date(2026, time.November, 30, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := feed.Busy(strings.NewReader(text), calendar.Interval{From: from, To: from.AddDate(0, 1, 0)}, time.UTC)
		for i, one := range got {
			if !one.From.Before(one.To) || i > 0 && !got[i-1].To.Before(one.From) || err != nil {
				t.Fatalf("%v %v", got, err)
			}
		}
	})
}
