package feed_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"miti/internal/calendar"
	"miti/internal/calendar/feed"
	"miti/internal/fault"
)

var (
	january  = calendar.Date{Year: 2026, Month: 1, Day: 1}
	december = calendar.Date{Year: 2027, Month: 12, Day: 31}
)

func vcalendar(events ...string) string {
	var s strings.Builder
	s.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n")
	for _, e := range events {
		s.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	s.WriteString("END:VCALENDAR\r\n")
	return s.String()
}

func write(r feed.Reading) string {
	var s []string
	for _, p := range r.Proposals {
		s = append(s, fmt.Sprintf("%s/%s %s", p.From, p.To, p.Name))
	}
	if r.Skipped > 0 {
		s = append(s, fmt.Sprintf("(%d skipped)", r.Skipped))
	}
	return strings.Join(s, ", ")
}

func TestPropose(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"a day", "DTSTART;VALUE=DATE:20260927\nDTEND;VALUE=DATE:20260928\nSUMMARY:Fête de la Communauté", "2026-09-27/2026-09-27 Fête de la Communauté"},
		{"a day without an end", "DTSTART;VALUE=DATE:20260927\nSUMMARY:A", "2026-09-27/2026-09-27 A"},
		{"a day that ends when it begins", "DTSTART;VALUE=DATE:20260927\nDTEND;VALUE=DATE:20260927\nSUMMARY:A", "2026-09-27/2026-09-27 A"},
		{"a week, by its duration", "DTSTART;VALUE=DATE:20260216\nDURATION:P1W\nSUMMARY:Congé", "2026-02-16/2026-02-22 Congé"},
		{"over the end of the year", "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104\nSUMMARY:Vacances", "2026-12-21/2027-01-03 Vacances"},
		{"from midnight to midnight", "DTSTART;TZID=\"Europe/Brussels\":20260721T000000\nDTEND:20260722T000000\nSUMMARY:A", "2026-07-21/2026-07-21 A"},
		{"begun before, and still on", "DTSTART;VALUE=DATE:20251220\nDTEND;VALUE=DATE:20260105\nSUMMARY:A", "2025-12-20/2026-01-04 A"},
		{"over before", "DTSTART;VALUE=DATE:20251231\nSUMMARY:A", ""},
		{"too far ahead", "DTSTART;VALUE=DATE:20280101\nSUMMARY:A", ""},
		{"a folded name with escapes", "DTSTART;VALUE=DATE:20260927\nSUMMARY;LANGUAGE=fr:Un\\, deux\\; et\n  trois\\nfois", "2026-09-27/2026-09-27 Un, deux; et trois fois"},
		{"no name", "DTSTART;VALUE=DATE:20260927", "2026-09-27/2026-09-27 "},
		{"every year", "DTSTART;VALUE=DATE:20200721\nRRULE:FREQ=YEARLY\nSUMMARY:A", "2026-07-21/2026-07-21 A, 2027-07-21/2027-07-21 A"},
		{"every year, said twice", "DTSTART;VALUE=DATE:20200721\nRRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=21;WKST=MO\nSUMMARY:A", "2026-07-21/2026-07-21 A, 2027-07-21/2027-07-21 A"},
		{"every second year", "DTSTART;VALUE=DATE:20230721\nRRULE:FREQ=YEARLY;INTERVAL=2\nSUMMARY:A", "2027-07-21/2027-07-21 A"},
		{"so many times", "DTSTART;VALUE=DATE:20250721\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:A", "2026-07-21/2026-07-21 A"},
		{"until a day", "DTSTART;VALUE=DATE:20250721\nRRULE:FREQ=YEARLY;UNTIL=20270720T220000Z\nSUMMARY:A", "2026-07-21/2026-07-21 A"},
		{"29 February is not in every year", "DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:A", ""},
		{"an alarm in it", "DTSTART;VALUE=DATE:20260927\nSUMMARY:A\nBEGIN:VALARM\nSUMMARY:B\nTRIGGER:-PT1H\nEND:VALARM", "2026-09-27/2026-09-27 A"},
		{"cancelled", "DTSTART;VALUE=DATE:20260927\nSTATUS:CANCELLED\nSUMMARY:A", ""},
		{"a meeting", "DTSTART:20260927T090000Z\nDTEND:20260927T100000Z\nSUMMARY:A", "(1 skipped)"},
		{"no date", "SUMMARY:A", "(1 skipped)"},
		{"30 February", "DTSTART;VALUE=DATE:20260230\nSUMMARY:A", "(1 skipped)"},
		{"backwards", "DTSTART;VALUE=DATE:20260227\nDTEND;VALUE=DATE:20260220\nSUMMARY:A", "(1 skipped)"},
		{"without end", "DTSTART;VALUE=DATE:20260227\nDTEND;VALUE=DATE:20290220\nSUMMARY:A", "(1 skipped)"},
		{"a rule that never ends", "DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=SECONDLY\nSUMMARY:A", "(1 skipped)"},
		{"a rule on another day", "DTSTART;VALUE=DATE:20200721\nRRULE:FREQ=YEARLY;BYMONTH=8\nSUMMARY:A", "(1 skipped)"},
		{"a rule with holes", "DTSTART;VALUE=DATE:20200721\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260721\nSUMMARY:A", "(1 skipped)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := feed.Propose(strings.NewReader(vcalendar(c.event)), january, december)
			if err != nil || write(got) != c.want {
				t.Errorf("%s, %v, want %s", write(got), err, c.want)
			}
		})
	}
}

// TestAFeedOnlyProposes is BK-4: observances on which people work come along,
// and close nothing until somebody accepts them.
func TestAFeedOnlyProposes(t *testing.T) {
	file, err := os.Open("testdata/wallonia.ics")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	got, err := feed.Propose(file, january, january.AddDays(364))
	want := "2026-02-14/2026-02-14 Saint-Valentin, 2026-05-10/2026-05-10 Fête des mères, " +
		"2026-09-27/2026-09-27 Fête de la Communauté française, 2026-10-19/2026-11-01 Congé d'automne (écoles)"
	if err != nil || write(got) != want {
		t.Fatalf("%s, %v", write(got), err)
	}
	rules := calendar.Rules{Zone: "Europe/Brussels", Exceptions: []calendar.Exception{got.Proposals[2].Closing()}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		rules.Week = append(rules.Week, calendar.Span{Day: day, From: 540, To: 1020})
	}
	centre, err := calendar.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	for i, open := range []bool{true, true, false, true} {
		noon, _ := centre.At(got.Proposals[i].From, 12*60)
		if centre.OpenAt(noon) != open {
			t.Errorf("on %s it is open: %v", got.Proposals[i].From, !open)
		}
	}
}

func TestProposalsComeInOrderAndOnce(t *testing.T) {
	day := "DTSTART;VALUE=DATE:20260927\nSUMMARY:A"
	got, err := feed.Propose(strings.NewReader(vcalendar(day, "DTSTART;VALUE=DATE:20260501\nSUMMARY:B", day)), january, december)
	if want := "2026-05-01/2026-05-01 B, 2026-09-27/2026-09-27 A"; err != nil || write(got) != want {
		t.Errorf("%s, %v", write(got), err)
	}
}

func TestWhatIsNoFeedIsRefused(t *testing.T) {
	whole := vcalendar("DTSTART;VALUE=DATE:20260927\nSUMMARY:A")
	for _, c := range []struct {
		name, feed string
		want       fault.Code
	}{
		{"nothing", "", fault.Malformed},
		{"a page", "<!DOCTYPE html>\n<html><title>Not found</title></html>", fault.Malformed},
		{"an event without a calendar", "BEGIN:VEVENT\nEND:VEVENT\n", fault.Malformed},
		{"cut off", whole[:len(whole)-40], fault.Malformed},
		{"crossed", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", fault.Malformed},
		{"too deep", strings.Repeat("BEGIN:VCALENDAR\n", 100), fault.Malformed},
		{"too many bytes", vcalendar("DESCRIPTION:" + strings.Repeat("x", feed.MaxBytes)), fault.TooLarge},
		{"too many events", vcalendar(slices.Repeat([]string{"SUMMARY:A"}, feed.MaxEvents+1)...), fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := feed.Propose(strings.NewReader(c.feed), january, december)
			if fault.CodeOf(err) != c.want || len(got.Proposals) > 0 {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	broken := errors.New("the line went dead")
	if _, err := feed.Propose(iotest.ErrReader(broken), january, december); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func FuzzPropose(f *testing.F) {
	seed, err := os.ReadFile("testdata/wallonia.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(seed))
	f.Add(vcalendar("DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;INTERVAL=4;COUNT=3;UNTIL=20300101\nSUMMARY:A"))
	f.Add(vcalendar("DTSTART;X=\"a\\\":20260927\nDURATION:P9W"))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := feed.Propose(strings.NewReader(s), january, december)
		if err != nil {
			return
		}
		rules := calendar.Rules{Zone: "UTC"}
		for i, p := range got.Proposals {
			if p.To.Compare(january) < 0 || p.From.Compare(december) > 0 {
				t.Fatalf("%v was not asked for", p)
			}
			if i > 0 && p.From.Compare(got.Proposals[i-1].From) < 0 {
				t.Fatalf("%v is out of order", p)
			}
			rules.Exceptions = []calendar.Exception{p.Closing()}
			if err := rules.Check(); err != nil {
				t.Fatalf("%v cannot be accepted: %v", p, err)
			}
		}
	})
}
