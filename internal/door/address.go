package door

import (
	"net/http"
	"net/netip"
	"strings"
)

// Addresses finds out from where a request comes. Only what trusted proxies
// say is believed.
type Addresses struct {
	// Trusted are the networks of the proxies in front.
	Trusted []netip.Prefix
}

// Of is the address of who asked: the connection's, or, where that is a
// trusted proxy's, the last of X-Forwarded-For that is not one too.
func (a Addresses) Of(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.trusts(from); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap()
	}
	return from
}

// Key names the network that a request comes from, for limits: one IPv6
// subscriber has a whole /64.
func (a Addresses) Key(r *http.Request) string {
	from := a.Of(r)
	if from.Is6() {
		if p, err := from.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return from.String()
}

func (a Addresses) trusts(from netip.Addr) bool {
	for _, p := range a.Trusted {
		if p.Contains(from) {
			return true
		}
	}
	return false
}
