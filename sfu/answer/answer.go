package answer

import (
	"fmt"
	"net/netip"
	"strings"

	"miti/sfu/codec"
)

// Server is what every answer says of the server.
type Server struct {
	Fingerprint string
	Candidates  []Candidate
}

// Candidate is an address of the server.
type Candidate struct {
	Addr netip.AddrPort
	TCP  bool
}

// Local is what an answer says of one connection.
type Local struct {
	Ufrag, Pwd       string
	Session, Version uint64
	// Lines says by mid what each line of the offer is to the server.
	Lines map[string]Role
}

// Role is what an m-line is to the server. The zero value is a line that is
// not used.
type Role struct {
	Receive bool // the client sends and the server listens
	Send    *Sender
}

// Sender is the server's half of a seat.
type Sender struct {
	Seat          int
	SSRC, RTXSSRC uint32
}

type writer struct {
	strings.Builder
	offer      *Offer
	local      Local
	server     Server
	candidates bool // were written
}

func (w *writer) line(format string, a ...any) {
	fmt.Fprintf(w, format, a...)
	w.WriteString("\r\n")
}

// Write answers an offer.
func Write(o *Offer, s Server, l Local) string {
	w := &writer{offer: o, local: l, server: s}
	w.line("v=0")
	w.line("o=- %d %d IN IP4 0.0.0.0", l.Session, l.Version)
	w.line("s=-")
	w.line("t=0 0")
	var mids []string
	for i := range o.Lines {
		if o.Lines[i].Usable {
			mids = append(mids, o.Lines[i].Mid)
		}
	}
	w.line("a=group:BUNDLE %s", strings.Join(mids, " "))
	w.line("a=ice-lite")
	w.line("a=msid-semantic: WMS *")
	for i := range o.Lines {
		if m := &o.Lines[i]; m.Usable {
			w.media(m, l.Lines[m.Mid])
		} else {
			w.refusal(m)
		}
	}
	return w.String()
}

// refusal answers an m-line that is not used (RFC 3264 section 6).
func (w *writer) refusal(m *Line) {
	w.line("m=%s 0 %s %s", m.Kind, m.proto, m.format)
	w.line("c=IN IP4 0.0.0.0")
	w.line("a=mid:%s", m.Mid)
	w.line("a=inactive")
}

func (w *writer) media(m *Line, role Role) {
	var types []string
	for _, c := range m.Codecs {
		types = append(types, fmt.Sprint(c.Type))
		if c.HasRTX {
			types = append(types, fmt.Sprint(c.RTX))
		}
	}
	w.line("m=%s 9 %s %s", m.Kind, m.proto, strings.Join(types, " "))
	w.line("c=IN IP4 0.0.0.0")
	w.line("a=mid:%s", m.Mid)
	w.transport()
	w.line("a=rtcp-mux")
	if m.reducedSize {
		w.line("a=rtcp-rsize")
	}
	for _, c := range m.Codecs {
		w.codec(m, c, role)
	}
	w.extensions(m, role)
	w.direction(m, role)
}

// transport writes the lines of ICE and DTLS (RFC 8839, RFC 8842).
func (w *writer) transport() {
	w.line("a=ice-ufrag:%s", w.local.Ufrag)
	w.line("a=ice-pwd:%s", w.local.Pwd)
	w.line("a=fingerprint:sha-256 %s", w.server.Fingerprint)
	if w.offer.Active {
		w.line("a=setup:active")
	} else {
		w.line("a=setup:passive")
	}
	if w.candidates {
		return // RFC 8843 section 7.3: once in a bundle
	}
	w.candidates = true
	for i, c := range w.server.Candidates {
		w.candidate(i, c)
	}
	w.line("a=end-of-candidates")
}

// candidate writes a host candidate: UDP before TCP, and the addresses in the
// order in which they were configured (RFC 8445 section 5.1.2, RFC 6544
// section 4.2).
func (w *writer) candidate(i int, c Candidate) {
	const udpPreference, tcpPreference, component = 126, 90, 1
	local := uint32(65535 - i)
	if c.TCP {
		w.line("a=candidate:%d 1 tcp %d %s %d typ host tcptype passive", i+1,
			uint32(tcpPreference)<<24|local<<8|(256-component), c.Addr.Addr(), c.Addr.Port())
		return
	}
	w.line("a=candidate:%d 1 udp %d %s %d typ host", i+1,
		uint32(udpPreference)<<24|local<<8|(256-component), c.Addr.Addr(), c.Addr.Port())
}

func (w *writer) codec(m *Line, c codec.Codec, role Role) {
	switch c.Name {
	case codec.Opus:
		// What we like to be sent (RFC 7587 section 7): voice that mends itself,
		// and nothing where nobody speaks.
		w.line("a=rtpmap:%d opus/48000/2", c.Type)
		w.line("a=fmtp:%d minptime=10;useinbandfec=1;usedtx=1", c.Type)
	case codec.RED:
		w.line("a=rtpmap:%d red/48000/2", c.Type)
		w.line("a=fmtp:%d %d/%d", c.Type, c.Inner, c.Inner)
	default:
		w.line("a=rtpmap:%d %s/90000", c.Type, c.Name)
		if f := m.fmtp[c.Type]; f != "" {
			w.line("a=fmtp:%d %s", c.Type, f)
		}
	}
	// A receiver that cannot ask for RTX must not ask at all: nothing is sent
	// again under the same number.
	for _, f := range []string{"nack", "nack pli", "ccm fir", "transport-cc"} {
		wanted := m.hasFeedback(c.Type, f) &&
			(f != "nack" || role.Receive || c.HasRTX) && (f != "transport-cc" || m.TransportID != 0)
		if wanted {
			w.line("a=rtcp-fb:%d %s", c.Type, f)
		}
	}
	if c.HasRTX {
		w.line("a=rtpmap:%d rtx/90000", c.RTX)
		w.line("a=fmtp:%d apt=%d", c.RTX, c.Type)
	}
}

func (w *writer) extensions(m *Line, role Role) {
	if m.TransportID != 0 {
		w.line("a=extmap:%d %s", m.TransportID, uriTransport)
	}
	if m.LevelID != 0 {
		w.line("a=extmap:%d %s", m.LevelID, uriLevel)
	}
	if m.MidID != 0 {
		w.line("a=extmap:%d %s", m.MidID, uriMid)
	}
	if role.Receive && len(m.RIDs) > 0 {
		w.line("a=extmap:%d %s", m.RIDID, uriRID)
		if m.RepairedID != 0 {
			w.line("a=extmap:%d %s", m.RepairedID, uriRepaired)
		}
	}
}

func (w *writer) direction(m *Line, role Role) {
	switch {
	case role.Receive:
		w.line("a=recvonly")
		for _, rid := range m.RIDs {
			w.line("a=rid:%s recv", rid)
		}
		if len(m.RIDs) > 0 {
			w.line("a=simulcast:recv %s", strings.Join(m.RIDs, ";"))
		}
	case role.Send != nil:
		w.sender(m, role.Send)
	default:
		w.line("a=inactive")
	}
}

// sender declares the streams of a seat. The picture's own comes first:
// Chromium takes the first ssrc line for it, whatever the group says.
func (w *writer) sender(m *Line, s *Sender) {
	w.line("a=sendonly")
	w.line("a=msid:seat%d %s%d", s.Seat, m.Kind, s.Seat)
	if s.RTXSSRC != 0 {
		w.line("a=ssrc-group:FID %d %d", s.SSRC, s.RTXSSRC)
	}
	w.line("a=ssrc:%d cname:miti", s.SSRC)
	if s.RTXSSRC != 0 {
		w.line("a=ssrc:%d cname:miti", s.RTXSSRC)
	}
}
