// Package speaker finds out who speaks, from the levels that the packets of
// each voice carry (RFC 6464), and who are the loudest. It is pure: times come
// in with the levels.
package speaker

import "time"

const (
	loud  = -50 // dB: above this somebody speaks
	quiet = -60 // and below it has stopped
	floor = -127

	begins = 60 * time.Millisecond  // of a voice that is loud, before it counts as speech
	lasts  = 800 * time.Millisecond // a pause in what is said
	attack = 0.4                    // of a level that rises, a packet
	decay  = 0.04                   // of one that falls
	gap    = 200 * time.Millisecond // without a packet (DTX) is silence
)

// Voice is one participant's microphone. The zero value is silence.
type Voice struct {
	level    float64 // smoothed, in dB
	started  bool
	heard    time.Time
	loud     time.Time // since when it is, zero if it is not
	last     time.Time // when it last was loud
	speaking bool
	unknown  bool // how loud it is
}

// Level takes the level of a packet: the byte of RFC 6464, whose lower seven
// bits are dB under full scale.
func (v *Voice) Level(b uint8, now time.Time) {
	level := -float64(b & 0x7f)
	v.unknown = false
	if !v.started || now.Sub(v.heard) > gap {
		v.started, v.level = true, floor
		v.loud = time.Time{}
	}
	v.heard = now
	share := decay
	if level > v.level {
		share = attack
	}
	v.level += share * (level - v.level)
	switch {
	case level > loud && v.loud.IsZero():
		v.loud = now
	case level < quiet:
		v.loud = time.Time{}
	}
	if !v.loud.IsZero() {
		v.last = now
		v.speaking = v.speaking || now.Sub(v.loud) >= begins
	}
}

// Unknown takes a packet that does not say how loud it is. If others do not either,
// nobody can tell whether somebody speaks.
func (v *Voice) Unknown(now time.Time) {
	if !v.started || now.Sub(v.heard) > gap {
		*v = Voice{last: now, unknown: true}
	}
}

// Since is when the voice became loud, the zero time if it is not.
func (v *Voice) Since() time.Time { return v.loud }

// Speaking tells whether somebody speaks. A cough is none, and a pause for
// breath is no end.
func (v *Voice) Speaking(now time.Time) bool {
	if v.speaking && now.Sub(v.last) > lasts {
		v.speaking = false
	}
	return v.speaking
}

// Loudness is how loud the voice is at a moment, in dB under full scale.
func (v *Voice) Loudness(now time.Time) float64 {
	if !v.started || now.Sub(v.heard) > gap {
		return floor
	}
	return v.level
}
