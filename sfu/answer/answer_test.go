package answer

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/sdp/v3"

	"miti/sfu/codec"
)

var update = flag.Bool("update", false, "write the golden answers")

var limits = Limits{Bytes: 64 << 10, Lines: 64}

// read parses a recorded offer.
func read(t *testing.T, name string) *Offer {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".offer.sdp"))
	if err != nil {
		t.Fatal(err)
	}
	o, err := Parse(string(b), limits)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// write answers as the server does when the first four lines are senders.
func write(o *Offer) string {
	l := Local{Ufrag: "miti", Pwd: "a-password-of-the-server", Session: 1, Version: 1, Lines: map[string]Role{}}
	seats := map[string]int{}
	for i := range o.Lines {
		switch m := &o.Lines[i]; {
		case m.Sends():
			l.Lines[m.Mid] = Role{Receive: true}
		case m.Receives():
			s := &Sender{Seat: seats[m.Kind], SSRC: uint32(1000 + i)}
			if m.Video() {
				s.RTXSSRC = uint32(2000 + i)
			}
			seats[m.Kind]++
			l.Lines[m.Mid] = Role{Send: s}
		}
	}
	return Write(o, Server{Fingerprint: "AB:CD", Candidates: []Candidate{
		{Addr: netip.MustParseAddrPort("192.0.2.1:5000")},
		{Addr: netip.MustParseAddrPort("[2001:db8::1]:5000")},
		{Addr: netip.MustParseAddrPort("192.0.2.1:5001"), TCP: true},
	}}, l)
}

// MR-9: what Chromium and Firefox were recorded to offer, and Safari by what is
// known of it.
func TestOffersOfBrowsersGetTheirAnswers(t *testing.T) {
	for _, name := range []string{"chromium", "firefox", "safari", "simulcast"} {
		t.Run(name, func(t *testing.T) {
			got, golden := write(read(t, name)), filepath.Join("testdata", name+".answer.sdp")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(strings.Split(string(want), "\r\n"), strings.Split(got, "\r\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAnAnswerHoldsToItsOffer(t *testing.T) {
	for _, name := range []string{"chromium", "firefox", "safari", "simulcast"} {
		o := read(t, name)
		var d sdp.SessionDescription
		if err := d.UnmarshalString(write(o)); err != nil {
			t.Fatal(name, err)
		}
		if len(d.MediaDescriptions) != len(o.Lines) {
			t.Fatalf("%s: %d lines for %d", name, len(d.MediaDescriptions), len(o.Lines))
		}
		for i, m := range d.MediaDescriptions {
			l := o.Lines[i]
			if mid, _ := m.Attribute("mid"); mid != l.Mid || m.MediaName.Media != l.Kind {
				t.Errorf("%s: line %d is %s of mid %s", name, i, m.MediaName.Media, mid)
			}
			if l.Video() && l.Codecs[0].Name != codec.VP8 {
				t.Errorf("%s: line %d has %s first", name, i, l.Codecs[0].Name)
			}
			want := map[Direction]string{SendOnly: "recvonly", RecvOnly: "sendonly"}[l.Direction]
			if _, ok := m.Attribute(want); !ok {
				t.Errorf("%s: line %d is not %s", name, i, want)
			}
		}
	}
}

func TestStreamsThatAnOfferDeclares(t *testing.T) {
	type streams struct{ ssrc, rtx uint32 }
	for name, want := range map[string]streams{
		"firefox": {1412163902, 3347472583},
		"safari":  {1204877731, 3690411752},
	} {
		if l := read(t, name).Lines[1]; (streams{l.SSRC, l.RTXSSRC}) != want {
			t.Errorf("%s: %d and %d, want %v", name, l.SSRC, l.RTXSSRC, want)
		}
	}
}

func TestTheStreamsOfASimulcast(t *testing.T) {
	offer := strings.Replace(small, "a=rtpmap:96", "a=extmap:4 "+uriMid+"\r\na=extmap:10 "+uriRID+"\r\na=rtpmap:96", 1)
	for name, c := range map[string]struct {
		lines string
		want  []string
	}{
		"in the order of the offer":            {"a=rid:a send\r\na=rid:b send\r\na=simulcast:send b;a\r\n", []string{"b", "a"}},
		"paused ones too, of several one":      {"a=rid:a send\r\na=rid:b send\r\na=simulcast:recv c send ~a,b;b\r\n", []string{"a", "b"}},
		"only what is declared":                {"a=rid:a send\r\na=rid:b recv\r\na=simulcast:send a;b;c\r\n", []string{"a"}},
		"three at most":                        {"a=rid:1 send\r\na=rid:2 send\r\na=rid:3 send\r\na=rid:4 send\r\na=simulcast:send 1;2;3;4\r\n", []string{"1", "2", "3"}},
		"no streams that cannot be told apart": {"a=rid:a send pt=96\r\na=rid:b/ send\r\na=simulcast:send a;b/\r\n", nil},
	} {
		o, err := Parse(offer+c.lines+"a=ssrc:5 cname:x\r\n", limits)
		if err != nil {
			t.Fatal(name, err)
		}
		l := o.Lines[1]
		if d := cmp.Diff(c.want, l.RIDs); d != "" || (l.SSRC == 0) != (c.want != nil) {
			t.Errorf("%s: %s, SSRC %d", name, d, l.SSRC)
		}
	}
}

func TestSafariIsAnsweredVP8FirstThenTheH264ThatAllDecode(t *testing.T) {
	want := []codec.Codec{
		{Name: codec.VP8, Type: 106, RTX: 107, HasRTX: true},
		{Name: codec.H264, Type: 98, RTX: 99, HasRTX: true, Profile: codec.ConstrainedBaseline, Mode: 1},
		{Name: codec.H264, Type: 96, RTX: 97, HasRTX: true, Profile: codec.ConstrainedHigh, Mode: 1},
		{Name: codec.H264, Type: 100, RTX: 101, HasRTX: true, Profile: codec.ConstrainedHigh},
		{Name: codec.H264, Type: 102, RTX: 125, HasRTX: true, Profile: codec.ConstrainedBaseline},
		{Name: codec.VP9, Type: 108, RTX: 109, HasRTX: true},
		{Name: codec.AV1, Type: 35, RTX: 36, HasRTX: true},
	}
	if d := cmp.Diff(want, read(t, "safari").Lines[1].Codecs); d != "" {
		t.Error(d)
	}
}

func TestTheStreamOfAPictureIsDeclaredBeforeItsRepair(t *testing.T) {
	text := write(read(t, "chromium"))
	primary, repair := strings.Index(text, "a=ssrc:1005 "), strings.Index(text, "a=ssrc:2005 ")
	if primary < 0 || repair < primary {
		t.Errorf("primary at %d, repair at %d", primary, repair)
	}
}

const small = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n" +
	"a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 AA\r\n" +
	"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n" +
	"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n"

func TestLinesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		offer  string
		usable []bool
	}{
		"all is well":               {small, []bool{true, true}},
		"a line out of the bundle":  {strings.Replace(small, "BUNDLE 0 1", "BUNDLE 0", 1), []bool{true, false}},
		"an unknown codec":          {strings.Replace(small, "VP8", "VP7", 1), []bool{true, false}},
		"a rejected line":           {strings.Replace(small, "video 9", "video 0", 1), []bool{true, false}},
		"a line in the bundle only": {strings.Replace(small, "video 9", "video 0", 1) + "a=bundle-only\r\n", []bool{true, true}},
		"data":                      {small + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n", []bool{true, true, false}},
	} {
		o, err := Parse(c.offer, limits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []bool
		for _, l := range o.Lines {
			got = append(got, l.Usable)
		}
		if d := cmp.Diff(c.usable, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestNothingIsResentWithoutRTX(t *testing.T) {
	o, err := Parse(small+"a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=recvonly\r\n", limits)
	if err != nil {
		t.Fatal(err)
	}
	text := write(o)
	if strings.Contains(text, "a=rtcp-fb:96 nack\r\n") || !strings.Contains(text, "a=rtcp-fb:96 nack pli\r\n") {
		t.Error(text)
	}
}

// MR-11: whatever is offered is refused, or gets an answer that can be read.
func FuzzOffer(f *testing.F) {
	for _, name := range []string{"chromium", "firefox", "safari", "simulcast"} {
		b, err := os.ReadFile(filepath.Join("testdata", name+".offer.sdp"))
		if err != nil {
			f.Fatal(err)
		}
		// The first two m-lines have all that there is; whole offers would be
		// too long for the fuzzer.
		parts := strings.SplitAfterN(string(b), "m=", 4)
		f.Add(strings.TrimSuffix(strings.Join(parts[:3], ""), "m="))
	}
	f.Add(small)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Parse(text, limits)
		if err != nil {
			return
		}
		var d sdp.SessionDescription
		if err := d.UnmarshalString(write(o)); err != nil {
			t.Errorf("the answer cannot be read: %v", err)
		}
	})
}
