package main

import (
	"context"
	"fmt"

	"miti/internal/ops"
	"miti/internal/store"
)

func migrateCommand(ctx context.Context, p program, args []string) error {
	f := p.flags("migrate")
	file := f.String("config", "", "a file with KEY=VALUE lines; the environment wins")
	if err := parse(f, args); err != nil {
		return err
	}
	s, err := p.openStore(ctx, *file)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, "The database is up to date.")
	return s.Close()
}

// openStore opens the configured database, which brings it up to date.
func (p program) openStore(ctx context.Context, file string) (*store.Store, error) {
	config, err := ops.Load(p.environ, file)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{DatabaseURL: config.DatabaseURL.Reveal(), Folder: config.DataDir})
}
