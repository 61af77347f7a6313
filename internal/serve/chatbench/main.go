// Command chatbench measures the chat: many people with an open page, some of
// whom write, on one Miti in a process of its own. `make bench-chat` runs it.
//
// The store is filled beforehand. What is measured is the real way of a
// message: a POST with a session's cookie, SQL, the bus, and the WebSockets of
// both who talk. Everybody comes by a trusted proxy, twenty from one address,
// as from a reception point, so that the limits of requests are in force.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"miti/internal/live/livetest"
	"miti/internal/store"
)

// load is how much is to be done.
type load struct {
	sockets       int // open ones, of everybody
	conversations int // active ones, in which somebody writes
	perSecond     int // messages
	lasts         time.Duration
	settles       time.Duration // before idle sockets are looked at, and how long they are
}

func main() {
	if os.Getenv(serverEnv) != "" {
		os.Exit(serverMain())
	}
	l := load{conversations: 500, perSecond: 50}
	flag.IntVar(&l.sockets, "sockets", 5000, "how many pages are open")
	seconds := flag.Int("seconds", 60, "how long messages are sent")
	flag.Parse()
	l.lasts = time.Duration(*seconds) * time.Second
	l.settles = min(25*time.Second, l.lasts) // a visitor's socket is heard each 25 s
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, l, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chatbench:", err)
		os.Exit(1)
	}
}

// run measures with each live store, and fails when a message was lost or
// doubled.
func run(ctx context.Context, l load, out io.Writer) error {
	if err := needFiles(l.sockets + 1000); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "chatbench")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system does it one day
	people, err := fill(ctx, filepath.Join(folder, "filled"), l)
	if err != nil {
		return fmt.Errorf("fill the store: %w", err)
	}
	if err := measureIn(ctx, l, people, place{name: "process", folder: folder}, out); err != nil {
		return err
	}
	redis, err := livetest.Launch()
	if err != nil {
		return err
	}
	defer redis.Close()
	return measureIn(ctx, l, people, place{name: "redis", redis: redis.URL(), folder: folder}, out)
}

// place is a live store to measure with, and where the filled folder is.
type place struct{ name, redis, folder string }

// measureIn measures on a copy of what was filled, and prints it.
func measureIn(ctx context.Context, l load, people *people, in place, out io.Writer) error {
	data := filepath.Join(in.folder, in.name)
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	filled, err := os.ReadFile(filepath.Join(in.folder, "filled", store.FileName))
	if err != nil {
		return fmt.Errorf("read what was filled: %w", err)
	}
	if err := os.WriteFile(filepath.Join(data, store.FileName), filled, 0o600); err != nil {
		return fmt.Errorf("copy what was filled: %w", err)
	}
	figures, err := measure(ctx, l, people, data, in.redis)
	if err != nil {
		return fmt.Errorf("with the live store %s: %w", in.name, err)
	}
	figures.store = in.name
	figures.print(out)
	return figures.verdict()
}
