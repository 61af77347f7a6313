// Package accounttest is what every store of sessions must do.
package accounttest

import (
	"errors"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

// Store is what is tested: sessions, and the accounts that they are of.
type Store interface {
	account.Sessions
	account.Directory
	account.Links
}

// RunSessions tests the stores that open makes. Each test gets a new, empty
// one.
func RunSessions(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(t *testing.T, s Store){
		"a session is read until it ends":      readUntilEnd,
		"a session keeps what it opens":        keepsScope,
		"a session follows its account":        followsAccount,
		"a new password ends the sessions":     newPassword,
		"a session moves its end":              movesEnd,
		"a forgotten visitor is signed out":    forgotten,
		"a session of no account is nobody's":  noAccount,
		"what has run out is in nobody's way":  runOut,
		"a session is found by its whole hash": wholeHash,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

// begin begins a session of an hour.
func begin(t *testing.T, s Store, hash string, by account.Actor) account.Session {
	t.Helper()
	session := account.Session{Hash: hash, Actor: by, CreatedAt: noon(), ExpiresAt: noon().Add(time.Hour)}
	if err := s.Begin(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	return session
}

func counsellor(t *testing.T, s Store) account.Staff {
	t.Helper()
	ada := account.Staff{ID: "ada", Email: "ada@centre.example", Centre: "namur"}
	if err := s.SaveStaff(t.Context(), ada, "hash"); err != nil {
		t.Fatal(err)
	}
	return ada
}

func wantSession(t *testing.T, s Store, want account.Session) {
	t.Helper()
	if got, err := s.Session(t.Context(), want.Hash, noon()); err != nil || got != want {
		t.Errorf("session %+v, %v, want %+v", got, err, want)
	}
}

func wantNone(t *testing.T, s Store, hash string, now time.Time) {
	t.Helper()
	if got, err := s.Session(t.Context(), hash, now); !errors.Is(err, fault.New(fault.Unauthenticated)) {
		t.Errorf("session %+v, %v, want %s", got, err, fault.Unauthenticated)
	}
}

func readUntilEnd(t *testing.T, s Store) {
	session := begin(t, s, "h", account.Actor{Visitor: "v"})
	wantSession(t, s, session)
	wantNone(t, s, "h", session.ExpiresAt)
	for range 2 {
		if err := s.End(t.Context(), "h"); err != nil {
			t.Fatal(err)
		}
		wantNone(t, s, "h", noon())
	}
}

func keepsScope(t *testing.T, s Store) {
	scope := account.Only(account.Meeting("m")).And(account.Appointment("a"))
	wantSession(t, s, begin(t, s, "link", account.Actor{Visitor: "v", Scope: scope}))
	wantSession(t, s, begin(t, s, "own", account.Actor{Visitor: "v"}))
	if err := s.Forget(t.Context(), "v"); err != nil {
		t.Fatal(err)
	}
	wantNone(t, s, "link", noon())
}

func followsAccount(t *testing.T, s Store) {
	ada := counsellor(t, s)
	session := begin(t, s, "h", account.Actor{Staff: ada.ID})
	ada.Centre = "liege"
	if err := s.SaveStaff(t.Context(), ada, ""); err != nil {
		t.Fatal(err)
	}
	session.Actor.Centre = "liege"
	wantSession(t, s, session)
}

func newPassword(t *testing.T, s Store) {
	ada := counsellor(t, s)
	begin(t, s, "h", account.Actor{Staff: ada.ID})
	visitor := begin(t, s, "v", account.Actor{Visitor: "v"})
	if err := s.SaveStaff(t.Context(), ada, "another hash"); err != nil {
		t.Fatal(err)
	}
	wantNone(t, s, "h", noon())
	wantSession(t, s, visitor)
}

func movesEnd(t *testing.T, s Store) {
	session := begin(t, s, "h", account.Actor{Visitor: "v"})
	session.ExpiresAt = noon().Add(2 * time.Hour)
	if err := s.Extend(t.Context(), "h", session.ExpiresAt); err != nil {
		t.Fatal(err)
	}
	wantSession(t, s, session)
	if err := s.Extend(t.Context(), "none", session.ExpiresAt); err != nil {
		t.Errorf("extend no session: %v", err)
	}
	wantNone(t, s, "none", noon())
}

func forgotten(t *testing.T, s Store) {
	counsellor(t, s)
	begin(t, s, "phone", account.Actor{Visitor: "v"})
	begin(t, s, "laptop", account.Actor{Visitor: "v"})
	other := begin(t, s, "other", account.Actor{Visitor: "w"})
	staff := begin(t, s, "staff", account.Actor{Staff: "ada"})
	staff.Actor.Centre = "namur"
	for _, v := range []account.VisitorID{"v", ""} {
		if err := s.Forget(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	wantNone(t, s, "phone", noon())
	wantNone(t, s, "laptop", noon())
	wantSession(t, s, other)
	wantSession(t, s, staff)
}

func noAccount(t *testing.T, s Store) {
	begin(t, s, "h", account.Actor{Staff: "never was"})
	wantNone(t, s, "h", noon())
}

func runOut(t *testing.T, s Store) {
	old := account.Session{Hash: "h", Actor: account.Actor{Visitor: "v"}, CreatedAt: noon().Add(-2 * time.Hour), ExpiresAt: noon()}
	if err := s.Begin(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	begin(t, s, "another", account.Actor{Visitor: "w"})
	wantNone(t, s, "h", noon())
}

func wholeHash(t *testing.T, s Store) {
	begin(t, s, "aBc", account.Actor{Visitor: "v"})
	for _, hash := range []string{"", "ab", "abc", "aB%", "aBc "} {
		wantNone(t, s, hash, noon())
	}
}
