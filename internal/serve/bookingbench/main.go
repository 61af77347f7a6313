// Command bookingbench measures appointments: how fast slots are found among 130
// counsellors with a year of appointments, by 1, 10 and 100 at once, and how fast
// many who want the same times book them, on SQLite and on PostgreSQL.
// `make bench-booking` runs it. It fails when two appointments overlap.
//
// What is asked is the HTTP API of a whole Miti, by clients in the same process,
// each from an address of its own. PostgreSQL is one that the program starts,
// which does not sync; SQLite does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// load is how much is to be done.
type load struct {
	counsellors int
	days        int // that are filled with appointments
	lasts       time.Duration
	readers     []int
	bookers     int
}

func main() {
	l := load{counsellors: 130, days: 365, readers: []int{1, 10, 100}, bookers: 20}
	seconds := flag.Int("seconds", 20, "how long each is measured")
	flag.Parse()
	l.lasts = time.Duration(*seconds) * time.Second
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, l, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bookingbench:", err)
		os.Exit(1)
	}
}

// run measures on each engine.
func run(ctx context.Context, l load, out io.Writer) error {
	folder, err := os.MkdirTemp("", "bookingbench")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system does it one day
	if err := measureOn(ctx, l, "sqlite", store.Options{Folder: folder}, out); err != nil {
		return err
	}
	var server storetest.Server
	defer server.Stop()
	address, err := server.Make(ctx)
	if err != nil {
		return err
	}
	return measureOn(ctx, l, "postgres", store.Options{DatabaseURL: address, Folder: folder}, out)
}

func measureOn(ctx context.Context, l load, engine string, o store.Options, out io.Writer) (err error) {
	b := &bench{load: l, engine: engine, options: o, out: out}
	if err := b.fillStore(ctx); err != nil {
		return fmt.Errorf("fill %s: %w", engine, err)
	}
	server, err := b.serve(ctx)
	if err != nil {
		return fmt.Errorf("serve %s: %w", engine, err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	b.client = newClient(server.Addr().String())
	return b.measure(ctx)
}

// fillStore fills the database, and closes it for the server to open.
func (b *bench) fillStore(ctx context.Context) (err error) {
	if b.store, err = store.Open(ctx, b.options); err != nil {
		return err
	}
	return errors.Join(b.fill(ctx), b.store.Close())
}

// serve starts a Miti on the database. Its mails go into its folder.
func (b *bench) serve(ctx context.Context) (*serve.Server, error) {
	config, err := ops.Load([]string{
		"MITI_LISTEN=127.0.0.1:0", "MITI_PUBLIC_ORIGINS=" + origin, "MITI_ADMIN_LISTEN=none", "MITI_MEDIA_UDP=127.0.0.1:0",
		"MITI_MEDIA_TCP=none", "MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "MITI_DATA_DIR=" + b.options.Folder,
		"MITI_TRUSTED_PROXIES=127.0.0.1", "DATABASE_URL=" + b.options.DatabaseURL,
	}, "")
	if err != nil {
		return nil, err
	}
	return serve.Start(ctx, serve.Options{Config: config, Version: "bookingbench", Log: ops.NewLogger(os.Stderr, slog.LevelError)})
}
