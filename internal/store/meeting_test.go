package store_test

import (
	"testing"

	"miti/internal/meeting/meetingtest"
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
