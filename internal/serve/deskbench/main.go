// Command deskbench plays a morning of the guidance desk: people come, wait,
// talk and go; counsellors answer, pass, hand over, lose their connection and go
// home. The desk, its rules and its SQLite store are the real ones; the clock is
// not, and neither are the people. `make bench-desk` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	s := scale{staff: 130, live: 8, visitors: 400, opens: 3 * time.Hour}
	flag.IntVar(&s.visitors, "visitors", s.visitors, "how many people come")
	flag.Uint64Var(&s.seed, "seed", 1, "another seed is another morning")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "deskbench:", err)
		os.Exit(1)
	}
}

// run plays a morning, says how it went, and fails when somebody was forgotten.
func run(ctx context.Context, s scale, out io.Writer) error {
	folder, err := os.MkdirTemp("", "deskbench")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it lies where such things are cleared
	m, err := newMorning(ctx, s, folder)
	if err != nil {
		return err
	}
	played := m.play(ctx)
	if err := m.close(); err != nil && played == nil {
		played = err
	}
	if played != nil {
		return played
	}
	r := m.report()
	r.print(out)
	if r.limbo > 0 {
		return fmt.Errorf("%d contacts had neither an owner, a place nor a due time", r.limbo)
	}
	return nil
}
