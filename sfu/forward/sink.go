package forward

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/rewrite"
)

// SinkLine is what is known of an m-line that a receiver hears or sees on.
type SinkLine struct {
	Video   bool
	Codecs  []codec.Codec
	LevelID uint8 // header extension of the audio level, 0 for none
	SSRC    uint32
	RTXSSRC uint32
}

// Sink is one outgoing stream: an SSRC for as long as the connection lives,
// and whichever source is watched.
type Sink struct {
	peer  Peer
	line  SinkLine
	open  bool // the receiver's keys are there
	clock float64

	source   *Source
	types    []uint8 // payload type for each codec of the source
	rtxTypes []uint8
	most     int    // the greatest layer that may be shown, -1 for none
	layer    *Layer // what is shown, nil for nothing
	next     *Layer // whose key frame is waited for, nil for none
	numbers  rewrite.Numbers
	pictures rewrite.Pictures

	rtxSeq     uint16
	resends    int // that are left for now
	packets    uint32
	octets     uint32
	lastReport uint64
}

// Requests for lost packets can make us send that many at once, and so many
// more with each tick.
const (
	maxResends     = 100
	resendsPerTick = 10
)

// NewSink makes a sink whose numbers begin at random ones that the caller
// gives: below 2^15, so that a receiver that misses the first packets guesses
// the rollover counter right (RFC 3711 section 3.3.1).
func NewSink(peer Peer, l SinkLine, first, firstRTX uint16) *Sink {
	clock := uint32(codec.AudioClock)
	if l.Video {
		clock = codec.VideoClock
	}
	return &Sink{
		peer: peer, line: l, clock: float64(clock), resends: maxResends, most: MaxLayers,
		numbers: rewrite.NewNumbers(clock, first), rtxSeq: firstRTX,
	}
}

// send rewrites a packet for this receiver and sends it.
func (k *Sink) send(p *history.Packet, now time.Time) {
	pt := k.types[p.Codec]
	if pt == codec.NoType {
		return
	}
	seq, timestamp, ok := k.numbers.Next(p.Seq, p.Timestamp, now)
	if !ok {
		return
	}
	k.pictures.Apply(p.Payload(), p.Picture)
	head := k.headLen(p)
	b := p.Frame(head)
	k.header(b, p, header{pt: pt, seq: seq, timestamp: timestamp, ssrc: k.line.SSRC, level: head > rtpHeader})
	k.packets++
	k.octets += uint32(len(b) - head)
	k.peer.SendRTP(b)
}

const (
	rtpHeader   = 12 // RFC 3550 section 5.1
	levelHeader = 8  // one header extension in a block of RFC 8285
)

func (k *Sink) headLen(p *history.Packet) int {
	if k.line.LevelID != 0 && p.HasLevel {
		return rtpHeader + levelHeader
	}
	return rtpHeader
}

// header is what differs between receivers.
type header struct {
	pt        uint8
	seq       uint16
	timestamp uint32
	ssrc      uint32
	level     bool
}

// header writes an RTP header in front of a payload.
func (k *Sink) header(b []byte, p *history.Packet, h header) {
	b[0], b[1] = 2<<6, h.pt
	if p.Marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], h.seq)
	binary.BigEndian.PutUint32(b[4:], h.timestamp)
	binary.BigEndian.PutUint32(b[8:], h.ssrc)
	if h.level {
		b[0] |= 0x10
		// RFC 8285 section 4.2, one element of one byte, padded to a word.
		b[12], b[13], b[14], b[15] = 0xbe, 0xde, 0, 1
		b[16], b[17], b[18], b[19] = k.line.LevelID<<4, p.Level, 0, 0
	}
}

// Resend answers a request for lost packets by retransmission (RFC 4588).
// Without that nothing is sent again: the same number must never be encrypted
// twice, since two texts under one nonce would give the key away.
func (k *Sink) Resend(out uint16) {
	l := k.layer
	if l == nil || l.history == nil || !k.open || k.line.RTXSSRC == 0 || k.resends == 0 {
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
	k.resends--
	k.pictures.Apply(p.Payload(), p.Picture)
	b := p.Frame(rtpHeader + 2)
	binary.BigEndian.PutUint16(b[rtpHeader:], out) // the original number goes before the payload
	k.header(b, p, header{
		pt: k.rtxTypes[p.Codec], seq: k.rtxSeq, timestamp: k.numbers.Timestamp(p.Timestamp), ssrc: k.line.RTXSSRC,
	})
	k.rtxSeq++
	k.peer.SendRTP(b)
}

// Tick renews what may be resent.
func (k *Sink) Tick() { k.resends = min(k.resends+resendsPerTick, maxResends) }

// Report is the sender report of the stream (RFC 3550 section 6.4.1) in the
// rewritten time. It reports false while there is nothing to tell, and for a
// report that would go back in time.
func (k *Sink) Report(now time.Time) (*rtcp.SenderReport, bool) {
	l := k.layer
	if l == nil || l.report.at.IsZero() || k.numbers.Fresh() {
		return nil, false
	}
	passed := now.Sub(l.report.at)
	r := &rtcp.SenderReport{
		SSRC:        k.line.SSRC,
		NTPTime:     l.report.ntp + ntpSpan(passed),
		RTPTime:     k.numbers.Timestamp(l.report.rtp) + uint32(passed.Seconds()*k.clock),
		PacketCount: k.packets, OctetCount: k.octets,
	}
	if r.NTPTime <= k.lastReport {
		return nil, false
	}
	k.lastReport = r.NTPTime
	return r, true
}
