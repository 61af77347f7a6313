package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"
	"time"
)

// soon is how long before its end a certificate should have been renewed.
const soon = 14 * 24 * time.Hour

// certificate looks at the files that the configuration names; that of a proxy
// is seen by asking for the pages.
func certificate(_ context.Context, p *patient, r *report) {
	if p.Config.TLSCert == "" {
		r.skipped = true
		return
	}
	pair, err := tls.LoadX509KeyPair(p.Config.TLSCert, p.Config.TLSKey)
	if err != nil {
		r.wrong("the certificate cannot be read (%v), so Miti does not start: correct MITI_TLS_CERT and MITI_TLS_KEY", err)
		return
	}
	p.judge(r, p.Config.TLSCert, pair)
}

// judge says what browsers will not like of a certificate.
func (p *patient) judge(r *report, file string, pair tls.Certificate) {
	leaf, now := pair.Leaf, p.Now()
	switch {
	case now.After(leaf.NotAfter):
		r.wrong("the certificate in %s has ended on %s, so browsers open no page: renew it", file, leaf.NotAfter.Format(time.DateOnly))
		return
	case now.Before(leaf.NotBefore):
		r.wrong("the certificate in %s begins on %s only, so browsers open no page: see whether this machine's clock is right", file, leaf.NotBefore.Format(time.DateOnly))
		return
	case leaf.NotAfter.Sub(now) < soon:
		r.doubt("the certificate in %s ends on %s, and then browsers open no page: renew it", file, leaf.NotAfter.Format(time.DateOnly))
	}
	for _, o := range p.Config.PublicOrigins {
		u, err := url.Parse(o)
		if err == nil && u.Scheme == "https" && leaf.VerifyHostname(u.Hostname()) != nil {
			r.wrong("the certificate in %s is not for %s, so browsers warn of the page: get one for that name, or correct MITI_PUBLIC_ORIGINS", file, u.Hostname())
		}
	}
	between := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: p.Roots, Intermediates: between, CurrentTime: now})
	if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) {
		r.wrong("the certificate in %s leads to no authority that browsers know, so they warn of the page: put the whole chain into the file, the server's own first", file)
	} else if err != nil {
		r.wrong("browsers refuse the certificate in %s: %v", file, err)
	}
}
