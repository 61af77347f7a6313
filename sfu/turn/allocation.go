package turn

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
	"golang.org/x/time/rate"

	"miti/sfu/transport"
)

const (
	maxPacket = 1600 // bytes; longer ones are no media
	// queued is how many packets wait for a client that does not keep up. It
	// loses those that come then.
	queued = 128
	// bytesPerSecond is what an allocation carries each way, with bursts. A
	// call with many pictures takes half of it.
	bytesPerSecond = 2 << 20
	burst          = 256 << 10
	// The relayed ports are numbers only, from the range that RFC 8656 section
	// 7.2 names: they tell the relayed addresses of one client apart.
	firstPort, ports = 49152, 16384
)

var (
	errOnlyUDP = errors.New("only UDP is relayed")
	errFamily  = errors.New("the SFU has no address of this family")
	errNobody  = errors.New("no port is reserved for anybody")
)

// generator makes the allocations of one transport for Pion, which asks for
// one after the other.
type generator struct {
	server   *Server
	client   *client    // nil for UDP
	source   netip.Addr // who asked last
	refusals *refusals
}

// refuse is why an allocation cannot be made, and the code of it (RFC 8656
// section 7.2).
func (g *generator) refuse(code stun.ErrorCode, err error) error {
	g.refusals.why = code
	return err
}

// hasRoom is Pion's QuotaHandler.
func (g *generator) hasRoom(holder, _ string, from net.Addr) bool {
	g.source = source(from)
	return g.server.book.hasRoom(holder, g.source)
}

// Validate implements pion.RelayAddressGenerator.
func (*generator) Validate() error { return nil }

// AllocateListener implements pion.RelayAddressGenerator: RFC 6062 is not for us.
func (g *generator) AllocateListener(pion.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, g.refuse(stun.CodeUnsupportedTransProto, errOnlyUDP)
}

// AllocateConn implements pion.RelayAddressGenerator.
func (*generator) AllocateConn(pion.AllocateConnConfig) (net.Conn, error) { return nil, errOnlyUDP }

// AllocatePacketConn implements pion.RelayAddressGenerator.
func (g *generator) AllocatePacketConn(c pion.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	s := g.server
	if c.UserID == "" {
		return nil, nil, errNobody // EVEN-PORT tries what is free
	}
	host := s.own(c.Network == "udp6")
	if !host.IsValid() {
		return nil, nil, g.refuse(stun.CodeAddrFamilyNotSupported, errFamily)
	}
	if !s.book.open(c.UserID, g.source, &s.tasks) {
		return nil, nil, net.ErrClosed
	}
	a := &allocation{
		server: s, client: g.client, holder: c.UserID, source: g.source,
		relayed: netip.AddrPortFrom(host, uint16(firstPort+s.port.Add(1)%ports)),
		queue:   make(chan *packet, queued), done: make(chan struct{}), ways: map[netip.AddrPort]*transport.Relayed{},
		up: rate.NewLimiter(bytesPerSecond, burst), down: rate.NewLimiter(bytesPerSecond, burst),
	}
	if isTrial(a.holder) {
		a.endAfter(s.trial)
	}
	g.client.allocated(true)
	return a, a.LocalAddr(), nil
}

// packet is one on its way from the SFU to a client.
type packet struct {
	from net.Addr
	n    int
	b    [maxPacket]byte
}

// allocation is the relayed address of one client, and Pion's socket for it:
// what is written goes to the SFU, what is read comes from there.
type allocation struct {
	server   *Server
	client   *client // nil for UDP
	holder   string  // of the grant
	source   netip.Addr
	relayed  netip.AddrPort
	queue    chan *packet
	up, down *rate.Limiter
	done     chan struct{}
	once     sync.Once

	mu   sync.Mutex
	ways map[netip.AddrPort]*transport.Relayed // by media address
	end  *time.Timer                           // of a trial, else nil
}

// endAfter bounds how long the allocation lives, however often it is refreshed.
func (a *allocation) endAfter(most time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.end = time.AfterFunc(most, func() { _ = a.Close() })
}

// WriteTo implements net.PacketConn. A packet for anybody but the SFU goes
// nowhere: permissions are by host, and a host has more ports than ours.
func (a *allocation) WriteTo(b []byte, to net.Addr) (int, error) {
	udp, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, errOnlyUDP
	}
	way := a.way(udp)
	if way == nil || !a.up.AllowN(a.server.now(), len(b)) {
		return len(b), nil // lost, as on any network
	}
	a.server.up.Add(uint64(len(b)))
	way.Receive(b)
	return len(b), nil
}

// way is the one to a media address, nil if it is not one.
func (a *allocation) way(to *net.UDPAddr) *transport.Relayed {
	peer := to.AddrPort()
	peer = netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port())
	a.mu.Lock()
	defer a.mu.Unlock()
	way := a.ways[peer]
	if way == nil && a.ways != nil {
		from := net.UDPAddrFromAddrPort(peer)
		way = a.server.media.Relay(peer, a.relayed, func(b []byte) { a.deliver(from, b) }, func() { _ = a.Close() })
		if way != nil {
			a.ways[peer] = way
		}
	}
	return way
}

// deliver takes a packet from the SFU. It does not wait.
func (a *allocation) deliver(from net.Addr, b []byte) {
	if len(b) > maxPacket || !a.down.AllowN(a.server.now(), len(b)) {
		return
	}
	p := a.server.packets.Get().(*packet)
	p.from, p.n = from, copy(p.b[:], b)
	select {
	case a.queue <- p:
		a.server.down.Add(uint64(len(b))) // the packet is the reader's now
	default:
		a.server.packets.Put(p)
	}
}

// ReadFrom implements net.PacketConn. A goroutine of Pion's calls it until the
// first error.
func (a *allocation) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case p := <-a.queue:
		n, from := copy(b, p.b[:p.n]), p.from
		a.server.packets.Put(p)
		return n, from, nil
	case <-a.done:
		a.server.tasks.Done()
		return 0, nil, net.ErrClosed
	}
}

// Close implements net.PacketConn.
func (a *allocation) Close() error {
	a.once.Do(func() {
		close(a.done)
		a.mu.Lock()
		ways, end := a.ways, a.end
		a.ways = nil
		a.mu.Unlock()
		if end != nil {
			end.Stop()
		}
		for _, way := range ways {
			way.Close()
		}
		a.server.book.end(a.holder, a.source)
		a.client.allocated(false)
	})
	return nil
}

// LocalAddr implements net.PacketConn.
func (a *allocation) LocalAddr() net.Addr { return net.UDPAddrFromAddrPort(a.relayed) }

// SetDeadline implements net.PacketConn; Pion sets none.
func (a *allocation) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.PacketConn.
func (a *allocation) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.PacketConn.
func (a *allocation) SetWriteDeadline(time.Time) error { return nil }
