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

// Line is what is known of an m-line that a publisher sends on.
type Line struct {
	Video   bool
	Codecs  []codec.Codec
	NACK    bool  // it answers requests for lost packets
	LevelID uint8 // header extension of the audio level, 0 for none
}

// Source is one incoming stream and the sinks that watch it.
type Source struct {
	publisher *Publisher
	line      Line
	ssrc      uint32
	clock     uint32
	tracker   *reception.Tracker
	history   *history.History // of video; sound is not kept
	single    history.Packet   // of audio
	sinks     []*Sink
	keys      keyFrames
	key       uint16 // number of the first packet of the last key frame
	keyTime   uint32
	haveKey   bool
	last      uint16 // highest number
	report    senderReport
	nacks     []uint16
}

// senderReport is the last one of the publisher (RFC 3550 section 6.4.1).
type senderReport struct {
	ntp uint64 // on our clock
	rtp uint32
	at  time.Time
}

// NewSource makes the source of a line. Its packets come from the pool.
func NewSource(p *Publisher, l Line, pool *history.Pool) *Source {
	s := &Source{publisher: p, line: l, clock: codec.AudioClock}
	if l.Video {
		s.clock, s.history = codec.VideoClock, history.New(pool)
		s.keys.on = true
	}
	s.tracker = reception.New(s.clock)
	return s
}

// SSRC is the stream's identifier, 0 while it is not known.
func (s *Source) SSRC() uint32 { return s.ssrc }

// SetSSRC says which stream is the line's. Another one than before begins a
// new numbering.
func (s *Source) SetSSRC(ssrc uint32) {
	if s.ssrc == ssrc {
		return
	}
	if s.ssrc != 0 {
		s.restart()
		s.tracker = reception.New(s.clock)
	}
	s.ssrc = ssrc
}

// Receive takes a packet of the stream.
func (s *Source) Receive(v *packet.View, now time.Time) {
	for i := range s.line.Codecs {
		if s.line.Codecs[i].Type == v.Type {
			s.take(v, incoming{seq: v.Seq, payload: v.Payload, codec: uint8(i)}, now)
			return
		}
	}
}

// ReceiveRepair takes a packet of the retransmission stream (RFC 4588
// section 4): the payload begins with the number of the original.
func (s *Source) ReceiveRepair(v *packet.View, now time.Time) {
	if len(v.Payload) < 3 {
		return // padding that probes the bandwidth
	}
	in := incoming{seq: uint16(v.Payload[0])<<8 | uint16(v.Payload[1]), payload: v.Payload[2:], repaired: true}
	for i := range s.line.Codecs {
		if c := &s.line.Codecs[i]; c.HasRTX && c.RTX == v.Type {
			in.codec = uint8(i)
			s.take(v, in, now)
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
func (s *Source) take(v *packet.View, in incoming, now time.Time) {
	switch s.tracker.Arrive(in.seq, v.Timestamp, now, in.repaired) {
	case reception.Useless:
		return
	case reception.Restarted:
		s.restart()
		s.last = in.seq
	case reception.Next:
		s.last = in.seq
	case reception.Late:
	}
	p := s.store(v, in, now)
	if p == nil {
		return
	}
	if p.Picture.Key && !(s.haveKey && s.keyTime == p.Timestamp && int16(p.Seq-s.key) > 0) {
		s.key, s.keyTime, s.haveKey = p.Seq, p.Timestamp, true
		s.keys.arrived()
	}
	for _, k := range s.sinks {
		k.forward(p, now)
	}
}

// store copies the packet to where it is sent from.
func (s *Source) store(v *packet.View, in incoming, now time.Time) *history.Packet {
	p := &s.single
	if s.history != nil {
		p = s.history.Put(in.seq, now)
	}
	p.Seq, p.Timestamp, p.Marker, p.Codec = in.seq, v.Timestamp, v.Marker, in.codec
	if !p.SetPayload(in.payload) {
		return nil
	}
	switch s.line.Codecs[in.codec].Name {
	case codec.VP8:
		p.Picture, _ = packet.VP8(in.payload)
	case codec.H264:
		p.Picture, _ = packet.H264(in.payload)
	default:
		level := v.Extension(s.line.LevelID)
		if p.HasLevel = len(level) == 1; p.HasLevel {
			p.Level = level[0]
		}
	}
	return p
}

// restart is called when the numbering begins anew.
func (s *Source) restart() {
	s.haveKey = false
	if s.history != nil {
		s.history.Clear()
	}
	for _, k := range s.sinks {
		k.restart()
	}
}

// Close lets all sinks go and gives the history back.
func (s *Source) Close() {
	for len(s.sinks) > 0 {
		s.sinks[0].Watch(nil, time.Time{})
	}
	if s.history != nil {
		s.history.Clear()
	}
}

// SenderReport takes a report of the publisher.
func (s *Source) SenderReport(r *rtcp.SenderReport, now time.Time) {
	s.tracker.Sender(r.NTPTime, now)
	s.report = senderReport{ntp: s.publisher.local(r.NTPTime, now), rtp: r.RTPTime, at: now}
}

// Reception is the report block for the publisher.
func (s *Source) Reception(now time.Time) (rtcp.ReceptionReport, bool) {
	return s.tracker.Report(s.ssrc, now)
}

// Tick asks again for what is missing, and for key frames that are due.
func (s *Source) Tick(now time.Time) {
	if s.line.NACK && s.tracker.Waiting() {
		if s.nacks = s.tracker.Missing(s.nacks[:0], now); len(s.nacks) > 0 {
			s.publisher.Peer.SendRTCP(&rtcp.TransportLayerNack{
				SenderSSRC: ServerSSRC, MediaSSRC: s.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(s.nacks),
			})
		}
	}
	if s.history == nil {
		return
	}
	if s.tracker.GaveUp() && len(s.sinks) > 0 {
		s.keys.want()
	}
	s.history.Expire(now)
	s.askKey(now)
}

// WatchedBy tells whether a sink watches the source.
func (s *Source) WatchedBy(k *Sink) bool { return k.source == s && slices.Contains(s.sinks, k) }
