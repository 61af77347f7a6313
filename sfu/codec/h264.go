package codec

import "strconv"

// Profile is a profile of H.264; the zero value is that of other codecs.
type Profile string

// The profiles of H.264 that are told apart.
const (
	ConstrainedBaseline Profile = "constrained baseline"
	Baseline            Profile = "baseline"
	Main                Profile = "main"
	ConstrainedHigh     Profile = "constrained high"
	High                Profile = "high"
)

// Decodes tells whether a decoder of profile p takes a stream of another one.
// The constrained baseline is a part of all; main and the constrained high
// profile are parts of high (H.264 annex A.2).
func (p Profile) Decodes(stream Profile) bool {
	switch stream {
	case p, ConstrainedBaseline:
		return true
	case Main, ConstrainedHigh:
		return p == High
	}
	return false
}

// profilePattern is a line of RFC 6184 table 5: a profile_idc, and the bits of
// profile-iop that must be as in value.
type profilePattern struct {
	idc, mask, value uint8
	profile          Profile
}

// ParseProfile reads a profile-level-id (RFC 6184 section 8.1). Different
// bytes may name the same profile, so that strings cannot be compared. It
// reports false for what is malformed and for a profile that browsers do not
// have. An absent one, "", is the baseline (section 8.1, at the end).
func ParseProfile(levelID string) (Profile, bool) {
	if levelID == "" {
		return Baseline, true
	}
	n, err := strconv.ParseUint(levelID, 16, 24)
	if err != nil || len(levelID) != 6 {
		return "", false
	}
	idc, iop := uint8(n>>16), uint8(n>>8)
	for _, p := range [...]profilePattern{
		{0x42, 0x4f, 0x40, ConstrainedBaseline},
		{0x4d, 0x8f, 0x80, ConstrainedBaseline},
		{0x58, 0xcf, 0xc0, ConstrainedBaseline},
		{0x42, 0x4f, 0x00, Baseline},
		{0x58, 0xcf, 0x80, Baseline},
		{0x4d, 0xaf, 0x00, Main},
		{0x64, 0xff, 0x00, High},
		{0x64, 0xff, 0x0c, ConstrainedHigh},
	} {
		if p.idc == idc && iop&p.mask == p.value {
			return p.profile, true
		}
	}
	return "", false
}
