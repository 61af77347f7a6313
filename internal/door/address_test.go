package door

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	a := Addresses{Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for name, c := range map[string]struct {
		peer string
		hops []string
		want string
	}{
		"nobody in between":                    {"192.0.2.1:5000", nil, "192.0.2.1"},
		"a proxy":                              {"10.0.0.1:5000", []string{"192.0.2.1"}, "192.0.2.1"},
		"two proxies":                          {"10.0.0.1:5000", []string{"192.0.2.1, 10.0.0.2"}, "192.0.2.1"},
		"a client that claims to be another":   {"10.0.0.1:5000", []string{"203.0.113.9, 192.0.2.1"}, "192.0.2.1"},
		"a stranger who claims to be a proxy":  {"192.0.2.1:5000", []string{"203.0.113.9"}, "192.0.2.1"},
		"a proxy that says what is no address": {"10.0.0.1:5000", []string{"unknown"}, "10.0.0.1"},
		"one subscriber with many addresses":   {"[2001:db8:1:2:3:4:5:6]:5000", nil, "2001:db8:1:2::/64"},
		"IPv4 within IPv6":                     {"[::ffff:192.0.2.1]:5000", nil, "192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.hops
			if got := a.Key(r); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
