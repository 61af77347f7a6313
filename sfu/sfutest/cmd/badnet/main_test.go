package main

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// started runs the command and gives its address and a way to talk to it.
func started(t *testing.T, args ...string) (addr string, tell func(string) string) {
	t.Helper()
	in, command := io.Pipe()
	answers, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(args, in, out); _ = out.Close() }()
	lines := bufio.NewScanner(answers)
	t.Cleanup(func() {
		_ = command.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	if !lines.Scan() {
		t.Fatal("no address")
	}
	return lines.Text(), func(line string) string {
		if _, err := io.WriteString(command, line+"\n"); err != nil {
			t.Fatal(err)
		}
		lines.Scan()
		return lines.Text()
	}
}

func TestBadnetCarriesGoesDarkAndObeys(t *testing.T) {
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	addr, tell := started(t, "-to", server.LocalAddr().String(), "-seed", "1", "-delay", "30ms")
	client, err := net.Dial("udp4", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	arrives := func(text string, within time.Duration) bool {
		if _, err := io.WriteString(client, text); err != nil {
			t.Fatal(err)
		}
		_ = server.SetReadDeadline(time.Now().Add(within))
		b := make([]byte, 100)
		n, _, err := server.ReadFrom(b)
		return err == nil && string(b[:n]) == text
	}

	begin := time.Now()
	if !arrives("one", 30*time.Second) || time.Since(begin) < 30*time.Millisecond {
		t.Errorf("the first packet took %v", time.Since(begin))
	}
	for _, step := range []struct {
		command string
		passes  bool
	}{{"dark on", false}, {"dark off", true}, {"up loss 1", false}, {"loss 0", true}, {"down loss 1", true}, {"rebind", true}} {
		if got := tell(step.command); got != "ok" {
			t.Fatalf("%s: %s", step.command, got)
		}
		within := 30 * time.Second
		if !step.passes {
			within = 200 * time.Millisecond
		}
		if got := arrives(step.command, within); got != step.passes {
			t.Errorf("after %q: a packet arrives: %v", step.command, got)
		}
	}
}

func TestBadnetSaysWhatItDoesNotUnderstand(t *testing.T) {
	_, tell := started(t, "-to", "127.0.0.1:9")
	for _, line := range []string{"dark", "dark maybe", "loss 2", "loss -1", "delay 5", "rate fast", "up", "weather bad"} {
		if got := tell(line); !strings.HasPrefix(got, "error ") {
			t.Errorf("%q: %q", line, got)
		}
	}
	if err := run([]string{"-to", "nowhere"}, strings.NewReader(""), io.Discard); err == nil {
		t.Error("a server without an address was accepted")
	}
}
