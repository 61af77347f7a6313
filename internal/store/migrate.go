package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// migrations only go forward, and are the same for both engines.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. Nodes that start together wait for the
// one that does it.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.engine.dialect == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // ask each second, for five minutes
		if err != nil {
			return fmt.Errorf("lock migrations: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(s.engine.dialect, s.write, files, options...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	// With SQLite, two commands that start together on a new folder may each
	// find a step undone; who comes second fails in it, and finds it done when
	// it looks again. What fails is rolled back, so looking again harms nothing.
	for attempt := 1; ; attempt++ {
		_, err := provider.Up(ctx)
		if err == nil {
			return nil
		}
		if attempt == attempts || ctx.Err() != nil {
			return fmt.Errorf("bring the database up to date: %w", err)
		}
	}
}

// Due are the steps that are to bring the tables up to date, by their names, or
// ErrNone where there are no tables yet. It takes none.
func (s *Store) Due(ctx context.Context) ([]string, error) {
	versions, err := database.NewStore(s.engine.dialect, goose.DefaultTablename)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var there bool
	look := `SELECT COUNT(*) > 0 FROM sqlite_master WHERE name = '` + goose.DefaultTablename + `'`
	if s.engine.dialect == goose.DialectPostgres {
		look = `SELECT to_regclass('` + goose.DefaultTablename + `') IS NOT NULL`
	}
	if err := s.read.QueryRowContext(ctx, look).Scan(&there); err != nil {
		return nil, fmt.Errorf("look for the tables: %w", err)
	}
	if !there {
		return nil, ErrNone
	}
	taken, err := versions.ListMigrations(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("look which steps were taken: %w", err)
	}
	done := map[int64]bool{}
	for _, step := range taken {
		done[step.Version] = true
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var due []string
	for _, step := range steps {
		version, err := goose.NumericComponent(step)
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		if !done[version] {
			due = append(due, strings.TrimSuffix(path.Base(step), ".sql"))
		}
	}
	return due, nil
}
