package store_test

import (
	"testing"
	"time"

	"miti/internal/calendar"
	"miti/internal/meeting/meetingtest"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

func TestMeetings(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		meetingtest.Run(t, func(t *testing.T) meetingtest.Store { return storetest.SQLite(t) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		meetingtest.Run(t, func(t *testing.T) meetingtest.Store { return postgres.Postgres(t) })
	})
}

func TestTheDemoHasMeetingsToCome(t *testing.T) {
	s := storetest.SQLite(t)
	if err := store.Demo(t.Context(), s, "a password of the tests"); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.November, 25, 9, 0, 0, 0, time.UTC)
	for range 2 {
		if err := store.DemoMeetings(t.Context(), s, now); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.MeetingsBetween(t.Context(), calendar.Interval{From: now, To: now.AddDate(1, 0, 0)})
	if err != nil || len(all) != 9 {
		t.Fatalf("%d meetings, %v", len(all), err)
	}
	for _, m := range all {
		local := m.Start.In(time.UTC).Add(time.Hour) // Brussels, in winter
		if !(local.Weekday() == time.Tuesday && local.Hour() == 10 || local.Weekday() == time.Thursday && local.Hour() == 16) {
			t.Errorf("%s begins at %s", m.Titles["en"], local)
		}
	}
}
