package turn

import "net/netip"

// Addresses are those that the sockets are bound to, the zero value for what
// was left out.
func (s *Server) Addresses() (udp, tcp, tls netip.AddrPort) {
	return s.bound.udp, s.bound.tcp, s.bound.tls
}
