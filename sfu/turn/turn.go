// Package turn is the embedded relay, for people whose network lets nothing
// through to the media ports: TURN (RFC 8656) by UDP, TCP and TLS.
//
// It relays to the SFU of this process and to nothing else. What a client sends
// is handed to the SFU in memory: an allocation has no socket, so it takes no
// port, reaches no other host whatever a client asks for, and works behind every
// NAT that the relay's own port works behind.
package turn

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	pion "github.com/pion/turn/v5"

	"miti/sfu/transport"
)

const (
	realm = "miti"
	// Lifetime is how long a grant holds by default (RFC 8489 section 9.2 and
	// the draft "A REST API For Access To TURN Services").
	Lifetime = time.Hour
	// TrialLifetime is how long the grant of somebody who tests the connection
	// holds by default, and what is allocated with it.
	TrialLifetime = time.Minute
	// kept is how long an allocation lives that is not refreshed. A phone that
	// goes from network to network leaves some behind with each. What somebody
	// came by ends with their connection to the media.
	kept = 4 * time.Minute
)

// Media is what is relayed to, *sfu.SFU.
type Media interface {
	MediaAddresses() []netip.AddrPort
	Relay(to, from netip.AddrPort, deliver func(packet []byte), ended func()) *transport.Relayed
}

// Config says where a relay listens and what it tells clients of itself. A
// zero address leaves that transport out.
type Config struct {
	UDP, TCP, TLS netip.AddrPort
	// Certificate is asked for at each handshake on the TLS port.
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Name is the host that clients reach the relay by. Empty means the media
	// addresses, for UDP and TCP.
	Name string
	// TLSName is the host that the certificate is for.
	TLSName string
	Media   Media
	// Lifetime of a grant, and of that of a trial; zero means the default.
	Lifetime, TrialLifetime time.Duration
	// Now is the time that grants are measured by.
	Now func() time.Time
}

// Server is a running relay.
type Server struct {
	media    Media
	secret   [32]byte // of this process: the grants end with it
	lifetime time.Duration
	trial    time.Duration // the lifetime of one
	now      func() time.Time
	urls     []string
	bound    bound
	sockets  []io.Closer
	stop     context.CancelFunc
	ctx      context.Context // ends with Close
	tasks    sync.WaitGroup  // who accepts, connections and allocations
	book     book
	packets  sync.Pool
	port     atomic.Uint32 // the last that was given
	up, down atomic.Uint64 // bytes, from and to clients
}

// bound is where the sockets are, the zero value for what was left out.
type bound struct{ udp, tcp, tls netip.AddrPort }

// Listen opens the sockets and begins to relay.
func Listen(c Config) (*Server, error) {
	s := &Server{
		media: c.Media, lifetime: cmp.Or(c.Lifetime, Lifetime), trial: cmp.Or(c.TrialLifetime, TrialLifetime),
		now: c.Now, book: newBook(),
	}
	s.packets.New = func() any { return new(packet) }
	_, _ = rand.Read(s.secret[:]) // never fails
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.listen(c); err != nil {
		return nil, errors.Join(fmt.Errorf("start the relay: %w", err), s.Close())
	}
	s.urls = s.addresses(c)
	return s, nil
}

// listen opens the sockets that are asked for.
func (s *Server) listen(c Config) error {
	if err := s.listenUDP(c.UDP); err != nil {
		return fmt.Errorf("listen by UDP: %w", err)
	}
	var err error
	if s.bound.tcp, err = s.listenTCP(c.TCP, nil); err != nil {
		return fmt.Errorf("listen by TCP: %w", err)
	}
	secure := &tls.Config{GetCertificate: c.Certificate, MinVersion: tls.VersionTLS12}
	if s.bound.tls, err = s.listenTCP(c.TLS, secure); err != nil {
		return fmt.Errorf("listen by TLS: %w", err)
	}
	return nil
}

func (s *Server) listenUDP(at netip.AddrPort) error {
	if !at.IsValid() {
		return nil
	}
	sock, err := transport.ListenUDP(at)
	if err != nil {
		return err
	}
	s.sockets = append(s.sockets, sock)
	s.bound.udp = sock.LocalAddr().(*net.UDPAddr).AddrPort()
	s.tasks.Add(1)
	err = s.serve(heard{socket{sock}, s.tasks.Done}, nil)
	if err != nil {
		s.tasks.Done()
	}
	return err
}

func (s *Server) listenTCP(at netip.AddrPort, secure *tls.Config) (netip.AddrPort, error) {
	if !at.IsValid() {
		return at, nil
	}
	l, err := transport.ListenTCP(at)
	if err != nil {
		return at, err
	}
	s.sockets = append(s.sockets, l)
	s.tasks.Go(func() { s.accept(l, secure) })
	return l.Addr().(*net.TCPAddr).AddrPort(), nil
}

// serve has Pion answer what comes by the UDP socket, or by the connection of
// one client. It ends with the first error of reading.
func (s *Server) serve(by heard, c *client) error {
	r := &refusals{heard: by}
	g := &generator{server: s, client: c, refusals: r}
	_, err := pion.NewServer(pion.ServerConfig{
		Realm: realm, AuthHandler: r.authorise(s), QuotaHandler: g.hasRoom,
		LoggerFactory: silence{}, StrictAddressFamily: !s.onlyIPv6(), AllocationLifetime: kept,
		PacketConnConfigs: []pion.PacketConnConfig{{PacketConn: r, RelayAddressGenerator: g, PermissionHandler: s.permits}},
	})
	return err
}

// permits tells whether a client may relay to a host: only to the SFU's own.
func (s *Server) permits(_ net.Addr, peer net.IP) bool {
	addr, _ := netip.AddrFromSlice(peer)
	for _, media := range s.media.MediaAddresses() {
		if media.Addr() == addr.Unmap() {
			return true
		}
	}
	return false
}

// own is a media address of a family, the zero value if there is none.
func (s *Server) own(is6 bool) netip.Addr {
	for _, media := range s.media.MediaAddresses() {
		if media.Addr().Is6() == is6 {
			return media.Addr()
		}
	}
	return netip.Addr{}
}

// onlyIPv6 tells whether the SFU has no address of IPv4. A client that names no
// family is otherwise given one (RFC 8656 section 7.2), however it came here:
// the addresses of the SFU are what it has to fit.
func (s *Server) onlyIPv6() bool { return !s.own(false).IsValid() }

// Close ends all allocations and connections, and returns when they have
// ended. It may be called twice.
func (s *Server) Close() error {
	s.stop()
	var all error
	for _, sock := range s.sockets {
		if err := sock.Close(); !errors.Is(err, net.ErrClosed) {
			all = errors.Join(all, err)
		}
	}
	s.book.close()
	s.tasks.Wait()
	return all
}
