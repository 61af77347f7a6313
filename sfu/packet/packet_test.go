package packet

import (
	"bytes"
	"testing"

	"github.com/pion/rtp"
)

// made is a packet that Pion has written.
func made(t testing.TB, change func(*rtp.Packet)) []byte {
	t.Helper()
	p := &rtp.Packet{
		Header: rtp.Header{
			Version: 2, Marker: true, PayloadType: 96, SequenceNumber: 65535, Timestamp: 1 << 31, SSRC: 7, CSRC: []uint32{1, 2},
		},
		Payload: []byte("payload"),
	}
	if change != nil {
		change(p)
	}
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAPacketIsRead(t *testing.T) {
	for name, profile := range map[string]uint16{
		"one-byte extensions": rtp.ExtensionProfileOneByte, "two-byte extensions": rtp.ExtensionProfileTwoByte,
	} {
		b := made(t, func(p *rtp.Packet) {
			p.Extension, p.ExtensionProfile = true, profile
			for id, v := range map[uint8]string{1: "a", 5: "bcd"} {
				if err := p.SetExtension(id, []byte(v)); err != nil {
					t.Fatal(err)
				}
			}
		})
		var v View
		if !v.Parse(b) || !v.Marker || v.Type != 96 || v.Seq != 65535 || v.Timestamp != 1<<31 || v.SSRC != 7 {
			t.Errorf("%s: %+v", name, v)
		}
		if string(v.Payload) != "payload" || string(v.Extension(1)) != "a" || string(v.Extension(5)) != "bcd" {
			t.Errorf("%s: payload %q, extensions %q %q", name, v.Payload, v.Extension(1), v.Extension(5))
		}
		if v.Extension(2) != nil || v.Extension(0) != nil {
			t.Errorf("%s: an extension that is not there", name)
		}
	}
}

// MR-11: padding that lies.
func TestPacketsThatAreRefused(t *testing.T) {
	good := made(t, nil)
	padded := func(n byte) []byte {
		b := bytes.Clone(good)
		b[0] |= 0x20
		b[len(b)-1] = n
		return b
	}
	cut := made(t, func(p *rtp.Packet) {
		p.Extension, p.ExtensionProfile = true, rtp.ExtensionProfileOneByte
		if err := p.SetExtension(1, []byte("abc")); err != nil {
			t.Fatal(err)
		}
	})
	var v View
	for name, b := range map[string][]byte{
		"nothing":                        nil,
		"version 1":                      append([]byte{0x40}, good[1:]...),
		"padding of 0":                   padded(0),
		"padding longer than payload":    padded(8),
		"padding of all and more":        padded(255),
		"padding without a payload":      append([]byte{0xa2}, good[1:20]...),
		"cut in the header":              good[:11],
		"cut in the contributors":        good[:19],
		"cut in the extension's header":  cut[:22],
		"an extension longer than there": cut[:25],
	} {
		if v.Parse(b) {
			t.Errorf("%s was taken: %+v", name, v)
		}
	}
	if !v.Parse(padded(7)) || len(v.Payload) != 0 {
		t.Error("a packet that is all padding was refused")
	}
}

func TestKeyFramesAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		read func([]byte) (Picture, bool)
		key  bool
	}{
		"VP8 key":                        {[]byte{0x10, 0x00}, VP8, true},
		"VP8 key, all fields":            {[]byte{0x90, 0xf0, 0x81, 2, 3, 4, 0x00}, VP8, true},
		"VP8 not key":                    {[]byte{0x10, 0x01}, VP8, false},
		"VP8 later packet of a key":      {[]byte{0x00, 0x00}, VP8, false},
		"VP8 second partition":           {[]byte{0x11, 0x00}, VP8, false},
		"H.264 parameters":               {[]byte{0x67, 1}, H264, true},
		"H.264 IDR":                      {[]byte{0x65, 1}, H264, true},
		"H.264 slice":                    {[]byte{0x61, 1}, H264, false},
		"H.264 aggregate with IDR":       {[]byte{24, 0, 1, 0x06, 0, 2, 0x65, 0}, H264, true},
		"H.264 aggregate without":        {[]byte{24, 0, 1, 0x06, 0, 2, 0x61, 0}, H264, false},
		"H.264 aggregate that is broken": {[]byte{24, 255, 255, 0x06}, H264, false},
		"VP9 key":                        {[]byte{0x88, 1, 0}, VP9, true},
		"VP9 key, all fields":            {[]byte{0xa8, 0x81, 2, 0, 9, 0}, VP9, true},
		"VP9 not key":                    {[]byte{0xc8, 1, 0}, VP9, false},
		"VP9 later packet of a key":      {[]byte{0x80, 1, 0}, VP9, false},
		"VP9 upper spatial layer":        {[]byte{0xa8, 1, 0x02, 9, 0}, VP9, false},
		"AV1 new sequence":               {[]byte{0x18, 0}, AV1, true},
		"AV1 not new":                    {[]byte{0x10, 0}, AV1, false},
		"AV1 rest of an element":         {[]byte{0x98, 0}, AV1, false},
		"H.264 first part of IDR":        {[]byte{28, 0x85}, H264, true},
		"H.264 later part of IDR":        {[]byte{28, 0x05}, H264, false},
	} {
		if p, ok := c.read(c.b); !ok || p.Key != c.key {
			t.Errorf("%s: key %v, %v", name, p.Key, ok)
		}
	}
}

func TestVP8DescriptorsThatAreCut(t *testing.T) {
	whole := []byte{0x90, 0xf0, 0x81, 2, 3, 4, 0x00}
	for n := range whole {
		if p, ok := VP8(whole[:n]); ok {
			t.Errorf("%d bytes were taken: %+v", n, p)
		}
	}
	if p, ok := VP8(whole); !ok || !p.Wide || p.ID != 0x102 || p.IDAt != 2 || p.TL0 != 3 || p.TL0At != 4 {
		t.Errorf("%+v %v", p, ok)
	}
}

func TestVP9DescriptorsThatAreCut(t *testing.T) {
	whole := []byte{0xa8, 0x81, 2, 0, 9, 0x00}
	for n := range whole {
		if p, ok := VP9(whole[:n]); ok {
			t.Errorf("%d bytes were taken: %+v", n, p)
		}
	}
	if p, ok := VP9(whole); !ok || !p.Wide || p.ID != 0x102 || p.IDAt != 1 || p.TL0 != 9 || p.TL0At != 4 {
		t.Errorf("%+v %v", p, ok)
	}
	flexible := []byte{0xb8, 0x81, 2, 0, 9, 0x00}
	if p, ok := VP9(flexible); !ok || p.TL0At != 0 {
		t.Errorf("a flexible one has no TL0PICIDX: %+v %v", p, ok)
	}
}

// MR-11: no packet claims more than there is of it.
func FuzzView(f *testing.F) {
	f.Add(made(f, nil), uint8(1))
	f.Add(made(f, func(p *rtp.Packet) {
		p.Extension, p.ExtensionProfile = true, rtp.ExtensionProfileOneByte
		_ = p.SetExtension(1, []byte("abc"))
	}), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, id uint8) {
		var v View
		if !v.Parse(b) {
			return
		}
		v.Extension(id)
		if len(v.Payload) > len(b)-12 {
			t.Errorf("a payload of %d in %d bytes", len(v.Payload), len(b))
		}
	})
}

// MR-11: no payload of VP8, VP9, H.264 or AV1 is read beyond its end.
func FuzzVideo(f *testing.F) {
	f.Add([]byte{0x90, 0xf0, 0x81, 2, 3, 4, 0x00})
	f.Add([]byte{24, 0, 1, 0x06, 0, 2, 0x65, 0})
	f.Add([]byte{0xa8, 0x81, 2, 0, 9, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		H264(b)
		AV1(b)
		for _, read := range []func([]byte) (Picture, bool){VP8, VP9} {
			if p, ok := read(b); ok && (int(p.IDAt)+1 >= len(b) || int(p.TL0At) >= len(b)) {
				t.Errorf("fields outside of the payload: %+v of %d bytes", p, len(b))
			}
		}
	})
}

func TestREDIsTakenApart(t *testing.T) {
	for what, c := range map[string]struct {
		payload []byte
		primary string
		ok      bool
	}{
		"one block":                      {[]byte{111, 'a', 'b'}, "ab", true},
		"two":                            {[]byte{0x80 | 111, 0, 0, 2, 111, 'x', 'y', 'a', 'b'}, "ab", true},
		"three":                          {[]byte{0x80 | 111, 0, 0, 1, 0x80 | 111, 0, 0, 1, 111, 'x', 'y', 'a'}, "a", true},
		"the newest is missing":          {[]byte{0x80 | 111, 0, 0, 2, 111, 'x', 'y'}, "", false},
		"longer than there is":           {[]byte{0x80 | 111, 0, 3, 2, 111, 'x', 'y'}, "", false},
		"no last header":                 {[]byte{0x80 | 111, 0, 0, 0}, "", false},
		"half a header":                  {[]byte{0x80 | 111, 0}, "", false},
		"another codec in one":           {[]byte{0x80 | 110, 0, 0, 1, 111, 'x', 'a'}, "", false},
		"nothing":                        {nil, "", false},
		"a length beside the time of it": {[]byte{0x80 | 111, 0xff, 0xfc, 2, 111, 'x', 'y', 'a'}, "a", true},
	} {
		primary, pt, ok := RED(c.payload)
		if ok != c.ok || string(primary) != c.primary || (ok && pt != 111) {
			t.Errorf("%s: %q of type %d, %v", what, primary, pt, ok)
		}
	}
	b := []byte{0x80 | 111, 0, 0, 2, 111, 'x', 'y', 'a', 'b'}
	RenameRED(b, 63)
	if primary, pt, ok := RED(b); !ok || pt != 63 || string(primary) != "ab" {
		t.Errorf("renamed: %q of type %d, %v", primary, pt, ok)
	}
}

// MR-11: the same of a voice with what was said before.
func FuzzRED(f *testing.F) {
	f.Add([]byte{0x80 | 111, 0, 0, 2, 111, 'x', 'y', 'a', 'b'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, _, ok := RED(b); ok {
			RenameRED(b, 99)
			if _, pt, ok := RED(b); !ok || pt != 99 {
				t.Errorf("renamed it is of type %d, %v", pt, ok)
			}
		}
	})
}
