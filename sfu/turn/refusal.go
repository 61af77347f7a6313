package turn

import (
	"encoding/binary"
	"net"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
)

// refusals are a transport that refuses as RFC 8656 says. Pion answers a channel
// to a peer that is forbidden by 401, of which a client understands that its
// grant is bad (RFC 8489 section 9.2.5), and not by 403 (RFC 8656 section 12.2);
// and whatever cannot be allocated by 508, which asks to come again later.
type refusals struct {
	heard
	key stun.MessageIntegrity // of the request that is being answered
	// why is the code for an allocation that the generator could not make.
	why stun.ErrorCode
}

// authorise is Pion's AuthHandler of this transport. Pion answers a request on
// the goroutine that has read it, before it reads the next.
func (r *refusals) authorise(s *Server) pion.AuthHandler {
	return func(of *pion.RequestAttributes) (holder string, key []byte, ok bool) {
		holder, key, ok = s.authorise(of)
		r.key = key
		return holder, key, ok
	}
}

// refused begin a STUN message that refuses something.
var (
	allocateRefused = stun.NewType(stun.MethodAllocate, stun.ClassErrorResponse).Value()
	channelRefused  = stun.NewType(stun.MethodChannelBind, stun.ClassErrorResponse).Value()
)

// WriteTo implements net.PacketConn.
func (r *refusals) WriteTo(b []byte, to net.Addr) (int, error) {
	if len(b) < 2 {
		return r.PacketConn.WriteTo(b, to)
	}
	said, means := stun.ErrorCode(0), stun.ErrorCode(0)
	switch binary.BigEndian.Uint16(b) {
	case channelRefused:
		said, means = stun.CodeUnauthorized, stun.CodeForbidden
	case allocateRefused:
		said, means = stun.CodeInsufficientCapacity, r.why
		r.why = 0
	}
	if means == 0 {
		return r.PacketConn.WriteTo(b, to)
	}
	m := &stun.Message{Raw: b}
	var code stun.ErrorCodeAttribute
	// What has an integrity answers somebody whose grant is good.
	if m.Decode() != nil || code.GetFrom(m) != nil || code.Code != said || !m.Contains(stun.AttrMessageIntegrity) {
		return r.PacketConn.WriteTo(b, to)
	}
	right, err := stun.Build(m, m.Type, means, r.key)
	if err != nil {
		return 0, err
	}
	_, err = r.PacketConn.WriteTo(right.Raw, to)
	return len(b), err
}
