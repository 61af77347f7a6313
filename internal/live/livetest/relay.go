package livetest

import (
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"
)

// A Relay stands between clients and a Redis, and can cut a link as a network
// does: without a word to either end.
type Relay struct {
	server   *Redis
	listener net.Listener
	tasks    sync.WaitGroup

	mu    sync.Mutex
	links []*link
}

// A link is one client's connection and its twin at the server.
type link struct {
	client, server net.Conn

	mu  sync.Mutex
	cut bool
}

// StartRelay relays to the server until the test ends.
func (r *Redis) StartRelay(t testing.TB) *Relay {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(r.folder, "relay.sock"))
	if err != nil {
		t.Fatal(err)
	}
	relay := &Relay{server: r, listener: l}
	relay.tasks.Go(relay.accept)
	t.Cleanup(relay.close)
	return relay
}

// URL is its address, as in REDIS_URL.
func (r *Relay) URL() string { return address(r.listener.Addr().String()) }

// Cut makes the links that stand now swallow what goes in, both ways. Later
// ones work.
func (r *Relay) Cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.links {
		l.mu.Lock()
		l.cut = true
		l.mu.Unlock()
	}
}

func (r *Relay) accept() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", r.server.socket())
		if err != nil {
			_ = client.Close()
			continue
		}
		l := &link{client: client, server: server}
		r.mu.Lock()
		r.links = append(r.links, l)
		r.mu.Unlock()
		r.tasks.Go(func() { l.pass(server, client) })
		r.tasks.Go(func() { l.pass(client, server) })
	}
}

func (r *Relay) close() {
	_ = r.listener.Close()
	r.mu.Lock()
	for _, l := range r.links {
		l.close()
	}
	r.mu.Unlock()
	r.tasks.Wait()
}

func (l *link) close() {
	_ = l.client.Close()
	_ = l.server.Close()
}

// pass moves bytes until an end closes.
func (l *link) pass(to, from net.Conn) {
	defer l.close()
	_, _ = io.Copy(l.unlessCut(to), from)
}

// unlessCut writes, or pretends to.
func (l *link) unlessCut(to io.Writer) io.Writer {
	return writer(func(p []byte) (int, error) {
		l.mu.Lock()
		cut := l.cut
		l.mu.Unlock()
		if cut {
			return len(p), nil
		}
		return to.Write(p)
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
