package forward

import (
	"encoding/binary"
	"time"

	"miti/sfu/codec"
	"miti/sfu/history"
)

const (
	// Requests for lost packets can make us send that many at once, and one more
	// after each while.
	maxResends = 100
	oneResend  = 2 * time.Millisecond

	resendEvery = 30 * time.Millisecond // the same packet, or a round trip if that is longer
	resendMost  = 5                     // times

	padding    = 255 // bytes of a packet of padding, the most that there can be
	resentRing = 256 // packets whose requests are remembered; a power of two
)

// resent remembers what was sent again lately, so that nobody can have one
// packet sent without end.
type resent [resentRing]struct {
	seq   uint16
	times uint8
	at    int64 // nanoseconds
}

// may tells whether a packet may be sent again now, and counts on it. What was
// sent less than a pause ago may be on its way still.
func (r *resent) may(seq uint16, now time.Time, pause time.Duration) bool {
	s, at := &r[seq%resentRing], now.UnixNano()
	if s.seq != seq || s.times == 0 {
		s.seq, s.times, s.at = seq, 1, at
		return true
	}
	if s.times == resendMost || at-s.at < int64(pause) {
		return false
	}
	s.times, s.at = s.times+1, at
	return true
}

// Resend answers a request for lost packets by retransmission (RFC 4588).
// Without that nothing is sent again: the same number must never be encrypted
// twice, since two texts under one nonce would give the key away.
func (k *Sink) Resend(out uint16, now time.Time) {
	l := k.layer
	if l == nil || l.history == nil || !k.open || k.line.RTXSSRC == 0 {
		return
	}
	seq, ok := k.numbers.Source(out)
	if !ok {
		return
	}
	p := l.history.Get(seq)
	if p == nil || k.rtxTypes[p.Codec] == codec.NoType {
		return
	}
	if k.resent == nil { // most paths lose nothing
		k.resent = &resent{}
	}
	if now.Sub(k.resends) < oneResend || !k.resent.may(out, now, max(resendEvery, k.RoundTrip(now))) {
		return
	}
	if rested := now.Add(-maxResends * oneResend); k.resends.Before(rested) {
		k.resends = rested
	}
	k.resends = k.resends.Add(oneResend)
	k.pictures.Apply(p.Payload(), p.Picture)
	k.repeat(p, out, now)
	if k.receiver.Lossy && k.receiver.Estimate != nil {
		// A repetition that is lost, too, costs the picture another round trip,
		// and a second one costs a share of the share that is lost.
		k.repeat(p, out, now)
	}
}

// repeat sends a packet once more, by the number under which it was sent.
func (k *Sink) repeat(p *history.Packet, out uint16, now time.Time) {
	h := header{
		pt: k.rtxTypes[p.Codec], seq: k.rtxSeq, timestamp: k.numbers.Timestamp(p.Timestamp), ssrc: k.line.RTXSSRC,
	}
	head := k.headLen(h)
	b := p.Frame(head + 2)
	binary.BigEndian.PutUint16(b[head:], out) // the original number goes before the payload
	k.header(b, p, h, now)
	k.rtxSeq++
	k.receiver.Peer.SendRTP(b)
}

// Pad sends a packet of nothing but padding on the retransmission stream, to
// find out what the path carries. It returns its size, 0 if it cannot.
func (k *Sink) Pad(now time.Time) int {
	if !k.open || k.line.RTXSSRC == 0 || k.line.TransportID == 0 {
		return 0
	}
	for i := range k.line.Codecs {
		c := &k.line.Codecs[i]
		if !c.HasRTX {
			continue
		}
		h := header{pt: c.RTX, seq: k.rtxSeq, timestamp: k.numbers.Last(), ssrc: k.line.RTXSSRC}
		head := k.headLen(h)
		b := k.receiver.padding[:head+padding]
		k.header(b, &history.Packet{}, h, now)
		b[0] |= 0x20
		b[len(b)-1] = padding
		k.rtxSeq++
		k.receiver.Peer.SendRTP(b)
		return len(b) + overhead
	}
	return 0
}
