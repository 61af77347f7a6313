package forward

import (
	"slices"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/packet"
	"miti/sfu/reception"
)

// Layer is one incoming RTP stream: all that a source sends, or one size of
// it in a simulcast.
type Layer struct {
	source  *Source
	rid     string
	ssrc    uint32
	tracker *reception.Tracker
	history *history.History // of video
	sounds  []sound          // the last ones, in turn
	turn    int
	sinks   []*Sink // that take it, or wait for a key frame of it
	keys    keyFrames
	came    time.Time // when it was switched on
	key     uint16    // number of the first packet of the last key frame
	keyTime uint32
	haveKey bool
	last    uint16 // highest number
	heard   time.Time
	bytes   int // since counted
	counted time.Time
	bits    int // a second, lately
	before  int // in the last window alone
	loss    float64
	report  senderReport
	nacks   []uint16
}

// recent are as many packets of sound as come before it is known that somebody
// speaks, and some.
const recent = 8

// sound is a packet of audio, and the same without what is repeated in it.
type sound struct{ whole, plain history.Packet }

// senderReport is the last one of the publisher (RFC 3550 section 6.4.1).
type senderReport struct {
	ntp  uint64 // on the publisher's clock
	rtp  uint32 // by this one and those before
	at   time.Time
	mean int // of as many reports
}

const (
	meanMost = 4  // reports: a step is followed, too
	otherRTP = 10 // parts of a second: what is further off is of another clock
)

// add takes another report. Browsers know the time of their sound to 10 ms only, so
// that it is the mean that says what time it is.
func (r *senderReport) add(ntp uint64, rtp uint32, clock uint32, now time.Time) {
	later := float64(int64(ntp-r.ntp)) / (1 << 32)
	off := int32(rtp - r.rtp - uint32(int64(later*float64(clock))))
	if r.mean = min(r.mean+1, meanMost); !r.known() || max(off, -off) > int32(clock/otherRTP) {
		r.mean = 1
	}
	r.ntp, r.rtp, r.at = ntp, rtp-uint32(off-off/int32(r.mean)), now
}

func (r *senderReport) known() bool { return !r.at.IsZero() }

// time is that of the last report on our clock.
func (l *Layer) time() uint64 { return l.source.publisher.local(l.report.ntp) }

func newLayer(s *Source, rid string, pool *history.Pool) *Layer {
	l := &Layer{source: s, rid: rid}
	if s.line.Video {
		l.history = history.New(pool)
		l.keys.on = true
	} else {
		l.sounds = make([]sound, recent)
	}
	l.tracker = reception.New(s.clock())
	return l
}

func (s *Source) clock() uint32 {
	if s.line.Video {
		return codec.VideoClock
	}
	return codec.AudioClock
}

// SSRC is the stream's identifier, 0 while it is not known.
func (l *Layer) SSRC() uint32 { return l.ssrc }

// SetSSRC says which stream is the layer's. Another one than before begins a
// new numbering.
func (l *Layer) SetSSRC(ssrc uint32) {
	if l.ssrc == ssrc {
		return
	}
	if l.ssrc != 0 {
		l.restart()
		l.tracker = reception.New(l.source.clock())
	}
	l.ssrc = ssrc
}

// Receive takes a packet of the stream.
func (l *Layer) Receive(v *packet.View, now time.Time) {
	for i := range l.source.line.Codecs {
		if l.source.line.Codecs[i].Type == v.Type {
			l.take(v, incoming{seq: v.Seq, payload: v.Payload, codec: uint8(i)}, now)
			return
		}
	}
}

// ReceiveRepair takes a packet of the retransmission stream (RFC 4588
// section 4): the payload begins with the number of the original.
func (l *Layer) ReceiveRepair(v *packet.View, now time.Time) {
	if len(v.Payload) < 3 {
		return // padding that probes the bandwidth
	}
	in := incoming{seq: uint16(v.Payload[0])<<8 | uint16(v.Payload[1]), payload: v.Payload[2:], repaired: true}
	for i := range l.source.line.Codecs {
		if c := &l.source.line.Codecs[i]; c.HasRTX && c.RTX == v.Type {
			in.codec = uint8(i)
			l.take(v, in, now)
			return
		}
	}
}

// incoming is what differs between a packet and its retransmission.
type incoming struct {
	seq      uint16
	payload  []byte
	codec    uint8
	repaired bool
}

// take is the packet path: remember, and send to every sink.
func (l *Layer) take(v *packet.View, in incoming, now time.Time) {
	if len(in.payload) > history.MaxPayload {
		return // of no datagram that is sent on, and lost like one
	}
	switch l.tracker.Arrive(in.seq, v.Timestamp, now, in.repaired) {
	case reception.Useless:
		return
	case reception.Restarted:
		l.restart()
		l.last = in.seq
	case reception.Next:
		l.last = in.seq
	case reception.Late:
	}
	l.bytes += len(in.payload) + headMost + overhead // as it goes out
	switch p := l.store(v, in, now); {
	case p == nil:
		for _, k := range l.sinks {
			k.skip()
		}
	case l.history != nil || l.source.audible(p, now):
		l.pass(p, now)
	}
	l.sent(now)
}

// pass sends a packet to every sink.
func (l *Layer) pass(p *history.Packet, now time.Time) {
	if p.Picture.Key && !(l.haveKey && l.keyTime == p.Timestamp && int16(p.Seq-l.key) > 0) {
		l.key, l.keyTime, l.haveKey = p.Seq, p.Timestamp, true
		l.keys.forget()
	}
	for _, k := range l.sinks {
		k.forward(l, p, now)
	}
}

// sent notes that the layer is sent. One that was not before may be what some
// have waited for.
func (l *Layer) sent(now time.Time) {
	was := l.source.alive(l)
	l.heard, l.source.heard = now, now
	if !was {
		l.source.reconsider(now)
	}
}

// store copies the packet to where it is sent from.
func (l *Layer) store(v *packet.View, in incoming, now time.Time) *history.Packet {
	var p *history.Packet
	if l.history != nil {
		p = l.history.Put(in.seq, now)
	} else {
		l.turn = (l.turn + 1) % recent
		p = &l.sounds[l.turn].whole
		p.At = now
	}
	p.Seq, p.Timestamp, p.Marker, p.Codec = in.seq, v.Timestamp, v.Marker, in.codec
	if !p.SetPayload(in.payload) {
		return nil
	}
	switch l.source.line.Codecs[in.codec].Name {
	case codec.VP8:
		p.Picture, _ = packet.VP8(in.payload)
	case codec.H264:
		p.Picture, _ = packet.H264(in.payload)
	case codec.VP9:
		p.Picture, _ = packet.VP9(in.payload)
	case codec.AV1:
		p.Picture, _ = packet.AV1(in.payload)
	default:
		level := v.Extension(l.source.line.LevelID)
		if p.HasLevel = len(level) == 1; p.HasLevel {
			p.Level = level[0]
		}
		if p.Plain = nil; l.source.line.Codecs[in.codec].Name == codec.RED && !l.unwrap(p, in.payload) {
			return nil
		}
	}
	return p
}

// unwrap keeps the newest block of a packet of RED, for those who have lost
// nothing or take no RED.
func (l *Layer) unwrap(p *history.Packet, payload []byte) bool {
	primary, pt, ok := packet.RED(payload)
	inner := slices.IndexFunc(l.source.line.Codecs, func(c codec.Codec) bool {
		return c.Name == codec.Opus && c.Type == pt
	})
	plain := &l.sounds[l.turn].plain
	if !ok || inner < 0 || !plain.SetPayload(primary) {
		return false
	}
	plain.Seq, plain.Timestamp, plain.Marker, plain.Codec = p.Seq, p.Timestamp, p.Marker, uint8(inner)
	plain.Level, plain.HasLevel, plain.At = p.Level, p.HasLevel, p.At
	p.Plain = plain
	return true
}

// restart is called when the numbering begins anew.
func (l *Layer) restart() {
	l.haveKey = false
	if l.history != nil {
		l.history.Clear()
	}
	for i := len(l.sinks) - 1; i >= 0; i-- { // from the end: one may leave
		l.sinks[i].interrupted(l)
	}
	l.report = senderReport{} // of a clock that may be another one
}

// mute is after how long without a packet sound has stopped: one that is silent
// (DTX) sends three times as often. Its clock stands still until it goes on, and
// what is said of that meanwhile is not true any more then.
const mute = 1500 * time.Millisecond

// paused looks whether sound has stopped, and forgets its clock if it has.
func (l *Layer) paused(now time.Time) bool {
	if l.history != nil || now.Sub(l.heard) < mute {
		return false
	}
	if l.report.known() {
		for _, k := range l.sinks {
			k.fresh()
		}
		l.report = senderReport{}
	}
	return true
}

// begins tells whether a packet is the first of the last key frame. Its number
// alone does not say so: numbers go around.
func (l *Layer) begins(p *history.Packet) bool {
	return l.haveKey && p != nil && p.Seq == l.key && p.Picture.Key
}

// whole tells whether everything since the last key frame is there.
func (l *Layer) whole() bool {
	if !l.begins(l.history.Get(l.key)) || l.last-l.key >= replayMost {
		return false
	}
	for seq := l.key; seq != l.last+1; seq++ {
		if l.history.Get(seq) == nil {
			return false
		}
	}
	return true
}

func (l *Layer) remove(k *Sink) {
	if i := slices.Index(l.sinks, k); i >= 0 {
		l.sinks = slices.Delete(l.sinks, i, i+1)
	}
	if len(l.sinks) == 0 {
		l.keys.forget()
	}
}

// SenderReport takes a report of the publisher.
func (l *Layer) SenderReport(r *rtcp.SenderReport, now time.Time) {
	l.tracker.Sender(r.NTPTime, now)
	if l.paused(now) {
		return
	}
	l.source.publisher.reported(r.NTPTime, now)
	l.report.add(r.NTPTime, r.RTPTime, l.source.clock(), now)
}

// Reception is the report block for the publisher.
func (l *Layer) Reception(now time.Time) (rtcp.ReceptionReport, bool) {
	r, ok := l.tracker.Report(l.ssrc, now)
	l.loss = float64(r.FractionLost) / 256
	return r, ok
}

// Loss is the share of the packets that did not come, at the last report.
func (l *Layer) Loss() float64 { return l.loss }

const (
	countEvery = 500 * time.Millisecond
	decay      = 0.75
)

// count measures the layer. It rises with what two windows have, for what was
// late comes all at once, and falls slowly, for a picture that stands still
// will move again; what is not sent keeps its measure.
func (l *Layer) count(now time.Time) {
	passed := now.Sub(l.counted)
	if passed < countEvery {
		return
	}
	if passed < 2*countEvery && l.bytes > 0 {
		rate := int(float64(l.bytes) * 8 / passed.Seconds())
		both := rate
		if l.bits > 0 {
			both = min(rate, l.before)
		}
		l.bits, l.before = max(both, int(decay*float64(l.bits))), rate
	}
	l.bytes, l.counted = 0, now
}

func (l *Layer) tick(now time.Time) {
	l.count(now)
	if l.source.line.NACK && l.tracker.Waiting() {
		if l.nacks = l.tracker.Missing(l.nacks[:0], l.source.publisher.RoundTrip, now); len(l.nacks) > 0 {
			ask := &rtcp.TransportLayerNack{
				SenderSSRC: ServerSSRC, MediaSSRC: l.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(l.nacks),
			}
			// Where packets get lost, requests do, and each would cost a round trip.
			// Of two that arrive a browser answers one.
			l.source.publisher.Peer.SendRTCP(ask)
			l.source.publisher.Peer.SendRTCP(ask)
		}
	}
	if l.paused(now) || l.history == nil {
		return
	}
	if l.tracker.GaveUp() && len(l.sinks) > 0 {
		l.keys.want()
	}
	l.history.Expire(now)
	l.askKey(now)
}
