package roster_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/roster"
)

// monday is in a week without a holiday.
var monday = calendar.Date{Year: 2026, Month: time.November, Day: 30}

func brussels(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func shift(id string, of account.StaffID, day, from, to int) roster.Shift {
	return roster.Shift{
		ID: roster.ShiftID(id), Staff: of, Date: monday.AddDays(day), Hours: calendar.Hours{From: from * 60, To: to * 60},
	}
}

func TestNobodyIsInTwoShiftsAtOnce(t *testing.T) {
	day := []roster.Shift{shift("a", "amelie", 0, 9, 12), shift("b", "bram", 0, 10, 12)}
	for _, c := range []struct {
		name string
		add  roster.Shift
		want fault.Code
	}{
		{"right after", shift("c", "amelie", 0, 12, 14), ""},
		{"on another day", shift("c", "amelie", 1, 9, 12), ""},
		{"somebody else at the same time", shift("c", "chiara", 0, 9, 12), ""},
		{"the same one, moved", shift("a", "amelie", 0, 10, 13), ""},
		{"half an hour of it", shift("c", "amelie", 0, 11, 13), fault.Conflict},
		{"within", shift("c", "amelie", 0, 10, 11), fault.Conflict},
		{"no time at all", shift("c", "amelie", 2, 9, 9), fault.BadHours},
		{"over midnight", shift("c", "amelie", 2, 22, 25), fault.BadHours},
		{"nobody's", shift("c", "", 2, 9, 12), fault.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, err := roster.Add(day, c.add)
			if c.want != "" {
				if fault.CodeOf(err) != c.want {
					t.Errorf("got %v, want %s", err, c.want)
				}
				return
			}
			if err != nil || !slices.Contains(after, c.add) {
				t.Errorf("got %v, %v", after, err)
			}
		})
	}
	if day[0].Hours.From != 9*60 {
		t.Error("the given shifts were changed")
	}
}

func TestCopyWeek(t *testing.T) {
	week := []roster.Shift{
		shift("a", "amelie", 0, 9, 12), shift("b", "bram", 4, 9, 12),
		shift("before", "bram", -1, 9, 12),                            // the Sunday before
		shift("x", "amelie", 7, 9, 12), shift("y", "bram", 11, 8, 10), // there already, and in the way
		shift("z", "chiara", 6, 9, 12),
	}
	n := 0
	name := func() string { n++; return fmt.Sprint("new", n) }
	added := roster.CopyWeek(week, monday.AddDays(2), monday.AddDays(9), name)
	if len(added) != 1 || added[0].Staff != "chiara" || added[0].Date != monday.AddDays(13) {
		t.Fatalf("added %v", added)
	}
	if again := roster.CopyWeek(append(week, added...), monday, monday.AddDays(7), name); len(again) != 0 {
		t.Errorf("copied twice: %v", again)
	}
	if next := roster.CopyWeek(week, monday, monday.AddDays(14), name); len(next) != 3 {
		t.Errorf("a week without any gets %v", next)
	}
}

func TestGaps(t *testing.T) {
	zone := brussels(t)
	at := func(hour, minute int) time.Time { return time.Date(2026, time.November, 30, hour, minute, 0, 0, zone) }
	open := []calendar.Interval{{From: at(9, 0), To: at(12, 0)}}
	amelie := account.Staff{ID: "amelie", Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}}
	bram := account.Staff{ID: "bram", Topics: []centre.TopicID{"studies"}, Languages: []string{"nl", "fr"}}
	duties := []roster.Duty{
		{Staff: amelie, Time: shift("a", "amelie", 0, 9, 11).Interval(zone)},
		{Staff: amelie, Time: shift("a2", "amelie", 0, 10, 11).Interval(zone)}, // entered twice, she is still one
		{Staff: bram, Time: shift("b", "bram", 0, 10, 14).Interval(zone)},
	}
	for _, c := range []struct {
		name string
		need roster.Need
		want []string
	}{
		{"anybody", roster.Need{Minimum: 1}, nil},
		{"two of anybody", roster.Need{Minimum: 2}, []string{"09:00-10:00 1", "11:00-12:00 1"}},
		{"Dutch", roster.Need{Language: "nl", Minimum: 1}, []string{"09:00-10:00 0"}},
		{"studies in German", roster.Need{Topic: "studies", Language: "de", Minimum: 1}, []string{"09:00-12:00 0"}},
		{"another topic", roster.Need{Topic: "business", Minimum: 1}, []string{"09:00-12:00 0"}},
		{"three", roster.Need{Minimum: 3}, []string{"09:00-10:00 1", "10:00-11:00 2", "11:00-12:00 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, g := range roster.Gaps(open, []roster.Need{c.need}, duties) {
				got = append(got, fmt.Sprintf("%s-%s %d", g.Time.From.In(zone).Format("15:04"), g.Time.To.In(zone).Format("15:04"), g.Have))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestOnShift(t *testing.T) {
	zone := brussels(t)
	shifts := []roster.Shift{shift("b", "amelie", 0, 13, 15), shift("a", "amelie", 0, 9, 12), shift("c", "amelie", 1, 9, 12)}
	for _, c := range []struct {
		hour   int
		id     string
		is, ok bool
	}{
		{8, "a", false, true},
		{9, "a", true, true},
		{12, "b", false, true},
		{14, "b", true, true},
		{15, "", false, false},
	} {
		now := time.Date(2026, time.November, 30, c.hour, 0, 0, 0, zone)
		s, is, ok := roster.On(shifts, "amelie", zone, now)
		if string(s.ID) != c.id || is != c.is || ok != c.ok {
			t.Errorf("at %d: %q, %v, %v", c.hour, s.ID, is, ok)
		}
	}
}

// The night of the change, a shift is as long as the clock says.
func TestShiftOverTheChangeOfClocks(t *testing.T) {
	zone := brussels(t)
	for date, hours := range map[calendar.Date]float64{
		{Year: 2026, Month: time.March, Day: 29}:   3,
		{Year: 2026, Month: time.October, Day: 25}: 5,
		{Year: 2026, Month: time.October, Day: 26}: 4,
	} {
		s := roster.Shift{Staff: "amelie", Date: date, Hours: calendar.Hours{From: 60, To: 300}}
		if span := s.Interval(zone); span.To.Sub(span.From).Hours() != hours {
			t.Errorf("%s from 1:00 to 5:00 is %v", date, span.To.Sub(span.From))
		}
	}
}

func TestGoingLiveOutsideTheShift(t *testing.T) {
	day := []roster.Shift{shift("a", "amelie", 0, 9, 12), shift("b", "amelie", 0, 14, 16), shift("c", "bram", 0, 9, 12)}
	zone := brussels(t)
	at := func(hour, minute int) time.Time { return time.Date(2026, time.November, 30, hour, minute, 0, 0, zone) }
	for _, c := range []struct {
		name    string
		of      account.StaffID
		now     time.Time
		shifts  []roster.Shift
		outside bool
		next    time.Time
	}{
		{"in the shift", "amelie", at(9, 0), day, false, time.Time{}},
		{"a little before it", "amelie", at(8, 46), day, false, time.Time{}},
		{"long before it", "amelie", at(8, 0), day, true, at(9, 0)},
		{"between two", "amelie", at(12, 0), day, true, at(14, 0)},
		{"after the last", "amelie", at(16, 0), day, true, time.Time{}},
		{"without one, while others have", "chiara", at(10, 0), day, true, time.Time{}},
		{"on a day without a roster", "amelie", at(10, 0).AddDate(0, 0, 1), day, false, time.Time{}},
		{"without a roster at all", "amelie", at(10, 0), nil, false, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, outside := roster.Outside(c.shifts, c.of, zone, c.now)
			if outside != c.outside || outside && !next.Equal(c.next) {
				t.Errorf("outside %v, next %v", outside, next)
			}
		})
	}
}
