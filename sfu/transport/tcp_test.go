package transport

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

func dialTCP(t *testing.T, l *Loop) net.Conn {
	t.Helper()
	return dialTCPFrom(t, l, "127.0.0.1")
}

// dialTCPFrom is from one of the addresses of this machine.
func dialTCPFrom(t *testing.T, l *Loop, host string) net.Conn {
	t.Helper()
	_, tcp := l.Addresses()
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(host)}}
	c, err := from.DialContext(t.Context(), "tcp", tcp.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) }

// open makes a connection that a check can find.
func open(t *testing.T, l *Loop) (*client, Credentials) {
	t.Helper()
	c := &client{t: t, local: NewCredentials()}
	local := NewCredentials()
	if err := l.Call(t.Context(), func() {
		c.conn = l.Open(local, Peer{Credentials: c.local, Fingerprint: "AA"}, newRecorder())
	}); err != nil {
		t.Fatal(err)
	}
	return c, local
}

func TestChecksByTCP(t *testing.T) {
	l := listen(t)
	c, server := open(t, l)
	sock := dialTCP(t, l)
	request := framed(c.request(server))
	for _, b := range request { // byte by byte: a frame is no segment
		if _, err := sock.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	_ = sock.SetReadDeadline(time.Now().Add(patience))
	b := make([]byte, maxPacket)
	n, err := readFrame(sock, b)
	if err != nil || binary.BigEndian.Uint16(b) != 0x0101 {
		t.Fatalf("%x %v", b[:n], err)
	}
	if err := l.Call(t.Context(), c.conn.Close); err != nil {
		t.Fatal(err)
	}
	for err == nil { // the check back may be under way
		_, err = readFrame(sock, b)
	}
	if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
		t.Error("the connection lived longer than its peer")
	}
}

// checked sends a right check by a connection and waits for the answer.
func checked(sock net.Conn, request []byte) error {
	_ = sock.SetDeadline(time.Now().Add(patience))
	if _, err := sock.Write(request); err != nil {
		return err
	}
	b := make([]byte, maxPacket)
	for kind := uint16(0); kind != 0x0101; { // the check back is not the answer
		if _, err := readFrame(sock, b); err != nil {
			return err
		}
		kind = binary.BigEndian.Uint16(b)
	}
	return nil
}

// However many come by TCP at once, each is answered and none is cut off while
// it begins, if no more of them have one address than may begin there.
func TestManyBeginByTCPAtOnce(t *testing.T) {
	l := listen(t)
	const addresses, checks = 3, 5
	var all sync.WaitGroup
	for i := range addresses * maxStrangers {
		c, server := open(t, l)
		request := framed(c.request(server))
		all.Go(func() {
			_, tcp := l.Addresses()
			from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+i%addresses))}}
			sock, err := from.DialContext(t.Context(), "tcp", tcp.String())
			if err != nil {
				t.Error(err)
				return
			}
			defer sock.Close()
			for i := range checks {
				if err := checked(sock, request); err != nil {
					t.Errorf("after %d answers: %v", i, err)
					return
				}
			}
		})
	}
	all.Wait()
}

// A stranger who opens as many connections as there can be, and says nothing,
// keeps nobody out: who comes from elsewhere, and not even who shares the address
// with them. Those whose connection is proved do not count, and keep it.
func TestAStrangerHoldsFewTCPConnections(t *testing.T) {
	l := listen(t)
	const theirs, elsewhere = "127.0.0.2", "127.0.0.1"
	enters := func(host string) (again func() error) {
		t.Helper()
		c, server := open(t, l)
		sock := dialTCPFrom(t, l, host)
		request := framed(c.request(server))
		if err := checked(sock, request); err != nil {
			t.Fatalf("who comes from %s is not let in: %v", host, err)
		}
		return func() error { return checked(sock, request) }
	}
	var proved []func() error
	for range maxStrangers + 2 {
		proved = append(proved, enters(theirs))
	}
	for range maxTCP {
		dialTCPFrom(t, l, theirs)
	}
	proved = append(proved, enters(theirs), enters(elsewhere))
	l.strangers.mu.Lock()
	held := len(l.strangers.from[netip.MustParseAddr(theirs)])
	l.strangers.mu.Unlock()
	if held == 0 || held > maxStrangers {
		t.Errorf("a stranger holds %d connections", held)
	}
	for i, again := range proved {
		if err := again(); err != nil {
			t.Errorf("connection %d was cut off: %v", i, err)
		}
	}
}

// What is counted is forgotten, by proof or by the end of the connection.
func TestStrangersAreForgotten(t *testing.T) {
	l := listen(t)
	c, server := open(t, l)
	sock, other := dialTCP(t, l), dialTCPFrom(t, l, "127.0.0.2")
	if err := checked(sock, framed(c.request(server))); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Write([]byte{0, 0}); err != nil { // a frame that ends it
		t.Fatal(err)
	}
	if _, err := other.Read(make([]byte, 1)); err == nil {
		t.Fatal("something was said to a stranger")
	}
	l.Close() // which waits for the goroutines
	if n := len(l.strangers.from); n > 0 {
		t.Errorf("%d sources of strangers are remembered", n)
	}
}

func TestSource(t *testing.T) {
	for of, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::",
		"2001:db8:1:3::1":      "2001:db8:1:3::",
		"fe80::1%eth0":         "fe80::",
	} {
		if got := Source(netip.MustParseAddr(of)); got != netip.MustParseAddr(want) {
			t.Errorf("%s counts as %v, want %s", of, got, want)
		}
	}
}

// MT-4: one that reads nothing loses its own packets and delays nobody.
func TestAStalledTCPPeerDoesNotBlockTheLoop(t *testing.T) {
	l := listen(t)
	c, server := open(t, l)
	sock := dialTCP(t, l)
	if _, err := sock.Write(framed(c.request(server))); err != nil {
		t.Fatal(err)
	}
	if _, err := readFrame(sock, make([]byte, maxPacket)); err != nil {
		t.Fatal(err)
	}
	big := make([]byte, 1200)
	begun := time.Now()
	if err := l.Call(t.Context(), func() {
		for range 100_000 {
			l.send(c.conn.path, big)
		}
		if n := len(c.conn.path.via.(*stream).out); n > outboxFrames {
			t.Errorf("%d frames wait", n)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := l.Call(t.Context(), c.conn.Close); err != nil {
		t.Fatal(err)
	}
	l.Close()
	if took := time.Since(begun); took > patience {
		t.Errorf("it took %v", took)
	}
}

// MT-4: what waits for a slow peer comes before the next word of a voice, so
// it must not be seconds of pictures.
func TestLittleWaitsForASlowTCPPeer(t *testing.T) {
	l := listen(t)
	c, server := open(t, l)
	sock := dialTCP(t, l)
	if err := sock.(*net.TCPConn).SetReadBuffer(writeBytes); err != nil {
		t.Fatal(err)
	}
	if _, err := sock.Write(framed(c.request(server))); err != nil {
		t.Fatal(err)
	}
	if _, err := readFrame(sock, make([]byte, maxPacket)); err != nil {
		t.Fatal(err)
	}
	const most = 1 << 20 // the queue, the buffer as the system counts it, and the peer's own
	big, waiting, grew := make([]byte, 1200), 0, time.Now()
	beat := time.NewTicker(5 * time.Millisecond)
	defer beat.Stop()
	for time.Since(grew) < writeTime/10 && waiting <= most {
		<-beat.C
		if err := l.Call(t.Context(), func() {
			for to := c.conn.path; len(to.via.(*stream).out) < outboxFrames; waiting += len(big) {
				l.send(to, big)
				grew = time.Now()
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d bytes wait", waiting)
	if waiting > most {
		t.Errorf("more than %d bytes wait for one that reads nothing", most)
	}
}

func TestFramesThatEndAConnection(t *testing.T) {
	l := listen(t)
	for name, b := range map[string][]byte{"empty": {0, 0}, "too long": {255, 255, 1, 2, 3}} {
		sock := dialTCP(t, l)
		if _, err := sock.Write(b); err != nil {
			t.Fatal(err)
		}
		_ = sock.SetReadDeadline(time.Now().Add(patience))
		if _, err := sock.Read(make([]byte, 1)); err == nil || errors.Is(err, errTimeout(err)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// errTimeout is err if it is a timeout.
func errTimeout(err error) error {
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		return err
	}
	return io.ErrNoProgress
}

// MR-11: no framing of RFC 4571 is read beyond its end.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 3, 1, 2, 3, 0, 1, 9})
	f.Add([]byte{255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, into, read := bytes.NewReader(b), make([]byte, 100), 0
		for {
			n, err := readFrame(r, into)
			if err != nil {
				return
			}
			if read += 2 + n; n > len(into) || read > len(b) {
				t.Fatalf("%d bytes of %d", read, len(b))
			}
		}
	})
}

// MR-11: no check of a stranger ends the loop.
func FuzzCheck(f *testing.F) {
	c := &client{t: f, local: Credentials{Ufrag: "them", Pwd: "password-of-theirs-0000"}}
	f.Add(c.request(Credentials{Ufrag: "us", Pwd: "password-of-ours-000000"}))
	l := listen(f)
	if err := l.Call(f.Context(), func() {
		l.Open(Credentials{Ufrag: "us", Pwd: "password-of-ours-000000"}, Peer{Credentials: c.local}, newRecorder())
	}); err != nil {
		f.Fatal(err)
	}
	from, _ := l.Addresses()
	f.Fuzz(func(t *testing.T, b []byte) {
		// Not by receive, which would survive a fault.
		if err := l.Call(t.Context(), func() { l.onSTUN(path{addr: from}, b) }); err != nil {
			t.Fatal(err)
		}
	})
}
