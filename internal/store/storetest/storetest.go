package storetest

import (
	"testing"

	"miti/internal/store"
)

// SQLite opens a new store in a folder of the test.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, store.Options{Folder: t.TempDir()})
}

// Postgres opens a new store in a database of the test.
func (s *Server) Postgres(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, store.Options{DatabaseURL: s.Database(t)})
}

// Open opens a store until the test ends.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return s
}
