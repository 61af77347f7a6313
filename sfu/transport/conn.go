package transport

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"net/netip"
	"slices"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
)

const (
	maxPaths   = 8  // addresses of one peer
	maxStreams = 64 // SSRCs of one peer that are decrypted, of RTP and of RTCP each
	maxEarly   = 64 // packets of one peer that are kept until there are keys
)

// Handler is told what comes from a peer, on the loop. The bytes are its to
// change, and only until it returns.
type Handler interface {
	// Reached says that the peer is there, and that the handshake begins.
	Reached()
	// Secured says that packets can be sent and will come from now on.
	Secured()
	RTP(packet []byte, now time.Time)
	RTCP(packets []byte, now time.Time)
	// Broken says that the connection has ended by itself.
	Broken(err error)
}

// Credentials are an ICE user name fragment and password.
type Credentials struct{ Ufrag, Pwd string }

// NewCredentials makes random ones (RFC 8445 section 5.3).
func NewCredentials() Credentials { return Credentials{Ufrag: token(8), Pwd: token(24)} }

func token(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = alphabet[b[i]&63]
	}
	return string(b)
}

// Peer is what an offer says of the other end.
type Peer struct {
	Credentials
	Fingerprint string
	// Active tells that we begin the handshake.
	Active bool
	// Trial is a peer that only tests the connection, which a stranger may. All
	// of them together leave half of the places of handshakes to others.
	Trial bool
}

// path is where a peer is reached: by the UDP socket, or by a carrier.
type path struct {
	addr netip.AddrPort
	via  carrier // nil for the UDP socket
}

// carrier is another way to one peer than the UDP socket: a TCP connection, or
// a relay of this process.
type carrier interface {
	// send never waits. It may be called from any goroutine.
	send(b []byte)
	// close gives the way up. A peer that still has it may come by it again,
	// unless it has ended, which over says.
	close(over bool)
	// conn is whose way it is, nil for nobody's yet, and belong changes that.
	// Both are the loop's.
	conn() *Conn
	belong(c *Conn)
	way() Way
}

func (p path) valid() bool { return p.addr.IsValid() }

// Conn is the connection with one peer. It belongs to the loop.
type Conn struct {
	loop    *Loop
	handler Handler
	peer    Peer
	local   Credentials
	// former are the credentials before an ICE restart. They hold until a
	// check with the new ones comes, for the answer may be lost.
	former Credentials

	path    path   // where we send
	paths   []path // all that a right check came from
	heard   time.Time
	onPath  time.Time // when something right last came by path
	asked   time.Time // when a check was last sent
	check   [stun.TransactionIDSize]byte
	trip    time.Duration // of the last check that was answered
	tie     uint64
	pipe    *pipe // while there is a handshake
	began   bool  // the handshake
	early   []early
	closed  bool
	in, out *srtp.Context
	streams streams // of RTP
	senders streams // of RTCP
	traffic Traffic
}

// early is a packet that came before the keys. The client that ends the
// handshake has them first: its first words and the key frame go out with its
// last flight, which may be lost and repeated.
type early struct {
	from   path
	packet []byte
}

// streams are the SSRCs of packets that were decrypted. For each the SRTP
// context has a state: a peer could make it grow for ever. They are few,
// mostly, so that this is quicker than a map.
type streams []uint32

// known tells whether a packet of an SSRC was decrypted before, and whether
// one may be.
func (s streams) known(ssrc uint32) (known, taken bool) {
	known = slices.Contains(s, ssrc)
	return known, known || len(s) < maxStreams
}

// Way is how a peer is reached.
type Way string

// The ways.
const (
	None    Way = "none" // no right check has come
	UDP     Way = "udp"
	TCP     Way = "tcp"
	ByRelay Way = "relay"
)

// Way is how the peer is reached now.
func (c *Conn) Way() Way {
	switch {
	case !c.path.valid():
		return None
	case c.path.via != nil:
		return c.path.via.way()
	}
	return UDP
}

// Traffic counts the bytes of media packets, sealed as they travel.
type Traffic struct{ In, Out uint64 }

// Traffic is what was taken from the peer and sent to it.
func (c *Conn) Traffic() Traffic { return c.traffic }

// Open makes a connection. The peer finds it by the local credentials.
func (l *Loop) Open(local Credentials, peer Peer, h Handler) *Conn {
	var tie [8]byte
	_, _ = rand.Read(tie[:])
	c := &Conn{
		loop: l, handler: h, peer: peer, local: local, heard: l.now, onPath: l.now,
		tie: binary.BigEndian.Uint64(tie[:]), pipe: newPipe(l),
	}
	l.byUfrag[local.Ufrag] = c
	return c
}

// Restart takes new credentials of both sides (RFC 8445 section 9). The keys
// stay as they are.
func (c *Conn) Restart(local, peer Credentials) {
	l := c.loop
	if c.former.Ufrag == "" {
		c.former = c.local
	} else {
		delete(l.byUfrag, c.local.Ufrag) // nobody has used it
	}
	c.local, c.peer.Credentials = local, peer
	l.byUfrag[local.Ufrag] = c
}

// Heard is when something right last came from the peer.
func (c *Conn) Heard() time.Time { return c.heard }

// RoundTrip is the time to the peer and back, as the last check of ours took it:
// 0 before the first was answered.
func (c *Conn) RoundTrip() time.Duration { return c.trip }

// Secure tells whether the keys are there.
func (c *Conn) Secure() bool { return c.out != nil && !c.closed }

// Closed tells whether the connection has ended.
func (c *Conn) Closed() bool { return c.closed }

// Close ends the connection. The peer is not told: that is signalling's part.
func (c *Conn) Close() {
	if c.closed {
		return
	}
	c.closed = true
	l := c.loop
	delete(l.byUfrag, c.local.Ufrag)
	delete(l.byUfrag, c.former.Ufrag)
	for _, p := range c.paths {
		c.unroute(p, true)
	}
	c.paths, c.path = nil, path{}
	if c.pipe != nil {
		c.pipe.abort()
		c.pipe = nil
	}
	c.in, c.out, c.early = nil, nil, nil
}

// fail ends the connection and says so.
func (c *Conn) fail(err error) {
	if !c.closed {
		c.Close()
		c.handler.Broken(err)
	}
}

// unroute forgets that packets from a path are this peer's. Over says that the
// peer has ended.
func (c *Conn) unroute(p path, over bool) {
	if p.via != nil {
		p.via.belong(nil)
		p.via.close(over)
		return
	}
	if c.loop.byAddr[p.addr] == c {
		delete(c.loop.byAddr, p.addr)
	}
}

// find tells whose packets come by a path.
func (l *Loop) find(p path) *Conn {
	if p.via != nil {
		return p.via.conn()
	}
	return l.byAddr[p.addr]
}

// secured takes the keys from a finished handshake.
func (c *Conn) secured(in, out *srtp.Context) {
	if c.closed {
		return
	}
	c.in, c.out = in, out
	c.heard = c.loop.now
	c.handler.Secured()
	kept := c.early
	c.early = nil
	for _, e := range kept {
		c.onRTP(e.from, e.packet)
	}
}

func (c *Conn) onRTP(from path, b []byte) {
	if c.in == nil {
		if c.began && !c.closed && len(c.early) < maxEarly {
			c.early = append(c.early, early{from, bytes.Clone(b)})
		}
		return
	}
	ssrc := binary.BigEndian.Uint32(b[8:])
	known, taken := c.streams.known(ssrc)
	if !taken {
		return
	}
	plain, err := c.in.DecryptRTP(b[:0], b, &c.loop.rtpHead)
	if err != nil {
		return // not the peer's, or a copy
	}
	if !known {
		c.streams = append(c.streams, ssrc)
	}
	c.proved(from)
	c.loop.stats.PacketsIn++
	c.took(len(b))
	c.handler.RTP(plain, c.loop.now)
}

func (c *Conn) onRTCP(from path, b []byte) {
	if c.in == nil {
		return
	}
	ssrc := binary.BigEndian.Uint32(b[4:])
	known, taken := c.senders.known(ssrc)
	if !taken {
		return
	}
	plain, err := c.in.DecryptRTCP(c.loop.plainRTCP[:0], b, &c.loop.rtcpHead)
	if err != nil {
		return
	}
	if !known {
		c.senders = append(c.senders, ssrc)
	}
	c.proved(from)
	c.took(len(b))
	c.handler.RTCP(plain, c.loop.now)
}

// took counts a packet of the peer.
func (c *Conn) took(bytes int) {
	n := uint64(bytes)
	c.traffic.In, c.loop.stats.In = c.traffic.In+n, c.loop.stats.In+n
}

// proved notes that a packet was encrypted by the peer: it is there, and it
// has finished the handshake.
func (c *Conn) proved(from path) {
	c.alive(from)
	if c.pipe != nil {
		c.pipe.finish()
	}
}

// SendRTP encrypts a packet and sends it. What it is given stays as it is.
func (c *Conn) SendRTP(b []byte) {
	if c.out == nil {
		return
	}
	l := c.loop
	sealed, err := c.out.EncryptRTP(c.space(), b, &l.rtpHead)
	if err != nil {
		return // the key is used up after 2^48 packets
	}
	l.stats.PacketsOut++
	c.dispatch(sealed)
}

// space is where the next packet to this peer is encrypted to.
func (c *Conn) space() []byte {
	if c.path.via != nil {
		return c.loop.out[:0]
	}
	return c.loop.udp.buffer()
}

// dispatch sends what was encrypted to space: by UDP when all is done that is
// to be done now.
func (c *Conn) dispatch(sealed []byte) {
	n := uint64(len(sealed))
	c.traffic.Out, c.loop.stats.Out = c.traffic.Out+n, c.loop.stats.Out+n
	switch {
	case c.path.via != nil:
		c.path.via.send(sealed)
	case c.path.valid() && len(sealed) <= maxPacket:
		c.loop.udp.add(len(sealed), c.path.addr)
	}
}

// SendRTCP encrypts a compound packet and sends it.
func (c *Conn) SendRTCP(packets ...rtcp.Packet) {
	if c.out == nil {
		return
	}
	b, err := rtcp.Marshal(packets)
	if err != nil {
		return
	}
	if b, err = c.out.EncryptRTCP(c.space(), b, &c.loop.rtcpHead); err == nil {
		c.dispatch(b)
	}
}

// send never waits. It may be called from any goroutine.
func (l *Loop) send(to path, b []byte) {
	switch {
	case to.via != nil:
		to.via.send(b)
	case to.valid():
		l.udp.send(b, to.addr)
	}
}

// Stats are the counts of the loop.
func (l *Loop) Stats() Stats { return l.stats }
