package main

import (
	"context"
	"fmt"

	"miti/internal/ops"
	"miti/internal/store"
)

func migrateCommand(ctx context.Context, p program, args []string) error {
	config, err := p.configuration(p.flags("migrate"), args)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, "The database is up to date.")
	return s.Close()
}

// openStore opens the configured database, which brings it up to date.
func openStore(ctx context.Context, config ops.Config) (*store.Store, error) {
	return store.Open(ctx, store.Options{DatabaseURL: config.DatabaseURL.Reveal(), Folder: config.DataDir})
}
