package sfutest

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// Tap is a stretch of a TCP network between clients and one server that can
// be blocked: then it reads nothing more of what the server sends, as a
// machine does that is stopped while its connection stands.
type Tap struct {
	listener *net.TCPListener
	to       netip.AddrPort
	stop     context.CancelFunc
	done     <-chan struct{}
	tasks    sync.WaitGroup

	mu    sync.Mutex
	open  chan struct{} // closed while the tap is open
	conns []*net.TCPConn
	shut  bool
}

// tapBuffer is small, so that a blocked tap fills soon.
const tapBuffer = 8 << 10

// NewTap listens on a free port of the loopback and connects to the address to.
func NewTap(to netip.AddrPort) (*Tap, error) {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("tap to %v: %w", to, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t := &Tap{listener: l, to: to, stop: stop, done: ctx.Done(), open: make(chan struct{})}
	close(t.open)
	t.tasks.Go(t.accept)
	return t, nil
}

// Addr is where clients connect.
func (t *Tap) Addr() netip.AddrPort { return t.listener.Addr().(*net.TCPAddr).AddrPort() }

// Block stops what the server sends, or lets it flow again.
func (t *Tap) Block(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.open:
		if on {
			t.open = make(chan struct{})
		}
	default:
		if !on {
			close(t.open)
		}
	}
}

// Close ends all connections and returns when the last goroutine has ended.
func (t *Tap) Close() {
	t.stop()
	t.mu.Lock()
	t.shut = true
	conns := t.conns
	t.mu.Unlock()
	_ = t.listener.Close()
	for _, c := range conns {
		_ = c.Close()
	}
	t.tasks.Wait()
}

// keep notes a connection for Close. It reports false if it is too late.
func (t *Tap) keep(c *net.TCPConn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shut {
		_ = c.Close()
		return false
	}
	t.conns = append(t.conns, c)
	return true
}

func (t *Tap) accept() {
	for {
		client, err := t.listener.AcceptTCP()
		if err != nil {
			return
		}
		server, err := net.DialTCP("tcp4", nil, net.TCPAddrFromAddrPort(t.to))
		if err != nil {
			_ = client.Close()
			continue
		}
		if !t.keep(client) || !t.keep(server) {
			return
		}
		_ = server.SetReadBuffer(tapBuffer)
		t.tasks.Go(func() { t.carry(server, client, false) })
		t.tasks.Go(func() { t.carry(client, server, true) })
	}
}

// carry copies one direction until either end closes.
func (t *Tap) carry(to, from *net.TCPConn, blockable bool) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buf := make([]byte, tapBuffer)
	for {
		n, err := from.Read(buf)
		if err != nil || blockable && !t.pass() {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// pass waits while the tap is blocked. It reports whether it still carries.
func (t *Tap) pass() bool {
	t.mu.Lock()
	open := t.open
	t.mu.Unlock()
	select {
	case <-open:
		return true
	case <-t.done:
		return false
	}
}
