package turn_test

import (
	"encoding/binary"
	"net"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	"golang.org/x/time/rate"

	"miti/sfu/turn"
)

// visitorFrom is at another address of this machine.
func (h *house) visitorFrom(host string, g turn.Grant) *visitor {
	h.Helper()
	udp, _, _ := h.relay.Addresses()
	from := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.ParseIP(host)}}
	sock, err := from.DialContext(h.ctx, "udp", udp.String())
	h.must(err)
	h.Cleanup(func() { _ = sock.Close() })
	return &visitor{house: h, sock: sock, grant: g}
}

// Twenty people at a reception point can test their connection at once, on a few
// networks each. Whoever would take more keeps nobody else from it, and from a
// call least of all.
func TestTestsOfTheConnectionTakeAPartOfTheRelay(t *testing.T) {
	h := build(t)
	for person := range 20 {
		g := h.relay.Trial()
		for network := range 6 {
			if code := h.visitor(g).allocate(); code != 0 {
				t.Fatalf("allocation %d of person %d: %d", network, person, code)
			}
		}
	}
	greedy := h.relay.Trial()
	var code stun.ErrorCode
	for range 20 {
		if code = h.visitor(greedy).allocate(); code != 0 {
			break
		}
	}
	if code != stun.CodeAllocQuotaReached {
		t.Errorf("as much as one likes for a test: %d, want 486", code)
	}
	if code := h.visitor(h.relay.Trial()).allocate(); code != stun.CodeAllocQuotaReached {
		t.Errorf("one more test from the address: %d, want 486", code)
	}
	if code := h.visitor(h.relay.Grant("anna")).allocate(); code != 0 {
		t.Errorf("a call from the address: %d", code)
	}
	if code := h.visitorFrom("127.0.0.2", h.relay.Trial()).allocate(); code != 0 {
		t.Errorf("a test from elsewhere: %d", code)
	}
}

func TestOneTestOfTheConnectionAllocatesLittle(t *testing.T) {
	h := build(t)
	g := h.relay.Trial()
	const most = 12
	for i := range most {
		if code := h.visitor(g).allocate(); code != 0 {
			t.Fatalf("allocation %d: %d", i, code)
		}
	}
	if code := h.visitor(g).allocate(); code != stun.CodeAllocQuotaReached {
		t.Errorf("one more: %d, want 486", code)
	}
	if code := h.visitor(h.relay.Trial()).allocate(); code != 0 {
		t.Errorf("another test: %d", code)
	}
}

// A stranger cannot hold what the relay gave them for a test.
func TestATestOfTheConnectionEndsByItself(t *testing.T) {
	h := build(t)
	h.relay = h.listen(3 * time.Second)
	v := h.visitor(h.relay.Trial())
	lifetime := stun.RawAttribute{Type: stun.AttrLifetime, Value: binary.BigEndian.AppendUint32(nil, 3000)}
	if code := v.allocate(); code != 0 {
		t.Fatalf("allocate: %d", code)
	}
	if code := v.ask(stun.MethodRefresh, lifetime); code != 0 {
		t.Fatalf("refresh: %d", code)
	}
	for pace := rate.NewLimiter(rate.Every(50*time.Millisecond), 1); h.relay.Stats().Allocations > 0; {
		h.must(pace.Wait(h.ctx))
	}
	h.pass(time.Minute)
	if code := h.visitor(v.grant).allocate(); code != stun.CodeUnauthorized {
		t.Errorf("an allocation with the grant of a test that is over: %d, want 401", code)
	}
}
