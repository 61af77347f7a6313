// Package livetest runs a real Redis for tests.
package livetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis is a server of one test, empty at its start. It listens on a socket in
// a folder of its own, so that no port can be taken.
type Redis struct {
	folder string
	kill   context.CancelFunc
	ended  chan struct{}
}

// StartRedis runs a server until the test ends. Without one installed the
// test fails.
func StartRedis(t testing.TB) *Redis {
	t.Helper()
	r, err := Launch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// Launch runs a server until Close, for a benchmark that is no Go test.
func Launch() (*Redis, error) {
	folder, err := os.MkdirTemp("", "miti-redis") // t.TempDir's may be too long for a socket
	if err != nil {
		return nil, fmt.Errorf("make a folder for redis: %w", err)
	}
	r := &Redis{folder: folder}
	if err := r.start(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close kills the server and removes what it left.
func (r *Redis) Close() {
	r.Stop()
	_ = os.RemoveAll(r.folder)
}

// URL is its address, as in REDIS_URL.
func (r *Redis) URL() string {
	return address(r.socket())
}

func address(socket string) string {
	return (&url.URL{Scheme: "unix", Path: socket}).String()
}

func (r *Redis) socket() string { return filepath.Join(r.folder, "redis.sock") }

// Start runs the server again after Stop, at the same address, with nothing
// of what it had.
func (r *Redis) Start(t testing.TB) {
	t.Helper()
	if err := r.start(); err != nil {
		t.Fatal(err)
	}
}

func (r *Redis) start() error {
	ctx, kill := context.WithCancel(context.Background())
	r.kill, r.ended = kill, make(chan struct{})
	failed := make(chan error, 1)
	// Stop waits for it. The thread is its own until the end: the server dies
	// with the thread that began it, and so with a test that is killed.
	go func() {
		defer close(r.ended)
		runtime.LockOSThread()
		cmd := exec.CommandContext(ctx, "redis-server", "--port", "0", "--unixsocket", r.socket(),
			"--save", "", "--appendonly", "no", "--dir", r.folder)
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		failed <- cmd.Run()
	}()
	return r.await(failed)
}

func (r *Redis) await(failed <-chan error) error {
	late := time.After(20 * time.Second)
	for {
		if c, err := net.Dial("unix", r.socket()); err == nil {
			_ = c.Close()
			return nil
		}
		select {
		case err := <-failed:
			return fmt.Errorf("redis-server did not start (is it installed?): %w", err)
		case <-late:
			return errors.New("redis-server did not answer in time")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Stop kills the server, as a crash would, and returns when it is gone.
func (r *Redis) Stop() {
	r.kill()
	<-r.ended
	_ = os.Remove(r.socket())
}

// Clear removes all that the server has.
func (r *Redis) Clear(t testing.TB) {
	t.Helper()
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: r.socket()})
	defer c.Close() //nolint:errcheck // it has done its work
	if err := c.FlushAll(t.Context()).Err(); err != nil {
		t.Fatalf("clear redis: %v", err)
	}
}
