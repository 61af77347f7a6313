// Command miti is the whole of Miti: one file a subcommand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"miti/internal/ops"
)

// program is what a subcommand works with, so that tests can run it.
type program struct {
	environ []string
	in      io.Reader
	out     io.Writer
	err     io.Writer
	signals <-chan os.Signal
}

// command is one subcommand.
type command struct {
	name, help string
	run        func(context.Context, program, []string) error
}

func commands() []command {
	return []command{
		{"serve", "serve the pages, the commands and the calls", serveCommand},
		{"demo", "serve a demo with data of its own, on localhost", demoCommand},
		{"migrate", "bring the database up to date", migrateCommand},
		{"user", "add an account: miti user add", userCommand},
		{"doctor", "check the configuration and what it names", doctorCommand},
		{"health", "ask the running program whether it is alive", healthCommand},
		{"version", "say which version this is", versionCommand},
	}
}

// errUsage has been explained already.
var errUsage = errors.New("usage")

func main() {
	signals, stop := listenForSignals()
	defer stop()
	p := program{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr, signals: signals}
	os.Exit(p.run(context.Background(), os.Args[1:]))
}

// run is the program. It returns the exit code.
func (p program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		p.usage()
		return 2
	}
	at := slices.IndexFunc(commands(), func(c command) bool { return c.name == args[0] })
	if at < 0 {
		p.usage()
		return 2
	}
	err := commands()[at].run(ctx, p, args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(p.err, "miti:", err)
	return 1
}

func (p program) usage() {
	fmt.Fprintln(p.err, "usage: miti COMMAND [flags]")
	for _, c := range commands() {
		fmt.Fprintf(p.err, "  %-10s %s\n", c.name, c.help)
	}
	fmt.Fprintln(p.err, "The configuration is in the environment: see docs/configuration.md.")
}

// flags makes the flags of a subcommand, which end it with a usage text.
func (p program) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet("miti "+name, flag.ContinueOnError)
	f.SetOutput(p.err)
	return f
}

// configuration reads the flags of a subcommand, -config among them, and what
// that and the environment say.
func (p program) configuration(f *flag.FlagSet, args []string) (ops.Config, error) {
	file := f.String("config", "", "a file with KEY=VALUE lines; the environment wins")
	if err := parse(f, args); err != nil {
		return ops.Config{}, err
	}
	return ops.Load(p.environ, *file)
}

// parse reads flags; nothing may stand after them.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if f.NArg() > 0 {
		fmt.Fprintf(f.Output(), "%s: unexpected %q\n", f.Name(), f.Arg(0))
		return errUsage
	}
	return nil
}
