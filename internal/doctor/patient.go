package doctor

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"miti/internal/ops"
	"miti/sfu"
	"miti/sfu/transport"
	"miti/sfu/turn"
)

// patient is what is examined: the configuration, and what stands in for the
// server on those of its ports that are free.
type patient struct {
	Doctor
	running  bool       // a Miti has the port of the pages
	desk     *standIn   // nil if the port of the pages is taken
	deskErr  error      // why it is
	udpErr   *portError // nil unless a media port cannot be had
	tcpErr   *portError
	media    loops        // those whose ports can be had
	relay    *turn.Server // to them; nil unless it could be started
	relayErr error

	reached  []*url.URL // the origins at which we were
	arrivals []arrival  // how a request by each of them came, if the stand-in took it
}

func prepare(ctx context.Context, d Doctor) *patient {
	p := &patient{Doctor: d}
	if p.desk, p.deskErr = newStandIn(ctx, d.Config); p.deskErr != nil {
		p.running = ops.AskHealth(ctx, d.Config.AdminListen) == nil
	}
	for i := range uint16(max(d.Config.MediaLoops, 1)) {
		p.openLoop(ctx, nth(d.Config.MediaUDP, i), nth(d.Config.MediaTCP, i))
	}
	p.openRelay()
	return p
}

// loops are media that a relay leads to, as a plane is.
type loops []*sfu.SFU

// MediaAddresses implements turn.Media.
func (l loops) MediaAddresses() (all []netip.AddrPort) {
	for _, s := range l {
		all = append(all, s.MediaAddresses()...)
	}
	return all
}

// Relay implements turn.Media.
func (l loops) Relay(to, from netip.AddrPort, deliver func(packet []byte), ended func()) *transport.Relayed {
	for _, s := range l {
		if way := s.Relay(to, from, deliver, ended); way != nil {
			return way
		}
	}
	return nil
}

// nth is the address of a loop, each of which has the next port. Any port is
// any once more.
func nth(a netip.AddrPort, i uint16) netip.AddrPort {
	if a.Port() == 0 {
		return a
	}
	return netip.AddrPortFrom(a.Addr(), a.Port()+i)
}

// openLoop has media stand in on the ports of one loop, if both can be had.
func (p *patient) openLoop(ctx context.Context, udp, tcp netip.AddrPort) {
	var l net.ListenConfig
	socket, err := l.ListenPacket(ctx, "udp", udp.String())
	if err != nil {
		p.udpErr = &portError{udp.Port(), err}
		return
	}
	_ = socket.Close()
	if tcp.IsValid() {
		listener, err := l.Listen(ctx, "tcp", tcp.String())
		if err != nil {
			p.tcpErr = &portError{tcp.Port(), err}
			return
		}
		_ = listener.Close()
	}
	media, err := sfu.New(sfu.Config{
		UDP: udp, TCP: tcp, Public: p.Config.MediaPublic, Log: slog.New(slog.DiscardHandler), Event: func(sfu.Event) {},
	})
	if err != nil {
		p.udpErr = &portError{udp.Port(), err}
		return
	}
	p.media = append(p.media, media)
}

// portError is why a media port cannot be had.
type portError struct {
	port  uint16
	cause error
}

// Error implements error.
func (e *portError) Error() string { return e.cause.Error() }

// Unwrap is the cause.
func (e *portError) Unwrap() error { return e.cause }

func (p *patient) close() {
	if p.relay != nil {
		_ = p.relay.Close()
	}
	if p.desk != nil {
		p.desk.close()
	}
	for _, m := range p.media {
		_ = m.Close()
	}
}

// here tells whether people reach a host only from this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// client asks for pages as a browser does: by no proxy, with the addresses
// that names have for it.
func (p *patient) client() *http.Transport {
	return &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{RootCAs: p.Roots, MinVersion: tls.VersionTLS12, Time: p.Now},
		DialContext: func(ctx context.Context, network, at string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(at)
			if err != nil {
				return nil, err
			}
			all, err := p.addressesOf(ctx, host)
			dialer := net.Dialer{Timeout: patience / time.Duration(1+len(all))}
			for _, a := range all {
				var c net.Conn
				if c, err = dialer.DialContext(ctx, network, net.JoinHostPort(a.String(), port)); err == nil {
					return c, nil
				}
			}
			return nil, err
		},
	}
}
