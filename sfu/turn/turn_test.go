package turn_test

import (
	"maps"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func TestTwoHearAndSeeEachOtherByTheRelayAlone(t *testing.T) {
	for by := range transports {
		t.Run(by, func(t *testing.T) {
			h := build(t)
			anna, bruno := h.client("anna", by), h.client("bruno", by)
			h.hears(anna, "bruno")
			h.hears(bruno, "anna")
			if st := h.relay.Stats(); st.Allocations != 2 || st.BytesUp == 0 || st.BytesDown == 0 {
				t.Errorf("the relay counted %+v of two clients", st)
			}
		})
	}
}

// MT-3: a running call outlives its grant, and a restart of ICE gets a fresh one.
func TestARelayedCallOutlivesItsGrant(t *testing.T) {
	h := build(t)
	anna, bruno := h.client("anna", "tcp"), h.client("bruno", "udp")
	h.hears(anna, "bruno")
	h.pass(time.Hour)
	h.hears(anna, "bruno")
	h.must(anna.Restart(h.ctx))
	h.must(bruno.Restart(h.ctx))
	h.hears(anna, "bruno")
	h.hears(bruno, "anna")
	if v := anna.View(); v.Rejoins > 0 {
		t.Errorf("%d new connections, want the restart alone", v.Rejoins)
	}
}

func TestAGrantNamesUDPThenTCPThenTLS(t *testing.T) {
	h := build(t)
	g := h.relay.Grant("anna")
	if len(g.URLs) != 3 {
		t.Fatalf("URLs %q", g.URLs)
	}
	for i, want := range []struct{ scheme, end string }{
		{"turn:127.0.0.1:", "?transport=udp"}, {"turn:127.0.0.1:", "?transport=tcp"}, {"turns:localhost:", "?transport=tcp"},
	} {
		if url := g.URLs[i]; !strings.HasPrefix(url, want.scheme) || !strings.HasSuffix(url, want.end) {
			t.Errorf("URL %d is %s", i, url)
		}
	}
}

// A machine on several networks has an address on each, and who comes by one may
// know no way to the others.
func TestAGrantNamesEveryAddress(t *testing.T) {
	for _, c := range []struct {
		name      string
		has, want []string
	}{
		{"of one network", []string{"198.51.100.7"}, []string{"198.51.100.7"}},
		{"of several networks", []string{"198.51.100.7", "2001:db8::7", "10.0.0.7", "198.51.100.7"}, []string{"198.51.100.7", "2001:db8::7", "10.0.0.7"}},
		{
			"of more than a browser is to allocate by", []string{"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "2001:db8::7"},
			[]string{"10.0.0.1", "2001:db8::7", "10.0.0.2", "10.0.0.3"},
		},
		{"its own is nobody else's", []string{"127.0.0.1", "198.51.100.7", "::1"}, []string{"198.51.100.7"}},
		{"alone with itself", []string{"127.0.0.1"}, []string{"127.0.0.1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var has []netip.Addr
			for _, host := range c.has {
				has = append(has, netip.MustParseAddr(host))
			}
			h := buildAt(t, has...)
			byUDP := map[string]bool{}
			for _, url := range h.listenAs("", 0).Grant("anna").URLs {
				at, isUDP := strings.CutSuffix(strings.TrimPrefix(url, "turn:"), "?transport=udp")
				if host, _, err := net.SplitHostPort(at); err == nil && isUDP {
					byUDP[host] = true
				}
			}
			want := map[string]bool{}
			for _, host := range c.want {
				want[host] = true
			}
			if !maps.Equal(byUDP, want) {
				t.Errorf("it names %v, want %v", byUDP, want)
			}
		})
	}
}

// Who vanishes says no goodbye to the relay. What they had of it ends with their
// place in the room, and not minutes later; others keep theirs.
func TestWhoIsOutOfTheRoomHoldsNothingOfTheRelay(t *testing.T) {
	h := build(t)
	anna, bruno := h.client("anna", "udp"), h.client("bruno", "tcp")
	h.hears(anna, "bruno")
	h.hears(bruno, "anna")
	anna.Vanish()
	if n := h.relay.Stats().Allocations; n != 2 {
		t.Fatalf("%d allocations when somebody has vanished, want theirs, too", n)
	}
	h.sfu.Leave("room", "anna", 0)
	for pace := rate.NewLimiter(rate.Every(20*time.Millisecond), 1); h.relay.Stats().Allocations > 1; {
		h.must(pace.Wait(h.ctx))
	}
	h.client("chloe", "udp")
	h.hears(bruno, "chloe")
	if n := h.relay.Stats().Allocations; n != 2 {
		t.Errorf("%d allocations, want those of the two who are there", n)
	}
}

func TestCloseEndsCallsAtOnce(t *testing.T) {
	h := build(t)
	for _, by := range []string{"udp", "tcp", "tls"} {
		c := h.client(by, by)
		h.must(c.AwaitConnected(h.ctx))
	}
	began := time.Now()
	h.must(h.relay.Close())
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("closing took %v", took)
	}
}
