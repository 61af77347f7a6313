package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pion/logging"
	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"

	"miti/internal/ops"
	"miti/internal/serve"
	"miti/sfu"
)

// openRelay starts the relay to the media that stand in for the server's.
func (p *patient) openRelay() {
	if len(p.media) == 0 || !hasRelay(p.Config) {
		return
	}
	p.relay, p.relayErr = serve.OpenRelay(p.Config, p.Config.PublicOrigins[0], p.media, slog.New(slog.DiscardHandler))
}

func hasRelay(c ops.Config) bool {
	return c.TURNUDP.IsValid() || c.TURNTCP.IsValid() || c.TURNTLS.IsValid()
}

// relay looks at whether people get through a firewall: it is granted a way by
// each URL, as a browser is, and asks the media something by it.
func relay(ctx context.Context, p *patient, r *report) {
	switch {
	case !hasRelay(p.Config):
		r.off("MITI_TURN_UDP, MITI_TURN_TCP and MITI_TURN_TLS are none: people whose network lets nothing through to the media ports reach no call; give it a port, such as MITI_TURN_UDP=:3478 and MITI_TURN_TCP=:3478")
		return
	case len(p.media) == 0:
		r.off("it was not tried: the media ports were not to be had")
		return
	case errors.Is(p.relayErr, syscall.EADDRINUSE):
		r.wrong("another program has a port of the relay (%v), so Miti does not start: stop it, or choose another port by MITI_TURN_UDP, MITI_TURN_TCP or MITI_TURN_TLS", p.relayErr)
		return
	case p.relayErr != nil:
		r.wrong("the relay does not start (%v), and so Miti does not: correct the MITI_TURN keys", p.relayErr)
		return
	}
	p.judgeEnd(r)
	for _, url := range p.relay.Grant("doctor").URLs {
		within, stop := context.WithTimeout(ctx, callTime)
		err := p.comeBy(within, url)
		stop()
		p.judgeRelay(ctx, r, url, err)
	}
}

// judgeEnd says that the certificate ends soon. Whatever else is wrong with it is
// seen by who comes by TLS.
func (p *patient) judgeEnd(r *report) {
	if !p.Config.TURNTLS.IsValid() {
		return
	}
	pair, err := tls.LoadX509KeyPair(p.Config.TURNCert, p.Config.TURNKey)
	if err != nil {
		return // the relay has not started
	}
	if ends, now := pair.Leaf.NotAfter, p.Now(); now.Before(ends) && ends.Sub(now) < soon {
		r.doubt("the certificate in %s ends on %s, and then people behind a firewall may reach no call: renew it", p.Config.TURNCert, ends.Format(time.DateOnly))
	}
}

// judgeRelay says what it means that nobody comes by a URL.
func (p *patient) judgeRelay(ctx context.Context, r *report, url string, err error) {
	const people = "people behind a firewall may reach no call by it"
	var refused *tls.CertificateVerificationError
	var lost *net.OpError
	switch {
	case err == nil:
	case errors.As(err, &refused):
		r.wrong("browsers refuse the certificate at %s (%v), so %s: correct MITI_TURN_TLS_CERT, or MITI_TURN_NAME", url, refused.Err, people)
	case errors.As(err, new(*net.DNSError)) || errors.Is(err, errName):
		r.wrong("%s has no address (%v), so %s: enter the name in the DNS, or correct MITI_TURN_NAME", url, err, people)
	case errors.As(err, &lost) || errors.Is(err, errSilence) || errors.Is(err, context.DeadlineExceeded):
		hint := "forward the port to this machine, or correct MITI_TURN_NAME or MITI_MEDIA_PUBLIC_ADDRESSES; a router that does not lead its own network back looks the same"
		if at, _, err := p.relayAt(ctx, url); err == nil && slices.Contains(ownAddresses(), at.Addr()) {
			hint = "let this machine's firewall pass the port"
		}
		r.wrong("the relay does not answer at %s (%v), so %s: %s", url, err, people, hint)
	default:
		r.wrong("the relay at %s leads to no call (%v), so %s: see that no other relay answers there, and correct MITI_TURN_NAME or MITI_MEDIA_PUBLIC_ADDRESSES", url, err, people)
	}
}

var errName = errors.New("no address")

// relayAt is where a URL of the relay leads to (RFC 7065), and by which name.
func (p *patient) relayAt(ctx context.Context, url string) (at netip.AddrPort, name string, err error) {
	u, err := stun.ParseURI(url)
	if err != nil {
		return at, "", err
	}
	all, err := p.addressesOf(ctx, u.Host)
	if err != nil {
		return at, u.Host, fmt.Errorf("%w: %w", errName, err)
	}
	return netip.AddrPortFrom(all[0], uint16(u.Port)), u.Host, nil
}

// comeBy asks the media something by one URL of the relay.
func (p *patient) comeBy(ctx context.Context, url string) error {
	at, name, err := p.relayAt(ctx, url)
	if err != nil {
		return err
	}
	if strings.HasSuffix(url, "=udp") {
		var l net.ListenConfig
		socket, err := l.ListenPacket(ctx, "udp", ":0")
		if err != nil {
			return err
		}
		defer socket.Close() //nolint:errcheck // it was only asked
		return p.askThrough(ctx, socket, at)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", at.String())
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it was only asked
	if strings.HasPrefix(url, "turns:") {
		secure := tls.Client(conn, &tls.Config{ServerName: name, RootCAs: p.Roots, Time: p.Now, MinVersion: tls.VersionTLS12})
		if err := secure.HandshakeContext(ctx); err != nil {
			return err
		}
		conn = secure
	}
	return p.askThrough(ctx, pion.NewSTUNConn(conn), at)
}

// askThrough allocates at the relay, and has a connectivity check (RFC 8445
// section 7.2.4) of a participant go through it to each loop and back.
func (p *patient) askThrough(ctx context.Context, by net.PacketConn, at netip.AddrPort) error {
	grant := p.relay.Grant("doctor")
	family := pion.RequestedAddressFamilyIPv4 // what a browser gets, however it comes, if the media has it
	if !slices.ContainsFunc(p.media.MediaAddresses(), func(a netip.AddrPort) bool { return a.Addr().Is4() }) {
		family = pion.RequestedAddressFamilyIPv6
	}
	client, err := pion.NewClient(&pion.ClientConfig{
		Conn: by, TURNServerAddr: at.String(), Username: grant.Username, Password: grant.Password, RequestedAddressFamily: family,
		LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
	})
	if err != nil {
		return err
	}
	defer client.Close()
	defer context.AfterFunc(ctx, client.Close)()
	if err := client.Listen(); err != nil {
		return err
	}
	relayed, err := client.Allocate()
	if ctx.Err() != nil {
		return errSilence
	}
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	defer relayed.Close() //nolint:errcheck // the client closes too
	for _, loop := range p.media {
		// The relay ends what it has with the first of the connections that came by it.
		defer loop.CloseRoom(relayRoom)
		if err := askLoop(ctx, relayed, loop); err != nil {
			return err
		}
	}
	return nil
}

// askLoop has the check of one loop go by the relay, by a room that is left open.
func askLoop(ctx context.Context, relayed net.PacketConn, loop *sfu.SFU) error {
	check, err := checkOf(ctx, loop)
	if err != nil {
		return err
	}
	to := loop.MediaAddresses()
	slices.SortStableFunc(to, func(a, b netip.AddrPort) int { return a.Addr().BitLen() - b.Addr().BitLen() }) // IPv4 is what one gets
	if _, err := relayed.WriteTo(check.Raw, net.UDPAddrFromAddrPort(to[0])); err != nil {
		return fmt.Errorf("ask the media: %w", err)
	}
	return answered(ctx, relayed, check)
}

// answered waits for the answer to a check.
func answered(ctx context.Context, by net.PacketConn, check *stun.Message) error {
	deadline, _ := ctx.Deadline()
	_ = by.SetReadDeadline(deadline)
	for b := make([]byte, 1500); ; {
		n, _, err := by.ReadFrom(b)
		if err != nil {
			return errSilence
		}
		m := &stun.Message{Raw: b[:n]}
		if m.Decode() == nil && m.TransactionID == check.TransactionID && m.Type == stun.BindingSuccess {
			return nil
		}
	}
}

const relayRoom = "relay"

// checkOf joins a room and makes a connectivity check of who joined.
func checkOf(ctx context.Context, loop *sfu.SFU) (*stun.Message, error) {
	offer, answer, err := dial(ctx, loop, relayRoom)
	if err != nil {
		return nil, err
	}
	return stun.Build(stun.TransactionID, stun.BindingRequest,
		stun.NewUsername(attribute(answer, "ice-ufrag")+":"+attribute(offer, "ice-ufrag")),
		stun.NewShortTermIntegrity(attribute(answer, "ice-pwd")), stun.Fingerprint)
}

// attribute is the first of a name in an SDP.
func attribute(sdp, name string) string {
	_, rest, _ := strings.Cut(sdp, "\r\na="+name+":")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}
