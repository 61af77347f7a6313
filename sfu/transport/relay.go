package transport

import "net/netip"

// Relayed is the way to one peer through a relay of this process: packets are
// handed over in memory. No socket stands between the two, so nobody else can
// reach the loop by it, and it reaches nobody else.
type Relayed struct {
	loop    *Loop
	addr    netip.AddrPort
	deliver func(packet []byte)
	ended   func()
	peer    *Conn // the loop's
}

// Relay opens a way for what a relay takes in under an address. What goes back
// is delivered, from any goroutine; deliver must not wait, and the bytes are
// its only until it returns. Ended is called on the loop, and must not wait
// either, when the peer that came by it has ended, so that nothing will go by it
// any more.
func (l *Loop) Relay(from netip.AddrPort, deliver func(packet []byte), ended func()) *Relayed {
	return &Relayed{loop: l, addr: from, deliver: deliver, ended: ended}
}

func (r *Relayed) path() path { return path{addr: r.addr, via: r} }

// Receive hands a packet to the loop. It never waits: a loop that does not keep
// up loses it, as a socket would.
func (r *Relayed) Receive(packet []byte) {
	l := r.loop
	if len(packet) > maxPacket {
		return
	}
	f := l.frames.Get().(*frame)
	f.from, f.n = r.path(), copy(f.b[:], packet)
	select {
	case l.inbox <- f:
		l.wake()
	default:
		f.from = path{}
		l.frames.Put(f)
	}
}

// Close takes the way from the peer that came by it.
func (r *Relayed) Close() {
	r.loop.Do(func() {
		if c := r.peer; c != nil {
			c.forget(r.path())
		}
	})
}

// send implements carrier.
func (r *Relayed) send(b []byte) { r.deliver(b) }

// close implements carrier. It is the relay's to end the way, and its client's,
// who may have vanished.
func (r *Relayed) close(over bool) {
	if over {
		r.ended()
	}
}

// way implements carrier.
func (r *Relayed) way() Way { return ByRelay }

// conn implements carrier.
func (r *Relayed) conn() *Conn { return r.peer }

// belong implements carrier.
func (r *Relayed) belong(c *Conn) { r.peer = c }
