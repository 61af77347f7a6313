package answer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"miti/sfu/codec"
	"miti/sfu/forward"
)

// parseLine reads an m-line and chooses the codecs that it is answered with.
func parseLine(m *sdp.MediaDescription) Line {
	l := Line{
		Kind: m.MediaName.Media, Direction: SendRecv,
		proto: strings.Join(m.MediaName.Protos, "/"), fmtp: map[uint8]string{}, feedback: map[uint8][]string{},
	}
	if len(m.MediaName.Formats) > 0 {
		l.format = m.MediaName.Formats[0]
	}
	names, bundleOnly, mux := map[uint8]string{}, false, false
	for _, a := range m.Attributes {
		switch a.Key {
		case "mid":
			l.Mid = a.Value
		case "sendonly", "recvonly", "sendrecv", "inactive":
			l.Direction = Direction(a.Key)
		case "bundle-only":
			bundleOnly = true
		case "rtcp-mux":
			mux = true
		case "rtcp-rsize":
			l.reducedSize = true
		case "extmap":
			l.extension(a.Value)
		case "ssrc":
			l.declare(a.Value)
		case "ssrc-group":
			l.pair(a.Value)
		case "rid":
			l.stream(a.Value)
		case "simulcast":
			l.simulcast = sends(a.Value)
		default:
			l.payload(names, a)
		}
	}
	l.choose(m.MediaName.Formats, names)
	l.layers()
	// RFC 8843 section 6: port 0 is a refusal unless the line is bundle-only.
	open := bundleOnly || m.MediaName.Port.Value != 0
	l.Usable = open && mux && len(l.Codecs) > 0 && strings.Contains(l.proto, "TLS/RTP/SAVPF")
	return l
}

// payload reads the attributes of payload types.
func (l *Line) payload(names map[uint8]string, a sdp.Attribute) {
	first, rest, _ := strings.Cut(a.Value, " ")
	if a.Key == "rtcp-fb" && first == "*" {
		l.feedbackText = append(l.feedbackText, rest)
		return
	}
	n, err := strconv.ParseUint(first, 10, 7)
	if err != nil {
		return
	}
	switch pt := uint8(n); a.Key {
	case "rtpmap":
		names[pt] = strings.ToLower(rest)
	case "fmtp":
		l.fmtp[pt] = rest
	case "rtcp-fb":
		l.feedback[pt] = append(l.feedback[pt], rest)
	}
}

// extension notes the header extensions of ours; the one-byte form has the
// ids 1 to 14 (RFC 8285 section 4.2).
func (l *Line) extension(value string) {
	first, uri, _ := strings.Cut(value, " ")
	first, _, _ = strings.Cut(first, "/")
	n, err := strconv.ParseUint(first, 10, 8)
	if err != nil || n < 1 || n > 14 {
		return
	}
	uri, _, _ = strings.Cut(uri, " ")
	switch uri {
	case uriTransport:
		l.TransportID = uint8(n)
	case uriLevel:
		l.LevelID = uint8(n)
	case uriMid:
		l.MidID = uint8(n)
	case uriRID:
		l.RIDID = uint8(n)
	case uriRepaired:
		l.RepairedID = uint8(n)
	}
}

// stream notes a stream that the client can send (RFC 8851 section 4), unless
// it is for some payload types only: then it is not ours to choose.
func (l *Line) stream(value string) {
	f := strings.Fields(value)
	if len(f) >= 2 && f[1] == "send" && token(f[0]) && len(f[0]) <= 16 && !strings.Contains(value, "pt=") {
		if l.sendable == nil {
			l.sendable = map[string]bool{}
		}
		l.sendable[f[0]] = true
	}
}

// sends finds the streams that are sent in a simulcast attribute (RFC 8853
// section 5.1).
func sends(value string) string {
	f := strings.Fields(value)
	for i := 0; i+1 < len(f); i += 2 {
		if f[i] == "send" {
			return f[i+1]
		}
	}
	return ""
}

// layers makes the list of the streams of a simulcast: of alternatives the
// first, and those too that are paused at first.
func (l *Line) layers() {
	if !l.Video() || l.simulcast == "" || l.RIDID == 0 || l.MidID == 0 {
		return
	}
	for _, streams := range strings.Split(l.simulcast, ";") {
		first, _, _ := strings.Cut(streams, ",")
		rid := strings.TrimPrefix(first, "~")
		if l.sendable[rid] && !slices.Contains(l.RIDs, rid) && len(l.RIDs) < forward.MaxLayers {
			l.RIDs = append(l.RIDs, rid)
		}
	}
	if len(l.RIDs) > 0 {
		l.SSRC, l.RTXSSRC = 0, 0
	}
}

// declare takes the first ssrc line; a group says it better (RFC 5576).
func (l *Line) declare(value string) {
	id, _, _ := strings.Cut(value, " ")
	if n, err := strconv.ParseUint(id, 10, 32); err == nil && l.SSRC == 0 {
		l.SSRC = uint32(n)
	}
}

// pair takes the first FID group: the stream and its retransmissions.
func (l *Line) pair(value string) {
	f := strings.Fields(value)
	if len(f) != 3 || f[0] != "FID" || l.RTXSSRC != 0 {
		return
	}
	primary, err := strconv.ParseUint(f[1], 10, 32)
	repair, err2 := strconv.ParseUint(f[2], 10, 32)
	if err == nil && err2 == nil {
		l.SSRC, l.RTXSSRC = uint32(primary), uint32(repair)
	}
}

// choose picks the codecs that are known in the order of rank, and within one
// rank the client's, with their retransmissions.
func (l *Line) choose(formats []string, names map[uint8]string) {
	var types []uint8
	for _, f := range formats {
		if n, err := strconv.ParseUint(f, 10, 7); err == nil && !slices.Contains(types, uint8(n)) {
			types = append(types, uint8(n))
		}
	}
	for _, pt := range types {
		if c, ok := l.known(pt, names[pt]); ok {
			l.Codecs = append(l.Codecs, c)
		}
	}
	l.Codecs = slices.DeleteFunc(l.Codecs, func(c codec.Codec) bool { return c.Name == codec.RED && !l.isOpus(c.Inner) })
	slices.SortStableFunc(l.Codecs, func(a, b codec.Codec) int { return rank(a) - rank(b) })
	for _, pt := range types {
		if !strings.HasPrefix(names[pt], "rtx/") {
			continue
		}
		apt, err := strconv.ParseUint(parameter(l.fmtp[pt], "apt"), 10, 7)
		for i := range l.Codecs {
			if c := &l.Codecs[i]; err == nil && c.Type == uint8(apt) && !c.HasRTX {
				c.RTX, c.HasRTX = pt, true
			}
		}
	}
}

func (l *Line) isOpus(pt uint8) bool {
	return slices.ContainsFunc(l.Codecs, func(c codec.Codec) bool { return c.Name == codec.Opus && c.Type == pt })
}

// known tells which of our codecs a payload type is.
func (l *Line) known(pt uint8, name string) (codec.Codec, bool) {
	c := codec.Codec{Type: pt}
	switch {
	case l.Kind == "audio" && name == "opus/48000/2":
		c.Name = codec.Opus
	case l.Kind == "audio" && name == "red/48000/2":
		inner, _, _ := strings.Cut(l.fmtp[pt], "/")
		n, err := strconv.ParseUint(inner, 10, 7)
		c.Name, c.Inner = codec.RED, uint8(n)
		return c, err == nil
	case l.Kind == "video" && name == "vp8/90000":
		c.Name = codec.VP8
	case l.Kind == "video" && name == "h264/90000":
		c.Name = codec.H264
		mode := parameter(l.fmtp[pt], "packetization-mode")
		if mode == "1" {
			c.Mode = 1
		}
		var ok bool
		c.Profile, ok = codec.ParseProfile(strings.ToLower(parameter(l.fmtp[pt], "profile-level-id")))
		return c, ok && (mode == "" || mode == "0" || mode == "1")
	case l.Kind == "video" && name == "vp9/90000": // RFC 9628 section 6
		c.Name = codec.VP9
		return c, isZero(parameter(l.fmtp[pt], "profile-id"))
	case l.Kind == "video" && name == "av1/90000": // RTP payload format for AV1, section 7.2
		c.Name = codec.AV1
		return c, isZero(parameter(l.fmtp[pt], "profile"))
	default:
		return c, false
	}
	return c, true
}

// isZero tells whether a parameter is 0, which it is too where it is absent.
func isZero(value string) bool { return value == "" || value == "0" }

// rank is the order of the answer: the client sends the first until it is told
// that another one is decoded by all who watch. H.264 is best in the profile
// that all decode, in packets that may be split.
func rank(c codec.Codec) int {
	switch {
	case c.Name == codec.RED:
		return -1 // a voice that mends itself: who loses nothing is sent it plain
	case c.Name == codec.H264 && c.Profile == codec.ConstrainedBaseline && c.Mode == 1:
		return 1
	case c.Name == codec.H264:
		return 2
	case c.Name == codec.VP9:
		return 3
	case c.Name == codec.AV1:
		return 4
	}
	return 0
}

// parameter finds a parameter of an fmtp line.
func parameter(fmtp, name string) string {
	for _, p := range strings.Split(fmtp, ";") {
		if k, v, _ := strings.Cut(strings.TrimSpace(p), "="); strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}
