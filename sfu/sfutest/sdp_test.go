package sfutest

import (
	"net/netip"
	"strings"
	"testing"
)

func TestCandidatesOfAnAnswer(t *testing.T) {
	const udp, tcp = "a=candidate:1 1 udp 2130706431 127.0.0.1 7000 typ host", "a=candidate:2 1 tcp 1015021823 127.0.0.1 7001 typ host tcptype passive"
	answer := strings.Join([]string{"v=0", "m=audio 7000 UDP/TLS/RTP/SAVPF 111", udp, tcp, "a=end-of-candidates", ""}, "\r\n")
	for name, c := range map[string]struct {
		relay string
		tcp   bool
		want  string
	}{
		"UDP":            {want: udp},
		"TCP":            {tcp: true, want: tcp},
		"UDP by a relay": {relay: "127.0.0.9:99", want: strings.Replace(udp, "127.0.0.1 7000", "127.0.0.9 99", 1)},
		"TCP by a relay": {relay: "127.0.0.9:99", tcp: true, want: strings.Replace(tcp, "127.0.0.1 7001", "127.0.0.9 99", 1)},
	} {
		var relay netip.AddrPort
		if c.relay != "" {
			relay = netip.MustParseAddrPort(c.relay)
		}
		want := strings.Join([]string{"v=0", "m=audio 7000 UDP/TLS/RTP/SAVPF 111", c.want, "a=end-of-candidates", ""}, "\r\n")
		if got := candidates(answer, relay, c.tcp); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}
