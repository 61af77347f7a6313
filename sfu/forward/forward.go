// Package forward takes the packets of publishers to the seats of receivers.
// It sees decrypted packets and times; it has no socket, no goroutine and no
// clock. Like all that is forwarded through it, it belongs to one loop.
//
// A Source is one incoming stream, a Sink one outgoing one. A sink watches at
// most one source at a time and may change it: to its receiver it stays one
// continuous stream.
package forward

import (
	"time"

	"github.com/pion/rtcp"
)

// ServerSSRC is the sender of all feedback that is the server's own.
const ServerSSRC = 1

// Peer is the other end of a connection.
type Peer interface {
	// SendRTP encrypts a packet and sends it. The packet is the caller's
	// again when it returns.
	SendRTP(packet []byte)
	SendRTCP(packets ...rtcp.Packet)
}

// Publisher is what the sources of one connection share.
type Publisher struct {
	Peer      Peer
	RoundTrip time.Duration // to the publisher and back, 0 while it is not known
	// offset turns the publisher's wall clock into ours. It is one for all
	// sources, so that voice and picture keep together.
	offset    int64
	hasOffset bool
}

// drift is by how much an offset may grow with a report, for clocks that do not
// go equally fast.
const drift = 100 * time.Microsecond

// reported takes the NTP time of a report that has come. What came soonest says
// best what time it is: the first one may have been late.
func (p *Publisher) reported(ntp uint64, now time.Time) {
	offset := int64(toNTP(now) - ntp)
	if !p.hasOffset {
		p.offset, p.hasOffset = offset, true
	}
	p.offset += min(offset-p.offset, int64(ntpSpan(drift)))
}

// local translates a publisher's NTP time.
func (p *Publisher) local(ntp uint64) uint64 { return ntp + uint64(p.offset) }

// toNTP is RFC 3550 section 4: seconds since 1900 in 32.32 fixed point.
func toNTP(t time.Time) uint64 {
	const since1900 = 2208988800
	n := t.UnixNano()
	return uint64(n/1e9+since1900)<<32 | uint64(n%1e9)<<32/1e9
}

// ntpSpan is a duration in 32.32 fixed point.
func ntpSpan(d time.Duration) uint64 { return uint64(d.Seconds() * (1 << 32)) }
