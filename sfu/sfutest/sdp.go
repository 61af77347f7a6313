package sfutest

import (
	"fmt"
	"net/netip"
	"strings"
)

// candidates replaces the candidates of an answer by one of a relay, if that
// is valid, and leaves only those of the client's transport.
func candidates(answer string, relay netip.AddrPort, tcp bool) string {
	var kept []string
	for _, line := range strings.Split(answer, "\r\n") {
		if !strings.HasPrefix(line, "a=candidate:") {
			kept = append(kept, line)
			continue
		}
		words := strings.Fields(line)
		if len(words) < 6 || strings.EqualFold(words[2], "tcp") != tcp {
			continue
		}
		if relay.IsValid() {
			words[4], words[5] = relay.Addr().String(), fmt.Sprint(relay.Port())
		}
		kept = append(kept, strings.Join(words, " "))
	}
	return strings.Join(kept, "\r\n")
}
