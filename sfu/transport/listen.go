package transport

import (
	"context"
	"errors"
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
	now := time.Now()
	l := &Loop{
		begun: now, now: now,
		udp: udp, log: c.Log, tick: c.Tick, certificate: certificate, fingerprint: print,
		ended: make(chan struct{}), inbox: make(chan *frame, inboxFrames), room: make(chan struct{}, maxTCP),
		strangers: strangers{from: map[netip.Addr][]*stream{}},
		byAddr:    map[netip.AddrPort]*Conn{}, byUfrag: map[string]*Conn{},
		request: stun.New(), response: stun.New(),
		out: make([]byte, 0, maxPacket), plainRTCP: make([]byte, 0, maxPacket),
	}
	l.frames.New = func() any { return new(frame) }
	if c.TCP.IsValid() {
		if l.tcp, err = ListenTCP(c.TCP); err != nil {
			_ = udp.conn.Close()
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

// listenUDP opens the socket of a loop.
func listenUDP(a netip.AddrPort) (*socket, error) {
	c, err := ListenUDP(a)
	if err != nil {
		return nil, err
	}
	s, err := newSocket(c)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return s, nil
}

// ListenUDP opens a socket for media. "Any" of IPv6 is that of both families.
func ListenUDP(a netip.AddrPort) (*net.UDPConn, error) {
	at := net.UDPAddrFromAddrPort(a)
	at.IP = ofBoth(at.IP)
	c, err := net.ListenUDP("udp"+family(a), at)
	if err != nil {
		return nil, err
	}
	// A machine may allow less than is asked for: it gives what it has.
	_ = c.SetReadBuffer(buffers)
	_ = c.SetWriteBuffer(buffers)
	return c, nil
}

// ListenTCP listens for connections that carry media, as ListenUDP does.
func ListenTCP(a netip.AddrPort) (*net.TCPListener, error) {
	at := net.TCPAddrFromAddrPort(a)
	at.IP = ofBoth(at.IP)
	return net.ListenTCP("tcp"+family(a), at)
}

// ofBoth makes of "any" of IPv6 that of both families, on a machine that has
// only IPv4 too.
func ofBoth(ip net.IP) net.IP {
	if ip.Equal(net.IPv6unspecified) {
		return nil
	}
	return ip
}

// family keeps "any" of IPv4 from being both families.
func family(a netip.AddrPort) string {
	if a.Addr().Is4() {
		return "4"
	}
	return ""
}
