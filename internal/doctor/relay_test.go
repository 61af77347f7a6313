package doctor_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"miti/internal/certtest"
	"miti/internal/doctor"
)

// Each row spoils the relay, of which only one transport is left.
func TestWhatIsWrongWithTheRelayIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		spoil func(*surgery)
		state doctor.State
		says  []string
	}{
		{"nothing, by UDP", func(s *surgery) { s.with("MITI_TURN_TCP=none") }, doctor.Well, nil},
		{"nothing, by TCP", func(s *surgery) { s.with("MITI_TURN_UDP=none") }, doctor.Well, nil},
		{"nothing, by TLS", func(s *surgery) { s.secureRelay("turn.example") }, doctor.Well, nil},
		{"nothing, by IPv6, with media by IPv4", func(s *surgery) {
			s.with("MITI_TURN_TCP=none", "MITI_TURN_UDP=[::1]:0", "MITI_TURN_NAME=::1")
		}, doctor.Well, nil},
		{"a certificate that ends soon", func(s *surgery) { s.secureRelayUntil("turn.example", time.Now().AddDate(0, 0, 5)) }, doctor.Doubt, []string{"relay.pem", "renew it"}},
		{"nothing, with two loops", func(s *surgery) { s.with("MITI_MEDIA_LOOPS=2", "MITI_TURN_TCP=none") }, doctor.Well, nil},
		{"there is none", func(s *surgery) { s.with("MITI_TURN_UDP=none", "MITI_TURN_TCP=none") }, doctor.Off, []string{"reach no call", "MITI_TURN_UDP"}},
		{"another program has the port", func(s *surgery) {
			s.with("MITI_TURN_TCP=" + strings.TrimPrefix(s.site(http.NotFoundHandler()), "http://"))
		}, doctor.Wrong, []string{"another program", "MITI_TURN_TCP"}},
		{"an address of this machine that is none", func(s *surgery) { s.with("MITI_TURN_UDP=203.0.113.9:3478") }, doctor.Wrong, []string{"does not start"}},
		{"an address that leads elsewhere", func(s *surgery) { s.with("MITI_TURN_TCP=none", "MITI_TURN_NAME=127.0.0.9") }, doctor.Wrong, []string{"does not answer", "turn:127.0.0.9", "forward the port"}},
		{"an address where nobody listens", func(s *surgery) { s.with("MITI_TURN_UDP=none", "MITI_TURN_NAME=127.0.0.9") }, doctor.Wrong, []string{"does not answer", "refused"}},
		{"a name without an address", func(s *surgery) { s.with("MITI_TURN_TCP=none", "MITI_TURN_NAME=nowhere.example") }, doctor.Wrong, []string{"nowhere.example", "DNS", "MITI_TURN_NAME"}},
		{"a certificate for another name", func(s *surgery) {
			s.secureRelay("other.example")
			s.with("MITI_TURN_NAME=turn.example")
		}, doctor.Wrong, []string{"browsers refuse", "other.example", "MITI_TURN_TLS_CERT"}},
		{"a certificate that is not there", func(s *surgery) {
			s.with("MITI_TURN_TLS=127.0.0.1:0", "MITI_TURN_TLS_CERT=/none", "MITI_TURN_TLS_KEY=/none")
		}, doctor.Wrong, []string{"does not start", "/none"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			s := newSurgery(t)
			c.spoil(s)
			s.expect("relay", c.state, c.says...)
		})
	}
}

// secureRelay has the relay served by TLS alone, with a certificate for a name.
func (s *surgery) secureRelay(name string) { s.secureRelayUntil(name, time.Now().AddDate(0, 3, 0)) }

func (s *surgery) secureRelayUntil(name string, end time.Time) {
	a := certtest.New(s.T)
	s.roots = a.Roots()
	cert, key := a.Pair(name, time.Now().Add(-time.Hour), end)
	s.names["turn.example"] = []string{"127.0.0.1"}
	s.with("MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "MITI_TURN_TLS=127.0.0.1:0", "MITI_TURN_NAME="+name,
		"MITI_TURN_TLS_CERT="+s.file("relay.pem", cert), "MITI_TURN_TLS_KEY="+s.file("relay.key", key))
}
