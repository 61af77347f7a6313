package sfu

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/feedback"
	"miti/sfu/forward"
	"miti/sfu/packet"
)

const (
	reportEvery = time.Second // sender and receiver reports
	reportMost  = 32          // reports in one packet, so that it fits a datagram
	rtcpHeader  = 4

	// With as many packets to tell of, feedback goes out in each turn; a voice alone
	// brings fewer, and is told of in every second one.
	feedbackAtOnce = 8
)

// RTP implements transport.Handler: it is the packet path.
func (s *session) RTP(b []byte, now time.Time) {
	v := &s.member.room.sfu.view
	if !v.Parse(b) {
		return
	}
	if n := v.Extension(s.transportID); len(n) == 2 {
		if s.arrivals.Add(binary.BigEndian.Uint16(n), now, v.SSRC) {
			s.sendFeedback()
		}
	}
	if l := s.bySSRC[v.SSRC]; l != nil {
		l.Receive(v, now)
	} else if l = s.byRTX[v.SSRC]; l != nil {
		l.ReceiveRepair(v, now)
	} else {
		s.meet(v, now)
	}
}

// meet finds whose stream it is that the offer did not name, by the mid that
// its packets carry (RFC 8843 section 9.2), and in a simulcast by the name of
// the layer (RFC 8852 section 3).
func (s *session) meet(v *packet.View, now time.Time) {
	mid := v.Extension(s.midID)
	for _, src := range s.sources {
		if len(mid) == 0 || string(mid) != src.line.Mid {
			continue
		}
		for _, c := range src.line.Codecs {
			switch {
			case c.Type == v.Type:
				if l := src.Layer(string(v.Extension(s.ridID))); l != nil {
					s.bind(l, v.SSRC)
					l.Receive(v, now)
				}
				return
			case c.HasRTX && c.RTX == v.Type:
				if l := src.Layer(s.repairedName(v)); l != nil {
					s.bindRTX(l, v.SSRC)
					l.ReceiveRepair(v, now)
				}
				return
			}
		}
	}
}

// repairedName is the layer that a retransmission says it is of. Some say so
// with the extension of the layer itself.
func (s *session) repairedName(v *packet.View) string {
	if name := v.Extension(s.repairedID); len(name) > 0 {
		return string(name)
	}
	return string(v.Extension(s.ridID))
}

// RTCP implements transport.Handler.
func (s *session) RTCP(b []byte, now time.Time) {
	for len(b) >= rtcpHeader {
		n := rtcpHeader + 4*int(binary.BigEndian.Uint16(b[2:]))
		if n > len(b) {
			return // what is malformed is lost, like a packet
		}
		if r := &s.member.room.sfu.report; !feedback.Is(b) {
			s.told(b[:n], now)
		} else if s.receiver.Estimate != nil && r.Read(b[:n]) {
			s.receiver.Estimate.Feedback(r, now)
		}
		b = b[n:]
	}
}

// told takes one packet that is no transport-wide feedback.
func (s *session) told(b []byte, now time.Time) {
	packets, err := rtcp.Unmarshal(b)
	if err != nil {
		return
	}
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.SenderReport:
			if l := s.bySSRC[p.SSRC]; l != nil {
				l.SenderReport(p, now)
			}
			s.received(p.Reports, now)
		case *rtcp.ReceiverReport:
			s.received(p.Reports, now)
		case *rtcp.PictureLossIndication:
			s.keyFrame(p.MediaSSRC, now)
		case *rtcp.FullIntraRequest:
			for _, f := range p.FIR {
				s.keyFrame(f.SSRC, now)
			}
		case *rtcp.TransportLayerNack:
			s.resend(p, now)
		}
	}
}

func (s *session) received(reports []rtcp.ReceptionReport, now time.Time) {
	for i := range reports {
		if k := s.sinks[reports[i].SSRC]; k != nil {
			k.Received(&reports[i], now)
		}
	}
}

func (s *session) keyFrame(ssrc uint32, now time.Time) {
	if k := s.sinks[ssrc]; k != nil {
		k.WantKey(now)
	}
}

func (s *session) resend(n *rtcp.TransportLayerNack, now time.Time) {
	k := s.sinks[n.MediaSSRC]
	if k == nil {
		return
	}
	for _, pair := range n.Nacks {
		pair.Range(func(seq uint16) bool {
			k.Resend(seq, now)
			return true
		})
	}
}

// tick does what a session needs at once.
func (s *session) tick(now time.Time) {
	if !s.conn.Secure() {
		return
	}
	for _, src := range s.sources {
		src.Tick(now)
	}
	s.share(now)
}

// turn does what a session needs from time to time.
func (s *session) turn(now time.Time) {
	s.conn.Tick(now)
	if !s.conn.Secure() {
		return
	}
	s.receiver.Tick()
	s.publisher.RoundTrip = s.roundTrip(now)
	s.tellArrivals()
	if !now.Before(s.nextReport) {
		s.nextReport = now.Add(reportEvery)
		s.sendReports(now)
	}
}

// tellArrivals is called once a turn.
func (s *session) tellArrivals() {
	if s.waited = !s.waited && s.arrivals.Waiting() < feedbackAtOnce; !s.waited {
		s.sendFeedback()
	}
}

func (s *session) sendFeedback() {
	if b := s.arrivals.Message(forward.ServerSSRC); b != nil {
		s.publisher.Peer.SendRTCP((*rtcp.RawPacket)(&b))
	}
}

// sendReports tells how the client is received, and at which times what it
// receives was made.
func (s *session) sendReports(now time.Time) {
	receiver := &rtcp.ReceiverReport{SSRC: forward.ServerSSRC}
	for _, src := range s.sources {
		for _, l := range src.Layers() {
			if r, ok := l.Reception(now); ok {
				receiver.Reports = append(receiver.Reports, r)
			}
		}
	}
	packets := []rtcp.Packet{receiver}
	for _, k := range s.sinks {
		if r, ok := k.Report(now); ok {
			packets = append(packets, r)
		}
		if len(packets) == reportMost {
			s.conn.SendRTCP(packets...)
			packets = packets[:0]
		}
	}
	if len(packets) > 0 {
		s.conn.SendRTCP(packets...)
	}
}
