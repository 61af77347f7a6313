package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// OP-3: many writers that read first and write then, in two processes as far
// as SQLite can tell, and readers beside them. Nobody is told that the database
// is locked, and nothing is lost.
func TestWritersThatReadFirst(t *testing.T) {
	for name, options := range bothEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			nodes := []*store.Store{storetest.Open(t, o), storetest.Open(t, o)}
			const writers, times = 50, 4
			failed := make(chan error, 2*writers*times)
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() {
					for range times {
						_, err := nodes[i%2].Update(t.Context(), desk.About{Conversation: "c"}, countUp)
						_, unread := nodes[(i+1)%2].Open(t.Context())
						failed <- errors.Join(err, unread)
					}
				})
			}
			all.Wait()
			close(failed)
			for err := range failed {
				if err != nil {
					t.Error(err)
				}
			}
			c, err := nodes[0].Case(t.Context(), "c")
			if err != nil || c.LastMessage != writers*times {
				t.Errorf("counted to %d, %v, want %d", c.LastMessage, err, writers*times)
			}
		})
	}
}

// countUp writes what it read and one more.
func countUp(is desk.Case) (desk.Change, error) {
	c := is.Conversation
	c.ID = "c"
	c.LastMessage++
	return desk.Change{Conversation: c, Events: []event.Event{{Stream: event.Conversation("c"), Data: []byte("{}")}}}, nil
}

// bothEngines makes the options of a new database of each engine.
func bothEngines() map[string]func(t *testing.T) store.Options {
	return map[string]func(t *testing.T) store.Options{
		"SQLite":     func(t *testing.T) store.Options { return store.Options{Folder: t.TempDir()} },
		"PostgreSQL": func(t *testing.T) store.Options { return store.Options{DatabaseURL: postgres.Database(t)} },
	}
}

func TestNodesMayStartTogether(t *testing.T) {
	for name, options := range bothEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			epochs := make([]string, 4)
			var all sync.WaitGroup
			for i := range epochs {
				all.Go(func() {
					s, err := store.Open(t.Context(), o)
					if err != nil {
						t.Errorf("open: %v", err)
						return
					}
					defer s.Close() //nolint:errcheck // it only read
					if epochs[i], err = s.Epoch(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			for _, epoch := range epochs {
				if epoch == "" || epoch != epochs[0] {
					t.Errorf("epochs %v", epochs)
				}
			}
		})
	}
}

func TestWhatIsStoredSurvivesARestart(t *testing.T) {
	for name, options := range bothEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			first, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := first.Update(t.Context(), desk.About{Conversation: "c"}, countUp); err != nil {
				t.Fatal(err)
			}
			epoch, err := first.Epoch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			second := storetest.Open(t, o)
			if again, err := second.Epoch(t.Context()); err != nil || again != epoch {
				t.Errorf("epoch %q, %v, want %q", again, err, epoch)
			}
			if events, err := second.After(t.Context(), event.Conversation("c"), 0, 10); err != nil || len(events) != 1 {
				t.Errorf("events %v, %v", events, err)
			}
		})
	}
}

func TestTheOperatorIsToldWithoutTheSecret(t *testing.T) {
	for _, address := range []string{"postgres://miti:swordfish@%zz/miti", "postgres://miti:swordfish@localhost:99999/miti"} {
		_, err := store.Open(t.Context(), store.Options{DatabaseURL: address})
		if err == nil || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
