package livetest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Sentinels are three Redis, one of them the master, and three Sentinels that
// watch them, on the loopback interface: they find each other by port.
type Sentinels struct {
	t         testing.TB
	folder    string
	processes map[string]*os.Process // by address
	sentinels []string
}

// masterName is what the Sentinels call the master.
const masterName = "miti"

// StartSentinels runs them until the test ends. They miss a master after a
// second.
func StartSentinels(t testing.TB) *Sentinels {
	t.Helper()
	s := &Sentinels{t: t, folder: t.TempDir(), processes: map[string]*os.Process{}}
	master := s.run("")
	host, port, err := net.SplitHostPort(master)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.run("", "--replicaof", host, port)
	}
	for i := range 3 {
		config := filepath.Join(s.folder, fmt.Sprint("sentinel", i))
		text := fmt.Sprintf("sentinel monitor %s %s %s 2\nsentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 4000\n",
			masterName, host, port)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s.sentinels = append(s.sentinels, s.run(config, "--sentinel"))
	}
	s.until("the Sentinels know all replicas and each other", func(ask *redis.SentinelClient) bool {
		is, err := ask.Master(t.Context(), masterName).Result()
		return err == nil && is["num-slaves"] == "2" && is["num-other-sentinels"] == "2"
	})
	return s
}

// run starts a server on a free port until the test ends, and is its address.
func (s *Sentinels) run(config string, args ...string) string {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	address := l.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := l.Close(); err != nil {
		s.t.Fatal(err)
	}
	if config != "" {
		args = append([]string{config}, args...)
	}
	args = append(args, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.folder)
	ctx, kill := context.WithCancel(context.Background())
	started, ended := make(chan *os.Process, 1), make(chan struct{})
	// The cleanup waits for it. The thread is its own until the end: the server
	// dies with the thread that began it, and so with a test that is killed.
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		cmd := exec.CommandContext(ctx, "redis-server", args...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		err := cmd.Start()
		started <- cmd.Process
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	s.t.Cleanup(func() { kill(); <-ended })
	if s.processes[address] = <-started; s.processes[address] == nil {
		s.t.Fatal("redis-server did not start (is it installed?)")
	}
	late := time.Now().Add(20 * time.Second)
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return address
		}
		if time.Now().After(late) {
			s.t.Fatal("redis-server does not answer")
		}
		<-time.After(5 * time.Millisecond)
	}
}

// URL is the address of all of them, as in REDIS_URL.
func (s *Sentinels) URL() string {
	q := url.Values{"master_name": {masterName}, "addr": s.sentinels[1:]}
	return (&url.URL{Scheme: "redis", Host: s.sentinels[0], Path: "/0", RawQuery: q.Encode()}).String()
}

// FailOver stops the master until the Sentinels have chosen another one, and
// then lets it run on, as after a pause of its machine: for a while it believes
// that nothing has happened.
func (s *Sentinels) FailOver() {
	s.t.Helper()
	old := s.master()
	if err := s.processes[old].Signal(syscall.SIGSTOP); err != nil {
		s.t.Fatal(err)
	}
	s.until("another master is chosen", func(*redis.SentinelClient) bool { return s.master() != old })
	if err := s.processes[old].Signal(syscall.SIGCONT); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Sentinels) master() string {
	found := ""
	s.ask(func(ask *redis.SentinelClient) {
		at, err := ask.GetMasterAddrByName(s.t.Context(), masterName).Result()
		if err == nil {
			found = strings.Join(at, ":")
		}
	})
	return found
}

func (s *Sentinels) ask(f func(*redis.SentinelClient)) {
	c := redis.NewSentinelClient(&redis.Options{Addr: s.sentinels[0]})
	defer c.Close() //nolint:errcheck // it has answered
	f(c)
}

func (s *Sentinels) until(what string, is func(*redis.SentinelClient) bool) {
	s.t.Helper()
	late := time.Now().Add(60 * time.Second)
	for done := false; !done; {
		s.ask(func(c *redis.SentinelClient) { done = is(c) })
		if !done && time.Now().After(late) {
			s.t.Fatalf("not in time: %s", what)
		}
		<-time.After(50 * time.Millisecond)
	}
}
