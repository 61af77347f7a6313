package doctor

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"miti/internal/ops"
	"miti/sfu"
	"miti/sfu/turn"
)

// patient is what is examined: the configuration, and what stands in for the
// server on those of its ports that are free.
type patient struct {
	Doctor
	running  bool     // a Miti has the port of the pages
	desk     *standIn // nil if the port of the pages is taken
	deskErr  error    // why it is
	udpErr   error    // why the media ports cannot be had
	tcpErr   error
	media    *sfu.SFU     // on the media ports; nil unless both can be had
	relay    *turn.Server // to it; nil unless it could be started
	relayErr error

	reached  []*url.URL // the origins at which we were
	arrivals []arrival  // how a request by each of them came, if the stand-in took it
}

func prepare(ctx context.Context, d Doctor) *patient {
	p := &patient{Doctor: d}
	if p.desk, p.deskErr = newStandIn(ctx, d.Config); p.deskErr != nil {
		p.running = ops.AskHealth(ctx, d.Config.AdminListen) == nil
	}
	p.udpErr, p.tcpErr = tryPorts(ctx, d.Config)
	if p.udpErr == nil && p.tcpErr == nil {
		p.media, p.udpErr = sfu.New(sfu.Config{
			UDP: d.Config.MediaUDP, TCP: d.Config.MediaTCP, Public: d.Config.MediaPublic,
			Log: slog.New(slog.DiscardHandler), Event: func(sfu.Event) {},
		})
	}
	p.openRelay()
	return p
}

func (p *patient) close() {
	if p.relay != nil {
		_ = p.relay.Close()
	}
	if p.desk != nil {
		p.desk.close()
	}
	if p.media != nil {
		_ = p.media.Close()
	}
}

// tryPorts tells why the media ports cannot be had, nil for one that can.
func tryPorts(ctx context.Context, c ops.Config) (udp, tcp error) {
	var l net.ListenConfig
	socket, udp := l.ListenPacket(ctx, "udp", c.MediaUDP.String())
	if udp == nil {
		_ = socket.Close()
	}
	if c.MediaTCP.IsValid() {
		var listener net.Listener
		if listener, tcp = l.Listen(ctx, "tcp", c.MediaTCP.String()); tcp == nil {
			_ = listener.Close()
		}
	}
	return udp, tcp
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
