package store_test

import (
	"context"
	"os"
	"testing"

	"miti/internal/account"
	"miti/internal/account/accounttest"
	"miti/internal/agenda/agendatest"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/desk/desktest"
	"miti/internal/event"
	"miti/internal/event/eventtest"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// postgres runs for all tests of this package; who asks first starts it.
var postgres storetest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// onBoth runs a test on each engine.
func onBoth(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, storetest.SQLite(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, postgres.Postgres(t))
	})
}

func TestDemoMayBeFilledAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) {
		for range 2 {
			if err := store.Demo(t.Context(), s, "guidance-demo"); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.AllStaff(t.Context())
		if err != nil || len(all) != len(store.DemoStaff()) {
			t.Fatalf("%d accounts, %v", len(all), err)
		}
		topics, err := s.Topics(t.Context())
		if err != nil || len(topics) != 5 || topics[0] != "orientation" {
			t.Fatalf("topics %v, %v", topics, err)
		}
		_, hash, err := s.Credential(t.Context(), "Amelie@DEMO.example")
		if err != nil || !hash.Fits("guidance-demo") {
			t.Fatalf("the demo's password does not fit: %v", err)
		}
		if _, err := s.Declare(t.Context(), all[0].ID, account.Available); err != nil {
			t.Fatal(err)
		}
		if err := store.Demo(t.Context(), s, "another"); err != nil {
			t.Fatal(err)
		}
		again, err := s.Staff(t.Context(), all[0].ID)
		if err != nil || again.Declared != account.Available {
			t.Fatalf("what was declared is %q, %v", again.Declared, err)
		}
	})
}

func TestACentreThatCannotBeIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) {
		nowhere := centre.Centre{ID: "namur", Zone: "Europe/Nowhere"}
		if err := s.SaveNetwork(t.Context(), []centre.Centre{nowhere}, nil); err == nil {
			t.Fatal("a time zone that does not exist was written")
		}
		if all, err := s.Centres(t.Context()); err != nil || len(all) != 0 {
			t.Fatalf("%d centres are there, %v", len(all), err)
		}
	})
}

func TestDeskStore(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		desktest.Run(t, func(t *testing.T) desktest.Store { return storetest.SQLite(t) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		desktest.Run(t, func(t *testing.T) desktest.Store { return postgres.Postgres(t) })
	})
}

func TestAgendaStore(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		agendatest.Run(t, func(t *testing.T) agendatest.Store { return storetest.SQLite(t) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		agendatest.Run(t, func(t *testing.T) agendatest.Store { return postgres.Postgres(t) })
	})
}

func TestSessions(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		accounttest.RunSessions(t, func(t *testing.T) accounttest.Store { return storetest.SQLite(t) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		accounttest.RunSessions(t, func(t *testing.T) accounttest.Store { return postgres.Postgres(t) })
	})
}

func TestLog(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		eventtest.RunLog(t, func(t *testing.T) eventtest.Log { return logOf(storetest.SQLite(t)) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		eventtest.RunLog(t, func(t *testing.T) eventtest.Log { return logOf(postgres.Postgres(t)) })
	})
}

// logOf appends by an act that does nothing else.
func logOf(s *store.Store) eventtest.Log {
	return eventtest.Log{Log: s, Append: func(ctx context.Context, events []event.Event) error {
		_, err := s.Update(ctx, desk.About{Conversation: "c"}, func(desk.Case) (desk.Change, error) {
			return desk.Change{Conversation: chat.Conversation{ID: "c"}, Events: events}, nil
		})
		return err
	}}
}
