package turn

import (
	"net"
	"net/netip"
	"testing"
	"time"

	pion "github.com/pion/turn/v5"
	"golang.org/x/time/rate"

	"miti/sfu/transport"
)

// still is media at one address, of a loop to which nothing of a test comes.
type still struct{ loop *transport.Loop }

var mediaAddress = netip.MustParseAddrPort("198.51.100.7:3479")

func (still) MediaAddresses() []netip.AddrPort { return []netip.AddrPort{mediaAddress} }

func (s still) Relay(_, from netip.AddrPort, deliver func([]byte), ended func()) *transport.Relayed {
	return s.loop.Relay(from, deliver, ended)
}

// allocated is an allocation of a relay whose clock stands still.
func allocated(t testing.TB) *allocation {
	t.Helper()
	local := netip.MustParseAddrPort("127.0.0.1:0")
	loop, err := transport.Listen(transport.Config{UDP: local, Tick: func(time.Time) {}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(loop.Close)
	now := time.Now()
	s, err := Listen(Config{UDP: local, Media: still{loop}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	g := &generator{server: s}
	c, _, err := g.AllocatePacketConn(pion.AllocateListenerConfig{Network: "udp4", UserID: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		for err = nil; err == nil; { // as Pion's reader does
			_, _, err = c.ReadFrom(make([]byte, maxPacket))
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return c.(*allocation)
}

func TestAClientThatDoesNotKeepUpLosesItsOwnPackets(t *testing.T) {
	a := allocated(t)
	from := net.UDPAddrFromAddrPort(mediaAddress)
	for range 10 * queued { // nobody reads, and this returns
		a.deliver(from, make([]byte, 100))
	}
	if n := len(a.queue); n != queued {
		t.Errorf("%d packets wait, want %d", n, queued)
	}
	if down := a.server.Stats().BytesDown; down != queued*100 {
		t.Errorf("%d bytes are counted", down)
	}
}

func TestAnAllocationCarriesNoMoreThanItMay(t *testing.T) {
	a := allocated(t)
	to := net.UDPAddrFromAddrPort(mediaAddress)
	packet := make([]byte, 1<<10)
	for range 4 * burst / len(packet) {
		if n, err := a.WriteTo(packet, to); n != len(packet) || err != nil {
			t.Fatalf("written %d, %v", n, err)
		}
	}
	if up := a.server.Stats().BytesUp; up != burst {
		t.Errorf("%d bytes went up at once, want %d", up, burst)
	}
}

func TestAPacketThatIsHandedOverDoesNotAllocate(t *testing.T) {
	a := allocated(t)
	unbounded(a)
	way, packet, b := net.UDPAddrFromAddrPort(mediaAddress), make([]byte, 1100), make([]byte, maxPacket)
	for what, run := range map[string]func(){
		"up":   func() { _, _ = a.WriteTo(packet, way) },
		"down": func() { a.deliver(way, packet); _, _, _ = a.ReadFrom(b) },
	} {
		if n := testing.AllocsPerRun(1000, run); n >= 1 { // a pool may be emptied in between
			t.Errorf("%s: %v allocations a packet", what, n)
		}
	}
}

func unbounded(a *allocation) { a.up.SetLimit(rate.Inf); a.down.SetLimit(rate.Inf) }

func BenchmarkHandOver(b *testing.B) {
	way, packet, to := net.UDPAddrFromAddrPort(mediaAddress), make([]byte, 1100), make([]byte, maxPacket)
	b.Run("up", func(b *testing.B) {
		a := allocated(b)
		unbounded(a)
		for b.Loop() {
			_, _ = a.WriteTo(packet, way)
		}
	})
	b.Run("down", func(b *testing.B) {
		a := allocated(b)
		unbounded(a)
		for b.Loop() {
			a.deliver(way, packet)
			_, _, _ = a.ReadFrom(to)
		}
	})
}

func TestWhatIsOfAnEndedAllocationGoesNowhere(t *testing.T) {
	a := allocated(t)
	to := net.UDPAddrFromAddrPort(mediaAddress)
	_, _ = a.WriteTo([]byte("before the end"), to)
	before := a.server.Stats()
	if before.Allocations != 1 || before.BytesUp == 0 {
		t.Errorf("counted is %+v", before)
	}
	_ = a.Close()
	_, _ = a.WriteTo([]byte("after the end"), to)
	if after := a.server.Stats(); after.Allocations != 0 || after.BytesUp != before.BytesUp {
		t.Errorf("counted is %+v after %+v", after, before)
	}
}
