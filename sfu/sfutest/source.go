package sfutest

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu"
)

// Pace is how much of a source is sent.
type Pace struct {
	Every    time.Duration // between two frames
	Parts    int           // packets of a frame
	KeyParts int           // packets of a key frame, if they are more than of another
	Uneven   bool          // every second frame has one packet more
	Bytes    int           // of a packet
	Phase    time.Duration // of the frames, by the clock of the machine; 0 is by their own beginning
}

// due is the first moment from at on in which a frame may come.
func (p Pace) due(at time.Time) time.Time {
	if p.Phase == 0 {
		return at
	}
	if late := time.Duration(at.UnixNano()-int64(p.Phase)) % p.Every; late > 0 {
		return at.Add(p.Every - late)
	}
	return at
}

// paceOf is what a page sends of a source, at a modest rate.
func paceOf(s sfu.Source) Pace {
	switch s {
	case sfu.Camera:
		return Pace{Every: time.Second / 15, Parts: 2, KeyParts: 6, Bytes: 700}
	case sfu.Screen:
		return Pace{Every: time.Second / 5, Parts: 2, KeyParts: 12, Bytes: 1000}
	}
	return Pace{Every: 20 * time.Millisecond, Parts: 1, Bytes: 80}
}

// Sent counts what a client did with one of its sources.
type Sent struct {
	Packets     int
	Frames      int
	KeyFrames   int
	KeyRequests int // PLI and FIR that came
	Nacked      map[uint16]int
}

// Beginning is where the numbers of a source start, for tests of wrap-around.
type Beginning struct {
	Sequence uint16
	Time     uint32
	After    time.Duration // comes the first packet of sound
}

// writer is where packets go: a track of a peer connection, or a bare socket.
type writer interface {
	WriteRTP(p *rtp.Packet) error
}

// source paces the frames of one of a client's senders. It goes on when the
// client gets a new peer connection, with numbers of their own.
type source struct {
	from  string
	name  sfu.Source
	layer uint8  // of a simulcast
	rid   string // its name, "" for the only one
	clock uint32 // RTP time of a second
	wake  chan struct{}

	mu       sync.Mutex
	track    writer
	mime     string      // of the codec that pictures are sent in
	names    []extension // that say of each packet whose it is
	begin    *Beginning
	on       bool
	pace     Pace
	wantKey  bool
	ignore   int // key-frame requests that will not be answered
	lose     int // key frames that will be numbered and not sent
	sent     Sent
	sequence uint16
	time     uint32
	picture  uint16
	frame    uint32
	count    uint16
	last     time.Time // of the frame before
}

func newSource(from string, name sfu.Source, begin *Beginning) *source {
	s := &source{from: from, name: name, begin: begin, clock: 90000, pace: paceOf(name), wake: make(chan struct{}, 1)}
	if !s.video() {
		s.clock = 48000
	}
	s.sent.Nacked = map[uint16]int{}
	return s
}

func (s *source) video() bool { return s.name == sfu.Camera || s.name == sfu.Screen }

// change edits the settings and lets run see it.
func (s *source) change(edit func()) {
	s.mu.Lock()
	edit()
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// attach sends on another track from now on. An encoder that starts makes a
// key frame first.
func (s *source) attach(t writer) {
	s.change(func() {
		s.track, s.wantKey = t, s.video()
		s.sequence, s.time, s.picture = uint16(rand.Uint32()), rand.Uint32(), uint16(rand.Uint32())&0x7fff
		if s.begin != nil {
			s.sequence, s.time = s.begin.Sequence, s.begin.Time
		}
	})
}

// run paces the frames until ctx ends. A wanted key frame does not wait for
// its turn, because a screen that stands still would make it wait for long.
func (s *source) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	next := time.Now()
	if s.begin != nil {
		next = next.Add(s.begin.After)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		track, packets, every := s.due(time.Now(), next)
		for _, p := range packets {
			_ = track.WriteRTP(p) // a peer connection that is closing refuses
		}
		if every > 0 { // a frame was made
			if next = next.Add(every); time.Since(next) > time.Second || time.Until(next) > every {
				next = time.Now().Add(every) // after a pause
			}
		}
		next = s.paceNow().due(next)
		timer.Reset(max(time.Until(next), 0) + s.rest())
	}
}

func (s *source) paceNow() Pace {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pace
}

// rest is how long run may sleep on top when there is nothing to send.
func (s *source) rest() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on && s.track != nil {
		return 0
	}
	return time.Hour
}

// due makes the packets of the next frame, if it is time for one; every is
// when the one after it is due, 0 if there was none.
func (s *source) due(now, next time.Time) (to writer, packets []*rtp.Packet, every time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.track == nil || !s.on || (now.Before(next) && !s.wantKey) {
		return nil, nil, 0
	}
	return s.track, s.frameLocked(now), s.pace.Every
}

func (s *source) frameLocked(now time.Time) []*rtp.Packet {
	key := s.wantKey && s.video()
	s.wantKey = false
	parts := max(s.pace.Parts, 1)
	if key {
		parts = max(parts, s.pace.KeyParts)
	} else if s.pace.Uneven {
		parts += int(s.frame & 1)
	}
	s.tickLocked(now)
	packets := make([]*rtp.Packet, 0, parts)
	for i := range parts {
		m := mark{from: s.from, source: s.name, layer: s.layer, frame: s.frame, count: s.count, part: uint8(i), parts: uint8(parts), sent: now}
		payload := []byte{0xf8} // TOC: CELT, 20 ms, one frame (RFC 6716 section 3.1)
		if s.video() {
			payload = picture{start: i == 0, key: key, id: s.picture}.append(nil, s.mime)
		}
		packet := &rtp.Packet{
			Header: rtp.Header{
				Version: 2, SequenceNumber: s.sequence, Timestamp: s.time,
				Marker: s.video() && i == parts-1,
			},
			Payload: m.append(payload, s.pace.Bytes),
		}
		for _, x := range s.names {
			_ = packet.SetExtension(x.id, x.value) // both are short
		}
		packets = append(packets, packet)
		s.sequence++
		s.count++
	}
	s.frame++
	s.picture = (s.picture + 1) & 0x7fff
	s.sent.Frames++
	if key {
		s.sent.KeyFrames++
		if s.lose > 0 {
			s.lose--
			return nil
		}
	}
	s.sent.Packets += len(packets)
	return packets
}

// tickLocked moves the RTP time on: sound by what a packet holds, pictures by
// the time that passed.
func (s *source) tickLocked(now time.Time) {
	step := s.clock / 50
	if s.video() && !s.last.IsZero() {
		step = max(uint32(now.Sub(s.last).Seconds()*float64(s.clock)), 1)
	}
	s.last = now
	s.time += step
}

// feedback takes the RTCP that came for the source.
func (s *source) feedback(packets []rtcp.Packet) {
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			s.change(func() {
				s.sent.KeyRequests++
				if s.ignore > 0 {
					s.ignore--
					return
				}
				s.wantKey = s.video()
			})
		case *rtcp.TransportLayerNack:
			s.change(func() {
				for _, pair := range p.Nacks {
					for _, number := range pair.PacketList() {
						s.sent.Nacked[number]++
					}
				}
			})
		}
	}
}

func (s *source) counts() Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.sent
	sent.Nacked = make(map[uint16]int, len(s.sent.Nacked))
	for number, times := range s.sent.Nacked {
		sent.Nacked[number] = times
	}
	return sent
}
