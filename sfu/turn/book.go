package turn

import (
	"net"
	"net/netip"
	"sync"

	"miti/sfu/transport"
)

// Limits of what clients can make the relay hold. A browser allocates once for
// each of its networks and each URL, and again with each restart of ICE; what it
// had on a network that is gone stays a while. A reception point has one address
// for all of its people. Anybody may test the connection, so all tests together
// take a part of the relay only, and those from one address a part of that: for
// twenty people at a reception point.
const (
	maxAllocations = 4096
	maxOfOne       = 64  // allocations of a participant
	maxOfSource    = 512 // allocations from one address
	maxOfTrial     = 12  // allocations of one test of the connection
	maxTrials      = 512 // allocations of all tests
	maxTrialsFrom  = 128 // allocations of tests from one address
	maxConnections = 2048
	maxFromSource  = 256 // connections from one address
)

// book knows who has what of the relay.
type book struct {
	mu sync.Mutex
	// What follows is mu's. Counts are by holder and by source.
	closed      bool
	allocations int
	ofOne       map[string]int
	ofSource    map[netip.Addr]int
	trials      int // allocations of tests
	trialsFrom  map[netip.Addr]int
	clients     map[*client]struct{}
	connections map[netip.Addr]int
}

func newBook() book {
	return book{
		ofOne: map[string]int{}, ofSource: map[netip.Addr]int{}, trialsFrom: map[netip.Addr]int{},
		clients: map[*client]struct{}{}, connections: map[netip.Addr]int{},
	}
}

// source is the address that limits count by.
func source(of net.Addr) netip.Addr {
	switch of := of.(type) {
	case *net.UDPAddr:
		return transport.Source(of.AddrPort().Addr())
	case *net.TCPAddr:
		return transport.Source(of.AddrPort().Addr())
	}
	return netip.Addr{}
}

// hasRoom tells whether the holder of a grant may allocate once more.
func (b *book) hasRoom(holder string, from netip.Addr) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if isTrial(holder) && (b.ofOne[holder] >= maxOfTrial || b.trials >= maxTrials || b.trialsFrom[from] >= maxTrialsFrom) {
		return false
	}
	return b.allocations < maxAllocations && b.ofOne[holder] < maxOfOne && b.ofSource[from] < maxOfSource
}

// open notes an allocation, as a task until it ends, unless the relay is closed.
func (b *book) open(holder string, from netip.Addr, tasks *sync.WaitGroup) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	tasks.Add(1)
	b.allocations++
	b.ofOne[holder]++
	b.ofSource[from]++
	if isTrial(holder) {
		b.trials++
		b.trialsFrom[from]++
	}
	return true
}

// end forgets an allocation.
func (b *book) end(holder string, from netip.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allocations--
	less(b.ofOne, holder)
	less(b.ofSource, from)
	if isTrial(holder) {
		b.trials--
		less(b.trialsFrom, from)
	}
}

// enter notes a connection, as a task until it ends, unless there are too many.
func (b *book) enter(c *client, tasks *sync.WaitGroup) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || len(b.clients) >= maxConnections || b.connections[c.source] >= maxFromSource {
		return false
	}
	tasks.Add(1)
	b.clients[c] = struct{}{}
	b.connections[c.source]++
	return true
}

// leave forgets a connection.
func (b *book) leave(c *client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.clients, c)
	less(b.connections, c.source)
}

// close ends all connections, and lets no more in.
func (b *book) close() {
	b.mu.Lock()
	b.closed = true
	all := make([]*client, 0, len(b.clients))
	for c := range b.clients {
		all = append(all, c)
	}
	b.mu.Unlock()
	for _, c := range all {
		_ = c.Close()
	}
}

// less counts one down. What is nobody's is not kept.
func less[K comparable](counts map[K]int, of K) {
	if counts[of]--; counts[of] <= 0 {
		delete(counts, of)
	}
}

// Stats are counts for metrics.
type Stats struct {
	Allocations, Connections int
	// BytesUp and BytesDown were relayed from and to clients since the start.
	BytesUp, BytesDown uint64
}

// Stats are the counts of now.
func (s *Server) Stats() Stats {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return Stats{
		Allocations: s.book.allocations, Connections: len(s.book.clients),
		BytesUp: s.up.Load(), BytesDown: s.down.Load(),
	}
}
