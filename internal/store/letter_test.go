package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/outbox"
	"miti/internal/outbox/outboxtest"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

func TestOutbox(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		outboxtest.Run(t, func(t *testing.T) outboxtest.Queue { return queueOf(storetest.SQLite(t)) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		outboxtest.Run(t, func(t *testing.T) outboxtest.Queue { return queueOf(postgres.Postgres(t)) })
	})
}

// queueOf writes by acts that do nothing else.
func queueOf(s *store.Store) outboxtest.Queue {
	act := func(ctx context.Context, change desk.Change, fails error) error {
		change.Conversation = chat.Conversation{ID: "c"}
		_, err := s.Update(ctx, desk.About{Conversation: "c"}, func(desk.Case) (desk.Change, error) { return change, fails })
		return err
	}
	return outboxtest.Queue{
		Queue: s,
		Write: func(ctx context.Context, withdrawn []string, letters []outbox.Letter, fails error) error {
			return act(ctx, desk.Change{Withdrawn: withdrawn, Letters: letters}, fails)
		},
		Erase: func(ctx context.Context) error {
			return act(ctx, desk.Change{Erase: true, Events: []event.Event{{Stream: event.Conversation("c"), Data: []byte("{}")}}}, nil)
		},
	}
}

// opened opens the tables themselves, past the store.
func opened(t *testing.T, o store.Options) *sql.DB {
	t.Helper()
	driver, address := "pgx", o.DatabaseURL
	if address == "" {
		driver, address = "sqlite", filepath.Join(o.Folder, "miti.db")
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestOfALetterThatWasSentNoAddressStays(t *testing.T) {
	for name, options := range bothEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			q := queueOf(storetest.Open(t, o))
			now := time.Now()
			e := outbox.Envelope{About: "c", To: "anna@mail.example", Language: "fr", Now: now}
			letters := []outbox.Letter{e.FollowUpReceived(1, now), e.FollowUpAnswer(2), e.Transcript("r")}
			if err := q.Write(t.Context(), nil, letters, nil); err != nil {
				t.Fatal(err)
			}
			l, _, err := q.LeaseLetter(t.Context(), outbox.Lease{ID: "x", Now: now, Until: now.Add(time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
			sent := outbox.Outcome{Letter: l.ID, Lease: "x", Result: outbox.Sent, At: now}
			rest := []string{}
			for _, other := range letters {
				if other.ID != l.ID {
					rest = append(rest, other.Key)
				}
			}
			if err := errors.Join(q.SettleLetter(t.Context(), sent), q.Write(t.Context(), rest, nil, nil)); err != nil {
				t.Fatal(err)
			}
			var personal, kept int
			err = opened(t, o).QueryRow(`SELECT count(CASE WHEN recipient <> '' OR data <> 'null' THEN 1 END),
				count(CASE WHEN id <> '' AND key <> '' AND kind <> '' AND created_at > 0 THEN 1 END) FROM letters`).Scan(&personal, &kept)
			if err != nil || personal != 0 || kept != len(letters) {
				t.Errorf("%d letters have an address or data, %d are there; %v", personal, kept, err)
			}
		})
	}
}

func TestWhoSendsIsToldAfterTheCommit(t *testing.T) {
	for name, options := range bothEngines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			bell := 0
			o.Posted = func() { bell++ }
			q := queueOf(storetest.Open(t, o))
			l := outbox.Envelope{About: "c", To: "anna@mail.example", Language: "fr", Now: time.Now()}.Transcript("r")
			for i, step := range []struct {
				letters []outbox.Letter
				fails   error
				want    int
			}{{nil, nil, 0}, {[]outbox.Letter{l}, context.Canceled, 0}, {[]outbox.Letter{l}, nil, 1}} {
				_ = q.Write(t.Context(), nil, step.letters, step.fails)
				if bell != step.want {
					t.Errorf("step %d: it rang %d times, want %d", i, bell, step.want)
				}
			}
		})
	}
}
