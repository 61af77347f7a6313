package sfutest

import (
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu"
)

// Sender is a source of a participant.
type Sender struct {
	Participant string
	Source      sfu.Source
}

// Heard counts what came of one sender, over whichever seat.
type Heard struct {
	Packets   int // each once
	Frames    int // whole ones
	KeyFrames int // whole ones
	Last      time.Time
	Layer     int           // of the last packet
	Delay     time.Duration // of the last packet, from sender to receiver
	DelayMost time.Duration
}

// Received counts what came on one line of a seat.
type Received struct {
	Packets     int // each once
	Missing     int // of the numbers between the first and the highest
	Duplicates  int
	Reordered   int // came after a higher number
	Repaired    int // came as a retransmission (RTX)
	Shifted     int // numbers that moved against those of the sender, between changes of the sender
	Foreign     int // payloads that no client of this package made
	Frames      int // whole ones
	KeyFrames   int // whole ones
	Now         Sender
	Codec       string // MIME type of the last packet
	Layer       int    // of a simulcast
	Switches    int    // from one layer of a sender to another
	Blind       int    // of these, those that did not begin with a key frame
	Sequence    uint16 // the highest
	Time        uint32 // of the highest number
	Picture     uint16 // the last picture id
	TimeBack    int    // RTP times that went back while the numbers went on
	PictureBack int    // picture ids that went back while the numbers went on
	Reports     int    // sender reports
	ReportsBack int    // of these, those that were not later than the one before
	// Skew is by how much later than it was sent the last packet was made, by what
	// the last reports say of the times of the line. It is the same for all that a
	// sender makes at one time, but for the difference of the clocks.
	Skew time.Duration
}

// window is for how many numbers back a line remembers what it had.
const window = 4096

// line turns the packets of one line of a seat into Received.
type line struct {
	Received
	video   bool
	started bool
	before  Received // at the start of this peer connection
	first   uint64   // number of the first packet, counted on from the first cycle
	highest uint64
	had     [window]uint64 // the number that the slot stands for
	frames  map[frameKey]*partial
	report  *rtcp.SenderReport // the last one
	fit     fit                // of all reports
	settled bool               // offset is known
	offset  uint16             // of the numbers against those of the sender's layer
}

// frameKey names a frame of a sender.
type frameKey struct {
	Sender
	layer uint8
	frame uint32
}

// partial is a frame of which some parts have come.
type partial struct {
	parts uint8
	key   bool
}

// parcel is a packet that the line had not had before.
type parcel struct {
	mark
	whole, key bool // the packet made its frame whole, and it is a key frame
}

// restart counts on, on a new peer connection, whose numbers are new.
func (l *line) restart() {
	l.started, l.settled, l.report, l.fit, l.before = false, false, nil, fit{}, l.Received
	l.had = [window]uint64{}
}

// take counts a packet, of the codec with a MIME type. ok is false for a duplicate or one that is not ours.
func (l *line) take(p *rtp.Packet, mime string, repaired bool) (got parcel, ok bool) {
	if repaired {
		l.Repaired++
	}
	newest, fresh := l.number(p)
	if !fresh {
		l.Duplicates++
		return got, false
	}
	l.Packets++
	l.Missing = l.before.Missing + int(l.highest-l.first) + 1 - (l.Packets - l.before.Packets)
	payload, v := p.Payload, picture{}
	if !l.video && len(payload) > 0 {
		payload = payload[1:]
	} else if v, payload, ok = readPicture(payload, mime); !ok {
		payload = nil
	}
	if newest {
		l.clock(p.Timestamp)
		if l.video && numbered(mime) {
			l.pictured(v.id)
		}
	}
	if got.mark, ok = readMark(payload); !ok {
		l.Foreign++
		return got, false
	}
	if l.sits(got.mark, p.SequenceNumber) && !v.key {
		l.Blind++
	}
	l.Codec = mime
	l.times(p.Timestamp, got.sent)
	if got.whole, got.key = l.frame(got.mark, v.key); got.whole {
		l.Frames++
		if got.key {
			l.KeyFrames++
		}
	}
	return got, true
}

// reported takes what the server says of the times of the line.
func (l *line) reported(r *rtcp.SenderReport) {
	l.Reports++
	if l.report != nil && r.NTPTime <= l.report.NTPTime {
		l.ReportsBack++
	}
	l.report = r
	l.fit.add(r)
}

// times compares when a packet was made, by the reports, with when it was sent.
func (l *line) times(rtpTime uint32, sent time.Time) {
	const since1900 = 2208988800
	if made, ok := l.fit.at(rtpTime); ok {
		l.Skew = time.Duration((made - since1900 - float64(sent.UnixNano())/1e9) * 1e9)
	}
}

// number notes the number of a packet. newest says that it is the highest,
// fresh that it had not come before.
func (l *line) number(p *rtp.Packet) (newest, fresh bool) {
	if !l.started {
		l.started = true
		l.first = 1<<32 + uint64(p.SequenceNumber) // room to count back from
		l.highest = l.first
		l.Sequence, l.Time, l.Picture = p.SequenceNumber, p.Timestamp, 0
		l.had[l.first%window] = l.first
		return true, true
	}
	number := l.highest + uint64(int64(int16(p.SequenceNumber-uint16(l.highest))))
	if l.had[number%window] == number || number+window <= l.highest {
		return false, false
	}
	l.had[number%window] = number
	l.first = min(l.first, number)
	if number < l.highest {
		l.Reordered++
		return false, true
	}
	l.highest, l.Sequence = number, p.SequenceNumber
	return true, true
}

// sits notes whose packet it was. The numbers of one sender are moved by the
// same for all of its packets, or a gap would be filled with the wrong one. It
// reports whether the packet is of another layer than the one before.
func (l *line) sits(m mark, number uint16) (switched bool) {
	now, offset := Sender{Participant: m.from, Source: m.source}, number-m.count
	switch {
	case l.Now != now || !l.settled:
	case l.Layer != int(m.layer):
		l.Switches++
		switched = true
	case l.offset != offset:
		l.Shifted++
	}
	l.Now, l.Layer, l.offset, l.settled = now, int(m.layer), offset, true
	return switched
}

// clock looks whether the time, which must never go back, did.
func (l *line) clock(rtpTime uint32) {
	if int32(rtpTime-l.Time) < 0 {
		l.TimeBack++
	}
	l.Time = rtpTime
}

// pictured looks whether the picture ids, which must never go back, did.
func (l *line) pictured(id uint16) {
	if l.highest > l.first && (id-l.Picture)&0x7fff >= 0x4000 {
		l.PictureBack++
	}
	l.Picture = id
}

// frame notes a part of a frame and tells whether it is whole now.
func (l *line) frame(m mark, key bool) (whole, isKey bool) {
	if m.parts <= 1 {
		return true, key
	}
	at := frameKey{Sender{m.from, m.source}, m.layer, m.frame}
	f := l.frames[at]
	if f == nil {
		if len(l.frames) > 256 { // frames that will never be whole
			clear(l.frames)
		}
		f = &partial{}
		l.frames[at] = f
	}
	f.parts++
	f.key = f.key || key
	if f.parts < m.parts {
		return false, false
	}
	delete(l.frames, at)
	return true, f.key
}

// hear adds a packet to what was heard of its sender.
func (h *Heard) hear(p parcel, now time.Time) {
	h.Packets++
	h.Last, h.Delay, h.Layer = now, now.Sub(p.sent), int(p.layer)
	h.DelayMost = max(h.DelayMost, h.Delay)
	if p.whole {
		h.Frames++
		if p.key {
			h.KeyFrames++
		}
	}
}
