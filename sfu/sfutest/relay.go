package sfutest

import (
	"container/heap"
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	socketBuffer = 4 << 20
	datagramMost = 2048
	clientsMost  = 256 // source addresses that a relay keeps a socket for
)

// Relay is a stretch of network between clients and one server: what comes to
// Addr goes on to the server, each client from a socket of its own, and back.
// Everything but the sockets belongs to one goroutine.
type Relay struct {
	front *net.UDPConn
	to    netip.AddrPort

	arrivals chan arrival
	commands chan func()
	stop     context.CancelFunc
	done     <-chan struct{}
	tasks    sync.WaitGroup

	up, down *path
	clients  map[netip.AddrPort]*net.UDPConn
	flights  flights
	order    int
}

// arrival is a datagram that was read: from a client, or, with back set, from
// the server for a client.
type arrival struct {
	client netip.AddrPort
	back   bool
	b      []byte
}

// NewRelay listens on listen, port 0 being any, and forwards to the address
// to. The same seed is the same network.
func NewRelay(listen, to netip.AddrPort, seed uint64) (*Relay, error) {
	front, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(listen))
	if err != nil {
		return nil, fmt.Errorf("relay to %v: %w", to, err)
	}
	enlarge(front)
	ctx, stop := context.WithCancel(context.Background())
	r := &Relay{
		front: front, to: to,
		arrivals: make(chan arrival, 256), commands: make(chan func()), stop: stop, done: ctx.Done(),
		up: newPath(seed, 0, Path{}), down: newPath(seed, 1, Path{}),
		clients: map[netip.AddrPort]*net.UDPConn{},
	}
	r.tasks.Go(func() { r.run(ctx) })
	r.tasks.Go(func() { r.read(front, netip.AddrPort{}) })
	return r, nil
}

// enlarge lets bursts wait in the kernel: what is lost shall be lost by the
// dice. A refusal leaves the default, which small tests can live with.
func enlarge(c *net.UDPConn) {
	_ = c.SetReadBuffer(socketBuffer)
	_ = c.SetWriteBuffer(socketBuffer)
}

// Addr is where clients send.
func (r *Relay) Addr() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// Change edits both directions; it applies to the packets that come from now on.
func (r *Relay) Change(edit func(up, down *Path)) {
	r.do(func() { edit(&r.up.Path, &r.down.Path) })
}

// Dark makes the network pass nothing, or all again, in both directions.
func (r *Relay) Dark(on bool) {
	r.Change(func(up, down *Path) { up.Dark, down.Dark = on, on })
}

// Rebind gives every client a new address towards the server, as a router does
// that forgot the old one, or a phone that goes from one network to another.
func (r *Relay) Rebind() { r.do(r.forget) }

// Tallies are the counts of both directions.
func (r *Relay) Tallies() (up, down Tally) {
	r.do(func() { up, down = r.up.Tally, r.down.Tally })
	return up, down
}

// Close stops the relay and returns when the last of its goroutines has ended.
func (r *Relay) Close() {
	r.stop()
	r.tasks.Wait()
}

// do runs f on the relay's goroutine and waits for it.
func (r *Relay) do(f func()) {
	ran := make(chan struct{})
	select {
	case r.commands <- func() { f(); close(ran) }:
		<-ran
	case <-r.done:
	}
}

func (r *Relay) run(ctx context.Context) {
	defer r.forget()
	defer func() { _ = r.front.Close() }() // ends its reader
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case a := <-r.arrivals:
			r.admit(a, time.Now())
		case f := <-r.commands:
			f()
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		timer.Reset(r.deliver(time.Now()))
	}
}

func (r *Relay) admit(a arrival, now time.Time) {
	p := r.up
	if a.back {
		p = r.down
	}
	at, copies := p.admit(now, len(a.b))
	for range copies {
		r.order++
		heap.Push(&r.flights, flight{arrival: a, at: at, order: r.order})
	}
}

// deliver sends what is due and tells how long it is until more is.
func (r *Relay) deliver(now time.Time) time.Duration {
	for len(r.flights) > 0 {
		if wait := r.flights[0].at.Sub(now); wait > 0 {
			return wait
		}
		f := heap.Pop(&r.flights).(flight)
		// A network says nothing of what it could not deliver.
		if f.back {
			_, _ = r.front.WriteToUDPAddrPort(f.b, f.client)
		} else if c := r.towards(f.client); c != nil {
			_, _ = c.Write(f.b)
		}
	}
	return time.Hour
}

// towards is the socket by which the server sees a client, or nil if there are
// too many.
func (r *Relay) towards(client netip.AddrPort) *net.UDPConn {
	if c := r.clients[client]; c != nil {
		return c
	}
	if len(r.clients) == clientsMost {
		return nil
	}
	c, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.to))
	if err != nil {
		return nil
	}
	enlarge(c)
	r.clients[client] = c
	r.tasks.Go(func() { r.read(c, client) })
	return c
}

// forget closes the sockets towards the server; that ends their readers.
func (r *Relay) forget() {
	for client, c := range r.clients {
		_ = c.Close()
		delete(r.clients, client)
	}
}

// read hands over what comes on a socket until it is closed. A client is
// known for the sockets towards the server only.
func (r *Relay) read(c *net.UDPConn, client netip.AddrPort) {
	buf := make([]byte, datagramMost)
	for {
		n, from, err := c.ReadFromUDPAddrPort(buf)
		if isClosed(err) {
			return
		}
		if err != nil {
			continue // the server's port was closed for a while: ECONNREFUSED
		}
		a := arrival{client: client, back: client.IsValid(), b: append([]byte(nil), buf[:n]...)}
		if !a.back {
			a.client = from
		}
		select {
		case r.arrivals <- a:
		case <-r.done:
			return
		}
	}
}
