package sfutest

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"
)

var anyPort = netip.MustParseAddrPort("127.0.0.1:0")

// echo is a server that says back what it hears. The channel has the address
// of each speaker.
func echo(t *testing.T) (netip.AddrPort, <-chan netip.AddrPort) {
	t.Helper()
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(anyPort))
	if err != nil {
		t.Fatal(err)
	}
	heard, ended := make(chan netip.AddrPort, 4096), make(chan struct{})
	go func() {
		defer close(ended)
		buf := make([]byte, datagramMost)
		for {
			n, from, err := c.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			heard <- from
			_, _ = c.WriteToUDPAddrPort(buf[:n], from)
		}
	}()
	t.Cleanup(func() { _ = c.Close(); <-ended })
	return c.LocalAddr().(*net.UDPAddr).AddrPort(), heard
}

func relay(t *testing.T) (*Relay, *net.UDPConn, <-chan netip.AddrPort) {
	t.Helper()
	to, heard := echo(t)
	r, err := NewRelay(anyPort, to, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	c, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return r, c, heard
}

func say(t *testing.T, c *net.UDPConn, number uint32) {
	t.Helper()
	if _, err := c.Write(binary.BigEndian.AppendUint32(nil, number)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, c *net.UDPConn) uint32 {
	t.Helper()
	buf := make([]byte, datagramMost)
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
	n, err := c.Read(buf)
	if err != nil || n != 4 {
		t.Fatalf("%d bytes, %v", n, err)
	}
	return binary.BigEndian.Uint32(buf)
}

func TestRelayCarriesBothWaysInOrder(t *testing.T) {
	_, c, _ := relay(t)
	for i := range uint32(50) {
		say(t, c, i)
	}
	for i := range uint32(50) {
		if got := hear(t, c); got != i {
			t.Fatalf("heard %d, want %d", got, i)
		}
	}
}

func TestRelayDelaysEachDirection(t *testing.T) {
	r, c, _ := relay(t)
	r.Change(func(up, down *Path) { up.Delay, down.Delay = 40*time.Millisecond, 60*time.Millisecond })
	begin := time.Now()
	say(t, c, 1)
	hear(t, c)
	if took := time.Since(begin); took < 100*time.Millisecond {
		t.Errorf("there and back in %v, want at least 100 ms", took)
	}
}

func TestRelayLosesByItsDice(t *testing.T) {
	r, c, _ := relay(t)
	r.Change(func(up, _ *Path) { up.Loss = 0.2 })
	want := newPath(1, 0, Path{Loss: 0.2}) // the same seed, so the fate of each is known
	for i := range uint32(500) {
		say(t, c, i)
		if _, copies := want.admit(time.Time{}, 4); copies == 0 {
			continue
		}
		if got := hear(t, c); got != i {
			t.Fatalf("heard %d, want %d", got, i)
		}
	}
	if up, down := r.Tallies(); up.Lost != want.Lost || down.Passed != want.Passed {
		t.Errorf("up %+v, down %+v, want %+v", up, down, want.Tally)
	}
}

func TestRelayGoesDarkAndComesBack(t *testing.T) {
	r, c, heard := relay(t)
	r.Dark(true)
	say(t, c, 1)
	for { // until the relay has had it
		if up, _ := r.Tallies(); up.Lost == 1 {
			break
		}
	}
	r.Dark(false)
	say(t, c, 2)
	if got := hear(t, c); got != 2 {
		t.Errorf("heard %d, want only what was said in the light", got)
	}
	if n := len(heard); n != 1 {
		t.Errorf("the server heard %d packets", n)
	}
}

func TestRebindChangesTheAddressThatTheServerSees(t *testing.T) {
	r, c, heard := relay(t)
	say(t, c, 1)
	hear(t, c)
	r.Rebind()
	say(t, c, 2)
	hear(t, c)
	if a, b := <-heard, <-heard; a == b {
		t.Errorf("still at %v", a)
	}
}

func TestRelayClosesTwiceAndAnswersAfterwards(t *testing.T) {
	r, _, _ := relay(t)
	r.Close()
	r.Close()
	r.Dark(true) // must not hang
}
