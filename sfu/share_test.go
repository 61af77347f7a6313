package sfu

import (
	"container/list"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"miti/sfu/answer"
	"miti/sfu/codec"
	"miti/sfu/estimate/estimatetest"
	"miti/sfu/layer"
	"miti/sfu/packet"
	"miti/sfu/transport"
)

// A theatre is a room without a socket and without a clock: what its actors send
// comes at the times of the test, and the viewer is at the end of a link. All in
// between is real. How much else the machine has to do makes no difference.
type theatre struct {
	*testing.T
	now     time.Time
	link    *estimatetest.Link
	room    *room
	actors  []*actor
	viewer  *session
	reports []report // on their way back

	looks   []Look
	sent    uint64
	wanted  time.Time // when more was last wanted than the path was thought to carry
	padding int
	voices  map[uint32]time.Time // by the stream, when something of it last went out
	paused  []Sitter             // as was said last
}

type report struct {
	at     time.Time
	packet []byte
}

const (
	step       = 5 * time.Millisecond
	voiceEvery = 20 * time.Millisecond
	frameEvery = 40 * time.Millisecond
	wire       = 20 + 8 + 16 // bytes that a packet is longer there, as the estimate counts
)

// act begins with a room of these, who sit with a viewer in this order.
func act(t *testing.T, seed uint64, link estimatetest.Link, actors ...*actor) *theatre {
	th := &theatre{
		T: t, now: time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC), link: &link, actors: actors,
		voices: map[uint32]time.Time{},
	}
	link.Dice = rand.New(rand.NewPCG(seed, 0))
	said := &events{deliver: func(Event) {}, wake: make(chan struct{}, 1), waiting: map[about]*list.Element{}}
	th.room = &room{sfu: &SFU{loop: &transport.Loop{}, events: said}, name: "room"}
	var seats []answer.Line
	for i, a := range actors {
		a.enter(th, i)
		for range a.seats() {
			n := len(seats)
			seats = append(seats, line("audio", fmt.Sprint(n), answer.RecvOnly), line("video", fmt.Sprint(n+1), answer.RecvOnly))
		}
	}
	viewer := th.member("viewer")
	th.viewer = viewer.session
	th.viewer.receiver.Peer = th
	th.viewer.apply(&answer.Offer{Lines: seats}, nil)
	for _, k := range th.viewer.sinks {
		k.Open(th.now)
	}
	th.room.reseat()
	return th
}

func (th *theatre) member(name string) *member {
	m := &member{room: th.room, name: name, session: bare()}
	m.session.member, m.session.conn = m, &transport.Conn{}
	th.room.members = append(th.room.members, m)
	return m
}

const numberID = 3 // header extension of the transport-wide number

func line(kind, mid string, direction answer.Direction) answer.Line {
	l := answer.Line{Kind: kind, Mid: mid, Direction: direction, Usable: true, TransportID: numberID}
	if l.Codecs = []codec.Codec{{Name: codec.Opus, Type: 111}}; kind == "video" {
		l.Codecs = []codec.Codec{{Name: codec.VP8, Type: 96, RTX: 97, HasRTX: true}}
	}
	return l
}

// actor is a publisher, whose streams take so many bits a second.
type actor struct {
	name   string
	voice  bool
	camera []int // of its layers, the smallest first
	screen int

	*member
	streams []*stream
}

// seats are how many the actor takes.
func (a *actor) seats() int {
	if a.screen > 0 {
		return 2
	}
	return 1
}

// stream is what an actor sends under one SSRC.
type stream struct {
	ssrc, time uint32
	seq        uint16
	picture    uint16
	bits       int // a second, of pictures
	key        bool
}

// enter brings the actor into the room.
func (a *actor) enter(th *theatre, number int) {
	a.member = th.member(a.name)
	a.session.publisher.Peer = a
	var lines []answer.Line
	var on []Source
	add := func(kind string, source Source, rids ...string) {
		l := line(kind, string(source), answer.SendOnly)
		l.RIDs = rids
		lines, on = append(lines, l), append(on, source)
	}
	if a.voice {
		add("audio", Microphone)
	}
	if len(a.camera) > 0 {
		add("video", Camera, "q", "h", "f")
	}
	if a.screen > 0 {
		add("video", Screen)
	}
	names := map[string]Source{}
	for _, source := range on {
		names[string(source)] = source
	}
	a.setSending(on)
	a.session.apply(&answer.Offer{Lines: lines}, names)
	for _, src := range a.session.sources {
		for i, l := range src.Layers() {
			st := &stream{ssrc: uint32(100*(number+1) + len(a.streams)), key: true}
			switch src.kind {
			case Camera:
				st.bits = a.camera[i]
			case Screen:
				st.bits = a.screen
			}
			a.session.bind(l, st.ssrc)
			a.streams = append(a.streams, st)
		}
	}
}

// SendRTP implements forward.Peer.
func (a *actor) SendRTP([]byte) {}

// SendRTCP implements forward.Peer: who is asked for a key frame sends one.
func (a *actor) SendRTCP(packets ...rtcp.Packet) {
	for _, p := range packets {
		for _, st := range a.streams {
			if p, ok := p.(*rtcp.PictureLossIndication); ok && p.MediaSSRC == st.ssrc {
				st.key = true
			}
		}
	}
}

// speaks sends a packet of sound.
func (a *actor) speaks(th *theatre, st *stream) {
	st.time += 960
	a.says(th, st, 111, true, make([]byte, 60))
}

// shows sends a frame, of which a key frame is thrice as long.
func (a *actor) shows(th *theatre, st *stream) {
	const most = 1000
	size := int(float64(st.bits) / 8 * frameEvery.Seconds())
	if st.key {
		size *= 3
	}
	st.time += 90 * uint32(frameEvery.Milliseconds())
	st.picture++
	for at := 0; at < size; at += most {
		b := make([]byte, min(most, size-at)+10)
		b[0], b[1] = 0x80, 0x80
		binary.BigEndian.PutUint16(b[2:], 0x8000|st.picture)
		if at == 0 { // RFC 7741 section 4.3
			if b[0] |= 0x10; !st.key {
				b[4] = 1
			}
		}
		a.says(th, st, 96, at+most >= size, b)
	}
	st.key = false
}

func (a *actor) says(th *theatre, st *stream, pt uint8, marker bool, payload []byte) {
	p := rtp.Packet{Payload: payload, Header: rtp.Header{
		Version: 2, SSRC: st.ssrc, PayloadType: pt, SequenceNumber: st.seq, Timestamp: st.time, Marker: marker,
	}}
	st.seq++
	b, err := p.Marshal()
	if err != nil {
		th.Fatal(err)
	}
	a.session.RTP(b, th.now)
}

// SendRTP implements forward.Peer: what goes to the viewer goes by the link.
func (th *theatre) SendRTP(b []byte) {
	var v packet.View
	if !v.Parse(b) || len(v.Extension(numberID)) != 2 {
		th.Fatal("a packet that cannot be read, or has no number")
	}
	size := len(b) + wire
	th.sent += uint64(size)
	th.link.Send(binary.BigEndian.Uint16(v.Extension(numberID)), size, th.now)
	if b[0]&0x20 != 0 {
		// A look for more that has begun goes on for some ticks.
		if th.padding++; th.now.Sub(th.wanted) > 200*time.Millisecond {
			th.Fatalf("padding after %v, and nothing more is wanted", th.since(th.wanted))
		}
	}
	if v.Type == 111 {
		th.voices[v.SSRC] = th.now
	}
}

// SendRTCP implements forward.Peer.
func (th *theatre) SendRTCP(...rtcp.Packet) {}

func (th *theatre) since(t time.Time) time.Duration { return th.now.Sub(t) }

// goes on for a while. At the end of every step there is each, which ends the
// while by true.
func (th *theatre) goes(d time.Duration, each func() bool) {
	th.Helper()
	for end := th.now.Add(d); th.now.Before(end); th.now = th.now.Add(step) {
		now := th.now
		at := time.Duration(now.UnixNano())
		for i, a := range th.actors {
			for _, st := range a.streams {
				switch {
				case st.bits == 0 && at%voiceEvery == 0:
					a.speaks(th, st)
				case st.bits > 0 && at%frameEvery == time.Duration(i)*step%frameEvery:
					a.shows(th, st)
				}
			}
		}
		if b := th.link.Report(now); b != nil {
			th.reports = append(th.reports, report{now.Add(th.link.Delay), slices.Clone(b)})
		}
		for len(th.reports) > 0 && !th.reports[0].at.After(now) {
			th.viewer.RTCP(th.reports[0].packet, now)
			th.reports = th.reports[1:]
		}
		if at%transport.TickEvery == 0 {
			th.tick(at)
		}
		if each != nil && each() {
			return
		}
	}
}

// tick is what the loop does, and what is looked at after it.
func (th *theatre) tick(at time.Duration) {
	for _, a := range th.actors {
		for _, src := range a.session.sources {
			src.Tick(th.now)
		}
	}
	th.viewer.share(th.now)
	h := &th.viewer.sharing
	if h.wanted > th.viewer.carries() {
		th.wanted = th.now
	}
	th.inOrder(h)
	for _, last := range th.voices {
		if th.since(last) > 0 {
			th.Fatalf("a voice is not passed on, %v after its last packet", th.since(last))
		}
	}
	if at%(turns*transport.TickEvery) == 0 {
		th.viewer.receiver.Tick()
		th.looks = append(th.looks, Look{th.now, th.viewer.carries(), th.sent})
	}
	for {
		q, ok := th.room.sfu.events.next()
		if !ok {
			return
		}
		if p, ok := q.event.(Paused); ok {
			th.paused = p.Pictures
		}
	}
}

// inOrder holds that nobody is shown in whose place one of a better rank would
// have fit, who is paused.
func (th *theatre) inOrder(h *sharing) {
	const margin = 1.15 // of what is to grow
	for i := range h.given {
		for j := range h.given {
			better, worse := &h.wishes[i], &h.wishes[j]
			if better.Rank < worse.Rank && h.given[i] == layer.None && h.given[j] != layer.None &&
				margin*float64(better.Bits[0]) < float64(worse.Bits[h.given[j]]) {
				th.Fatalf("rank %d is shown and %d is not: %v of %+v", worse.Rank, better.Rank, h.given, h.wishes)
			}
		}
	}
}

// shown are the layers of who sits in each seat.
func (th *theatre) shown() map[Sitter]int {
	all := map[Sitter]int{}
	for _, seat := range th.viewer.seats {
		all[seat.sitter.public()] = seat.shown()
	}
	return all
}

// until waits for something, no longer than is promised.
func (th *theatre) until(what string, promised time.Duration, is func() bool) {
	th.Helper()
	begin := th.now
	done := false
	th.goes(promised, func() bool { done = is(); return done })
	if !done {
		th.Fatalf("%s: not within %v: %v is shown, %d bits a second", what, promised, th.shown(), th.viewer.carries())
	}
	th.Logf("%s: after %v", what, th.since(begin))
}

// The path to a viewer drops from 5 Mbit/s to 300 kbit/s, and is wide again. All
// that is promised of such a path holds, and what is seen of whom goes by rank.
func TestAPathThatNarrowsAndWidens(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { narrowsAndWidens(t, seed) })
	}
}

func narrowsAndWidens(t *testing.T, seed uint64) {
	sizes := []int{50_000, 300_000, 800_000}
	th := act(t, seed, estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 50 * time.Millisecond, Jitter: 10 * time.Millisecond},
		&actor{name: "elise", camera: sizes}, // whoever comes first has no better rank by that
		&actor{name: "david", camera: sizes, voice: true},
		&actor{name: "chloe", camera: sizes, voice: true},
		&actor{name: "bruno", screen: 50_000},
	)
	th.viewer.member.pinned, th.room.speaker = "chloe", th.actors[1].member
	elise, david, chloe, screen := Sitter{Participant: "elise"}, Sitter{Participant: "david"}, Sitter{Participant: "chloe"},
		Sitter{Participant: "bruno", Screen: true}
	all := func() bool {
		shown := th.shown()
		return shown[elise] == 2 && shown[david] == 2 && shown[chloe] == 2 && shown[screen] == 0 && len(th.paused) == 0
	}
	th.until("all in the greatest size", 15*time.Second, all)
	th.goes(10*time.Second, nil)

	th.link.Rate, th.link.Queue = 300_000, 32<<10
	small := func() bool {
		shown := th.shown()
		return max(shown[elise], shown[david], shown[chloe]) <= 0
	}
	th.until("as much as fits", 3*time.Second, func() bool {
		return small() && slices.Contains(th.paused, elise) && th.viewer.carries() < 330_000
	})
	th.goes(90*time.Second, func() bool {
		if !small() || slices.Contains(th.paused, screen) {
			t.Fatalf("%v is shown and %v said to be paused, at %d bits a second", th.shown(), th.paused, th.viewer.carries())
		}
		return false
	})

	th.link.Rate, th.link.Queue = 5_000_000, 64<<10
	th.until("all again", 15*time.Second, all)
	if th.padding == 0 {
		t.Error("nothing looked for more")
	}
	if over := Over(th.looks); over > time.Second {
		t.Errorf("more than the path was thought to carry for %v", over)
	}
}

// A call without pictures wants nothing more, and brings no padding.
func TestACallOfVoicesBringsNoPadding(t *testing.T) {
	th := act(t, 1, estimatetest.Link{Rate: 5_000_000, Queue: 64 << 10, Delay: 50 * time.Millisecond},
		&actor{name: "anna", voice: true}, &actor{name: "bruno", voice: true})
	th.goes(time.Minute, nil)
	if th.padding > 0 || len(th.voices) != 2 {
		t.Errorf("%d packets of padding, %d voices", th.padding, len(th.voices))
	}
}
