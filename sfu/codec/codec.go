// Package codec says which codecs the server knows, when two descriptions of
// a codec mean the same, and whether a decoder takes a stream.
package codec

// Name is the encoding name of an rtpmap line, as we write it.
type Name string

// The codecs that are forwarded.
const (
	Opus Name = "opus"
	RED  Name = "red" // Opus with what was sent before repeated (RFC 2198)
	VP8  Name = "VP8"
	H264 Name = "H264"
	VP9  Name = "VP9" // of profile 0, like AV1: what every decoder of it takes
	AV1  Name = "AV1"
)

// Clock rates of RTP timestamps.
const (
	AudioClock = 48000 // RFC 7587 section 4.1
	VideoClock = 90000
)

// Codec is one payload type of an m-line.
type Codec struct {
	Name    Name
	Type    uint8   // payload type
	RTX     uint8   // payload type of its retransmission (RFC 4588)
	HasRTX  bool    // whether there is one
	Profile Profile // of H.264
	Mode    uint8   // packetization-mode of H.264
	Inner   uint8   // payload type of what RED repeats
}

// NoType marks a codec that a receiver does not take.
const NoType = 0xff

// Match says for each codec of a publisher with which payload types, primary
// and retransmission, a receiver takes it.
func Match(from, to []Codec) (types, rtx []uint8) {
	types, rtx = make([]uint8, len(from)), make([]uint8, len(from))
	for i, c := range from {
		types[i], rtx[i] = NoType, NoType
		if best := bestFor(c, to); best != nil {
			types[i] = best.Type
			if best.HasRTX {
				rtx[i] = best.RTX
			}
		}
	}
	return types, rtx
}

// bestFor finds the receiver's codec that is the same, or else the first one
// whose decoder takes the stream.
func bestFor(c Codec, to []Codec) *Codec {
	var second *Codec
	for i := range to {
		t := &to[i]
		switch {
		case t.Name != c.Name || t.Mode < c.Mode: // RFC 6184 section 6.2: mode 1 takes mode 0
		case t.Profile == c.Profile && t.Mode == c.Mode:
			return t
		case second == nil && t.Profile.Decodes(c.Profile):
			second = t
		}
	}
	return second
}
