package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"

	"miti/internal/door"
)

// pages asks for the pages at each of their origins, as a browser does.
func pages(ctx context.Context, p *patient, r *report) {
	switch {
	case p.desk != nil || p.running:
	case errors.Is(p.deskErr, errCertificate):
		r.off("they were not tried: %v", p.deskErr)
		return
	default:
		r.wrong("the port of the pages cannot be had (%v), so Miti does not start: stop what has it, or choose another by MITI_LISTEN", p.deskErr)
		return
	}
	if _, err := door.NewOrigins(p.Config.PublicOrigins); err != nil {
		r.wrong("MITI_PUBLIC_ORIGINS is not right (%v), so Miti does not start: correct it", err)
	}
	for _, o := range p.origins() {
		host := o.Hostname()
		if o.Scheme == "http" && !here(host) {
			r.wrong("browsers give no page the microphone or the camera over http, so nobody who comes by %s can be called: serve it by HTTPS, and say so in MITI_PUBLIC_ORIGINS", o)
		}
		if _, err := p.addressesOf(ctx, host); err != nil {
			r.wrong("the name %s has no address (%v), so nobody finds the page: give it one in the DNS, or correct MITI_PUBLIC_ORIGINS", host, err)
			continue
		}
		answer, err := p.ask(ctx, o, "/api/network", nil)
		var refused *tls.CertificateVerificationError
		switch {
		case errors.As(err, &refused):
			r.wrong("browsers warn of %s: %v; renew the certificate there, or correct its names or its chain", o, refused.Err)
		case err != nil:
			r.wrong("%s does not answer from here (%v), so people may not open the page: lead it to port %s of this machine; a router that does not lead its own network back looks the same", o, err, p.port())
		case p.desk != nil && answer.Header.Get(markHeader) != p.desk.mark, p.desk == nil && answer.StatusCode != http.StatusOK:
			r.wrong("what answers at %s is not this Miti (%s), so people do not find it: let the proxy there pass everything on to port %s of this machine", o, answer.Status, p.port())
		default:
			p.reached = append(p.reached, o)
			if p.desk != nil {
				p.arrivals = append(p.arrivals, p.desk.arrived())
			}
		}
	}
}

// proxy looks at what is between the origins that were reached and us.
func proxy(ctx context.Context, p *patient, r *report) {
	for i, o := range p.reached {
		if p.desk != nil {
			p.judgeProxy(r, o, p.arrivals[i])
		}
		upgrade := http.Header{
			"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Origin": {o.String()},
			"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"bWl0aSBpcyBleGFtaW5lZA=="},
		}
		answer, err := p.ask(ctx, o, "/ws/visitor", upgrade)
		switch {
		case err == nil && p.desk != nil && p.desk.arrived().upgrade, err == nil && answer.StatusCode == http.StatusSwitchingProtocols:
		case err == nil && answer.StatusCode == http.StatusForbidden:
			r.wrong("the Miti that runs refuses the pages of %s: it was started with other MITI_PUBLIC_ORIGINS; start it again", o)
		default:
			r.wrong("no WebSocket comes through at %s, so pages show nothing new and no call begins: let the proxy pass on the headers Upgrade and Connection", o)
		}
	}
	if len(p.reached) == 0 {
		r.off("it was not tried: the pages were not reached")
	}
}

// judgeProxy looks at whom a request seems to come from.
func (p *patient) judgeProxy(r *report, o *url.URL, a arrival) {
	trusted := slices.ContainsFunc(p.Config.TrustedProxies, func(n netip.Prefix) bool { return n.Contains(a.peer) })
	switch {
	case a.forwarded && !trusted:
		r.wrong("%s is passed on by a proxy at %v that is not trusted, so all people seem to be one and are soon refused for asking too much: name it in MITI_TRUSTED_PROXIES", o, a.peer)
	case trusted && !a.forwarded:
		r.wrong("the proxy at %v does not say whom it passes on, so all people seem to be one and are soon refused for asking too much: let it send X-Forwarded-For", a.peer)
	}
}

// origins are the public ones. Where any free port is asked for, they have the
// one that was found.
func (p *patient) origins() []*url.URL {
	var all []*url.URL
	for _, o := range p.Config.PublicOrigins {
		u, err := url.Parse(o)
		if err != nil || u.Host == "" {
			continue
		}
		if u.Port() == "0" && p.desk != nil {
			u.Host = net.JoinHostPort(u.Hostname(), p.desk.port)
		}
		all = append(all, &url.URL{Scheme: u.Scheme, Host: u.Host})
	}
	return all
}

func (p *patient) port() string {
	_, port, _ := net.SplitHostPort(p.Config.Listen)
	return port
}

// ask sends one request, and reads no more of the answer than its head.
func (p *patient) ask(ctx context.Context, origin *url.URL, path string, header http.Header) (*http.Response, error) {
	at := origin.JoinPath(path)
	if p.desk != nil {
		at.RawQuery = url.Values{oursKey: {p.desk.ours}}.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		r.Header[name] = values
	}
	answer, err := p.client().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return answer, answer.Body.Close()
}

// addressesOf are those of a host, by name or as it is.
func (p *patient) addressesOf(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	found, err := p.Resolve(ctx, host)
	if err == nil && len(found) == 0 {
		err = errors.New("none was found")
	}
	for i := range found {
		found[i] = found[i].Unmap()
	}
	return found, err
}
