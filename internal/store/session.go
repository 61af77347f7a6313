package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

// Begin implements account.Sessions. It also clears what has run out.
func (s *Store) Begin(ctx context.Context, n account.Session) error {
	err := s.change(ctx, func(q query) error {
		for _, table := range []string{"sessions", "links"} {
			if _, err := q.exec(ctx, `DELETE FROM `+table+` WHERE expires_at <= ?`, micros(n.CreatedAt)); err != nil {
				return err
			}
		}
		_, err := q.exec(ctx, `INSERT INTO sessions (hash, visitor, scope, staff, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
			n.Hash, n.Actor.Visitor, n.Actor.Scope, n.Actor.Staff, micros(n.CreatedAt), micros(n.ExpiresAt))
		return err
	})
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	return nil
}

// Session implements account.Sessions.
func (s *Store) Session(ctx context.Context, hash string, now time.Time) (account.Session, error) {
	found := account.Session{Hash: hash}
	err := s.look(ctx, func(q query) error {
		err := q.one(ctx, []any{
			&found.Actor.Visitor, &found.Actor.Scope, &found.Actor.Staff, instant{&found.CreatedAt}, instant{&found.ExpiresAt}, &found.Actor.Centre,
		}, `SELECT s.visitor, s.scope, s.staff, s.created_at, s.expires_at, coalesce(a.centre, '')
			FROM sessions s LEFT JOIN staff a ON a.id = s.staff
			WHERE s.hash = ? AND s.expires_at > ? AND (s.staff = '' OR a.id IS NOT NULL)`, hash, micros(now))
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.Unauthenticated)
		}
		return err
	})
	if err != nil {
		return account.Session{}, fmt.Errorf("read session: %w", err)
	}
	return found, nil
}

// Extend implements account.Sessions.
func (s *Store) Extend(ctx context.Context, hash string, expires time.Time) error {
	return s.run(ctx, "extend session", `UPDATE sessions SET expires_at = ? WHERE hash = ?`, micros(expires), hash)
}

// End implements account.Sessions.
func (s *Store) End(ctx context.Context, hash string) error {
	return s.run(ctx, "end session", `DELETE FROM sessions WHERE hash = ?`, hash)
}

// SaveLink implements account.Links.
func (s *Store) SaveLink(ctx context.Context, l account.Link) error {
	return s.run(ctx, "write link", `INSERT INTO links (hash, visitor, opens, expires_at) VALUES (?, ?, ?, ?)`,
		l.Hash, l.Visitor, l.Opens, micros(l.ExpiresAt))
}

// Link implements account.Links.
func (s *Store) Link(ctx context.Context, hash string, now time.Time) (account.Link, error) {
	found := account.Link{Hash: hash}
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, []any{&found.Visitor, &found.Opens, instant{&found.ExpiresAt}},
			`SELECT visitor, opens, expires_at FROM links WHERE hash = ? AND expires_at > ?`, hash, micros(now))
	})
	if err != nil {
		return account.Link{}, fmt.Errorf("read link: %w", err)
	}
	return found, nil
}

// Forget implements account.Links.
func (s *Store) Forget(ctx context.Context, v account.VisitorID) error {
	err := s.change(ctx, func(q query) error {
		if _, err := q.exec(ctx, `DELETE FROM links WHERE visitor = ?`, v); err != nil {
			return err
		}
		// The second condition is that of the index.
		_, err := q.exec(ctx, `DELETE FROM sessions WHERE visitor = ? AND visitor <> ''`, v)
		return err
	})
	if err != nil {
		return fmt.Errorf("forget visitor: %w", err)
	}
	return nil
}

// run is a change of one statement.
func (s *Store) run(ctx context.Context, what, statement string, args ...any) error {
	err := s.change(ctx, func(q query) error {
		_, err := q.exec(ctx, statement, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
