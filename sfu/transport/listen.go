package transport

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v4"
)

// Listen opens the sockets and starts the loop.
func Listen(c Config) (*Loop, error) {
	certificate, print, err := newCertificate()
	if err != nil {
		return nil, fmt.Errorf("make the media certificate: %w", err)
	}
	udp, err := listenUDP(c.UDP)
	if err != nil {
		return nil, fmt.Errorf("listen for media: %w", err)
	}
	both, err := newBatch(udp)
	if err != nil {
		_ = udp.Close()
		return nil, fmt.Errorf("listen for media: %w", err)
	}
	l := &Loop{
		udp: udp, batch: both, log: c.Log, tick: c.Tick, certificate: certificate, fingerprint: print,
		ended: make(chan struct{}), inbox: make(chan *frame, inboxFrames), room: make(chan struct{}, maxTCP),
		byAddr: map[netip.AddrPort]*Conn{}, byUfrag: map[string]*Conn{}, now: time.Now(),
		request: stun.New(), response: stun.New(),
		out: make([]byte, 0, maxPacket), plainRTCP: make([]byte, 0, maxPacket),
	}
	l.frames.New = func() any { return new(frame) }
	if c.TCP.IsValid() {
		if l.tcp, err = listenTCP(c.TCP); err != nil {
			_ = udp.Close()
			return nil, fmt.Errorf("listen for media by TCP: %w", err)
		}
	}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.tasks.Go(l.run)
	if l.tcp != nil {
		l.tasks.Go(l.accept)
	}
	return l, nil
}

// listenUDP opens the socket, for both families if the address is "any" of
// IPv6 and the machine has it.
func listenUDP(a netip.AddrPort) (*net.UDPConn, error) {
	network := "udp"
	if a.Addr().Is4() {
		network = "udp4"
	}
	c, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(a))
	if err != nil {
		return nil, err
	}
	// A machine may allow less than is asked for: it gives what it has.
	_ = c.SetReadBuffer(buffers)
	_ = c.SetWriteBuffer(buffers)
	return c, nil
}

func listenTCP(a netip.AddrPort) (*net.TCPListener, error) {
	network := "tcp"
	if a.Addr().Is4() {
		network = "tcp4" // without this, "any" of IPv4 would be both families
	}
	return net.ListenTCP(network, net.TCPAddrFromAddrPort(a))
}
