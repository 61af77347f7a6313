package doctor_test

import (
	"crypto/tls"
	"io"
	"log"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"miti/internal/certtest"
	"miti/internal/doctor"
)

func TestWhatIsWrongWithACertificateIsSaid(t *testing.T) {
	t.Parallel()
	now := time.Now()
	day := 24 * time.Hour
	for _, c := range []struct {
		what     string
		name     string
		from, to time.Time
		unknown  bool
		state    doctor.State
		says     string
	}{
		{"nothing", "miti.example", now.Add(-day), now.Add(90 * day), false, doctor.Well, ""},
		{"another name", "other.example", now.Add(-day), now.Add(90 * day), false, doctor.Wrong, "is not for miti.example"},
		{"its end", "miti.example", now.Add(-9 * day), now.Add(-day), false, doctor.Wrong, "has ended"},
		{"its end, soon", "miti.example", now.Add(-9 * day), now.Add(5 * day), false, doctor.Doubt, "renew it"},
		{"its beginning", "miti.example", now.Add(2 * day), now.Add(90 * day), false, doctor.Wrong, "clock"},
		{"its authority", "miti.example", now.Add(-day), now.Add(90 * day), true, doctor.Wrong, "whole chain"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			s, a := newSurgery(t), certtest.New(t)
			s.roots = a.Roots()
			if c.unknown {
				s.roots = certtest.New(t).Roots()
			}
			cert, key := a.Pair(c.name, c.from, c.to)
			s.behind("https://miti.example")
			s.with("MITI_TLS_CERT="+s.file("cert.pem", cert), "MITI_TLS_KEY="+s.file("key.pem", key), "MITI_MEDIA_TCP=none")
			s.expect("certificate", c.state, c.says)
			if c.state == doctor.Well {
				s.expect("pages", doctor.Well)
				s.expect("proxy", doctor.Well)
			}
		})
	}
}

// The certificate of a proxy is seen as a browser sees it.
func TestTheCertificateOfAProxy(t *testing.T) {
	t.Parallel()
	s, a := newSurgery(t), certtest.New(t)
	s.roots = a.Roots()
	cert, key := a.Pair("other.example", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: s.listen()}))
	proxy.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	proxy.Config.ErrorLog = log.New(io.Discard, "", 0)
	proxy.StartTLS()
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.names["miti.example"] = []string{"127.0.0.1"}
	s.with("MITI_PUBLIC_ORIGINS=https://miti.example:" + at.Port())
	s.expect("pages", doctor.Wrong, "browsers warn", "miti.example")
	s.with("MITI_PUBLIC_ORIGINS=https://other.example:"+at.Port(), "MITI_TRUSTED_PROXIES=127.0.0.1")
	s.names["other.example"] = s.names["miti.example"]
	s.expect("pages", doctor.Well)
}
