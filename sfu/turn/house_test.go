package turn_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"

	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/sfu/turn"
)

const patience = time.Minute

// public is what the SFU says of itself: an address that this machine does not
// have, as behind a NAT.
var public = netip.MustParseAddr("198.51.100.7")

// certificate is the relay's, which this process trusts: Pion's client asks the
// system's roots.
var certificate tls.Certificate

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "turn")
	if err != nil {
		panic(err)
	}
	if certificate, err = trusted(filepath.Join(folder, "root.pem")); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// trusted makes a certificate of localhost and has this process trust it, and
// nothing else.
func trusted(file string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return tls.Certificate{}, err
	}
	if err := os.Setenv("SSL_CERT_FILE", file); err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, os.Setenv("SSL_CERT_DIR", "/none")
}

// house is an SFU and its relay.
type house struct {
	*testing.T
	sfu    *sfu.SFU
	relay  *turn.Server
	events *sfutest.Events
	later  atomic.Int64 // how far the relay's clock is ahead
	ctx    context.Context
}

func build(t *testing.T) *house {
	t.Helper()
	return buildAt(t, public)
}

// buildAt says of the SFU that it has these addresses.
func buildAt(t *testing.T, hosts ...netip.Addr) *house {
	t.Helper()
	h := &house{T: t, events: sfutest.NewEvents()}
	var cancel context.CancelFunc
	h.ctx, cancel = context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	var err error
	h.sfu, err = sfu.New(sfu.Config{UDP: local, Public: hosts, Event: h.events.Record})
	h.must(err)
	t.Cleanup(func() { _ = h.sfu.Close() })
	h.relay = h.listen(0)
	return h
}

// listen starts a relay at which trials last so long.
func (h *house) listen(trials time.Duration) *turn.Server {
	h.Helper()
	return h.listenAs("127.0.0.1", trials)
}

// listenAs is listen of a relay with a name of its own, "" for none.
func (h *house) listenAs(name string, trials time.Duration) *turn.Server {
	h.Helper()
	local := netip.MustParseAddrPort("127.0.0.1:0")
	relay, err := turn.Listen(turn.Config{
		UDP: local, TCP: local, TLS: local, Name: name, TLSName: "localhost",
		Certificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &certificate, nil },
		Media:       h.sfu, Lifetime: 5 * time.Second, TrialLifetime: trials,
		Now: func() time.Time { return time.Now().Add(time.Duration(h.later.Load())) },
	})
	h.must(err)
	h.Cleanup(func() { h.must(relay.Close()) })
	return relay
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// pass has the relay's clock go on.
func (h *house) pass(d time.Duration) { h.later.Add(int64(d)) }

// media is the SFU's address as the answers name it.
func (h *house) media() *net.UDPAddr {
	return net.UDPAddrFromAddrPort(h.sfu.MediaAddresses()[0])
}

// transports are the places of the URLs of a grant.
var transports = map[string]int{"udp": 0, "tcp": 1, "tls": 2}

// client joins by the relay and nothing else.
func (h *house) client(name, by string) *sfutest.Client {
	h.Helper()
	live := []sfu.Source{sfu.Microphone, sfu.Camera}
	c, err := sfutest.Dial(h.ctx, sfutest.Options{
		Join: h.sfu.Join, Room: "room", Name: name, Seats: 1, Sources: live, Sending: live,
		Servers: func() []webrtc.ICEServer {
			g := h.relay.Grant(name)
			return []webrtc.ICEServer{{URLs: g.URLs[transports[by]:][:1], Username: g.Username, Credential: g.Password}}
		},
	})
	h.must(err)
	h.Cleanup(c.Close)
	return c
}

// hears waits for more of the other's voice and picture.
func (h *house) hears(c *sfutest.Client, from string) {
	h.Helper()
	for _, source := range []sfu.Source{sfu.Microphone, sfu.Camera} {
		h.must(c.AwaitMore(h.ctx, sfutest.Sender{Participant: from, Source: source}, 20))
	}
}
