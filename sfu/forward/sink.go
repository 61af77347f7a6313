package forward

import (
	"time"

	"github.com/pion/rtcp"

	"miti/sfu/codec"
	"miti/sfu/estimate"
	"miti/sfu/history"
	"miti/sfu/packet"
	"miti/sfu/rewrite"
)

// SinkLine is what is known of an m-line that a receiver hears or sees on.
type SinkLine struct {
	Video  bool
	Codecs []codec.Codec
	// Header extensions, 0 for none: of the audio level, and of the number that
	// a packet has among all that the receiver is sent.
	LevelID, TransportID uint8
	SSRC, RTXSSRC        uint32
}

// Sink is one outgoing stream: an SSRC for as long as the connection lives,
// and whichever source is watched.
type Sink struct {
	receiver *Receiver
	line     SinkLine
	open     bool // the receiver's keys are there
	clock    float64

	source   *Source
	types    []uint8 // payload type for each codec of the source
	rtxTypes []uint8
	most     int       // the greatest layer that may be shown, -1 for none
	forced   bool      // the path carries no more
	layer    *Layer    // what is shown, nil for nothing
	next     *Layer    // whose key frame is waited for, nil for none
	since    time.Time // that it is waited for
	timed    *Layer    // whose time the numbers are in, nil where they begin anew
	before   moment    // of the stream, in the time of the layer before
	numbers  rewrite.Numbers
	pictures rewrite.Pictures

	rtxSeq     uint16
	resends    time.Time // until when what may be sent again is used up
	resent     *resent
	packets    uint32
	octets     uint32
	lastReport uint64
	reports    [reportsKept]sentReport // the last ones, in turn
	reported   int                     // how many there were
	told       time.Time               // when the receiver said what follows
	roundTrip  time.Duration
	jitter     time.Duration
}

// sentReport is a sender report as the receiver names it, and when it went out.
type sentReport struct {
	name uint32
	at   time.Time
}

// reportsKept is how many reports may be on their way, there and back.
const reportsKept = 4

// timely is for how long it is true what a receiver says of a stream. Of one that
// has stopped a browser says nothing more, 8 s later.
const timely = 20 * time.Second

// moment says which time of a stream is which time of day.
type moment struct {
	ntp   uint64
	rtp   uint32
	known bool
}

// NewSink makes a sink whose numbers begin at random ones that the caller
// gives: below 2^15, so that a receiver that misses the first packets guesses
// the rollover counter right (RFC 3711 section 3.3.1).
func NewSink(r *Receiver, l SinkLine, first, firstRTX uint16) *Sink {
	clock := uint32(codec.AudioClock)
	if l.Video {
		clock = codec.VideoClock
	}
	if l.TransportID != 0 && r.Estimate == nil {
		r.Estimate = estimate.New()
	}
	return &Sink{
		receiver: r, line: l, clock: float64(clock), most: MaxLayers,
		numbers: rewrite.NewNumbers(l.Video, first), rtxSeq: firstRTX,
	}
}

// send rewrites a packet for this receiver and sends it.
func (k *Sink) send(p *history.Packet, now time.Time) {
	if p.Plain != nil {
		inner := k.types[p.Plain.Codec]
		if k.receiver.Lossy && k.types[p.Codec] != codec.NoType && inner != codec.NoType {
			packet.RenameRED(p.Payload(), inner)
		} else {
			p = p.Plain
		}
	}
	pt := k.types[p.Codec]
	if pt == codec.NoType {
		k.skip()
		return
	}
	if k.numbers.Fresh() {
		k.begin()
	}
	seq, timestamp, ok := k.numbers.Next(p.Seq, p.Timestamp, p.At)
	if !ok {
		return
	}
	k.pictures.Apply(p.Payload(), p.Picture)
	h := header{pt: pt, seq: seq, timestamp: timestamp, ssrc: k.line.SSRC, level: k.line.LevelID != 0 && p.HasLevel}
	head := k.headLen(h)
	b := p.Frame(head)
	k.header(b, p, h, now)
	k.packets++
	k.octets += uint32(len(b) - head)
	k.receiver.Peer.SendRTP(b)
}

// begin has a layer whose times are known go on in the time of the stream. A
// receiver draws one line through all that it was told of that (RFC 3550 section
// 6.4.1) lately: a step in it would keep lips and sound apart until it is forgotten.
func (k *Sink) begin() {
	if k.timed == k.layer {
		return // after packets that were left out
	}
	k.timed = k.layer
	if l := k.timed; k.before.known && l.report.known() {
		later := float64(int64(l.time()-k.before.ntp)) / (1 << 32)
		k.numbers.Align(k.before.rtp + uint32(int64(later*k.clock)) - l.report.rtp)
	}
}

// fresh makes the next packet the first of another numbering.
func (k *Sink) fresh() {
	if l := k.timed; l != nil && l.report.known() {
		k.before = moment{ntp: l.time(), rtp: k.numbers.Clock(l.report.rtp), known: true}
	}
	k.timed = nil
	k.numbers.Switch()
	k.pictures.Switch()
}

// skip says that packets are left out, which is no gap and takes no time.
func (k *Sink) skip() {
	k.numbers.Omit()
	k.pictures.Switch()
}

// Report is the sender report of the stream (RFC 3550 section 6.4.1) in the
// rewritten time. It reports false while there is nothing to tell, and for a
// report that would go back in time.
func (k *Sink) Report(now time.Time) (*rtcp.SenderReport, bool) {
	l := k.layer
	if l == nil || !l.report.known() || k.numbers.Fresh() {
		return nil, false
	}
	passed := now.Sub(l.report.at)
	r := &rtcp.SenderReport{
		SSRC:        k.line.SSRC,
		NTPTime:     l.time() + ntpSpan(passed),
		RTPTime:     k.numbers.Clock(l.report.rtp) + uint32(passed.Seconds()*k.clock),
		PacketCount: k.packets, OctetCount: k.octets,
	}
	if r.NTPTime <= k.lastReport {
		return nil, false
	}
	k.lastReport = r.NTPTime
	k.reports[k.reported%reportsKept] = sentReport{uint32(r.NTPTime >> 16), now}
	k.reported++
	return r, true
}

// Received takes what the receiver says of the stream (RFC 3550 section 6.4.1).
func (k *Sink) Received(r *rtcp.ReceptionReport, now time.Time) {
	k.told, k.jitter = now, time.Duration(float64(r.Jitter)/k.clock*float64(time.Second))
	for _, sent := range k.reports {
		if r.LastSenderReport != 0 && r.LastSenderReport == sent.name {
			waited := time.Duration(r.Delay) * time.Second / 65536
			k.roundTrip = max(now.Sub(sent.at)-waited, 0)
		}
	}
}

// RoundTrip is the time to the receiver and back, 0 while it is not known.
func (k *Sink) RoundTrip(now time.Time) time.Duration {
	if now.Sub(k.told) > timely {
		return 0
	}
	return k.roundTrip
}

// Jitter is what the receiver says of the times between packets, 0 while nothing
// comes.
func (k *Sink) Jitter(now time.Time) time.Duration {
	if now.Sub(k.told) > timely {
		return 0
	}
	return k.jitter
}
