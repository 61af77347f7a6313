// Command badnet is a stretch of bad network: a UDP relay with delay, jitter,
// loss, duplicates, reordering and a limited rate, from a seed.
//
//	badnet -to 127.0.0.1:7881 -seed 1 -delay 40ms -loss 0.02
//
// The first line that it prints is its address. Each line of its input is a
// command that changes the network while it runs, and is answered by a line,
// "ok" or "error" and why:
//
//	dark on            nothing passes        dark off           all passes again
//	loss 0.05          both directions       up loss 0.05       towards the server only
//	delay 40ms         jitter 10ms           duplicate 0.01     reorder 0.02
//	rate 1000000       queue 65536           rebind             new ports towards the server
//
// It ends with its input, so that it never outlives the test that started it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

	"miti/sfu/sfutest"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "badnet:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("badnet", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:0", "address for the clients; port 0 is any")
	to := flags.String("to", "", "address of the server")
	seed := flags.Uint64("seed", 1, "the same seed is the same network")
	settings := map[string]*string{}
	for _, s := range []struct{ name, value, help string }{
		{"delay", "0s", "of every packet, each way"},
		{"jitter", "0s", "more delay, from 0 to this"},
		{"loss", "0", "share of the packets, 0 to 1"},
		{"duplicate", "0", "share of the packets"},
		{"reorder", "0", "share of the packets"},
		{"rate", "0", "bits a second, each way; 0 is without limit"},
		{"queue", "0", "bytes that may wait for the rate; 0 is 32 KiB"},
	} {
		settings[s.name] = flags.String(s.name, s.value, s.help)
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	relay, err := open(*listen, *to, *seed)
	if err != nil {
		return err
	}
	defer relay.Close()
	for name, value := range settings {
		if err := obey(relay, name+" "+*value); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(out, relay.Addr()); err != nil {
		return fmt.Errorf("say the address: %w", err)
	}
	return serve(relay, in, out)
}

func open(listen, to string, seed uint64) (*sfutest.Relay, error) {
	from, err := netip.ParseAddrPort(listen)
	if err != nil {
		return nil, fmt.Errorf("-listen: %w", err)
	}
	server, err := netip.ParseAddrPort(to)
	if err != nil {
		return nil, fmt.Errorf("-to: %w", err)
	}
	return sfutest.NewRelay(from, server, seed)
}

// serve obeys the lines of in until it ends.
func serve(relay *sfutest.Relay, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		answer := "ok"
		if err := obey(relay, line); err != nil {
			answer = "error " + err.Error()
		}
		if _, err := fmt.Fprintln(out, answer); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return lines.Err()
}
