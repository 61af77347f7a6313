package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
)

const patience = 30 * time.Second

func listen(t testing.TB) *Loop {
	t.Helper()
	any := netip.MustParseAddrPort("127.0.0.1:0")
	l, err := Listen(Config{UDP: any, TCP: any, Log: slog.New(slog.DiscardHandler), Tick: func(time.Time) {}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// recorder is a handler that tells a test what it is told.
type recorder struct {
	reached chan struct{}
	secured chan struct{}
	packets chan []byte
	broken  chan error
	react   func([]byte) // on the loop, if there is one
}

func newRecorder() *recorder {
	return &recorder{
		reached: make(chan struct{}, 2), secured: make(chan struct{}, 1),
		packets: make(chan []byte, 1000), broken: make(chan error, 1),
	}
}

func (r *recorder) Reached() { r.reached <- struct{}{} }
func (r *recorder) Secured() { r.secured <- struct{}{} }

func (r *recorder) RTP(b []byte, _ time.Time) {
	if r.react != nil {
		r.react(b)
	}
	r.packets <- append([]byte(nil), b...)
}

func (r *recorder) RTCP(b []byte, _ time.Time) { r.packets <- append([]byte(nil), b...) }
func (r *recorder) Broken(err error)           { r.broken <- err }

// client is the other end of a connection, made by hand: an address that can
// change, checks, a handshake, and keys.
type client struct {
	t       testing.TB
	sock    atomic.Pointer[net.UDPConn]
	server  net.Addr
	conn    *Conn
	told    *recorder
	local   Credentials // the client's
	in, out *srtp.Context
	done    chan struct{} // closed when the test ends
	answers chan []byte
	frames  chan []byte // of DTLS
	media   chan []byte
	last    chan []byte // keeps the client's last flight back, if there is one
	seq     uint16
}

// connect returns when both have the keys.
func connect(t testing.TB, l *Loop, told *recorder) *client {
	t.Helper()
	c, certificate := arrive(t, l, told, false)
	c.handshake(certificate)
	wait(t, "keys", told.secured)
	return c
}

// arrive checks the path. Active tells whether the server is to begin the
// handshake.
func arrive(t testing.TB, l *Loop, told *recorder, active bool) (*client, tls.Certificate) {
	t.Helper()
	certificate, print, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	udp, _ := l.Addresses()
	c := &client{
		t: t, told: told, local: NewCredentials(), server: net.UDPAddrFromAddrPort(udp),
		answers: make(chan []byte, 100), frames: make(chan []byte, 100), media: make(chan []byte, 1000), done: make(chan struct{}),
	}
	c.move()
	err = l.Call(context.Background(), func() {
		c.conn = l.Open(NewCredentials(), Peer{Credentials: c.local, Fingerprint: print, Active: active}, told)
	})
	if err != nil {
		t.Fatal(err)
	}
	c.check()
	return c, certificate
}

// move gives the client another address.
func (c *client) move() {
	c.t.Helper()
	sock, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		c.t.Fatal(err)
	}
	if old := c.sock.Swap(sock); old != nil {
		_ = old.Close()
	}
	c.t.Cleanup(func() { _ = sock.Close() })
	go func() { // ends with the socket
		b := make([]byte, maxPacket)
		for {
			n, _, err := sock.ReadFrom(b)
			if err != nil {
				return
			}
			to := c.media
			switch {
			case b[0] < 4:
				to = c.answers
			case b[0] < 64:
				to = c.frames
			}
			to <- append([]byte(nil), b[:n]...)
		}
	}()
}

func (c *client) write(b []byte) {
	c.t.Helper()
	if _, err := c.sock.Load().WriteTo(b, c.server); err != nil {
		c.t.Fatal(err)
	}
}

// request is a check that nominates.
func (c *client) request(server Credentials) []byte {
	c.t.Helper()
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(server.Ufrag+":"+c.local.Ufrag),
		attribute{stun.AttrUseCandidate, nil}, stun.MessageIntegrity(server.Pwd), stun.Fingerprint)
	if err != nil {
		c.t.Fatal(err)
	}
	return m.Raw
}

// answer is that to a check of the loop's.
func (c *client) answer(check []byte) []byte {
	c.t.Helper()
	m := &stun.Message{Raw: append([]byte(nil), check...)}
	if err := m.Decode(); err != nil {
		c.t.Fatal(err)
	}
	a, err := stun.Build(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess,
		stun.MessageIntegrity(c.local.Pwd), stun.Fingerprint)
	if err != nil {
		c.t.Fatal(err)
	}
	return a.Raw
}

// check sends a check and waits for its answer.
func (c *client) check() {
	c.t.Helper()
	c.write(c.request(c.conn.local))
	if !c.answered() {
		c.t.Fatal("a check was not answered")
	}
}

// answered waits for the answer to a check; the loop's own checks are not it.
func (c *client) answered() bool {
	limit := time.After(patience)
	for {
		select {
		case b := <-c.answers:
			if b[0] == 1 {
				return true
			}
		case <-limit:
			return false
		}
	}
}

// flights is the client's side of the handshake on its socket.
type flights struct{ *client }

func (f flights) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case d := <-f.frames:
		return copy(b, d), f.server, nil
	case <-f.done:
		return 0, nil, net.ErrClosed
	}
}

func (f flights) WriteTo(b []byte, _ net.Addr) (int, error) {
	const changeCipherSpec = 20 // it begins the last flight of a side (RFC 5246 section 7.1)
	if f.last != nil && b[0] == changeCipherSpec {
		f.last <- bytes.Clone(b)
		return len(b), nil
	}
	return f.sock.Load().WriteTo(b, f.server)
}
func (f flights) Close() error                     { return nil }
func (f flights) LocalAddr() net.Addr              { return f.sock.Load().LocalAddr() }
func (f flights) SetDeadline(time.Time) error      { return nil }
func (f flights) SetReadDeadline(time.Time) error  { return nil }
func (f flights) SetWriteDeadline(time.Time) error { return nil }

func (c *client) dial(certificate tls.Certificate) (d *dtls.Conn) {
	c.t.Helper()
	both := []dtls.Option{
		dtls.WithCertificates(certificate), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
	}
	var err error
	if c.conn.peer.Active {
		options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true)}
		for _, o := range both {
			options = append(options, o)
		}
		d, err = dtls.ServerWithOptions(flights{c}, c.server, options...)
	} else {
		options := make([]dtls.ClientOption, len(both))
		for i, o := range both {
			options[i] = o
		}
		d, err = dtls.ClientWithOptions(flights{c}, c.server, options...)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { close(c.done); _ = d.Close() })
	return d
}

// handshake returns when the client has the keys.
func (c *client) handshake(certificate tls.Certificate) {
	c.t.Helper()
	d := c.dial(certificate)
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	err := d.HandshakeContext(ctx)
	if err == nil {
		c.in, c.out, err = contexts(d, !c.conn.peer.Active)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// sends encrypts an RTP packet and sends it.
func (c *client) sends(text string) {
	c.t.Helper()
	c.seq++
	b, err := (&rtp.Packet{
		Header: rtp.Header{Version: 2, SequenceNumber: c.seq, SSRC: 7}, Payload: []byte(text),
	}).Marshal()
	if err == nil {
		b, err = c.out.EncryptRTP(nil, b, nil)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(b)
}

func wait[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s", what)
		panic("not reached")
	}
}
