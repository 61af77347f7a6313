// Package answer reads SDP offers and writes the answers to them. It is pure:
// what it is given decides what it returns.
package answer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"

	"miti/sfu/codec"
)

// Header extensions that are answered (RFC 8285).
const (
	uriTransport = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	uriLevel     = "urn:ietf:params:rtp-hdrext:ssrc-audio-level" // RFC 6464
	uriMid       = "urn:ietf:params:rtp-hdrext:sdes:mid"         // RFC 8843 section 15
	uriRID       = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	uriRepaired  = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id" // RFC 8852 section 3
)

// ErrOffer is wrapped by every error of Parse.
var ErrOffer = errors.New("malformed offer")

// Limits bound what an offer can make the server read.
type Limits struct {
	Bytes, Lines int
}

// Offer is what the server needs of an offer.
type Offer struct {
	// Session is the session id and the fingerprint: it is the same in every
	// offer of one peer connection.
	Session     string
	Ufrag, Pwd  string
	Fingerprint string // of SHA-256, upper case
	// Active tells that the server begins the handshake: it does wherever the
	// client leaves it the choice (RFC 5763 section 5). As the first flight then
	// goes out with the answer to the first check, what the client sends comes
	// through a round trip earlier.
	Active bool
	Lines  []Line

	setup   string
	bundled map[string]bool
}

// Direction is the direction attribute of an m-line, as the client offers it.
type Direction string

// The directions.
const (
	SendRecv Direction = "sendrecv"
	SendOnly Direction = "sendonly"
	RecvOnly Direction = "recvonly"
	Inactive Direction = "inactive"
)

// Line is one m-line.
type Line struct {
	Kind, Mid string
	Direction Direction
	// Usable tells that there is a codec of ours and that the line is in the
	// bundle. One that is not usable is refused in the answer.
	Usable bool
	Codecs []codec.Codec // in the order of the answer
	// Header extension ids, 0 for what was not offered.
	TransportID, LevelID, MidID, RIDID, RepairedID uint8
	// RIDs are the streams that the client sends of a simulcast (RFC 8853), in
	// its order. Their packets say which one they are of, and so SSRC is 0.
	RIDs          []string
	SSRC, RTXSSRC uint32 // the sender's, 0 when not declared

	proto        string
	format       string
	reducedSize  bool
	simulcast    string          // the send streams, as they were offered
	sendable     map[string]bool // the rids that are declared
	fmtp         map[uint8]string
	feedback     map[uint8][]string
	feedbackText []string // for all payload types
}

// Video tells whether the line carries pictures.
func (l *Line) Video() bool { return l.Kind == "video" }

// Sends tells whether the client sends on the line.
func (l *Line) Sends() bool {
	return l.Usable && (l.Direction == SendOnly || l.Direction == SendRecv)
}

// Receives tells whether the client only receives on the line.
func (l *Line) Receives() bool { return l.Usable && l.Direction == RecvOnly }

// NACK tells whether the client resends what is asked for (RFC 4585).
func (l *Line) NACK() bool {
	for _, c := range l.Codecs {
		if l.hasFeedback(c.Type, "nack") {
			return true
		}
	}
	return false
}

func (l *Line) hasFeedback(pt uint8, kind string) bool {
	for _, list := range [][]string{l.feedback[pt], l.feedbackText} {
		for _, f := range list {
			if f == kind {
				return true
			}
		}
	}
	return false
}

// Parse reads an offer. Its errors wrap ErrOffer.
func Parse(text string, limits Limits) (*Offer, error) {
	if len(text) > limits.Bytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrOffer, len(text), limits.Bytes)
	}
	var d sdp.SessionDescription
	if err := d.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	if n := len(d.MediaDescriptions); n == 0 || n > limits.Lines {
		return nil, fmt.Errorf("%w: %d m-lines, at most %d", ErrOffer, n, limits.Lines)
	}
	o := &Offer{bundled: map[string]bool{}}
	if group, ok := bundle(d.Attributes); ok {
		for _, mid := range strings.Fields(group) {
			o.bundled[mid] = true
		}
	}
	o.transport(d.Attributes)
	mids := map[string]bool{}
	for _, m := range d.MediaDescriptions {
		o.transport(m.Attributes)
		l := parseLine(m)
		if l.Mid == "" || mids[l.Mid] || !token(l.Mid) {
			return nil, fmt.Errorf("%w: m-line without a mid of its own", ErrOffer)
		}
		mids[l.Mid] = true
		l.Usable = l.Usable && (o.bundled[l.Mid] || len(d.MediaDescriptions) == 1)
		o.Lines = append(o.Lines, l)
	}
	return o, o.check(&d)
}

// bundle finds the BUNDLE group (RFC 8843).
func bundle(attributes []sdp.Attribute) (string, bool) {
	for _, a := range attributes {
		if a.Key == "group" {
			if mids, ok := strings.CutPrefix(a.Value, "BUNDLE "); ok {
				return mids, true
			}
		}
	}
	return "", false
}

// transport takes the transport's attributes, which in a bundle are the same
// on every line, from where they are first seen.
func (o *Offer) transport(attributes []sdp.Attribute) {
	first := func(to *string, v string) {
		if *to == "" {
			*to = v
		}
	}
	for _, a := range attributes {
		switch a.Key {
		case "ice-ufrag":
			first(&o.Ufrag, a.Value)
		case "ice-pwd":
			first(&o.Pwd, a.Value)
		case "setup":
			first(&o.setup, a.Value)
		case "fingerprint":
			if hash, print, _ := strings.Cut(a.Value, " "); strings.EqualFold(hash, "sha-256") {
				first(&o.Fingerprint, strings.ToUpper(strings.TrimSpace(print)))
			}
		}
	}
}

// check says what an offer lacks.
func (o *Offer) check(d *sdp.SessionDescription) error {
	usable := false
	for i := range o.Lines {
		usable = usable || o.Lines[i].Usable
	}
	switch {
	case len(o.Ufrag) < 4 || len(o.Ufrag) > 256: // RFC 8839 section 5.4
		return fmt.Errorf("%w: no ice-ufrag", ErrOffer)
	case len(o.Pwd) < 22 || len(o.Pwd) > 256:
		return fmt.Errorf("%w: no ice-pwd", ErrOffer)
	case o.Fingerprint == "":
		return fmt.Errorf("%w: no SHA-256 fingerprint", ErrOffer)
	case !usable:
		return fmt.Errorf("%w: no m-line in a bundle with a codec that is known", ErrOffer)
	}
	o.Active = o.setup == "actpass" || o.setup == "passive"
	o.Session = fmt.Sprint(d.Origin.SessionID, " ", o.Fingerprint)
	return nil
}

// token tells whether a mid can be written back as it is (RFC 4566 section 9).
func token(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte(`"(),/:;<=>?@[\]`, c) >= 0 {
			return false
		}
	}
	return len(s) <= 64
}
