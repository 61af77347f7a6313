package forward

import (
	"time"

	"miti/sfu/estimate"
)

// overhead is what a packet is longer on the wire than here: IPv4, UDP, and
// the tag of SRTP.
const overhead = 20 + 8 + 16

// Receiver is what the sinks of one connection share.
type Receiver struct {
	Peer Peer
	// Estimate says what the path carries. It is made with the first sink whose
	// packets have a transport-wide number; nil is a receiver that reports none.
	Estimate *estimate.Estimator
	// Lossy tells that packets get lost on the way: a voice is then sent with
	// what was said before repeated, where both ends know how (RED).
	Lossy bool

	padding [rtpHeader + extensionHeader + 8 + padding]byte // a packet of it
}

// lossy is the share of packets, lost lately, from which on a voice is sent
// twice.
const lossy = 0.01

// Tick looks at what the receiver has reported.
func (r *Receiver) Tick() { r.Lossy = r.Estimate == nil || r.Estimate.Loss() > lossy }

// number counts a packet of all that the receiver is sent.
func (r *Receiver) number(size int, now time.Time) uint16 {
	return r.Estimate.Sent(size+overhead, now)
}
