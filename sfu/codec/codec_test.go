package codec

import "testing"

func TestProfilesAreReadByTheirBits(t *testing.T) {
	for id, want := range map[string]Profile{
		"":       Baseline,
		"42e01f": ConstrainedBaseline,
		"42c01e": ConstrainedBaseline,
		"42e034": ConstrainedBaseline,
		"4d801f": ConstrainedBaseline,
		"42001f": Baseline,
		"42a01f": Baseline,
		"4d001f": Main,
		"4d401f": Main,
		"640c1f": ConstrainedHigh,
		"64001f": High,
		"640032": High,
	} {
		if got, ok := ParseProfile(id); !ok || got != want {
			t.Errorf("%q is %q, want %q", id, got, want)
		}
	}
	for _, id := range []string{"42e01", "42e01f0", "zzzzzz", "f4001f", "42ff1f"} {
		if got, ok := ParseProfile(id); ok {
			t.Errorf("%q is taken for %q", id, got)
		}
	}
}

// MR-9: profiles are compared by what they mean, not as strings.
func TestAReceiverIsSentWhatItDecodesAndNothingElse(t *testing.T) {
	vp8 := Codec{Name: VP8, Type: 96, RTX: 97, HasRTX: true}
	h264 := func(pt uint8, p Profile, mode uint8) Codec {
		return Codec{Name: H264, Type: pt, Profile: p, Mode: mode}
	}
	for name, c := range map[string]struct {
		from Codec
		to   []Codec
		want uint8
	}{
		"the same codec under another number":    {vp8, []Codec{{Name: VP8, Type: 120}}, 120},
		"a codec that was not offered":           {vp8, []Codec{h264(102, ConstrainedBaseline, 1)}, NoType},
		"the exact profile before a wider one":   {h264(1, ConstrainedBaseline, 1), []Codec{h264(2, High, 1), h264(3, ConstrainedBaseline, 1)}, 3},
		"a wider profile decodes a narrower one": {h264(1, ConstrainedBaseline, 1), []Codec{h264(2, ConstrainedHigh, 1)}, 2},
		"a narrower profile does not":            {h264(1, High, 1), []Codec{h264(2, ConstrainedBaseline, 1)}, NoType},
		"split packets are not for mode 0":       {h264(1, ConstrainedBaseline, 1), []Codec{h264(2, ConstrainedBaseline, 0)}, NoType},
		"mode 1 takes mode 0":                    {h264(1, ConstrainedBaseline, 0), []Codec{h264(2, ConstrainedBaseline, 1)}, 2},
	} {
		types, _ := Match([]Codec{c.from}, c.to)
		if types[0] != c.want {
			t.Errorf("%s: %d, want %d", name, types[0], c.want)
		}
	}
}
