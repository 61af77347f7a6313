package turn_test

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"miti/sfu/transport"
	"miti/sfu/turn"
)

// tap is media that says what the test wants it to.
type tap struct {
	loop *transport.Loop
	ways chan func(packet []byte) // to the clients, as they come
}

func (*tap) MediaAddresses() []netip.AddrPort {
	return []netip.AddrPort{netip.AddrPortFrom(public, 3479)}
}

func (m *tap) Relay(_, from netip.AddrPort, deliver func([]byte), ended func()) *transport.Relayed {
	m.ways <- deliver
	return m.loop.Relay(from, deliver, ended)
}

// MT-4, by the relay: a client that reads nothing is cut, and delays nobody.
func TestAClientThatReadsNothingIsCutAndDelaysNobody(t *testing.T) {
	local := netip.MustParseAddrPort("127.0.0.1:0")
	h := &house{T: t}
	loop, err := transport.Listen(transport.Config{UDP: local, Tick: func(time.Time) {}})
	h.must(err)
	t.Cleanup(loop.Close)
	media := &tap{loop: loop, ways: make(chan func([]byte), 2)}
	h.relay, err = turn.Listen(turn.Config{TCP: local, Media: media, Now: time.Now})
	h.must(err)
	t.Cleanup(func() { h.must(h.relay.Close()) })
	_, at, _ := h.relay.Addresses()

	enter := func(name string) (*visitor, func([]byte)) {
		v := h.visitorBy("tcp", at, h.relay.Grant(name))
		to := peer(*net.UDPAddrFromAddrPort(media.MediaAddresses()[0]))
		if code := v.allocate(); code != 0 {
			t.Fatalf("allocate: %d", code)
		}
		if code := v.ask(stun.MethodCreatePermission, to); code != 0 {
			t.Fatalf("a permission: %d", code)
		}
		send, err := stun.Build(stun.TransactionID, stun.NewType(stun.MethodSend, stun.ClassIndication), to,
			stun.RawAttribute{Type: stun.AttrData, Value: []byte("here I am")})
		h.must(err)
		_, err = v.sock.Write(send.Raw)
		h.must(err)
		select {
		case way := <-media.ways:
			return v, way
		case <-time.After(patience):
			t.Fatal("nothing came through")
			return nil, nil
		}
	}
	slow, toSlow := enter("anna")
	quick, toQuick := enter("bruno")
	_ = slow.sock.(*net.TCPConn).SetReadBuffer(4 << 10)

	began, got := time.Now(), 0
	for ; h.relay.Stats().Connections == 2; got++ {
		if time.Since(began) > patience {
			t.Fatal("the slow one is still there")
		}
		for range 50 {
			toSlow(make([]byte, 1100))
		}
		toQuick([]byte("for who reads"))
		if m := quick.read(patience); m == nil || m.Type.Method != stun.MethodData {
			t.Fatalf("the quick one got %v", m)
		}
	}
	// What the system takes for the slow one is full after some rounds.
	if got < 200 {
		t.Errorf("who reads got %d packets in the %v until the other was cut", got, time.Since(began))
	}
}

// The relayed address is of the SFU's family, however the client comes.
func TestWhoComesByIPv6ReachesAnSFUOfIPv4(t *testing.T) {
	h := &house{T: t}
	var err error
	h.relay, err = turn.Listen(turn.Config{UDP: netip.MustParseAddrPort("[::1]:0"), Media: &tap{}, Now: time.Now})
	if err != nil {
		t.Skip("no IPv6 here:", err)
	}
	t.Cleanup(func() { h.must(h.relay.Close()) })
	bound, _, _ := h.relay.Addresses()
	v := h.visitorBy("udp", bound, h.relay.Grant("anna"))
	if code := v.allocate(); code != 0 {
		t.Fatalf("allocate: %d", code)
	}
	if code := v.ask(stun.MethodCreatePermission, at(public.String(), 3479)); code != 0 {
		t.Errorf("a permission for the SFU: %d", code)
	}
}
