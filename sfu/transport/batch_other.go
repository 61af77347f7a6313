//go:build !linux

package transport

import (
	"net"
	"net/netip"
)

// batch is a packet at a time, where there is no call for several.
type batch struct {
	conn    *net.UDPConn
	n       int
	from    netip.AddrPort
	in, out [maxPacket]byte
}

func newBatch(c *net.UDPConn) (*batch, error) { return &batch{conn: c}, nil }

func (b *batch) read() (int, error) {
	n, from, err := b.conn.ReadFromUDPAddrPort(b.in[:])
	if err != nil {
		return 0, err
	}
	b.n, b.from = n, unmap(from)
	return 1, nil
}

func (b *batch) packet(int) ([]byte, netip.AddrPort) { return b.in[:b.n], b.from }

func (b *batch) buffer() []byte { return b.out[:0] }

func (b *batch) add(n int, to netip.AddrPort) { _, _ = b.conn.WriteToUDPAddrPort(b.out[:n], to) }

func (b *batch) flush() {}
