package transport

import (
	"net/netip"
	"slices"
	"sync"
)

// maxStrangers is how many TCP connections from one source may be there that
// nobody has proved to be a peer's. One takes a round trip to prove, so that a
// whole reception point behind one address comes at once.
const maxStrangers = 64

// strangers are the connections that no right check has come by yet. Of one
// source there are few, so that nobody can hold all the places there are.
type strangers struct {
	mu   sync.Mutex
	from map[netip.Addr][]*stream // by source, the oldest first
}

// enter notes a new connection. Where its source has too many, the oldest has
// had the most time to prove itself, and is to make room: it is returned.
func (s *strangers) enter(newest *stream) (oldest *stream) {
	source := Source(newest.addr.Addr())
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.from[source]
	if len(list) == maxStrangers {
		oldest, list = list[0], slices.Delete(list, 0, 1)
	}
	s.from[source] = append(list, newest)
	return oldest
}

// leave forgets a connection that is proved, or has ended. It may be called twice.
func (s *strangers) leave(one *stream) {
	source := Source(one.addr.Addr())
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(s.from[source], func(o *stream) bool { return o == one })
	if len(list) == 0 {
		delete(s.from, source)
		return
	}
	s.from[source] = list
}

// Source is whom limits count an address for: of IPv6 the network, whose
// addresses a client can change at will.
func Source(a netip.Addr) netip.Addr {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}
