package turn

import (
	"encoding/binary"
	"net"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
)

// refusals are a transport on which a channel to a peer that is forbidden is
// refused by 403 (RFC 8656 section 12.2). Pion says 401, of which a client
// understands that its grant is bad (RFC 8489 section 9.2.5).
type refusals struct {
	heard
	key stun.MessageIntegrity // of the request that is being answered
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

// channelError begins a STUN message that refuses a channel.
var channelError = stun.NewType(stun.MethodChannelBind, stun.ClassErrorResponse).Value()

// WriteTo implements net.PacketConn.
func (r *refusals) WriteTo(b []byte, to net.Addr) (int, error) {
	if len(b) < 2 || binary.BigEndian.Uint16(b) != channelError {
		return r.PacketConn.WriteTo(b, to)
	}
	m := &stun.Message{Raw: b}
	var code stun.ErrorCodeAttribute
	// What has an integrity answers somebody whose grant is good.
	if m.Decode() != nil || code.GetFrom(m) != nil || code.Code != stun.CodeUnauthorized || !m.Contains(stun.AttrMessageIntegrity) {
		return r.PacketConn.WriteTo(b, to)
	}
	forbidden, err := stun.Build(m, m.Type, stun.CodeForbidden, r.key)
	if err != nil {
		return 0, err
	}
	_, err = r.PacketConn.WriteTo(forbidden.Raw, to)
	return len(b), err
}
