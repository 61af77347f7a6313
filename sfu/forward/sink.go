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
	waiting  bool // for a key frame
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
		peer: peer, line: l, clock: float64(clock), resends: maxResends,
		numbers: rewrite.NewNumbers(clock, first), rtxSeq: firstRTX,
	}
}

// Open says that packets can be sent from now on.
func (k *Sink) Open(now time.Time) {
	k.open = true
	k.start(now)
}

// Watch changes the source, to none if it is nil.
func (k *Sink) Watch(s *Source, now time.Time) {
	if k.source == s {
		return
	}
	if k.source != nil {
		k.source.remove(k)
	}
	if k.source = s; s == nil {
		return
	}
	s.sinks = append(s.sinks, k)
	k.types, k.rtxTypes = codec.Match(s.line.Codecs, k.line.Codecs)
	k.restart()
	k.start(now)
}

func (s *Source) remove(k *Sink) {
	for i, other := range s.sinks {
		if other == k {
			s.sinks = append(s.sinks[:i], s.sinks[i+1:]...)
			return
		}
	}
}

// restart makes the next packet the first of another numbering.
func (k *Sink) restart() {
	k.numbers.Switch()
	k.pictures.Switch()
	k.waiting = k.line.Video
}

// start shows a picture as soon as possible: from the last key frame if the
// history has all since then, else from one that is asked for now.
func (k *Sink) start(now time.Time) {
	s := k.source
	if !k.open || s == nil || s.history == nil {
		return
	}
	if s.haveKey && s.whole() {
		k.replay(now)
		return
	}
	s.WantKey(now)
}

// whole tells whether everything since the last key frame is there.
func (s *Source) whole() bool {
	if int16(s.last-s.key) >= replayMost {
		return false
	}
	for seq := s.key; seq != s.last+1; seq++ {
		if s.history.Get(seq) == nil {
			return false
		}
	}
	return true
}

// replayMost is how many packets a newcomer is given at once.
const replayMost = 128

// replay sends what there is since the last key frame.
func (k *Sink) replay(now time.Time) {
	k.waiting = false
	s := k.source
	for seq := s.key; seq != s.last+1; seq++ {
		if p := s.history.Get(seq); p != nil {
			k.send(p, now)
		}
	}
}

// forward sends a packet that has just arrived.
func (k *Sink) forward(p *history.Packet, now time.Time) {
	if !k.open {
		return
	}
	if !k.waiting {
		k.send(p, now)
		return
	}
	s := k.source
	if s.haveKey && p.Seq == s.key {
		// What follows it may have been here before, if it was repaired.
		k.replay(now)
		return
	}
	s.WantKey(now)
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
	s := k.source
	if s == nil || s.history == nil || !k.open || k.line.RTXSSRC == 0 || k.resends == 0 {
		return
	}
	seq, ok := k.numbers.Source(out)
	if !ok {
		return
	}
	p := s.history.Get(seq)
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

// WantKey passes a receiver's wish for a key frame on.
func (k *Sink) WantKey(now time.Time) {
	if k.source != nil && k.open {
		k.source.WantKey(now)
	}
}

// Tick renews what may be resent.
func (k *Sink) Tick() { k.resends = min(k.resends+resendsPerTick, maxResends) }

// Report is the sender report of the stream (RFC 3550 section 6.4.1) in the
// rewritten time. It reports false while there is nothing to tell, and for a
// report that would go back in time.
func (k *Sink) Report(now time.Time) (*rtcp.SenderReport, bool) {
	s := k.source
	if s == nil || s.report.at.IsZero() || k.numbers.Fresh() {
		return nil, false
	}
	passed := now.Sub(s.report.at)
	r := &rtcp.SenderReport{
		SSRC:        k.line.SSRC,
		NTPTime:     s.report.ntp + ntpSpan(passed),
		RTPTime:     k.numbers.Timestamp(s.report.rtp) + uint32(passed.Seconds()*k.clock),
		PacketCount: k.packets, OctetCount: k.octets,
	}
	if r.NTPTime <= k.lastReport {
		return nil, false
	}
	k.lastReport = r.NTPTime
	return r, true
}
