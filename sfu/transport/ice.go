package transport

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"

	"github.com/pion/stun/v4"
)

const (
	quiet      = time.Second            // without a sign of life, the peer is asked for one
	askEvery   = 500 * time.Millisecond // between two checks
	stunHeader = 20                     // RFC 8489 section 5
	stunCookie = 0x2112a442
)

// onSTUN takes a connectivity check, or the answer to one of ours.
func (l *Loop) onSTUN(from path, b []byte) {
	if len(b) < stunHeader || binary.BigEndian.Uint32(b[4:]) != stunCookie {
		return
	}
	switch stunType := binary.BigEndian.Uint16(b); stunType {
	case stun.BindingRequest.Value():
		// The name comes first, so that what is not ours costs next to nothing.
		if c := l.byUfrag[string(localUfrag(b))]; c != nil {
			c.onCheck(from, b)
		}
	case stun.BindingSuccess.Value():
		if c := l.find(from); c != nil {
			c.onCheckAnswer(from, b)
		}
	}
}

// localUfrag finds our half of the user name in a check (RFC 8445 section
// 7.2.2), nil if there is none.
func localUfrag(b []byte) []byte {
	rest := b[stunHeader:]
	for len(rest) >= 4 {
		kind, n := binary.BigEndian.Uint16(rest), int(binary.BigEndian.Uint16(rest[2:]))
		if len(rest) < 4+n {
			return nil
		}
		if stun.AttrType(kind) == stun.AttrUsername {
			name, _, ok := bytes.Cut(rest[4:4+n], []byte(":"))
			if !ok {
				return nil
			}
			return name
		}
		rest = rest[min(len(rest), 4+(n+3)&^3):]
	}
	return nil
}

// onCheck answers a check. An ICE-lite agent does little more: it learns the
// peer's address from a check that is right (RFC 8445 section 7.3).
func (c *Conn) onCheck(from path, b []byte) {
	l, m := c.loop, c.loop.request
	m.Raw = append(m.Raw[:0], b...)
	if m.Decode() != nil {
		return
	}
	own := c.local
	restarted := string(localUfrag(b)) == c.local.Ufrag
	if !restarted {
		own = c.former
	}
	if stun.MessageIntegrity(own.Pwd).Check(m) != nil {
		return
	}
	if restarted && c.former.Ufrag != "" {
		delete(l.byUfrag, c.former.Ufrag)
		c.former = Credentials{}
	}
	err := l.response.Build(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: from.addr.Addr().AsSlice(), Port: int(from.addr.Port())},
		stun.MessageIntegrity(own.Pwd), stun.Fingerprint)
	if err != nil {
		return
	}
	l.current = c
	l.send(from, l.response.Raw)
	c.reached(from, m.Contains(stun.AttrUseCandidate))
	c.alive(from)
	l.current = nil
}

// reached notes where a right check came from, and begins the handshake.
func (c *Conn) reached(from path, nominated bool) {
	l := c.loop
	if l.find(from) != c {
		c.route(from)
		// A lite agent need not check. This one is for clients that nominate
		// a pair only when they are checked, or else 200 ms later (Pion).
		c.ask(from)
	}
	if c.path != from && (nominated || !c.path.valid()) {
		c.use(from)
	}
	if !c.began && l.takes(c.peer) {
		c.began = true
		pipe, peer := c.pipe, c.peer
		l.tasks.Go(func() { l.handshake(c, pipe, peer) })
		c.handler.Reached()
	}
}

// use sends by a path from now on.
func (c *Conn) use(p path) {
	c.path, c.onPath = p, c.loop.now
	if c.pipe != nil {
		c.pipe.to.Store(&p)
	}
}

// alive notes that something right came from the peer. A path by which nothing
// comes any more is left for one by which something does: a router forgot the
// old one, or the client is on another network, and not every client nominates
// again that has no other pair (Pion).
func (c *Conn) alive(from path) {
	now := c.loop.now
	c.heard = now
	switch {
	case from == c.path:
		c.onPath = now
	case now.Sub(c.onPath) > quiet && c.loop.find(from) == c:
		c.use(from)
	}
}

// route notes that packets from a path are this peer's. The oldest path that
// is not in use makes place.
func (c *Conn) route(from path) {
	if other := c.loop.find(from); other != nil {
		other.forget(from)
	}
	if len(c.paths) == maxPaths {
		i := slices.IndexFunc(c.paths, func(p path) bool { return p != c.path })
		c.unroute(c.paths[i], false)
		c.paths = slices.Delete(c.paths, i, i+1)
	}
	c.paths = append(c.paths, from)
	if from.via != nil {
		from.via.belong(c)
		return
	}
	c.loop.byAddr[from.addr] = c
}

// forget drops a path that is not the peer's any more, without closing it.
func (c *Conn) forget(p path) {
	if i := slices.Index(c.paths, p); i >= 0 {
		c.paths = slices.Delete(c.paths, i, i+1)
	}
	if p.via != nil {
		p.via.belong(nil)
	} else if c.loop.byAddr[p.addr] == c {
		delete(c.loop.byAddr, p.addr)
	}
	if c.path == p {
		c.path = path{}
		if n := len(c.paths); n > 0 {
			c.path = c.paths[n-1]
		}
	}
}

// ask sends a check. RFC 7675 lets the peer prove by its answer that it is
// there; a lite agent is allowed to ask.
func (c *Conn) ask(to path) {
	if c.peer.Pwd == "" {
		return
	}
	const priority = 1862270975 // of a peer-reflexive candidate
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest,
		stun.NewUsername(c.peer.Ufrag+":"+c.local.Ufrag),
		attribute{stun.AttrPriority, binary.BigEndian.AppendUint32(nil, priority)},
		attribute{stun.AttrICEControlled, binary.BigEndian.AppendUint64(nil, c.tie)},
		stun.MessageIntegrity(c.peer.Pwd), stun.Fingerprint)
	if err != nil {
		return
	}
	c.asked, c.check = c.loop.now, m.TransactionID
	c.loop.send(to, m.Raw)
}

// onCheckAnswer takes the answer to the last check.
func (c *Conn) onCheckAnswer(from path, b []byte) {
	m := c.loop.request
	m.Raw = append(m.Raw[:0], b...)
	if m.Decode() == nil && m.TransactionID == c.check && stun.MessageIntegrity(c.peer.Pwd).Check(m) == nil {
		c.trip = c.loop.now.Sub(c.asked)
		c.alive(from)
	}
}

// Tick asks a peer that has been quiet for a sign of life. Browsers check
// every few seconds only, and someone who is on hold sends nothing else.
func (c *Conn) Tick(now time.Time) {
	if c.Secure() && c.path.valid() && now.Sub(c.heard) > quiet && now.Sub(c.asked) >= askEvery {
		c.ask(c.path)
	}
}

// attribute is one that the stun package has no type for.
type attribute struct {
	kind  stun.AttrType
	value []byte
}

// AddTo implements stun.Setter.
func (a attribute) AddTo(m *stun.Message) error {
	m.Add(a.kind, a.value)
	return nil
}
