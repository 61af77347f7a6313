package transport

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// gets waits until the loop has a packet with a text.
func (c *client) gets(text string) {
	c.t.Helper()
	for !bytes.HasSuffix(wait(c.t, "packet "+text, c.told.packets), []byte(text)) {
	}
}

func TestAFaultOfOneIsNotTheEndOfOthers(t *testing.T) {
	l := listen(t)
	told := newRecorder()
	told.react = func(b []byte) {
		if bytes.HasSuffix(b, []byte("poison")) {
			panic("a fault")
		}
	}
	bad, good := connect(t, l, told), connect(t, l, newRecorder())
	bad.sends("poison")
	if err := wait(t, "end of the connection", told.broken); !strings.Contains(err.Error(), "a fault") {
		t.Error(err)
	}
	good.sends("hello")
	good.gets("hello")
	if err := l.Call(t.Context(), func() { panic("of a caller") }); !errors.Is(err, errFault) {
		t.Errorf("a caller whose function panics gets %v", err)
	}
	good.sends("still there")
	good.gets("still there")
}

// The spike's crash: what comes late must find something to come to.
func TestEventsAfterTheHandshake(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	c.sends("first")
	c.gets("first")
	for over := false; !over; { // the handshake lets go once a packet has come
		if err := l.Call(t.Context(), func() { over = c.conn.pipe == nil }); err != nil {
			t.Fatal(err)
		}
	}
	c.write([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0}) // a handshake record
	c.move()
	c.check()
	c.sends("from another address")
	c.gets("from another address")
	err := l.Call(t.Context(), func() { c.conn.SendRTP(packetOf("to another address")) })
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.in.DecryptRTP(nil, wait(t, "packet", c.media), nil)
	if err != nil || !bytes.HasSuffix(b, []byte("to another address")) {
		t.Errorf("%q %v", b, err)
	}
}

func packetOf(text string) []byte {
	b, err := (&rtp.Packet{Header: rtp.Header{Version: 2, SSRC: 9}, Payload: []byte(text)}).Marshal()
	if err != nil {
		panic(err)
	}
	return b
}

// MT-1 and MT-8: the old names hold until a check with the new ones comes.
func TestARestartWhoseAnswerIsLost(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	old := c.conn.local
	restart := func() Credentials {
		local := NewCredentials()
		if err := l.Call(t.Context(), func() { c.conn.Restart(local, c.local) }); err != nil {
			t.Fatal(err)
		}
		return local
	}
	lost := restart()
	c.write(c.request(old))
	if !c.answered() {
		t.Fatal("the old names did not hold")
	}
	current := restart()
	c.write(c.request(current))
	if !c.answered() {
		t.Fatal("the new names are not known")
	}
	c.sends("with the same keys")
	c.gets("with the same keys")
	err := l.Call(t.Context(), func() {
		for _, gone := range []Credentials{old, lost} {
			if l.byUfrag[gone.Ufrag] != nil {
				t.Errorf("names of another generation are kept")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPeerHasFewAddresses(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	for range 3 * maxPaths {
		c.move()
		c.check()
	}
	err := l.Call(t.Context(), func() {
		if len(c.conn.paths) > maxPaths || len(l.byAddr) > maxPaths {
			t.Errorf("%d addresses, %d in the loop", len(c.conn.paths), len(l.byAddr))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	c.sends("from the last")
	c.gets("from the last")
}

// counter counts what it is told.
type counter struct {
	silent
	packets int
}

func (c *counter) RTP([]byte, time.Time)  { c.packets++ }
func (c *counter) RTCP([]byte, time.Time) { c.packets++ }

// MR-11: for each stream there is a state, so that a peer has few, of media and
// of control, and those that it has go on.
func TestAPeerHasFewStreams(t *testing.T) {
	l := listen(t)
	for what, seal := range map[string]func(c *client, ssrc uint32) ([]byte, error){
		"media": func(c *client, ssrc uint32) ([]byte, error) {
			c.seq++
			p := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: c.seq}, Payload: []byte("x")}
			b, err := p.Marshal()
			if err != nil {
				return nil, err
			}
			return c.out.EncryptRTP(nil, b, nil)
		},
		"control": func(c *client, ssrc uint32) ([]byte, error) {
			b, err := (&rtcp.ReceiverReport{SSRC: ssrc}).Marshal()
			if err != nil {
				return nil, err
			}
			return c.out.EncryptRTCP(nil, b, nil)
		},
	} {
		c := connect(t, l, newRecorder())
		told := &counter{}
		send := func(ssrc uint32) {
			sealed, err := seal(c, ssrc)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Call(t.Context(), func() { l.receive(c.conn.path, sealed) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Call(t.Context(), func() { c.conn.handler = told }); err != nil {
			t.Fatal(err)
		}
		for ssrc := range uint32(maxStreams + 1) {
			send(100 + ssrc)
		}
		if told.packets != maxStreams {
			t.Errorf("%s of %d streams was taken, want %d", what, told.packets, maxStreams)
		}
		if send(100); told.packets != maxStreams+1 {
			t.Errorf("the %s of the first stream does not go on", what)
		}
	}
}

// MT-8: a candidate before any offer, or of none, is nothing.
func TestChecksOfStrangersAreNotAnswered(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	c.write(c.request(Credentials{Ufrag: "nobody", Pwd: "x"}))
	c.write(c.request(Credentials{Ufrag: c.conn.local.Ufrag, Pwd: "wrong"}))
	c.sends("after them") // read by the loop after both
	c.gets("after them")
	for {
		select {
		case b := <-c.answers:
			if b[0] == 1 {
				t.Error("an answer")
			}
			continue
		default:
		}
		return
	}
}

// The answer tells that the peer is there, and how far away.
func TestAQuietPeerIsAsked(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	ask := func() (heard time.Time) {
		err := l.Call(t.Context(), func() {
			c.conn.Tick(c.conn.heard.Add(quiet + time.Millisecond))
			heard = c.conn.heard
		})
		if err != nil {
			t.Fatal(err)
		}
		return heard
	}
	for len(c.answers) > 0 {
		<-c.answers
	}
	ask()
	b := wait(t, "check", c.answers)
	if binary.BigEndian.Uint16(b) != 1 {
		t.Fatalf("message %x", b[:2])
	}
	if err := l.Call(t.Context(), func() {
		c.conn.asked = l.now.Add(-80 * time.Millisecond) // so long ago
		l.receive(c.conn.path, c.answer(b))
		if trip := c.conn.RoundTrip(); trip != 80*time.Millisecond {
			t.Errorf("the answer took %v", trip)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// Whoever of the two begins the handshake.
func TestAWrongFingerprintEndsTheConnection(t *testing.T) {
	l := listen(t)
	for _, active := range []bool{false, true} {
		told := newRecorder()
		c, _ := arrive(t, l, told, active)
		another, _, err := newCertificate()
		if err != nil {
			t.Fatal(err)
		}
		d := c.dial(another)
		ctx, stop := context.WithTimeout(t.Context(), patience)
		_ = d.HandshakeContext(ctx)
		stop()
		if err := wait(t, "end of the connection", told.broken); !strings.Contains(err.Error(), errFingerprint.Error()) {
			t.Errorf("active: %v: %v", active, err)
		}
	}
}

func TestHandshakesUnderWayAreFew(t *testing.T) {
	l := listen(t)
	c := &client{t: t, local: NewCredentials()}
	var conns []*Conn
	err := l.Call(t.Context(), func() {
		for i := range uint16(maxHandshakes + 5) {
			local := NewCredentials()
			conns = append(conns, l.Open(local, Peer{Credentials: c.local}, silent{}))
			l.receive(path{addr: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), 40_000+i)}, c.request(local))
		}
		if l.shaking != maxHandshakes || conns[maxHandshakes].began {
			t.Errorf("%d handshakes", l.shaking)
		}
		conns[0].Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	for left := maxHandshakes; left == maxHandshakes; { // the first one's goroutine ends
		if err := l.Call(t.Context(), func() { left = l.shaking }); err != nil {
			t.Fatal(err)
		}
	}
	err = l.Call(t.Context(), func() {
		late := conns[maxHandshakes]
		l.receive(late.paths[0], c.request(late.local))
		if !late.began {
			t.Error("one that waited was not let in")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Strangers who test the connection, and then say nothing, take the places of
// other strangers, and of no call.
func TestTrialsLeavePlacesForCalls(t *testing.T) {
	l := listen(t)
	c := &client{t: t, local: NewCredentials()}
	err := l.Call(t.Context(), func() {
		port := uint16(40_000)
		comes := func(trial bool) *Conn {
			local := NewCredentials()
			conn := l.Open(local, Peer{Credentials: c.local, Trial: trial}, silent{})
			port++
			l.receive(path{addr: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port)}, c.request(local))
			return conn
		}
		var last *Conn
		for range maxHandshakes {
			last = comes(true)
		}
		if last.began || l.trying != maxTrials {
			t.Errorf("%d handshakes of trials", l.trying)
		}
		for i := range maxHandshakes - maxTrials {
			if !comes(false).began {
				t.Fatalf("call %d was not let in", i)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClosedLoopRefuses(t *testing.T) {
	l := listen(t)
	connect(t, l, newRecorder())
	l.Close()
	l.Close()
	if err := l.Call(t.Context(), func() {}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestThePacketPathDoesNotAllocate(t *testing.T) {
	l := listen(t)
	c := connect(t, l, newRecorder())
	_ = c.sock.Load().Close() // what the client allocates would be counted, too
	plain := packetOf(strings.Repeat("x", 1000))
	var sent, received float64
	err := l.Call(t.Context(), func() {
		sent = testing.AllocsPerRun(100, func() { c.conn.SendRTP(plain) })
		c.conn.handler = silent{}
		sealed, n := make([]byte, 0, maxPacket), uint16(0)
		received = testing.AllocsPerRun(100, func() {
			n++
			binary.BigEndian.PutUint16(plain[2:], n)
			sealed, _ = c.out.EncryptRTP(sealed[:0], plain, &l.rtpHead)
			l.receive(c.conn.path, sealed)
		})
	})
	if err != nil || sent != 0 || received != 0 {
		t.Errorf("%v allocations to send, %v to receive, %v", sent, received, err)
	}
}

// silent is a handler that wants to know nothing.
type silent struct{}

func (silent) Reached()               {}
func (silent) Secured()               {}
func (silent) RTP([]byte, time.Time)  {}
func (silent) RTCP([]byte, time.Time) {}
func (silent) Broken(error)           {}

// BenchmarkSend is what encrypting a packet and giving it to the kernel costs.
func BenchmarkSend(b *testing.B) {
	l := listen(b)
	c := connect(b, l, newRecorder())
	_ = c.sock.Load().Close() // nobody reads: the kernel throws it away
	plain := packetOf(strings.Repeat("x", 1000))
	b.ReportAllocs()
	err := l.Call(b.Context(), func() {
		for b.Loop() {
			c.conn.SendRTP(plain)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}
