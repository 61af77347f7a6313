package sfu

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"miti/sfu/answer"
)

// MT-5: exactly the configured addresses, by UDP and by TCP, also where both
// sockets have the same port.
func TestCandidatesAreTheConfiguredAddresses(t *testing.T) {
	at := netip.MustParseAddrPort
	outside, inside := netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("2001:db8::7")
	for _, c := range []struct {
		what     string
		public   []netip.Addr
		udp, tcp netip.AddrPort
		want     []answer.Candidate
	}{
		{"one port for both", nil, at("192.0.2.1:5000"), at("192.0.2.1:5000"), []answer.Candidate{
			{Addr: at("192.0.2.1:5000")}, {Addr: at("192.0.2.1:5000"), TCP: true},
		}},
		{"without TCP", nil, at("192.0.2.1:5000"), netip.AddrPort{}, []answer.Candidate{{Addr: at("192.0.2.1:5000")}}},
		{"configured ones and no other", []netip.Addr{outside, inside}, at("0.0.0.0:5000"), at("0.0.0.0:5001"), []answer.Candidate{
			{Addr: at("198.51.100.7:5000")}, {Addr: at("[2001:db8::7]:5000")},
			{Addr: at("198.51.100.7:5001"), TCP: true}, {Addr: at("[2001:db8::7]:5001"), TCP: true},
		}},
	} {
		got, err := candidates(c.public, c.udp, c.tcp)
		if err != nil {
			t.Fatal(c.what, err)
		}
		if d := cmp.Diff(c.want, got, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
}
