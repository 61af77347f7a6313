package booking_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
)

func brussels(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// diary is Amélie's: video and on site, about studies, on Mondays from nine to
// eight in the evening.
func diary(hours ...calendar.Hours) booking.Diary {
	if hours == nil {
		hours = []calendar.Hours{{From: 9 * 60, To: 20 * 60}}
	}
	var week []calendar.Span
	for _, h := range hours {
		week = append(week, calendar.Span{Day: time.Monday, From: h.From, To: h.To})
	}
	policy := booking.DefaultPolicy()
	policy.Step, policy.Minutes = 90, 90
	return booking.Diary{
		Staff:  account.Staff{ID: "amelie", Centre: "namur", Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}},
		Centre: centre.Centre{ID: "namur", Zone: "Europe/Brussels", Holidays: calendar.BelgianHolidays},
		Policy: policy,
		Availabilities: []booking.Availability{{
			ID: "a", Staff: "amelie", Kinds: []booking.Kind{booking.Video, booking.OnSite}, Week: week,
		}},
	}
}

var wish = booking.Wish{Kind: booking.Video, Topic: "studies", Language: "fr"}

// on is the clock of a date in Brussels.
func on(t testing.TB, day, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, brussels(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// starts are the clocks at which a diary offers the wish on a day, seen a week
// before.
func starts(t *testing.T, d booking.Diary, w booking.Wish, day string) []string {
	t.Helper()
	from := on(t, day, "00:00")
	var clocks []string
	for _, s := range d.Starts(w, calendar.Interval{From: from, To: from.AddDate(0, 0, 1)}, from.AddDate(0, 0, -7)) {
		clocks = append(clocks, s.In(brussels(t)).Format("15:04"))
	}
	return clocks
}

func TestTheEndsOfTheGrid(t *testing.T) {
	const monday = "2026-12-07"
	for _, c := range []struct {
		name  string
		hours []calendar.Hours
		want  []string
	}{
		{"ninety minutes from nine to eight", nil, []string{"09:00", "10:30", "12:00", "13:30", "15:00", "16:30", "18:00"}},
		{"until midnight", []calendar.Hours{{From: 21 * 60, To: 24 * 60}}, []string{"21:00", "22:30"}},
		{"two windows, the later first", []calendar.Hours{{From: 14 * 60, To: 17 * 60}, {From: 9 * 60, To: 12 * 60}}, []string{"09:00", "10:30", "14:00", "15:30"}},
		{"a window too short", []calendar.Hours{{From: 540, To: 629}}, nil},
		{"a window that just fits", []calendar.Hours{{From: 540, To: 630}}, []string{"09:00"}},
		{"two that touch are one", []calendar.Hours{{From: 540, To: 600}, {From: 600, To: 720}}, []string{"09:00", "10:30"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := starts(t, diary(c.hours...), wish, monday); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	half := diary()
	half.Policy.Step = 30
	if got := starts(t, half, wish, monday); got[len(got)-1] != "18:30" {
		t.Errorf("the last start is %s", got[len(got)-1])
	}
}

func TestWhatIsInTheWay(t *testing.T) {
	const monday, holiday = "2026-12-07", "2026-05-25" // Whit Monday
	morning := []string{"09:00", "10:30"}
	at := func(from, to string) calendar.Interval {
		return calendar.Interval{From: on(t, monday, from), To: on(t, monday, to)}
	}
	for _, c := range []struct {
		name   string
		change func(*booking.Diary)
		wish   booking.Wish
		day    string
		want   []string
	}{
		{"nothing", func(*booking.Diary) {}, wish, monday, morning},
		{"an appointment with its buffer", func(d *booking.Diary) { d.Taken = []calendar.Interval{at("12:05", "13:00")} }, wish, monday, []string{"09:00"}},
		{"a calendar elsewhere has none", func(d *booking.Diary) { d.Busy = []calendar.Interval{at("12:00", "13:00")} }, wish, monday, morning},
		{"a long one that began before", func(d *booking.Diary) {
			d.Busy = []calendar.Interval{at("08:00", "10:40"), at("08:30", "08:40")}
		}, wish, monday, nil},
		{"enough for a day", func(d *booking.Diary) {
			d.Policy.MostADay, d.Taken = 1, []calendar.Interval{at("15:00", "16:00")}
		}, wish, monday, nil},
		{"a legal day", func(*booking.Diary) {}, wish, holiday, nil},
		{"a closing day of the centre", func(d *booking.Diary) {
			day := calendar.Date{Year: 2026, Month: time.December, Day: 7}
			d.Centre.Exceptions = []calendar.Exception{{From: day, To: day}}
		}, wish, monday, nil},
		{"an absence until ten", func(d *booking.Diary) {
			day := calendar.Date{Year: 2026, Month: time.December, Day: 7}
			d.Absences = []calendar.Absence{{From: day, To: day, Hours: []calendar.Hours{{From: 0, To: 600}}}}
		}, wish, monday, []string{"10:30"}},
		{"another kind", func(*booking.Diary) {}, booking.Wish{Kind: booking.Phone, Topic: "studies", Language: "fr"}, monday, nil},
		{"another topic", func(*booking.Diary) {}, booking.Wish{Kind: booking.Video, Topic: "business", Language: "fr"}, monday, nil},
		{"another language", func(*booking.Diary) {}, booking.Wish{Kind: booking.Video, Topic: "studies", Language: "nl"}, monday, nil},
		{"somebody else", func(*booking.Diary) {}, booking.Wish{Kind: booking.Video, Language: "fr", Staff: "bram"}, monday, nil},
		{"another centre", func(*booking.Diary) {}, booking.Wish{Kind: booking.OnSite, Language: "fr", Centre: "liege"}, monday, nil},
		{"the shorter notice of today", func(d *booking.Diary) { d.Policy.Notice = 7*24*time.Hour + 10*time.Hour }, wish, monday, []string{"10:30"}},
		{"beyond the horizon", func(d *booking.Diary) { d.Policy.Horizon = 7 * 24 * time.Hour }, wish, monday, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := diary(calendar.Hours{From: 9 * 60, To: 12 * 60})
			c.change(&d)
			if got := starts(t, d, c.wish, c.day); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// The nights on which the clock changes: as written, nothing in the gap, the
// hour that comes twice once.
func TestSlotsOfTheNightTheClockChanges(t *testing.T) {
	d := diary()
	d.Policy.Step, d.Policy.Minutes = 60, 60
	d.Availabilities[0].Week = []calendar.Span{{Day: time.Sunday, From: 60, To: 300}, {Day: time.Sunday, From: 13 * 60, To: 15 * 60}}
	for day, want := range map[string][]string{
		"2026-03-29": {"01:00", "03:00", "04:00", "13:00", "14:00"},
		"2026-10-25": {"01:00", "02:00", "03:00", "04:00", "13:00", "14:00"},
	} {
		if got := starts(t, d, wish, day); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
}

// Whatever the rules: a slot lies in its opening, keeps clear of all else, and
// the list agrees with the question about one start.
func TestSlotsKeepTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := randomDiary(r)
		now := time.Date(2026, time.Month(rapid.SampledFrom([]int{3, 10}).Draw(r, "month")), rapid.IntRange(20, 30).Draw(r, "day"), 7, 11, 0, 0, time.UTC)
		span := calendar.Interval{From: now, To: now.AddDate(0, 0, 12)}
		all := d.Starts(wish, span, now)
		length := d.Policy.Length(wish.Topic)
		for i, s := range all {
			checkStart(r, d, calendar.Interval{From: s, To: s.Add(length)}, now)
			if i > 0 && !all[i-1].Before(s) {
				r.Fatalf("%s comes after %s", s, all[i-1])
			}
			if !offers(d, s, now) {
				r.Fatalf("%s is shown and cannot be booked", s)
			}
		}
		at := now.Add(time.Duration(rapid.IntRange(0, 12*24*60).Draw(r, "minute")) * time.Minute).Truncate(time.Minute)
		if ok := offers(d, at, now); ok != slices.ContainsFunc(all, at.Equal) {
			r.Fatalf("%s can be booked: %v, and is shown: %v", at, ok, !ok)
		}
		checkSlots(r, d, span, now)
	})
}

func offers(d booking.Diary, start, now time.Time) bool {
	return len(booking.Free([]booking.Diary{d}, wish, start, now)) == 1
}

// checkSlots holds that the list of slots is that of the starts, however the
// diary is asked.
func checkSlots(r *rapid.T, d booking.Diary, span calendar.Interval, now time.Time) {
	changed := d
	changed.Taken = nil
	for name, asked := range map[string]booking.Diary{"plain": d, "ready": d.Ready(booking.Diary{}), "ready anew": d.Ready(changed.Ready(booking.Diary{}))} {
		var got []time.Time
		for _, s := range booking.Slots([]booking.Diary{asked, asked}, wish, span, now, 10_000) {
			if s.End.Sub(s.Start) != d.Policy.Length(wish.Topic) {
				r.Fatalf("%v is of another length", s)
			}
			got = append(got, s.Start)
		}
		if want := d.Starts(wish, span, now); !slices.EqualFunc(got, want, time.Time.Equal) {
			r.Fatalf("%s: slots %v, starts %v", name, got, want)
		}
		if first := booking.Slots([]booking.Diary{asked}, wish, span, now, 3); len(first) != min(3, len(got)) {
			r.Fatalf("%d of the first 3", len(first))
		}
	}
}

func randomDiary(r *rapid.T) booking.Diary {
	d := diary()
	d.Policy = booking.Policy{
		Notice:  time.Duration(rapid.IntRange(0, 48).Draw(r, "notice")) * time.Hour,
		Horizon: time.Duration(rapid.IntRange(3, 11).Draw(r, "horizon")) * 24 * time.Hour,
		Buffer:  time.Duration(rapid.IntRange(0, 4).Draw(r, "buffer")) * 5 * time.Minute,
		Step:    rapid.IntRange(1, 18).Draw(r, "step") * 5, Minutes: rapid.IntRange(1, 18).Draw(r, "length") * 5,
		MostADay: rapid.IntRange(0, 3).Draw(r, "most"),
	}
	var week []calendar.Span
	for range rapid.IntRange(1, 8).Draw(r, "spans") {
		from := rapid.IntRange(0, 1435).Draw(r, "from")
		week = append(week, calendar.Span{Day: time.Weekday(rapid.IntRange(0, 6).Draw(r, "weekday")), From: from, To: rapid.IntRange(from+1, 1440).Draw(r, "to")})
	}
	d.Availabilities[0].Week = week
	for i := range rapid.IntRange(0, 6).Draw(r, "taken") {
		from := time.Date(2026, time.Month(rapid.SampledFrom([]int{3, 10}).Draw(r, "taken month")), 20+rapid.IntRange(0, 12).Draw(r, fmt.Sprint("taken", i)), 0, rapid.IntRange(0, 1435).Draw(r, "minute"), 0, 0, time.UTC)
		d.Taken = append(d.Taken, calendar.Interval{From: from, To: from.Add(time.Duration(rapid.IntRange(1, 30).Draw(r, "cells")) * 5 * time.Minute)})
	}
	return d
}

func checkStart(r *rapid.T, d booking.Diary, s calendar.Interval, now time.Time) {
	if s.From.Before(now.Add(d.Policy.Notice)) || !s.From.Before(now.Add(d.Policy.Horizon)) {
		r.Fatalf("%s is too early or too late", s.From)
	}
	hours, err := calendar.New(calendar.Rules{Zone: d.Centre.Zone, Week: d.Availabilities[0].Week, Holidays: d.Centre.Holidays})
	if err != nil {
		r.Fatal(err)
	}
	if open := hours.Between(s.From, s.To); len(open) != 1 || !open[0].From.Equal(s.From) || !open[0].To.Equal(s.To) {
		r.Fatalf("%v is not within the hours", s)
	}
	day := calendar.DateOf(s.From.In(hours.Zone()))
	sameDay := 0
	for _, t := range d.Taken {
		if s.From.Before(t.To.Add(d.Policy.Buffer)) && t.From.Add(-d.Policy.Buffer).Before(s.To) {
			r.Fatalf("%v is in the way of %v", t, s)
		}
		if calendar.DateOf(t.From.In(hours.Zone())) == day {
			sameDay++
		}
	}
	if d.Policy.MostADay > 0 && sameDay >= d.Policy.MostADay {
		r.Fatalf("%s is one too many on its day", s.From)
	}
}

func TestFairShareOfAppointments(t *testing.T) {
	a, b := diary(), diary()
	b.Staff.ID = "bram"
	const monday = "2026-12-07"
	now := on(t, "2026-12-01", "09:00")
	a.Taken = []calendar.Interval{{From: on(t, "2026-12-08", "09:00"), To: on(t, "2026-12-08", "10:00")}}
	who := func() (all []account.StaffID) {
		for _, d := range booking.Free([]booking.Diary{a, b}, wish, on(t, monday, "09:00"), now) {
			all = append(all, d.Staff.ID)
		}
		return all
	}
	if got := who(); !slices.Equal(got, []account.StaffID{"bram", "amelie"}) {
		t.Errorf("free are %v", got)
	}
	b.Busy = []calendar.Interval{{From: on(t, monday, "09:00"), To: on(t, monday, "09:30")}}
	if got := who(); !slices.Equal(got, []account.StaffID{"amelie"}) {
		t.Errorf("with Bram away, free are %v", got)
	}
	b.Policy.Minutes = 60
	slots := booking.Slots([]booking.Diary{a, b}, wish, calendar.Interval{From: now, To: now.AddDate(0, 0, 7)}, now, 100)
	if len(slots) != 13 || !slots[1].Start.Equal(slots[2].Start) || !slots[1].End.Before(slots[2].End) {
		t.Errorf("slots of two lengths: %v", slots)
	}
}

func BenchmarkSlotsOfAYear(b *testing.B) {
	now := time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)
	var diaries []booking.Diary
	for i := range 130 {
		d := diary()
		d.Staff.ID = account.StaffID(fmt.Sprint(i))
		d.Policy.Horizon, d.Policy.Step = 365*24*time.Hour, 15
		for day := time.Monday; day <= time.Friday; day++ {
			d.Availabilities[0].Week = append(d.Availabilities[0].Week, calendar.Span{Day: day, From: 9 * 60, To: 17 * 60})
		}
		for n := range 500 {
			from := now.Add(time.Duration(n*17) * time.Hour)
			d.Taken = append(d.Taken, calendar.Interval{From: from, To: from.Add(time.Hour)})
		}
		diaries = append(diaries, d)
	}
	for name, most := range map[string]int{"all": 1_000_000, "the first 20": 20} {
		ask := func(b *testing.B, all []booking.Diary) {
			for b.Loop() {
				if len(booking.Slots(all, wish, calendar.Interval{From: now, To: now.AddDate(1, 0, 0)}, now, most)) == 0 {
					b.Fatal("no slots")
				}
			}
		}
		b.Run(name+", first asked", func(b *testing.B) { ask(b, diaries) })
		made := slices.Clone(diaries)
		for i, d := range made {
			made[i] = d.Ready(booking.Diary{})
		}
		b.Run(name+", ready", func(b *testing.B) { ask(b, made) })
	}
}
