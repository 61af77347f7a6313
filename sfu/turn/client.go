package turn

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	pion "github.com/pion/turn/v5"
)

const (
	stranger  = 10 * time.Second // for a connection to allocate something
	writeTime = 5 * time.Second  // then a client that reads nothing is cut
	// What the system keeps of a slow connection comes before the next word.
	writeBuffer = 128 << 10
	pause       = 20 * time.Millisecond // when nothing can be accepted
)

// heard is what Pion reads of a transport. It stops at the first error.
type heard struct {
	net.PacketConn
	over func() // is called at that error
}

// ReadFrom implements net.PacketConn.
func (h heard) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := h.PacketConn.ReadFrom(b)
	if err != nil {
		h.over()
	}
	return n, from, err
}

// socket is the UDP socket. Only its end is an error.
type socket struct{ *net.UDPConn }

// ReadFrom implements net.PacketConn.
func (s socket) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := s.UDPConn.ReadFrom(b)
		if err == nil || errors.Is(err, net.ErrClosed) {
			return n, from, err
		}
	}
}

// accept takes connections until the listener is closed, with TLS if there is
// a configuration of it.
func (s *Server) accept(l *net.TCPListener, secure *tls.Config) {
	for {
		sock, err := l.AcceptTCP()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, or the client has left
			select {
			case <-time.After(pause):
			case <-s.ctx.Done():
			}
			continue
		}
		_ = sock.SetWriteBuffer(writeBuffer)
		_ = sock.SetReadDeadline(time.Now().Add(stranger))
		c := &client{Conn: sock, sock: sock, server: s, source: source(sock.RemoteAddr())}
		if secure != nil {
			c.Conn = tls.Server(sock, secure)
		}
		if !s.book.enter(c, &s.tasks) {
			_ = sock.Close()
			continue
		}
		s.tasks.Go(c.serve)
	}
}

// client is a connection by TCP or TLS. One that allocates nothing, or reads
// nothing of what it is sent, is cut.
type client struct {
	net.Conn
	sock   *net.TCPConn // beneath it
	server *Server
	source netip.Addr
	once   sync.Once
}

// serve shakes hands, and has Pion serve the client.
func (c *client) serve() {
	over := func() {
		_ = c.Close()
		c.server.tasks.Done()
	}
	if secure, ok := c.Conn.(*tls.Conn); ok {
		_ = c.SetWriteDeadline(time.Now().Add(writeTime))
		if err := secure.HandshakeContext(c.server.ctx); err != nil {
			over()
			return
		}
	}
	if err := c.server.serve(heard{pion.NewSTUNConn(c), over}, c); err != nil {
		over()
	}
}

// allocated is told whether the client has an allocation now: then it may be
// quiet until that expires.
func (c *client) allocated(has bool) {
	if c == nil {
		return // by UDP
	}
	if has {
		_ = c.SetReadDeadline(time.Time{})
	} else {
		_ = c.SetReadDeadline(time.Now().Add(stranger))
	}
}

// Write implements net.Conn.
func (c *client) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(writeTime))
	n, err := c.Conn.Write(b)
	if err != nil {
		_ = c.Close() // half a packet may be written: nothing can follow it
	}
	return n, err
}

// Close implements net.Conn. Bytes that wait are thrown away, the farewell of
// TLS with them: a client that reads nothing must not hold anything up.
func (c *client) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		_ = c.sock.SetLinger(0)
		err = c.sock.Close()
		c.server.book.leave(c)
	})
	return err
}
