package sfutest

import (
	"fmt"
	"net"
	"sync/atomic"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
)

// wire is the network card of a client: real sockets that can go dark.
type wire struct {
	*stdnet.Net
	dark atomic.Bool
}

func newWire() (*wire, error) {
	n, err := stdnet.NewNet()
	if err != nil {
		return nil, fmt.Errorf("network of a client: %w", err)
	}
	return &wire{Net: n}, nil
}

// Interfaces are those of now: the machine may have another address than before.
// Several goroutines of Pion's ask at the same time, so the list is each one's own.
func (w *wire) Interfaces() ([]*transport.Interface, error) {
	now, err := stdnet.NewNet()
	if err != nil {
		return nil, fmt.Errorf("addresses of a client: %w", err)
	}
	return now.Interfaces()
}

// ListenUDP is for pion/ice, which reads and writes by ReadFrom and WriteTo.
func (w *wire) ListenUDP(network string, at *net.UDPAddr) (transport.UDPConn, error) {
	c, err := w.Net.ListenUDP(network, at)
	if err != nil {
		return nil, err
	}
	return &wireConn{UDPConn: c, dark: &w.dark}, nil
}

// ListenPacket is for its clients of TURN by UDP.
func (w *wire) ListenPacket(network, at string) (net.PacketConn, error) {
	c, err := w.Net.ListenPacket(network, at)
	if err != nil {
		return nil, err
	}
	return &wirePacketConn{PacketConn: c, dark: &w.dark}, nil
}

// wireConn is a socket of a wire.
type wireConn struct {
	transport.UDPConn
	dark *atomic.Bool
}

// ReadFrom leaves out what comes in the dark.
func (c *wireConn) ReadFrom(b []byte) (int, net.Addr, error) { return readFrom(c.UDPConn, c.dark, b) }

// WriteTo loses what is sent in the dark.
func (c *wireConn) WriteTo(b []byte, to net.Addr) (int, error) {
	return writeTo(c.UDPConn, c.dark, b, to)
}

// wirePacketConn is a socket of a wire to a relay.
type wirePacketConn struct {
	net.PacketConn
	dark *atomic.Bool
}

// ReadFrom leaves out what comes in the dark.
func (c *wirePacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	return readFrom(c.PacketConn, c.dark, b)
}

// WriteTo loses what is sent in the dark.
func (c *wirePacketConn) WriteTo(b []byte, to net.Addr) (int, error) {
	return writeTo(c.PacketConn, c.dark, b, to)
}

func readFrom(c net.PacketConn, dark *atomic.Bool, b []byte) (int, net.Addr, error) {
	for {
		n, from, err := c.ReadFrom(b)
		if err != nil || !dark.Load() {
			return n, from, err
		}
	}
}

func writeTo(c net.PacketConn, dark *atomic.Bool, b []byte, to net.Addr) (int, error) {
	if dark.Load() {
		return len(b), nil
	}
	return c.WriteTo(b, to)
}
