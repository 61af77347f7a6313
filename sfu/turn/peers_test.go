package turn_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"

	"miti/sfu/turn"
)

// visitor speaks TURN by hand.
type visitor struct {
	*house
	sock  net.Conn
	grant turn.Grant
	nonce stun.Nonce
}

func (h *house) visitor(g turn.Grant) *visitor {
	h.Helper()
	udp, _, _ := h.relay.Addresses()
	return h.visitorBy("udp", udp, g)
}

func (h *house) visitorBy(network string, at netip.AddrPort, g turn.Grant) *visitor {
	h.Helper()
	sock, err := net.Dial(network, at.String())
	h.must(err)
	h.Cleanup(func() { _ = sock.Close() })
	return &visitor{house: h, sock: sock, grant: g}
}

// ask sends a request and tells the code of the answer, 0 for a success.
func (v *visitor) ask(method stun.Method, with ...stun.Setter) stun.ErrorCode {
	v.Helper()
	for {
		all := append([]stun.Setter{stun.TransactionID, stun.NewType(method, stun.ClassRequest)}, with...)
		if v.nonce != nil {
			realm := stun.NewRealm("miti")
			key := pion.GenerateAuthKey(v.grant.Username, realm.String(), v.grant.Password)
			all = append(all, stun.NewUsername(v.grant.Username), realm, v.nonce, stun.MessageIntegrity(key))
		}
		m, err := stun.Build(all...)
		v.must(err)
		_, err = v.sock.Write(m.Raw)
		v.must(err)
		answer := v.read(patience)
		if answer == nil || answer.TransactionID != m.TransactionID {
			v.Fatalf("no answer to %s", method)
		}
		if answer.Type.Class == stun.ClassSuccessResponse {
			return 0
		}
		var code stun.ErrorCodeAttribute
		v.must(code.GetFrom(answer))
		if v.nonce == nil && code.Code == stun.CodeUnauthorized {
			v.must(v.nonce.GetFrom(answer))
			continue
		}
		return code.Code
	}
}

// read is the next message, nil if none comes in time.
func (v *visitor) read(limit time.Duration) *stun.Message {
	v.Helper()
	b := make([]byte, 2048)
	_ = v.sock.SetReadDeadline(time.Now().Add(limit))
	n, err := 0, error(nil)
	if v.sock.RemoteAddr().Network() == "udp" {
		n, err = v.sock.Read(b)
	} else if n, err = io.ReadFull(v.sock, b[:20]); err == nil { // a header tells how long the rest is
		n += int(binary.BigEndian.Uint16(b[2:]))
		_, err = io.ReadFull(v.sock, b[20:n])
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	v.must(err)
	m := &stun.Message{Raw: b[:n]}
	v.must(m.Decode())
	return m
}

func (v *visitor) allocate() stun.ErrorCode {
	v.Helper()
	return v.ask(stun.MethodAllocate, stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}})
}

// peer is XOR-PEER-ADDRESS.
type peer net.UDPAddr

// AddTo implements stun.Setter.
func (p peer) AddTo(m *stun.Message) error {
	return stun.XORMappedAddress{IP: p.IP, Port: p.Port}.AddToAs(m, stun.AttrXORPeerAddress)
}

func at(host string, port int) peer { return peer{IP: net.ParseIP(host), Port: port} }

// channel is CHANNEL-NUMBER.
func channel(n uint16) stun.RawAttribute {
	return stun.RawAttribute{Type: stun.AttrChannelNumber, Value: binary.BigEndian.AppendUint32(nil, uint32(n)<<16)}
}

// MT-3: what is not the SFU's is forbidden.
func TestOnlyTheSFUIsAPeer(t *testing.T) {
	h := build(t)
	v := h.visitor(h.relay.Grant("anna"))
	if code := v.allocate(); code != 0 {
		t.Fatalf("allocate: %d", code)
	}
	for _, host := range []string{
		"127.0.0.1", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254",
		"0.0.0.0", "255.255.255.255", "224.0.0.1", "198.51.100.8", "8.8.8.8",
	} {
		if code := v.ask(stun.MethodCreatePermission, at(host, 80)); code != stun.CodeForbidden {
			t.Errorf("a permission for %s: %d, want 403", host, code)
		}
		if code := v.ask(stun.MethodChannelBind, channel(0x4001), at(host, 80)); code != stun.CodeForbidden {
			t.Errorf("a channel to %s: %d, want 403", host, code)
		}
	}
	// Of another family than the relayed address (RFC 8656 section 10.2).
	for _, host := range []string{"::1", "fe80::1", "fd00::1", "2001:db8::1"} {
		if code := v.ask(stun.MethodCreatePermission, at(host, 80)); code != stun.CodePeerAddrFamilyMismatch {
			t.Errorf("a permission for %s: %d, want 443", host, code)
		}
	}
	media := h.media()
	if code := v.ask(stun.MethodCreatePermission, peer(*media)); code != 0 {
		t.Errorf("a permission for the SFU: %d", code)
	}
	if code := v.ask(stun.MethodCreatePermission, peer(*media), at("127.0.0.1", 80)); code != stun.CodeForbidden {
		t.Errorf("a permission for the SFU and another: %d, want 403", code)
	}
	if code := v.ask(stun.MethodChannelBind, channel(0x4001), peer(*media)); code != 0 {
		t.Errorf("a channel to the SFU: %d", code)
	}
}

// A relay whose SFU has addresses of both families forbids those of IPv6, too.
func TestOnlyTheSFUIsAPeerByIPv6(t *testing.T) {
	h := buildAt(t, public, netip.MustParseAddr("2001:db8::7"))
	v := h.visitor(h.relay.Grant("anna"))
	six := stun.RawAttribute{Type: stun.AttrRequestedAddressFamily, Value: []byte{2, 0, 0, 0}}
	code := v.ask(stun.MethodAllocate, stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}, six)
	if code != 0 {
		t.Fatalf("allocate: %d", code)
	}
	for _, host := range []string{"::1", "::", "fe80::1", "fd00::1", "2001:db8::8"} {
		if code := v.ask(stun.MethodCreatePermission, at(host, 80)); code != stun.CodeForbidden {
			t.Errorf("a permission for %s: %d, want 403", host, code)
		}
	}
	if code := v.ask(stun.MethodCreatePermission, at("2001:db8::7", 80)); code != 0 {
		t.Errorf("a permission for the SFU: %d", code)
	}
}

// A permission is for a host. Its other ports are not the SFU's.
func TestNothingReachesAnotherPortOfTheSFUsHost(t *testing.T) {
	h := buildAt(t, netip.MustParseAddr("127.0.0.1"))
	service, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	h.must(err)
	defer service.Close() //nolint:errcheck // it is only listened to
	v := h.visitor(h.relay.Grant("anna"))
	v.allocate()
	where := peer(*service.LocalAddr().(*net.UDPAddr))
	if code := v.ask(stun.MethodCreatePermission, where); code != 0 {
		t.Fatalf("a permission for the SFU's host: %d", code)
	}
	send, err := stun.Build(stun.TransactionID, stun.NewType(stun.MethodSend, stun.ClassIndication), where,
		stun.RawAttribute{Type: stun.AttrData, Value: []byte("to somebody else")})
	h.must(err)
	_, err = v.sock.Write(send.Raw)
	h.must(err)
	if code := v.ask(stun.MethodRefresh); code != 0 { // what came before it has been dealt with
		t.Fatalf("refresh: %d", code)
	}
	_ = service.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if n, from, err := service.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes from %v came through the relay", n, from)
	}
	if st := h.relay.Stats(); st.BytesUp != 0 {
		t.Errorf("%d bytes were relayed", st.BytesUp)
	}
}

// MT-3: an old grant allocates nothing, but refreshes what there is, for a while.
func TestAnOldGrantAllocatesNothing(t *testing.T) {
	h := build(t)
	g := h.relay.Grant("anna")
	early, late := h.visitor(g), h.visitor(g)
	if code := early.allocate(); code != 0 {
		t.Fatalf("allocate: %d", code)
	}
	h.pass(10 * time.Second)
	if code := late.allocate(); code != stun.CodeUnauthorized {
		t.Errorf("an allocation with a grant of 10 s ago: %d, want 401", code)
	}
	for _, method := range []stun.Method{stun.MethodRefresh, stun.MethodCreatePermission} {
		if code := early.ask(method, peer(*h.media())); code != 0 {
			t.Errorf("%s in a running call: %d", method, code)
		}
	}
	if code := h.visitor(h.relay.Grant("anna")).allocate(); code != 0 {
		t.Errorf("an allocation with a fresh grant: %d", code)
	}
	h.pass(13 * time.Hour)
	if code := early.ask(stun.MethodRefresh); code != stun.CodeUnauthorized {
		t.Errorf("a refresh with a grant of yesterday: %d, want 401", code)
	}
}

func TestAGrantCannotBeMade(t *testing.T) {
	h := build(t)
	right := h.relay.Grant("anna")
	next := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
	for name, g := range map[string]turn.Grant{
		"no grant":               {},
		"a longer time":          {Username: next + ":anna", Password: right.Password},
		"somebody else's":        {Username: right.Username + "e", Password: right.Password},
		"no participant":         {Username: next, Password: right.Password},
		"no number":              {Username: "x:anna", Password: right.Password},
		"another relay's secret": build(t).relay.Grant("anna"),
	} {
		if code := h.visitor(g).allocate(); code != stun.CodeUnauthorized {
			t.Errorf("%s: %d, want 401", name, code)
		}
	}
}

func TestAParticipantCannotTakeTheWholeRelay(t *testing.T) {
	h := build(t)
	g := h.relay.Grant("anna")
	const most = 64
	for i := range most {
		if code := h.visitor(g).allocate(); code != 0 {
			t.Fatalf("allocation %d: %d", i, code)
		}
	}
	if code := h.visitor(g).allocate(); code != stun.CodeAllocQuotaReached {
		t.Errorf("one more: %d, want 486", code)
	}
	if code := h.visitor(h.relay.Grant("bruno")).allocate(); code != 0 {
		t.Errorf("somebody else: %d", code)
	}
}

func TestOnlyUDPIsRelayed(t *testing.T) {
	h := build(t)
	v := h.visitor(h.relay.Grant("anna"))
	tcp := stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{6, 0, 0, 0}}
	if code := v.ask(stun.MethodAllocate, tcp); code != stun.CodeUnsupportedTransProto {
		t.Errorf("an allocation of TCP: %d, want 442", code)
	}
	udp, even := stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}, stun.RawAttribute{Type: stun.AttrEvenPort, Value: []byte{0x80}}
	if code := v.ask(stun.MethodAllocate, udp, even); code != stun.CodeInsufficientCapacity {
		t.Errorf("an even port: %d, want 508", code)
	}
	six := stun.RawAttribute{Type: stun.AttrRequestedAddressFamily, Value: []byte{2, 0, 0, 0}}
	if code := v.ask(stun.MethodAllocate, udp, six); code != stun.CodeAddrFamilyNotSupported {
		t.Errorf("a family that the SFU has not: %d, want 440", code)
	}
}

// One address cannot take all connections. Its last one is cut at once; others
// that say nothing are after ten seconds.
func TestAnAddressCannotTakeAllConnections(t *testing.T) {
	h := build(t)
	_, tcp, _ := h.relay.Addresses()
	const most = 256
	for range most + 1 {
		c, err := net.Dial("tcp", tcp.String())
		h.must(err)
		defer c.Close()
	}
	last, err := net.Dial("tcp", tcp.String())
	h.must(err)
	defer last.Close()
	_ = last.SetReadDeadline(time.Now().Add(8 * time.Second))
	if _, err := last.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("one more than %d from an address: %v", most, err)
	}
	if n := h.relay.Stats().Connections; n > most {
		t.Errorf("%d connections", n)
	}
}
