package sfutest

import (
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// onTrack starts to read a line of a seat.
func (p *peer) onTrack(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	at := p.lineOf(r)
	if at != nil {
		p.client.board.change(at.restart)
	}
	p.spawn(func() { p.receive(t, at) })
	p.spawn(func() { p.reports(r, at) })
}

// lineOf finds the seat's line that a receiver belongs to, or nil.
func (p *peer) lineOf(r *webrtc.RTPReceiver) *line {
	for _, t := range p.pc.GetTransceivers() {
		if t.Receiver() == r {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.seats[t.Mid()]
		}
	}
	return nil
}

// receive counts the packets of a line until the peer is closed. What is not
// a seat is read as well, so that it holds up nothing.
func (p *peer) receive(t *webrtc.TrackRemote, at *line) {
	b := p.client.board
	for {
		packet, attributes, err := t.ReadRTP()
		if err != nil {
			return
		}
		if at == nil {
			continue
		}
		b.take(at, packet, t.Codec().MimeType, attributes.Get(webrtc.AttributeRtxSsrc) != nil)
	}
}

// reports reads the RTCP of a line: without it Pion's interceptors see none.
func (p *peer) reports(r *webrtc.RTPReceiver, at *line) {
	for {
		packets, _, err := r.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			if report, ok := packet.(*rtcp.SenderReport); ok && at != nil {
				p.client.board.change(func() { at.reported(report) })
			}
		}
	}
}
