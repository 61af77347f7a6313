// Package store keeps what must survive anything in SQL: SQLite in the data
// folder, or PostgreSQL. The two run the same statements and pass the same
// suites. It knows no rule of guidance; it makes each act one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"miti/internal/account"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/outbox"
)

// Options says where the data is.
type Options struct {
	// DatabaseURL is a PostgreSQL database; empty for SQLite.
	DatabaseURL string
	// Folder holds the SQLite file. It is made when it is not there.
	Folder string
	// Posted is called after each commit that wrote letters; nil for nobody.
	Posted func()
}

// Store is the database. It is safe for use by many goroutines at once, and,
// with PostgreSQL, by many nodes.
type Store struct {
	engine engine
	// write and read are one pool, or for SQLite two: a single connection that
	// writes, so that writers queue in order instead of finding it locked, and
	// several that read beside it.
	write, read *sql.DB
	posted      func()
	// prepared has the statements of each pool; it is empty where the driver
	// prepares them.
	prepared map[*sql.DB]*statements
}

// What the rules ask of a store.
var (
	_ desk.Store       = (*Store)(nil)
	_ account.Sessions = (*Store)(nil)
	_ event.Log        = (*Store)(nil)
	_ outbox.Queue     = (*Store)(nil)
)

// Open opens the database and brings its tables up to date.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	s.posted = o.Posted
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// ErrNone says that there is no database yet. Open makes one.
var ErrNone = errors.New("there is no database yet")

// Look opens a database as it is: it makes none, which is ErrNone, and brings
// nothing up to date. What Open would do first is Due.
func Look(ctx context.Context, o Options) (*Store, error) {
	if o.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(o.Folder, FileName)); errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNone
		}
	}
	s, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	tx, err := s.write.BeginTx(ctx, nil) // fails where nothing can be written
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin to write: %w", err), s.Close())
	}
	return s, tx.Rollback()
}

func connect(ctx context.Context, o Options) (*Store, error) {
	if o.DatabaseURL != "" {
		return openPostgres(ctx, o.DatabaseURL)
	}
	return openSQLite(ctx, o.Folder)
}

// prepare makes the tables, and the epoch of a new installation.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.change(ctx, func(q query) error {
		_, err := q.exec(ctx, `INSERT INTO installation (one, epoch) VALUES (1, ?) ON CONFLICT DO NOTHING`, id.New())
		return err
	})
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Close ends the connections, when what runs on them has ended.
func (s *Store) Close() error {
	if s.read == s.write {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}
