package doctor_test

import (
	"context"
	"crypto/x509"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"miti/internal/doctor"
	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

var postgres storetest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// surgery is a configuration that is well, for tests to spoil, and what the
// doctor is told of the world.
type surgery struct {
	*testing.T
	config []string
	names  map[string][]string
	roots  *x509.CertPool
	now    func() time.Time
	// meanwhile happens while the proxy passes a request on.
	meanwhile func()
}

func newSurgery(t *testing.T) *surgery {
	return &surgery{T: t, names: map[string][]string{"localhost": {"127.0.0.1"}}, config: []string{
		"MITI_LISTEN=127.0.0.1:" + freePort(t), "MITI_ADMIN_LISTEN=none", "MITI_DATA_DIR=" + t.TempDir(),
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=127.0.0.1:0", "MITI_TURN_UDP=127.0.0.1:0", "MITI_TURN_TCP=127.0.0.1:0",
	}}
}

// with adds keys; the last one of a name holds.
func (s *surgery) with(keys ...string) { s.config = append(s.config, keys...) }

func (s *surgery) listen() string {
	for _, k := range slices.Backward(s.config) {
		if v, ok := strings.CutPrefix(k, "MITI_LISTEN="); ok {
			return v
		}
	}
	return ""
}

func (s *surgery) examine() []doctor.Finding {
	s.Helper()
	config, err := ops.Load(s.config, "")
	if err != nil {
		s.Fatal(err)
	}
	return slices.Collect(doctor.Doctor{
		Config: config, Roots: s.roots, Now: s.now,
		Resolve: func(_ context.Context, host string) (found []netip.Addr, err error) {
			for _, a := range s.names[host] {
				found = append(found, netip.MustParseAddr(a))
			}
			if found == nil {
				err = errors.New("no such host")
			}
			return found, err
		},
	}.Examine(s.Context()))
}

// ports counts those that freePort has tried.
var ports atomic.Uint32

// freePort is one that nobody has at the moment, and that the system gives to
// nobody who asks for any: those are higher.
func freePort(t *testing.T) string {
	t.Helper()
	for {
		port := strconv.Itoa(12000 + (os.Getpid()*40+int(ports.Add(1)))%20000)
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
}

func TestAllIsWell(t *testing.T) {
	t.Parallel()
	found := newSurgery(t).examine()
	for _, f := range found {
		if f.State != doctor.Well && f.Name != "mail" && f.Name != "database" {
			t.Errorf("%+v", f)
		}
	}
	if len(found) < 10 {
		t.Errorf("only %d things were looked at", len(found))
	}
}

// An examination makes no database, and changes none: an older one is of use to
// the older Miti that runs on it.
func TestTheDatabaseIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	s := newSurgery(t)
	folder := filepath.Join(t.TempDir(), "new")
	s.with("MITI_DATA_DIR=" + folder)
	s.expect("database", doctor.Off, "none yet")
	s.expect("disk", doctor.Well)
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the data folder was made: %v", err)
	}

	made, err := store.Open(t.Context(), store.Options{Folder: folder})
	if err == nil {
		err = made.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.expect("database", doctor.Well)
	db, err := sql.Open("sqlite", filepath.Join(folder, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was only asked
	if _, err := db.ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first one changes nothing
		s.expect("database", doctor.Doubt, "older Miti", "_", "backup")
	}
}

func TestADatabaseWithoutTablesIsLeftSo(t *testing.T) {
	t.Parallel()
	s := newSurgery(t)
	s.with("DATABASE_URL=" + postgres.Database(t))
	for range 2 {
		s.expect("database", doctor.Off, "none yet")
	}
}

// Each row spoils one thing. The doctor names it, and says what to do.
func TestWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		spoil func(*surgery)
		name  string
		state doctor.State
		says  []string
	}{
		{"no database", func(s *surgery) { s.with("DATABASE_URL=postgres://miti@127.0.0.1:1/miti") }, "database", doctor.Wrong, []string{"does not start", "DATABASE_URL"}},
		{"a clock that is wrong", func(s *surgery) {
			s.with("DATABASE_URL=" + postgres.Database(s.T))
			s.now = func() time.Time { return time.Now().Add(time.Hour) }
		}, "clock", doctor.Wrong, []string{"1h0m", "NTP"}},
		{"a data folder that is none", func(s *surgery) { s.with("MITI_DATA_DIR=" + s.file("data", "a file")) }, "disk", doctor.Wrong, []string{"MITI_DATA_DIR"}},
		{"no Redis", func(s *surgery) { s.with("REDIS_URL=redis://127.0.0.1:1/0") }, "redis", doctor.Wrong, []string{"available", "REDIS_URL"}},
		{"no mail server", func(s *surgery) { s.with("MITI_MAIL_URL=smtp://127.0.0.1:1", "MITI_MAIL_FROM=a@b.example") }, "mail", doctor.Wrong, []string{"reminders wait", "MITI_MAIL_URL"}},
		{"the port of the pages is taken", func(s *surgery) { s.serve(http.NotFoundHandler()) }, "pages", doctor.Wrong, []string{"MITI_LISTEN"}},
		{"a certificate that cannot be read", func(s *surgery) { s.with("MITI_TLS_CERT=/none", "MITI_TLS_KEY=/none") }, "certificate", doctor.Wrong, []string{"does not start", "MITI_TLS_CERT"}},
		{"a certificate without which no page is tried", func(s *surgery) { s.with("MITI_TLS_CERT=/none", "MITI_TLS_KEY=/none") }, "pages", doctor.Off, []string{"certificate"}},
		{"a name without an address", func(s *surgery) { s.with("MITI_PUBLIC_ORIGINS=https://miti.example") }, "pages", doctor.Wrong, []string{"miti.example", "DNS"}},
		{"pages by http", func(s *surgery) { s.behind("http://miti.example") }, "pages", doctor.Wrong, []string{"microphone", "HTTPS"}},
		{"nobody listens at the origin", func(s *surgery) { s.with("MITI_PUBLIC_ORIGINS=http://localhost:" + freePort(s.T)) }, "pages", doctor.Wrong, []string{"does not answer", "lead it to port"}},
		{"another site at the origin", func(s *surgery) {
			s.with("MITI_PUBLIC_ORIGINS=" + s.site(http.NotFoundHandler()))
		}, "pages", doctor.Wrong, []string{"not this Miti", "404"}},
		{"a proxy that is not trusted", func(s *surgery) { s.proxied(func(*http.Request) {}) }, "proxy", doctor.Wrong, []string{"127.0.0.1", "MITI_TRUSTED_PROXIES"}},
		{"a proxy that is trusted", func(s *surgery) {
			s.proxied(func(*http.Request) {})
			s.with("MITI_TRUSTED_PROXIES=127.0.0.1")
		}, "proxy", doctor.Well, nil},
		{"a proxy that does not say for whom it asks", func(s *surgery) {
			s.proxied(func(r *http.Request) { r.Header["X-Forwarded-For"] = nil })
			s.with("MITI_TRUSTED_PROXIES=127.0.0.1")
		}, "proxy", doctor.Wrong, []string{"X-Forwarded-For"}},
		{"strangers who ask for the pages meanwhile", func(s *surgery) {
			s.meanwhile = func() {
				answer, err := http.Get("http://" + s.listen() + "/ws/visitor")
				if err == nil {
					err = answer.Body.Close()
				}
				if err != nil {
					s.Error(err)
				}
			}
			s.proxied(func(*http.Request) {})
			s.with("MITI_TRUSTED_PROXIES=127.0.0.1")
		}, "proxy", doctor.Well, nil},
		{"a proxy that lets no WebSocket through", func(s *surgery) {
			s.proxied(func(r *http.Request) { r.Header.Del("Upgrade") })
			s.with("MITI_TRUSTED_PROXIES=127.0.0.1")
		}, "proxy", doctor.Wrong, []string{"no WebSocket", "Upgrade"}},
		{"another program has the UDP port", func(s *surgery) { s.with("MITI_MEDIA_UDP=" + s.takenUDP()) }, "udp port", doctor.Wrong, []string{"another program", "MITI_MEDIA_UDP"}},
		{"another program has the TCP port", func(s *surgery) {
			s.with("MITI_MEDIA_TCP=" + strings.TrimPrefix(s.site(http.NotFoundHandler()), "http://"))
		}, "tcp port", doctor.Wrong, []string{"another program", "MITI_MEDIA_TCP"}},
		{"another program has a port of the second loop", func(s *surgery) {
			at := netip.MustParseAddrPort(s.takenUDP())
			s.with("MITI_MEDIA_LOOPS=2", "MITI_MEDIA_UDP="+netip.AddrPortFrom(at.Addr(), at.Port()-1).String())
		}, "udp port", doctor.Wrong, []string{"another program", "MITI_MEDIA_UDP"}},
		{"media by UDP only", func(s *surgery) { s.with("MITI_MEDIA_TCP=none") }, "tcp port", doctor.Off, []string{"no UDP"}},
		{"an address of this machine that is none", func(s *surgery) { s.with("MITI_MEDIA_UDP=203.0.113.9:3479") }, "udp port", doctor.Wrong, []string{"cannot be had", "MITI_MEDIA_UDP"}},
		{"calls at a private address, pages at a public one", func(s *surgery) {
			s.behind("http://miti.example")
			s.names["miti.example"] = append(s.names["miti.example"], "203.0.113.7")
		}, "addresses", doctor.Wrong, []string{"hear nothing", "MITI_MEDIA_PUBLIC_ADDRESSES", "such as 203.0.113.7"}},
		{"calls elsewhere than the pages", func(s *surgery) {
			s.behind("http://miti.example")
			s.names["miti.example"] = append(s.names["miti.example"], "203.0.113.7")
			s.with("MITI_MEDIA_PUBLIC_ADDRESSES=203.0.113.9", "MITI_MEDIA_TCP=none")
		}, "addresses", doctor.Doubt, []string{"203.0.113.9", "203.0.113.7", "another machine"}},
		{"an address that nobody can reach, by UDP", func(s *surgery) { s.with("MITI_MEDIA_PUBLIC_ADDRESSES=203.0.113.9,127.0.0.1", "MITI_MEDIA_TCP=none") }, "call by udp", doctor.Wrong, []string{"203.0.113.9", "forward the port"}},
		{"an address that nobody can reach, by TCP", func(s *surgery) { s.with("MITI_MEDIA_PUBLIC_ADDRESSES=127.0.0.9") }, "call by tcp", doctor.Wrong, []string{"127.0.0.9", "forward the port"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			s := newSurgery(t)
			c.spoil(s)
			s.expect(c.name, c.state, c.says...)
		})
	}
}

// expect examines, and wants one finding about a thing that says all the words.
func (s *surgery) expect(name string, state doctor.State, words ...string) {
	s.Helper()
	found := s.examine()
	about := slices.DeleteFunc(slices.Clone(found), func(f doctor.Finding) bool { return f.Name != name })
	if len(about) != 1 || about[0].State != state {
		s.Fatalf("%s: want one finding %q of %+v", name, state, found)
	}
	s.Log(about[0].Says)
	for _, w := range words {
		if !strings.Contains(about[0].Says, w) {
			s.Errorf("%q does not say %q", about[0].Says, w)
		}
	}
}

func (s *surgery) file(name, text string) string {
	path := filepath.Join(s.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

// serve lets somebody else have the port of the pages.
func (s *surgery) serve(h http.Handler) {
	l, err := net.Listen("tcp", s.listen())
	if err != nil {
		s.Fatal(err)
	}
	server := httptest.NewUnstartedServer(h)
	_ = server.Listener.Close()
	server.Listener = l
	server.Start()
	s.Cleanup(server.Close)
}

// site is somebody else's.
func (s *surgery) site(h http.Handler) string {
	server := httptest.NewServer(h)
	s.Cleanup(server.Close)
	return server.URL
}

// behind gives the pages an origin whose name leads to their port.
func (s *surgery) behind(origin string) {
	u, err := url.Parse(origin)
	if err != nil {
		s.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(s.listen())
	s.names[u.Hostname()] = []string{"127.0.0.1"}
	s.with("MITI_PUBLIC_ORIGINS=" + origin + ":" + port)
}

// proxied puts a proxy in front of the pages, which changes requests.
func (s *surgery) proxied(change func(*http.Request)) {
	to := &url.URL{Scheme: "http", Host: s.listen()}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded()
		change(r.Out)
	}}
	site := s.site(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r)
		if s.meanwhile != nil {
			s.meanwhile()
		}
	}))
	s.with("MITI_PUBLIC_ORIGINS=" + strings.Replace(site, "127.0.0.1", "localhost", 1))
}

// takenUDP is the address of a socket that somebody has.
func (s *surgery) takenUDP() string {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = c.Close() })
	return c.LocalAddr().String()
}

// Beside a Miti that runs, its ports are its own, and the pages are asked for
// as people do.
func TestBesideAMitiThatRuns(t *testing.T) {
	t.Parallel()
	s := newSurgery(t)
	s.with("MITI_ADMIN_LISTEN=127.0.0.1:"+freePort(t), "MITI_MEDIA_UDP=127.0.0.1:"+freePort(t), "MITI_MEDIA_TCP=127.0.0.1:"+freePort(t))
	config, err := ops.Load(s.config, "")
	if err != nil {
		t.Fatal(err)
	}
	running, err := serve.Start(t.Context(), serve.Options{Config: config, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	for _, f := range s.examine() {
		if f.State == doctor.Wrong {
			t.Errorf("%+v", f)
		}
	}
	s.expect("pages", doctor.Well)
	s.expect("proxy", doctor.Well)
	s.expect("udp port", doctor.Off, "the Miti that runs here")
	_, port, _ := net.SplitHostPort(s.listen())
	s.with("MITI_PUBLIC_ORIGINS=http://127.0.0.1:" + port)
	s.expect("proxy", doctor.Wrong, "other MITI_PUBLIC_ORIGINS")
}
