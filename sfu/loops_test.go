package sfu_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"

	"miti/sfu"
)

// BenchmarkLoops says how much one loop forwards, and two, when each is asked
// for as much as it can. So that the cores are the loops', a room has one who
// talks, and many who listen and never read: what the kernel has no room for
// it throws away.
func BenchmarkLoops(b *testing.B) {
	for _, loops := range []int{1, 2} {
		h := openHall(b, loops)
		b.Run(fmt.Sprint(loops), h.measure)
		h.must(h.plane.Close())
	}
}

// hall is a plane with one room a loop.
type hall struct {
	testing.TB
	plane       *sfu.Plane
	certificate tls.Certificate
	print       string
	talkers     []*talker
}

func openHall(b *testing.B, loops int) *hall {
	h := &hall{TB: b}
	var err error
	h.plane, err = sfu.NewPlane(sfu.Config{UDP: netip.MustParseAddrPort("127.0.0.1:0"), Gone: time.Hour, Event: func(sfu.Event) {}}, loops)
	h.must(err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	h.must(err)
	t := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	h.must(err)
	h.certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	h.print = strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(der)), " ", ":")
	for i := range loops {
		room := fmt.Sprint("room", i)
		t := &talker{hand: h.enter(room, "talker", "sendonly"), loop: h.plane.Loop(i)}
		t.out, err = srtp.CreateContext(t.keys.Keys.LocalMasterKey, t.keys.Keys.LocalMasterSalt, t.keys.Profile)
		h.must(err)
		h.talkers = append(h.talkers, t)
		for n := range sfu.MaxParticipants - 1 {
			h.enter(room, fmt.Sprint("listener", n), "recvonly")
		}
	}
	return h
}

func (h *hall) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// measure has all talk at once.
func (h *hall) measure(b *testing.B) {
	before, cpu, began := h.out(), h.cpu(), time.Now()
	var talking sync.WaitGroup
	for _, t := range h.talkers {
		talking.Go(func() {
			if err := t.talk(b.N); err != nil {
				b.Error(err)
			}
		})
	}
	talking.Wait()
	over := time.Since(began).Seconds()
	packets := float64(h.out() - before)
	b.ReportMetric(packets/over, "packets/s")
	b.ReportMetric((h.cpu()-cpu).Seconds()/over, "cores")
	b.ReportMetric((h.cpu()-cpu).Seconds()*1e6/packets, "cpu-us/packet")
}

func (h *hall) out() uint64 {
	st, err := h.plane.Stats(h.Context())
	h.must(err)
	return st.PacketsOut
}

// cpu is what this process has used so far.
func (h *hall) cpu() time.Duration {
	var r syscall.Rusage
	h.must(syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// hand is a client that is made by hand, and has nothing but a socket and keys.
type hand struct {
	*net.UDPConn
	keys srtp.Config
	deaf atomic.Bool // the handshake is over
}

// listed are what a hand needs of an answer.
var listed = regexp.MustCompile(`(?s)a=ice-ufrag:(\S+).*a=ice-pwd:(\S+).* udp \d+ (\S+) (\d+) typ host`)

// enter joins a room, and returns when there are keys.
func (h *hall) enter(room, name, direction string) *hand {
	const ufrag, pwd = "hand", "hand-hand-hand-hand-hand"
	lines := []string{
		"v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0",
		"a=mid:0", "a=rtcp-mux", "a=ice-ufrag:" + ufrag, "a=ice-pwd:" + pwd, "a=fingerprint:sha-256 " + h.print,
		"a=setup:active", "a=" + direction, "a=rtpmap:111 opus/48000/2", "",
	}
	j := sfu.Join{Room: room, Participant: name, Offer: strings.Join(lines, "\r\n")}
	if direction == "sendonly" {
		j.Senders, j.Sending = map[string]sfu.Source{"0": sfu.Microphone}, []sfu.Source{sfu.Microphone}
		j.Offer += fmt.Sprintf("a=ssrc:%d cname:hand\r\n", talkersSSRC)
	}
	a, err := h.plane.Join(h.Context(), j)
	h.must(err)
	server := listed.FindStringSubmatch(a.SDP)
	if server == nil {
		h.Fatal("no address in", a.SDP)
	}
	sock, err := net.Dial("udp4", net.JoinHostPort(server[3], server[4]))
	h.must(err)
	h.Cleanup(func() { _ = sock.Close() })
	c := &hand{UDPConn: sock.(*net.UDPConn)}
	const little = 4 << 10
	h.must(c.SetReadBuffer(little))
	check, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(server[1]+":"+ufrag),
		stun.RawAttribute{Type: stun.AttrUseCandidate}, stun.NewShortTermIntegrity(server[2]), stun.Fingerprint)
	h.must(err)
	_, err = c.Write(check.Raw)
	h.must(err)
	h.shake(c)
	return c
}

// shake takes the keys from a handshake, and then hears no more.
func (h *hall) shake(c *hand) {
	d, err := dtls.ClientWithOptions(c, c.RemoteAddr(), dtls.WithCertificates(h.certificate), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM), dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret))
	h.must(err)
	ctx, stop := context.WithTimeout(h.Context(), patience)
	defer stop()
	h.must(d.HandshakeContext(ctx))
	state, ok := d.ConnectionState()
	if !ok {
		h.Fatal("no keys")
	}
	c.keys.Profile = srtp.ProtectionProfileAeadAes128Gcm
	h.must(c.keys.ExtractSessionKeysFromDTLS(&state, true))
	c.deaf.Store(true)
	h.must(d.Close())
}

// ReadFrom implements net.PacketConn for the handshake.
func (c *hand) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, err := c.Read(b)
		if err != nil || c.deaf.Load() {
			return 0, nil, net.ErrClosed
		}
		if b[0] >= 20 && b[0] < 64 { // RFC 7983
			return n, c.RemoteAddr(), nil
		}
	}
}

// WriteTo implements net.PacketConn.
func (c *hand) WriteTo(b []byte, _ net.Addr) (int, error) {
	if c.deaf.Load() {
		return len(b), nil // the server need not know
	}
	return c.Write(b)
}

// Close implements net.PacketConn. The socket is needed longer.
func (c *hand) Close() error { return c.SetReadDeadline(time.Now()) }

// talkersSSRC is the stream of each who talks.
const talkersSSRC = 7

// talker is who sends, and the loop that it is sent to.
type talker struct {
	*hand
	loop *sfu.SFU
	out  *srtp.Context
	seq  uint16
	sent uint64
}

// talk sends so many times a breath of packets. It is two breaths ahead of the
// loop at the most, so that this always has something to do and loses nothing.
func (t *talker) talk(times int) (err error) {
	const breath, bytes = 64, 1100
	plain, sealed := make([]byte, bytes), make([]byte, 0, 2*bytes)
	plain[0], plain[1] = 0x80, 111
	binary.BigEndian.PutUint32(plain[8:], talkersSSRC)
	for range times {
		for range breath {
			t.seq++
			binary.BigEndian.PutUint16(plain[2:], t.seq)
			if sealed, err = t.out.EncryptRTP(sealed[:0], plain, nil); err == nil {
				_, err = t.Write(sealed)
			}
			if err != nil {
				return err
			}
		}
		t.sent += breath
		for taken := uint64(0); taken+breath < t.sent; {
			st, err := t.loop.Stats(context.Background())
			if err != nil {
				return err
			}
			taken = st.PacketsIn
		}
	}
	return nil
}
