package door

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Origins are the addresses by which people reach the pages. A page of any
// other origin may neither write nor open a socket.
type Origins struct{ own []string }

// NewOrigins normalises the origins: small letters, no trailing slash, no port
// that goes without saying.
func NewOrigins(configured []string) (Origins, error) {
	var o Origins
	for _, c := range configured {
		n, ok := normal(c)
		if !ok {
			return Origins{}, fmt.Errorf("%q is not an origin, such as https://miti.example.org", c)
		}
		o.own = append(o.own, n)
	}
	return o, nil
}

// Own are the origins as browsers write them.
func (o Origins) Own() []string { return slices.Clone(o.own) }

// Secure tells that every way to the pages is HTTPS, so that cookies need not
// travel by any other.
func (o Origins) Secure() bool {
	return len(o.own) > 0 && !slices.ContainsFunc(o.own, func(own string) bool { return strings.HasPrefix(own, "http:") })
}

// A Stranger is the error for a request from somewhere else.
type Stranger struct {
	Origin string
	Want   []string
}

// Error says what came and what would have been right, for the log.
func (s *Stranger) Error() string {
	return fmt.Sprintf("origin %q is not one of %s", s.Origin, strings.Join(s.Want, ", "))
}

// Check refuses what does not come from one of our own pages. It compares with
// what was configured and never with Host, which a proxy may rewrite. Without
// an Origin, the browser's own word (Sec-Fetch-Site) is needed.
func (o Origins) Check(r *http.Request) error {
	given := r.Header.Values("Origin")
	if len(given) == 0 && r.Header.Get("Sec-Fetch-Site") == "same-origin" {
		return nil
	}
	if len(given) == 1 {
		if n, ok := normal(given[0]); ok && slices.Contains(o.own, n) {
			return nil
		}
	}
	return &Stranger{Origin: strings.Join(given, " "), Want: o.own}
}

// normal is an origin as a browser writes it.
func normal(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	usual := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), usual), true
}
