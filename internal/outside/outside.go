// Package outside reads the calendars that counsellors have elsewhere: seldom,
// with patience, and never from a network of somebody's own.
package outside

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/calendar/feed"
	"miti/internal/fault"
)

const (
	within       = 20 * time.Second
	dialWithin   = 5 * time.Second
	maxRedirects = 3
	maxHeader    = 32 << 10
	agentName    = "Miti calendar reader"
)

var (
	errNotPublic = errors.New("the address is in a network of somebody's own")
	errRedirect  = errors.New("it leads elsewhere")
)

// Client is an agenda.Fetcher.
type Client struct{ http http.Client }

// New makes a client that connects to what may be reached: Public, outside of
// tests. The check is made on the address that is connected to, after its name
// was looked up, so that no name can lead to another one.
func New(mayReach func(netip.AddrPort) bool) *Client {
	dialer := net.Dialer{Timeout: dialWithin, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !mayReach(at) {
			return errNotPublic
		}
		return nil
	}}
	return &Client{http: http.Client{
		Timeout: within,
		// No proxy of the environment: it would connect where we must not.
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, MaxResponseHeaderBytes: maxHeader,
			TLSHandshakeTimeout: dialWithin, ResponseHeaderTimeout: within,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects || r.URL.Scheme != "https" && (r.URL.Scheme != "http" || via[0].URL.Scheme == "https") {
				return errRedirect
			}
			return nil
		},
	}}
}

// networks are those of somebody's own that netip has no name for.
var networks = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carriers' (RFC 6598)
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), // an IPv4 address in IPv6 (RFC 6052)
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // the same (RFC 3056)
	netip.MustParsePrefix("fec0::/10"),
}

// Public tells whether an address is one of the public network, at a port of the
// web.
func Public(at netip.AddrPort) bool {
	a := at.Addr().Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || at.Port() != 80 && at.Port() != 443 {
		return false
	}
	for _, n := range networks {
		if n.Contains(a) {
			return false
		}
	}
	return true
}

// Fetch implements agenda.Fetcher. What a server says of its error is nobody's to
// read: it may repeat the address.
func (c *Client) Fetch(ctx context.Context, known agenda.Outside, span calendar.Interval, zone *time.Location) (agenda.Fetched, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, known.URL, http.NoBody)
	if err != nil {
		return agenda.Fetched{}, agenda.Unreachable
	}
	r.Header.Set("User-Agent", agentName)
	r.Header.Set("Accept", "text/calendar")
	if known.Tag != "" {
		r.Header.Set("If-None-Match", known.Tag)
	}
	if known.Modified != "" {
		r.Header.Set("If-Modified-Since", known.Modified)
	}
	answer, err := c.http.Do(r)
	switch {
	case errors.Is(err, errNotPublic):
		return agenda.Fetched{}, agenda.NotPublic
	case err != nil:
		return agenda.Fetched{}, agenda.Unreachable
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	switch answer.StatusCode {
	case http.StatusOK:
		return read(answer, span, zone)
	case http.StatusNotModified:
		return agenda.Fetched{Same: true}, nil
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return agenda.Fetched{}, agenda.Refused
	default:
		return agenda.Fetched{}, agenda.Unreachable
	}
}

func read(answer *http.Response, span calendar.Interval, zone *time.Location) (agenda.Fetched, error) {
	body := &broken{from: answer.Body}
	busy, err := feed.Busy(body, span, zone)
	switch {
	case fault.CodeOf(err) == fault.TooLarge:
		return agenda.Fetched{}, agenda.TooLong
	case body.is:
		return agenda.Fetched{}, agenda.Unreachable
	case err != nil:
		return agenda.Fetched{}, agenda.Unreadable
	}
	return agenda.Fetched{Tag: header(answer, "ETag"), Modified: header(answer, "Last-Modified"), Busy: busy}, nil
}

// header is one that is worth keeping.
func header(answer *http.Response, name string) string {
	if value := answer.Header.Get(name); len(value) <= 200 {
		return value
	}
	return ""
}

// broken knows whether what is read from ended before its end.
type broken struct {
	from io.Reader
	is   bool
}

// Read implements io.Reader.
func (b *broken) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	b.is = b.is || err != nil && !errors.Is(err, io.EOF)
	return n, err
}
