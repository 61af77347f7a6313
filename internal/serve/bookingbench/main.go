// Command bookingbench measures appointments: how fast slots are found among 130
// counsellors with a year of appointments, by 1, 10 and 100 at once, and how fast
// many who want the same times book them, on SQLite and on PostgreSQL.
// `make bench-booking` runs it. It fails when two appointments overlap.
//
// What is asked is the agenda, as the HTTP layer asks it; HTTP itself, which is
// the same for every request, is not measured here. PostgreSQL is one that the
// program starts, which does not sync; SQLite does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

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
	return measureOn(ctx, l, "postgres", store.Options{DatabaseURL: address}, out)
}

func measureOn(ctx context.Context, l load, engine string, o store.Options, out io.Writer) (err error) {
	s, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b := &bench{load: l, engine: engine, store: s, options: o, out: out}
	if err := b.fill(ctx); err != nil {
		return fmt.Errorf("fill %s: %w", engine, err)
	}
	return b.measure(ctx)
}
