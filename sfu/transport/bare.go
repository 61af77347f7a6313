package transport

import (
	"net"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"
)

// Bare is the socket of a loop and nothing else: no ICE, no keys, no clock. The
// floor that the SFU is measured by takes and gives packets by it, so that both
// wait in the same way.
type Bare struct {
	udp    *socket
	closed atomic.Bool
}

// ListenBare opens a socket.
func ListenBare(at netip.AddrPort) (*Bare, error) {
	udp, err := listenUDP(at)
	if err != nil {
		return nil, err
	}
	return &Bare{udp: udp}, nil
}

// Addr is where the socket is.
func (b *Bare) Addr() netip.AddrPort { return b.udp.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// Run hands over each packet that comes, until Stop. The bytes are take's only
// until it returns.
func (b *Bare) Run(take func(packet []byte, from netip.AddrPort)) {
	var yield time.Time // when to step back, as a loop does
	for !b.closed.Load() {
		now := time.Now()
		if !now.Before(yield) {
			runtime.Gosched()
			yield = now.Add(yieldEvery)
		}
		for i := range b.udp.read(now.Add(TickEvery)) {
			take(b.udp.packet(i))
		}
		b.udp.flush()
	}
}

// Space is where the next packet to be sent is to be written, from its beginning.
// It is take's to call, as Send is.
func (b *Bare) Space() []byte { return b.udp.buffer() }

// Send has so many bytes of Space be sent, when all that came is handed over.
func (b *Bare) Send(bytes int, to netip.AddrPort) { b.udp.add(bytes, to) }

// Stop ends Run soon.
func (b *Bare) Stop() {
	b.closed.Store(true)
	b.udp.wake()
}

// Close closes the socket, which nobody may run any more.
func (b *Bare) Close() error { return b.udp.conn.Close() }
