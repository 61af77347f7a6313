package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
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
