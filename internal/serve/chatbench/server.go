package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"miti/internal/ops"
	"miti/internal/serve"
)

// serverEnv, set, makes this program the server that another one measures.
const serverEnv = "CHATBENCH_SERVER"

// addresses is what the server says when it is there.
type addresses struct{ Pages, Profiles string }

// serverMain serves a Miti until its standard input ends, as it does with
// whoever started it.
func serverMain() int {
	if err := serveUntilEnd(); err != nil {
		fmt.Fprintln(os.Stderr, "chatbench server:", err)
		return 1
	}
	return 0
}

func serveUntilEnd() error {
	runtime.MemProfileRate = 32 << 10 // thousands of small things: the usual sample is too coarse
	config, err := ops.Load(os.Environ(), "")
	if err != nil {
		return err
	}
	s, err := serve.Start(context.Background(), serve.Options{
		Config: config, Version: "chatbench", Log: ops.NewLogger(os.Stderr, slog.LevelWarn),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, s.Close())
	}
	profiles := http.Server{Handler: profileHandler(), ReadHeaderTimeout: time.Second}
	go profiles.Serve(listener) //nolint:errcheck // ends with the process
	err = json.NewEncoder(os.Stdout).Encode(addresses{Pages: s.Addr().String(), Profiles: listener.Addr().String()})
	_, _ = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, s.Close())
}

func profileHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/profile", pprof.Profile)
	mux.Handle("/heap", pprof.Handler("heap"))
	mux.HandleFunc("/memory", func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_ = json.NewEncoder(w).Encode(m)
	})
	return mux
}

// server is the process that is measured.
type server struct {
	addresses
	cmd  *exec.Cmd
	stop io.Closer
}

// startServer runs this program as the server.
func startServer(ctx context.Context, data, redis string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), serverEnv+"=1",
		"MITI_LISTEN=127.0.0.1:0", "MITI_PUBLIC_ORIGINS="+origin, "MITI_ADMIN_LISTEN=none",
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=none", "MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "MITI_DATA_DIR="+data,
		"MITI_TRUSTED_PROXIES=127.0.0.1", "REDIS_URL="+redis, "DATABASE_URL=")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	s := &server{cmd: cmd, stop: in}
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&s.addresses); err != nil {
		return nil, errors.Join(fmt.Errorf("the server did not start: %w", err), s.close())
	}
	return s, nil
}

// close ends the server and waits for it.
func (s *server) close() error {
	return errors.Join(s.stop.Close(), s.cmd.Wait())
}

// cpu is what the process has used so far.
func (s *server) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The second field is a name in parentheses; utime and stime are 14 and 15,
	// in hundredths of a second on every Linux.
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("/proc/PID/stat is not as it should be")
	}
	user, err := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, err2)
}

// resident is the memory of the process in bytes.
func (s *server) resident() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, errors.New("/proc/PID/statm is not as it should be")
	}
	pages, err := strconv.Atoi(fields[1])
	return pages * os.Getpagesize(), err
}

// memory is how the process divides its memory.
func (s *server) memory(ctx context.Context) (m runtime.MemStats, err error) {
	body, err := s.get(ctx, "/memory")
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

func (s *server) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Profiles+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the server for %s: %w", path, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it has been read
	return io.ReadAll(answer.Body)
}

// needFiles sees to it that a process may have so many files and sockets open.
func needFiles(n int) error {
	var is syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &is); err != nil {
		return fmt.Errorf("ask how many files may be open: %w", err)
	}
	if is.Cur >= uint64(n) {
		return nil
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: uint64(n), Max: max(is.Max, uint64(n))}); err != nil {
		return fmt.Errorf("%d files may be open (ulimit -n), %d are needed: %w", is.Cur, n, err)
	}
	return nil
}
