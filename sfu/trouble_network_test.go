package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/sfu/turn"
)

// descriptors counts the open files of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// heap is what is in use after a collection, in bytes.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// comesDown waits until a count of the whole process is at most a limit. There
// is nobody to tell of a change, so it looks again and again.
func (s *stage) comesDown(what string, count func() int, limit int) {
	s.Helper()
	beat, begin := time.NewTicker(50*time.Millisecond), time.Now()
	defer beat.Stop()
	defer func() { s.took(what+" as before", time.Since(begin), time.Minute) }()
	for count() > limit {
		select {
		case <-beat.C:
		case <-s.ctx.Done():
			buf := make([]byte, 64<<10)
			s.Fatalf("%d %s, at most %d were expected\n%s", count(), what, limit, buf[:runtime.Stack(buf, true)])
		}
	}
}

// MT-7: who vanishes, in whichever moment and by whichever way they had come,
// leaves nothing behind, and no line is written of them any more. Not parallel: it
// counts what the whole process has.
func TestChurnLeavesNothingBehind(t *testing.T) {
	const gone = 4 * time.Second // for 25 to find their way at once
	s := newStage(t, gone)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	relay, err := turn.Listen(turn.Config{UDP: local, TCP: local, Name: "127.0.0.1", Media: s.sfu, Now: time.Now})
	s.must(err)
	t.Cleanup(func() { s.must(relay.Close()) })
	const clients = 25
	passed := 0
	goroutines, files, bytes := runtime.NumGoroutine(), descriptors(t), heap()
	for begin := time.Now(); ; {
		var group sync.WaitGroup
		for i := range clients {
			group.Go(func() { s.passBy(passed+i, relay) })
		}
		group.Wait()
		passed += clients
		if !soak || time.Since(begin) > 5*time.Minute {
			break
		}
	}
	s.comesDown("participants", func() int { return s.stats().Participants }, 0)
	s.comesDown("rooms", func() int { return s.stats().Rooms }, 0)
	s.comesDown("packets", s.sfu.Held, 0)
	s.comesDown("allocations", func() int { return relay.Stats().Allocations }, 0)
	s.comesDown("connections of the relay", func() int { return relay.Stats().Connections }, 0)
	s.comesDown("descriptors", func() int { return descriptors(t) }, files)
	s.comesDown("goroutines", runtime.NumGoroutine, goroutines)
	s.events.Forget() // which is the test's own memory
	s.comesDown("megabytes", func() int { return heap() >> 20 }, bytes>>20+8)
	if st := relay.Stats(); st.BytesUp == 0 || st.BytesDown == 0 {
		t.Errorf("nobody was relayed: %+v", st)
	}
	begin := time.Now()
	s.must(s.sfu.Close())
	s.took("closing", time.Since(begin), 5*time.Second)
	left, lines := s.journal.count()
	s.Logf("%d came and went, %d lines were written", left, lines)
	if left != passed {
		s.Errorf("%d were said to be gone, want %d", left, passed)
	}
	for _, line := range s.journal.afterwards() {
		s.Errorf("said of who was gone: %s", line)
	}
}

// ways are those by which passBy comes, one after the other.
var ways = [...]string{"UDP", "TCP", "relay by UDP", "relay by TCP"}

// passBy joins one of five rooms by one of the ways and vanishes: at once, in
// the middle of the handshake, in the call, or, with a goodbye, in the handshake.
func (s *stage) passBy(i int, relay *turn.Server) {
	o := s.options(fmt.Sprint("passer", i))
	o.Room = fmt.Sprint("room", i%5)
	way := i / 4 % len(ways)
	switch {
	case way == 1:
		o.TCP = true
	case way > 1:
		o.Servers = func() []webrtc.ICEServer {
			g := relay.Grant(o.Name)
			return []webrtc.ICEServer{{URLs: g.URLs[way-2:][:1], Username: g.Username, Credential: g.Password}}
		}
	}
	c, err := sfutest.Dial(s.ctx, o)
	if err != nil {
		s.Errorf("by %s: %v", ways[way], err)
		return
	}
	at := webrtc.PeerConnectionStateUnknown
	switch i % 4 {
	case 1, 3:
		at = webrtc.PeerConnectionStateConnecting
	case 2:
		at = webrtc.PeerConnectionStateConnected
	}
	if way == 2 { // an allocation by which nobody has come to the media is kept for minutes by UDP
		at = webrtc.PeerConnectionStateConnected
	}
	defer c.Vanish()
	reached := func(v sfutest.View) bool { return v.State >= at }
	if _, err := c.Await(s.ctx, reached); err != nil {
		s.Errorf("by %s: %v", ways[way], err)
	}
	if i%4 == 3 {
		s.sfu.Leave(o.Room, o.Name, 0)
	}
}

// MT-4: one who receives by TCP and stops reading holds up nobody, and is let
// go.
func TestABlockedReceiverHoldsUpNobody(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	_, tcp := s.sfu.Addresses()
	tap, err := sfutest.NewTap(tcp)
	s.must(err)
	t.Cleanup(tap.Close)
	anna := s.client("anna", nil)
	free := s.client("free", func(o *sfutest.Options) { o.TCP = true })
	blocked := s.client("blocked", func(o *sfutest.Options) { o.TCP, o.Relay = true, tap.Addr() })
	s.everyPair(cast{"anna": anna, "free": free, "blocked": blocked}, "at first")

	tap.Block(true)
	// As much as is sent to one of whose path nothing is known.
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 40 * time.Millisecond, Parts: 5, KeyParts: 12, Bytes: 1100})
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	sent, heard := anna.Sent(sfu.Microphone).Packets, free.View().Heard[voice].Packets
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
		lost, ok := e.(sfu.Lost)
		return ok && lost.Participant == "blocked"
	}))
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 40 * time.Millisecond, Parts: 1, Bytes: 100})
	sent = anna.Sent(sfu.Microphone).Packets - sent
	during, err := free.Await(s.ctx, func(v sfutest.View) bool { return v.Heard[voice].Packets-heard >= sent*99/100 })
	if err != nil {
		t.Fatalf("%d of %d voice packets came to the other: %v", during.Heard[voice].Packets-heard, sent, err)
	}
	t.Logf("%d voice packets were sent", sent)
	s.took("the latest packet of the voice", during.Heard[voice].DelayMost, time.Second)
	begin := time.Now()
	s.sfu.Leave("room", "blocked", 0)
	s.took("removing the blocked one", time.Since(begin), time.Second)
	tap.Close() // or its client waits for what is still on the way
	s.everyPair(cast{"anna": anna, "free": free}, "afterwards")
}

// A stranger who takes all the TCP connections that there can be keeps nobody out,
// not even who has the same address.
func TestAStrangerKeepsNobodyOutByTCP(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	_, tcp := s.sfu.Addresses()
	for range 1100 {
		sock, err := net.Dial("tcp", tcp.String())
		s.must(err)
		t.Cleanup(func() { _ = sock.Close() })
	}
	byTCP := func(o *sfutest.Options) { o.TCP = true }
	s.everyPair(cast{"anna": s.client("anna", byTCP), "bruno": s.client("bruno", byTCP)}, "past a stranger")
}

// MT-4: one behind a narrow link who wants key frames again and again holds up
// nobody, although all are sent to from one socket.
func TestANarrowReceiverHoldsUpNobody(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(41)
	r.Change(func(_, down *sfutest.Path) { down.Rate, down.Queue = 1_000_000, 16<<10 })
	anna, free := s.client("anna", nil), s.client("free", nil)
	narrow := s.client("narrow", behind(r))
	s.everyPair(cast{"anna": anna, "free": free, "narrow": narrow}, "at first")
	pc, err := narrow.PeerConnection(s.ctx)
	s.must(err)
	var asks []rtcp.Packet
	for _, r := range pc.GetReceivers() {
		if track := r.Track(); track != nil && track.SSRC() != 0 {
			asks = append(asks, &rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())})
		}
	}
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 40 * time.Millisecond, Parts: 5, KeyParts: 60, Bytes: 1100})
	voice := sfutest.Sender{Participant: "anna", Source: sfu.Microphone}
	_, before := r.Tallies()
	sent, heard := anna.Sent(sfu.Microphone).Packets, free.View().Heard[voice].Packets
	for range 20 { // ten times the voice of a fifth of a second
		s.must(narrow.WriteRTCP(s.ctx, asks...))
		s.must(free.AwaitMore(s.ctx, voice, 15))
	}
	sent = anna.Sent(sfu.Microphone).Packets - sent
	if _, err := free.Await(s.ctx, func(v sfutest.View) bool { return v.Heard[voice].Packets-heard >= sent*99/100 }); err != nil {
		t.Errorf("of %d packets of the voice did not all come to the other: %v", sent, err)
	}
	if _, after := r.Tallies(); after.Overflowed == before.Overflowed {
		t.Error("the link was not too narrow")
	}
	if got := free.View(); got.Restarts+got.Rejoins > 0 || got.State != webrtc.PeerConnectionStateConnected {
		t.Errorf("the other lost its path: %+v", got)
	}
}

// MT-8: an answer that is lost, and offers that overtake one another.
func TestOffersThatOverlap(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	var lose atomic.Bool
	errLost := errors.New("the answer was lost")
	anna := s.client("anna", func(o *sfutest.Options) {
		o.Join = func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
			a, err := s.sfu.Join(ctx, j)
			if err == nil && lose.Load() {
				err = errLost
			}
			return a, err
		}
	})
	clients := cast{"anna": anna, "bruno": s.client("bruno", nil)}
	s.everyPair(clients, "at first")

	lose.Store(true)
	for _, offer := range []func(context.Context) error{anna.Restart, anna.Restart} {
		if err := offer(s.ctx); !errors.Is(err, errLost) {
			t.Fatalf("%v, want the lost answer", err)
		}
	}
	lose.Store(false)
	s.must(anna.Restart(s.ctx))
	s.everyPair(clients, "after a restart whose answers were lost")

	lose.Store(true)
	if err := anna.Rejoin(s.ctx); !errors.Is(err, errLost) {
		t.Fatalf("%v, want the lost answer", err)
	}
	lose.Store(false)
	s.must(anna.Rejoin(s.ctx))
	s.everyPair(clients, "after a join whose answer was lost")
}

// MT-8: of tabs that join at the same time as the same participant, the newest
// generation has the place.
func TestTheNewestOfManyJoinsWins(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	bruno := s.client("bruno", nil)
	tabs := make([]*sfutest.Client, 6)
	var group sync.WaitGroup
	for i := range tabs {
		group.Go(func() {
			c, err := sfutest.Dial(s.ctx, s.options("anna"))
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(c.Close)
			tabs[i] = c
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	slices.SortFunc(tabs, func(a, b *sfutest.Client) int { return int(a.View().Generation) - int(b.View().Generation) })
	newest := tabs[len(tabs)-1]
	s.everyPair(cast{"anna": newest, "bruno": bruno}, "the newest")
	for _, old := range tabs[:len(tabs)-1] {
		if old.View().Generation == newest.View().Generation {
			t.Errorf("generation %d was given twice", old.View().Generation)
		}
		if err := old.Restart(s.ctx); !errors.Is(err, sfu.ErrReplaced) {
			t.Errorf("an older one restarts: %v, want ErrReplaced", err)
		}
	}
	s.everyPair(cast{"anna": newest, "bruno": bruno}, "the newest goes on")
}

// A client that wants more seats makes another offer; those that it has go on.
func TestMoreSeatsByAnotherOffer(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	viewer := s.client("viewer", func(o *sfutest.Options) { o.Seats, o.Sending = 1, nil })
	anna := s.client("anna", nil)
	s.must(anna.AwaitConnected(s.ctx))
	s.grows(viewer, viewer.View(), "anna", "in the only seat")
	s.client("bruno", nil)
	s.must(viewer.AddSeats(s.ctx, 2))
	s.grows(viewer, viewer.View(), "bruno", "in the second seat")
	s.grows(viewer, viewer.View(), "anna", "still in the first seat")
	s.isOneStream("voice", viewer.View().Seats[0].Audio, 5)
	if got := viewer.View().Seats[0].Audio.Now.Participant; got != "anna" {
		t.Errorf("the first seat has %q", got)
	}
}

// MR-11: what an admitted client sends that is no packet harms itself only.
func TestHostilePacketsHarmNobodyElse(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	hostile := s.client("hostile", nil)
	clients := cast{"anna": s.client("anna", nil), "bruno": s.client("bruno", nil)}
	other := func(o *sfutest.Options) { o.Room = "another room" }
	apart := cast{"chloe": s.client("chloe", other), "david": s.client("david", other)}
	s.everyPair(clients, "at first")
	s.everyPair(apart, "at first, in another room")
	s.must(hostile.AwaitConnected(s.ctx))

	written := 0
	for round := range 20 {
		for _, p := range hostileRTP(uint16(round * 100)) {
			if hostile.WriteRTP(sfu.Screen, p) == nil {
				written++
			}
		}
		for _, b := range hostileRTCP() {
			raw := rtcp.RawPacket(b)
			if hostile.WriteRTCP(s.ctx, &raw) == nil {
				written++
			}
		}
	}
	t.Logf("%d hostile packets were sent", written)
	if written < 200 {
		t.Errorf("only %d hostile packets left the client", written)
	}
	s.everyPair(clients, "after it")
	s.everyPair(apart, "after it, in another room")
	s.grows(clients["anna"], clients["anna"].View(), "hostile", "what the hostile one says rightly")
	for name, c := range apart {
		s.isOneStream("voice to "+name, c.View().Seats[0].Audio, 2)
		s.isOneStream("picture to "+name, c.View().Seats[0].Video, 2)
	}
}

// hostileRTP are packets with headers and payloads that are not what they say.
func hostileRTP(seq uint16) (packets []*rtp.Packet) {
	payloads := [][]byte{
		{}, {0}, {0x80}, {0x90, 0xff}, {0x90, 0x80, 0x80}, {0x10, 0}, {0xff, 0xff, 0xff, 0xff},
		make([]byte, 1400), make([]byte, 1460), make([]byte, 1900), make([]byte, 4000), make([]byte, 60000),
		append(make([]byte, 20), 255), // more padding than there is, if the padding bit is set
		append(make([]byte, 20), 21),
		make([]byte, 20), // padding of length 0
	}
	for _, padding := range []bool{false, true} {
		for i, payload := range payloads {
			if padding && len(payload) > 100 {
				continue // Pion's writer has no room for it
			}
			h := rtp.Header{Version: 2, Padding: padding, SequenceNumber: seq, Timestamp: uint32(i) * 1e9, Marker: i%2 == 0}
			if i%3 == 0 {
				h.CSRC = make([]uint32, 15)
			}
			packets = append(packets, &rtp.Packet{Header: h, Payload: payload})
			seq++
		}
	}
	return packets
}

// hostileRTCP are control packets that end too early or claim too much.
func hostileRTCP() [][]byte {
	const version, picture, transport = 0x80, 206, 205
	return [][]byte{
		{version, 200, 0, 0, 0, 0, 0, 1},                     // a sender report of one word
		{version, 200, 0xff, 0xff, 0, 0, 0, 1},               // and of 65536
		{version | 31, 201, 0, 1, 0, 0, 0, 1},                // 31 reception reports, none there
		{version | 1, picture, 0, 1, 0, 0, 0, 1},             // a picture loss without a picture
		{version | 4, picture, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2}, // a FIR without an entry
		{version | 1, transport, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2},
		{version | 15, transport, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0xff, 0xff, 0, 0, 0, 0},
		{version | 15, transport, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xff},
		{version | 15, picture, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 'R', 'E', 'M', 'B'},
		{version, 203, 0, 0, 0, 0, 0, 1},
		{version | 2, 202, 0, 2, 0, 0, 0, 1, 1, 255, 'x', 'y'}, // a name longer than the packet
		{version, 199, 0, 1, 0, 0, 0, 1},
		{0x00, 200, 0, 1, 0, 0, 0, 1},
	}
}
