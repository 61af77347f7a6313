package transport

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v5/deadline"
)

// pipePackets is how many packets can wait for a handshake. DTLS repeats what
// is lost.
const pipePackets = 16

// pipe is the packet connection of one handshake. The loop puts packets in;
// what DTLS writes goes straight to the socket.
type pipe struct {
	loop     *Loop
	in       chan []byte
	to       atomic.Pointer[path]
	mute     atomic.Bool // nothing is sent any more
	limit    *deadline.Deadline
	ctx      context.Context // ends with the connection
	stop     context.CancelFunc
	finished chan struct{} // closed by the loop when the peer has finished
	proved   bool          // the loop's
}

func newPipe(l *Loop) *pipe {
	p := &pipe{loop: l, in: make(chan []byte, pipePackets), limit: deadline.New(), finished: make(chan struct{})}
	p.ctx, p.stop = context.WithCancel(l.ctx)
	return p
}

// abort ends the handshake without a word to the peer.
func (p *pipe) abort() {
	p.mute.Store(true)
	p.stop()
}

// finish says, on the loop, that the peer has the last flight.
func (p *pipe) finish() {
	if !p.proved {
		p.proved = true
		close(p.finished)
	}
}

// linger returns when the last flight need not be repeated any more.
func (p *pipe) linger() {
	t := time.NewTimer(linger)
	defer t.Stop()
	select {
	case <-p.finished:
	case <-t.C:
	case <-p.ctx.Done():
	}
}

func (c *Conn) onDTLS(b []byte) {
	if c.pipe == nil || !c.began {
		return // the handshake is over: what comes is not for us
	}
	c.heard = c.loop.now
	select {
	case c.pipe.in <- append([]byte(nil), b...):
	default:
	}
}

// ReadFrom implements net.PacketConn.
func (p *pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case d := <-p.in:
		return copy(b, d), p.LocalAddr(), nil
	case <-p.limit.Done():
		return 0, nil, context.DeadlineExceeded
	case <-p.ctx.Done():
		return 0, nil, net.ErrClosed
	}
}

// WriteTo implements net.PacketConn.
func (p *pipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	if to := p.to.Load(); to != nil && !p.mute.Load() {
		p.loop.send(*to, b)
	}
	return len(b), nil
}

// Close implements net.PacketConn.
func (p *pipe) Close() error { p.abort(); return nil }

// LocalAddr implements net.PacketConn.
func (p *pipe) LocalAddr() net.Addr { return &net.UDPAddr{} }

// SetDeadline implements net.PacketConn.
func (p *pipe) SetDeadline(t time.Time) error { return p.SetReadDeadline(t) }

// SetReadDeadline implements net.PacketConn.
func (p *pipe) SetReadDeadline(t time.Time) error { p.limit.Set(t); return nil }

// SetWriteDeadline implements net.PacketConn. A write does not wait.
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }
