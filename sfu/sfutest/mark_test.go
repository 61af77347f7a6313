package sfutest

import (
	"testing"
	"time"

	"miti/sfu"
)

func TestAMarkSurvivesItsPayload(t *testing.T) {
	want := mark{from: "anna", source: sfu.Screen, frame: 70000, count: 40000, part: 2, parts: 9, sent: time.Unix(1, 234567890)}
	b := want.append([]byte{0xfc}, 500)
	if len(b) != 501 {
		t.Fatalf("%d bytes, want 501", len(b))
	}
	got, ok := readMark(b[1:])
	if !ok || got != want {
		t.Errorf("read %+v, %v, want %+v", got, ok, want)
	}
	for n := range markHead + len("screen") + len("anna") {
		if _, ok := readMark(b[1 : 1+n]); ok {
			t.Errorf("%d bytes are taken for a mark", n)
		}
	}
}

func TestVP8PayloadsAreTakenApart(t *testing.T) {
	for name, want := range map[string]vp8{
		"the first packet of a key frame":    {start: true, key: true, picture: 0x7fff},
		"the first packet of another frame":  {start: true, picture: 5},
		"a later packet":                     {picture: 128},
		"a picture id of 0 has 15 bits, too": {start: true},
	} {
		got, rest, ok := readVP8(append(want.append(nil), "the rest"...))
		if !ok || got != want || string(rest) != "the rest" {
			t.Errorf("%s: read %+v %q %v, want %+v", name, got, rest, ok, want)
		}
		for n := range len(want.append(nil)) {
			if _, _, ok := readVP8(want.append(nil)[:n]); ok && n < 4 {
				t.Errorf("%s: %d bytes are taken for a payload", name, n)
			}
		}
	}
}

func TestVP8WithAllOptionalParts(t *testing.T) {
	// X; I, L, T and K; picture id of 7 bits, TL0PICIDX, TID; a delta frame.
	v, rest, ok := readVP8([]byte{0x90, 0xf0, 0x11, 0x22, 0x33, 0x11, 0, 0, 'x'})
	if !ok || !v.start || v.key || v.picture != 0x11 || string(rest) != "x" {
		t.Errorf("read %+v %q %v", v, rest, ok)
	}
}
