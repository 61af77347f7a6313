package serve_test

import (
	"crypto/tls"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miti/internal/certtest"
	"miti/internal/ops"
	"miti/internal/serve"
	"miti/sfu/transport"
)

// nowhere is a media plane without an address.
type nowhere struct{}

// MediaAddresses implements turn.Media.
func (nowhere) MediaAddresses() []netip.AddrPort { return nil }

// Relay implements turn.Media.
func (nowhere) Relay(netip.AddrPort, netip.AddrPort, func([]byte), func()) *transport.Relayed {
	return nil
}

// A certificate is renewed each few weeks, and nobody starts Miti again for it.
func TestARenewedCertificateIsServedWithoutAStart(t *testing.T) {
	files := filepath.Join(t.TempDir(), "miti")
	chain, key := files+".pem", files+".key"
	authority := certtest.New(t)
	write := func(file, text string) {
		t.Helper()
		next := file + ".next" // in one step, as what renews certificates does it
		if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, file); err != nil {
			t.Fatal(err)
		}
	}
	ends := func(days int) time.Time { return time.Now().AddDate(0, 0, days).Truncate(time.Second) }
	first, second := ends(9), ends(90)
	cert, private := authority.Pair("127.0.0.1", time.Now().Add(-time.Hour), first)
	write(chain, cert)
	write(key, private)

	config, err := ops.Load([]string{
		"MITI_LISTEN=127.0.0.1:0", "MITI_PUBLIC_ORIGINS=https://127.0.0.1:0", "MITI_ADMIN_LISTEN=none", "MITI_DATA_DIR=" + t.TempDir(),
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=none", "MITI_TURN_UDP=none", "MITI_TURN_TCP=none",
		"MITI_TURN_TLS=127.0.0.1:0", "MITI_TLS_CERT=" + chain, "MITI_TLS_KEY=" + key,
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	p := &place{config: config, log: &lines{}}
	if err := p.tryStart(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	relay, err := serve.OpenRelay(config, "https://127.0.0.1", nowhere{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	secure, _, _ := strings.Cut(strings.TrimPrefix(relay.Grant("anna").URLs[0], "turns:"), "?")

	want := func(what string, end time.Time) {
		t.Helper()
		for name, at := range map[string]string{"pages": p.Addr().String(), "relay": secure} {
			c, err := tls.Dial("tcp", at, &tls.Config{RootCAs: authority.Roots()})
			if err != nil {
				t.Errorf("%s, %s: %v", what, name, err)
				continue
			}
			if got := c.ConnectionState().PeerCertificates[0].NotAfter; !got.Equal(end) {
				t.Errorf("%s, the %s have a certificate that ends on %v, want %v", what, name, got, end)
			}
			_ = c.Close()
		}
	}
	want("at first", first)
	cert, private = authority.Pair("127.0.0.1", time.Now().Add(-time.Hour), second)
	write(chain, cert)
	want("with another's key", first)
	want("with another's key still", first)
	write(key, private)
	want("after both were renewed", second)
	write(chain, "nothing of use")
	want("with a file that is broken", second)
	if said := strings.Count(p.log.String(), "certificate not read"); said != 2 {
		t.Errorf("what could not be read was said %d times, want 2:\n%s", said, p.log)
	}
}
