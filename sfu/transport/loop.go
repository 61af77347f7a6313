// Package transport carries media between one loop and its peers: a UDP
// socket and a TCP listener, ICE-lite, DTLS and SRTP.
//
// One goroutine reads the socket, and everything that is reached through it
// belongs to that goroutine: connections, and what their handlers hold. There
// is no lock and no hand-over between reading a packet and sending it on.
// Others hand the loop functions by Do and Call. A TCP connection has a
// goroutine that reads and one that writes; a UDP peer has none once its
// handshake is over.
package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
)

// TickEvery is the time between two ticks.
const TickEvery = 20 * time.Millisecond

const (
	// readWait is the longest wait in a system call. Kernels count it in ticks, of
	// 4 ms mostly, and wait up to one more.
	readWait = 4 * time.Millisecond
	// The runtime takes its processor from a goroutine that it has not
	// scheduled for 10 ms; and if that is in a system call, again at each one
	// that follows. So the loop steps back before.
	yieldEvery = 7 * time.Millisecond
	maxPacket  = 2048 // bytes of a datagram or frame; more is cut and refused
	buffers    = 4 << 20
)

// ErrClosed is what a closed loop answers.
var ErrClosed = errors.New("the media loop is closed")

// errFault is what a caller gets whose function panicked.
var errFault = errors.New("a fault in the media loop")

// Config says where a loop listens.
type Config struct {
	UDP netip.AddrPort
	// TCP is left out if it is the zero value.
	TCP netip.AddrPort
	Log *slog.Logger
	// Tick is called on the loop every TickEvery.
	Tick func(now time.Time)
}

// Loop owns one socket and everything that is reached through it. All fields
// below mu's belong to the goroutine of run.
type Loop struct {
	udp         *socket
	tcp         *net.TCPListener
	log         *slog.Logger
	tick        func(time.Time)
	certificate tls.Certificate
	fingerprint string

	ctx    context.Context // ends with Close; of the goroutines beside the loop
	stop   context.CancelFunc
	ended  chan struct{} // closed when run has returned
	tasks  sync.WaitGroup
	inbox  chan *frame // from carriers
	frames sync.Pool
	room   chan struct{} // one for each TCP connection that there can be
	// Of these, those that may be anybody's.
	strangers strangers

	begun  time.Time
	ticked atomic.Int64 // when it did last, in nanoseconds since then

	asked  atomic.Bool // there is something in a queue
	mu     sync.Mutex
	queue  []func()
	closed bool

	now       time.Time
	byAddr    map[netip.AddrPort]*Conn
	byUfrag   map[string]*Conn
	shaking   int   // handshakes under way
	trying    int   // of these, with who only tests the connection
	current   *Conn // whose packet is being handled
	stats     Stats
	rtpHead   rtp.Header // scratch space of the packet path
	rtcpHead  rtcp.Header
	request   *stun.Message
	response  *stun.Message
	out       []byte
	plainRTCP []byte
}

// Stats counts what went through since the start.
type Stats struct {
	PacketsIn, PacketsOut uint64 // RTP
	Traffic
}

// Fingerprint is that of the certificate, as it stands in an answer.
func (l *Loop) Fingerprint() string { return l.fingerprint }

// Addresses are those that the sockets are bound to. The second is the zero
// value without TCP.
func (l *Loop) Addresses() (udp, tcp netip.AddrPort) {
	udp = unmap(l.udp.conn.LocalAddr().(*net.UDPAddr).AddrPort())
	if l.tcp != nil {
		tcp = unmap(l.tcp.Addr().(*net.TCPAddr).AddrPort())
	}
	return udp, tcp
}

// unmap gives an IPv4 address that came through an IPv6 socket its own form.
func unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// Close ends the loop and all connections, and returns when the last of its
// goroutines has ended. It may be called twice, but not on the loop.
func (l *Loop) Close() {
	l.mu.Lock()
	first := !l.closed
	l.closed = true
	l.mu.Unlock()
	if first {
		l.stop()
		l.wake()
		if l.tcp != nil {
			_ = l.tcp.Close()
		}
	}
	l.tasks.Wait()
	if first {
		_ = l.udp.conn.Close()
	}
}

// Do runs f on the loop, soon. It reports false if the loop is closed.
func (l *Loop) Do(f func()) bool {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return false
	}
	l.queue = append(l.queue, f)
	l.mu.Unlock()
	l.wake()
	return true
}

// wake has the loop look at its queues soon.
func (l *Loop) wake() {
	if !l.asked.Swap(true) {
		l.udp.wake()
	}
}

// Call runs f on the loop and waits for it. If it returns an error, f may not
// have run, or may still run.
func (l *Loop) Call(ctx context.Context, f func()) error {
	done, err := make(chan struct{}), errFault
	open := l.Do(func() {
		defer close(done)
		if err = ctx.Err(); err == nil {
			err = errFault // unless f comes back
			f()
			err = nil
		}
	})
	if !open {
		return ErrClosed
	}
	select {
	case <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-l.ended:
		return ErrClosed
	}
}

// Still is for how long the loop has not come to its next tick. Little more than
// TickEvery is usual; where it grows something holds the loop up.
func (l *Loop) Still() time.Duration {
	return time.Since(l.begun) - time.Duration(l.ticked.Load())
}

// Now is when the loop last looked at the clock. It belongs to the loop.
func (l *Loop) Now() time.Time { return l.now }

// run is the loop.
func (l *Loop) run() {
	defer close(l.ended)
	var next, yield time.Time // when to tick, and to step back
	for l.attend() {
		if !l.now.Before(next) {
			next = l.now.Add(TickEvery)
			l.ticked.Store(int64(l.now.Sub(l.begun)))
			l.guard(func() { l.tick(l.now) })
		}
		l.udp.flush()
		n := l.udp.read(next)
		l.now = time.Now()
		for i := range n {
			b, from := l.udp.packet(i)
			l.receive(path{addr: from}, b)
		}
		if !l.now.Before(yield) {
			l.udp.flush()
			runtime.Gosched()
			yield = l.now.Add(yieldEvery)
		}
	}
}

// attend does what others have asked for, and reports false when the loop is
// to end. Whoever asks while it looks has it look once more.
func (l *Loop) attend() bool {
	if !l.asked.Load() {
		return true
	}
	l.asked.Store(false)
	l.mu.Lock()
	queue := l.queue
	l.queue = nil
	closed := l.closed
	l.mu.Unlock()
	if closed {
		return false
	}
	for _, f := range queue {
		l.guard(f)
	}
	for range len(l.inbox) {
		f := <-l.inbox
		l.receive(f.from, f.b[:f.n])
		f.from = path{}
		l.frames.Put(f)
	}
	return true
}

// receive sends a packet on its way by its first byte (RFC 7983). A fault
// ends the connection whose packet it was, and no other.
func (l *Loop) receive(from path, b []byte) {
	defer l.recovered()
	const smallest = 12
	if len(b) < smallest {
		return
	}
	if b[0] < 4 {
		l.onSTUN(from, b)
		return
	}
	c := l.find(from)
	if c == nil {
		return
	}
	l.current = c
	switch {
	case b[0] >= 20 && b[0] < 64:
		c.onDTLS(b)
	case b[0] >= 128 && b[0] < 192 && b[1] >= 192 && b[1] < 224: // RFC 5761 section 4
		c.onRTCP(from, b)
	case b[0] >= 128 && b[0] < 192:
		c.onRTP(from, b)
	}
	l.current = nil
}

// guard runs f so that a fault in it is not the end of the loop.
func (l *Loop) guard(f func()) {
	defer l.recovered()
	f()
}
