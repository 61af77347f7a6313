//go:build !linux

package transport

import (
	"net"
	"net/netip"
	"time"
)

// socket is a packet at a time, where there is no call for several.
type socket struct {
	conn    *net.UDPConn
	n       int
	from    netip.AddrPort
	in, out [maxPacket]byte
}

func newSocket(c *net.UDPConn) (*socket, error) { return &socket{conn: c}, nil }

func (s *socket) wake() { _ = s.conn.SetReadDeadline(time.Unix(1, 0)) }

func (s *socket) send(b []byte, to netip.AddrPort) { _, _ = s.conn.WriteToUDPAddrPort(b, to) }

func (s *socket) read(until time.Time) int {
	n, from, err := s.conn.ReadFromUDPAddrPort(s.in[:])
	if err != nil {
		_ = s.conn.SetReadDeadline(until) // of the next read, after a look at what was asked for
		return 0
	}
	s.n, s.from = n, unmap(from)
	return 1
}

func (s *socket) packet(int) ([]byte, netip.AddrPort) { return s.in[:s.n], s.from }

func (s *socket) buffer() []byte { return s.out[:0] }

func (s *socket) add(n int, to netip.AddrPort) { s.send(s.out[:n], to) }

func (s *socket) flush() {}
