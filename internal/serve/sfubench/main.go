// Command sfubench measures what the SFU costs, beside a plain forwarder on
// pion/webrtc and beside the floor, which is the least that any forwarder must
// do. `make bench-sfu` runs it.
//
// The three are measured one after the other, in a process of their own each,
// on the same load: clients on pion/webrtc that join by an offer, or, for the
// floor, which has no ICE, DTLS and RTCP, clients that send SRTP by a key that
// both ends know. They are here in the other process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"time"
)

func main() {
	if k := os.Getenv(serverEnv); k != "" {
		os.Exit(serverMain(kind(k)))
	}
	// Here and in the forwarder: what Pion has to say of packets is no result.
	if err := os.Setenv("PION_LOG_DISABLE", "mux,twcc_sender_interceptor"); err != nil {
		fmt.Fprintln(os.Stderr, "sfubench:", err)
	}
	p := plan{settle: time.Second, joins: 30}
	seconds := flag.Int("seconds", 5, "how long each is measured")
	rounds := flag.Int("rounds", 2, "how often all is measured")
	only := flag.String("shape", ".", "regexp of the shapes")
	limit := flag.Duration("limit", 345*time.Second, "when to stop, with what there is")
	loops := flag.Int("loops", 1, "how many loops our own has")
	flag.StringVar(&p.profiles, "profiles", "", "folder for CPU profiles of our own")
	flag.Parse()
	if err := os.Setenv(loopsEnv, strconv.Itoa(*loops)); err != nil {
		fmt.Fprintln(os.Stderr, "sfubench:", err)
	}
	p.window = time.Duration(*seconds) * time.Second
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, stop = context.WithTimeout(ctx, *limit)
	defer stop()
	var wanted []shape
	for _, s := range shapes() {
		if regexp.MustCompile(*only).MatchString(s.name) {
			wanted = append(wanted, s)
		}
	}
	if err := run(ctx, p, wanted, *rounds, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sfubench:", err)
		os.Exit(1)
	}
}

// run measures and prints. What could not be measured is said and is an error
// at the end; the rest is printed all the same.
func run(ctx context.Context, p plan, wanted []shape, rounds int, out io.Writer) error {
	header(out, runtime.NumCPU(), cpuModel())
	var all []figures
	var failed error
	for _, k := range []kind{ours, plain} {
		j, err := measureJoins(ctx, p, k)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", k, err))
			continue
		}
		j.benchmark(out, p.joins)
	}
	for round := range rounds {
		for i := 0; i < len(wanted); i++ {
			if round > 0 && !timeForMore(ctx) {
				fmt.Fprintf(out, "# round %d is without %s: there is not time enough\n", round+1, wanted[i].name)
				continue
			}
			some, err := compare(ctx, p, wanted[i], out)
			all, failed = append(all, some...), errors.Join(failed, err)
			if tooMuch(some) && wanted[i].name == "calls-40" && !has(wanted, fewer().name) {
				wanted = append(wanted, fewer())
			}
		}
	}
	for _, name := range names(all) {
		summary(out, name, all)
		relaySummary(out, name, all)
	}
	return failed
}

// timeForMore tells whether the three can once more be measured before ctx ends.
func timeForMore(ctx context.Context) bool {
	const most = 60 * time.Second
	end, limited := ctx.Deadline()
	return !limited || time.Until(end) > most
}

// compare measures the three on one shape, and ours by the relay where that is asked for.
func compare(ctx context.Context, p plan, s shape, out io.Writer) (some []figures, failed error) {
	kinds := []kind{ours, plain, floor}
	if s.relayed {
		kinds = append(kinds, relayed)
	}
	for _, k := range kinds {
		if ctx.Err() != nil {
			return some, fmt.Errorf("%s on %s: %w", k, s.name, ctx.Err())
		}
		f, err := measure(ctx, p, k, s)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s on %s: %w", k, s.name, err))
			continue
		}
		f.benchmark(out)
		some = append(some, f)
	}
	return some, failed
}

func tooMuch(some []figures) bool {
	for _, f := range some {
		if f.saturated() {
			return true
		}
	}
	return false
}

func has(list []shape, name string) bool {
	for _, s := range list {
		if s.name == name {
			return true
		}
	}
	return false
}

// cpuModel is what the kernel calls the processor.
func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	if m := regexp.MustCompile(`(?m)^model name\s*: (.*)$`).FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return "unknown"
}
