package doctor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"miti/internal/doctor"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, key: newKey(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(2, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// roots are those of somebody who trusts this authority.
func (a *authority) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// pair is a certificate for a name, and its key, as PEM.
func (a *authority) pair(name string, from, to time.Time) (cert, key string) {
	a.t.Helper()
	own := newKey(a.t)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, own.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

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
			s, a := newSurgery(t), newAuthority(t)
			s.roots = a.roots()
			if c.unknown {
				s.roots = newAuthority(t).roots()
			}
			cert, key := a.pair(c.name, c.from, c.to)
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
	s, a := newSurgery(t), newAuthority(t)
	s.roots = a.roots()
	cert, key := a.pair("other.example", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
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
