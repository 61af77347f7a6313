package transport

import (
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestABareSocketGivesEachPacketToWhomItIsSentAndEnds(t *testing.T) {
	b, err := ListenBare(netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.Run(func(packet []byte, from netip.AddrPort) {
			for range 2 {
				b.Send(len(append(b.Space(), packet...)), from)
			}
		})
	}()
	c, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(b.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		if _, err := c.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := make([]byte, maxPacket)
			n, err := c.Read(got)
			if err != nil || string(got[:n]) != text {
				t.Fatalf("%q came back for %q: %v", got[:n], text, err)
			}
		}
	}
	b.Stop()
	wait(t, "end", ended)
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}
