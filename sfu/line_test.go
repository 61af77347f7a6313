package sfu

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lines are what an answer says of its m-lines: kind, mid, direction, and the
// stream that is sent.
func lines(answer string) (list []string) {
	for _, part := range strings.Split(answer, "\r\nm=")[1:] {
		kind, _, _ := strings.Cut(part, " ")
		found := regexp.MustCompile(`(?m)^a=(mid:.*|sendonly|recvonly|inactive|msid:.*|ssrc:\d+) ?.*\r$`).FindAllStringSubmatch(part+"\r\n", -1)
		words := []string{kind}
		for _, f := range found {
			words = append(words, strings.TrimSpace(f[1]))
		}
		list = append(list, strings.Join(words, " "))
	}
	return list
}

// MT-8: an m-line that is left and used again: it keeps its place among the
// others, and what comes on it is the seat's stream again, so that the client is
// told of a track. A sender may come back on it as another source.
func TestALineIsUsedAgain(t *testing.T) {
	s := open(t, nil)
	join(t, s, "anna", "1")
	offers := func(seat, senderIs string, kind Source) Answer {
		t.Helper()
		text := offer("2")
		text = strings.Replace(text, "a=recvonly", "a="+seat, 1)
		text = strings.Replace(text, "a=sendonly", "a="+senderIs, 1)
		a, err := s.Join(t.Context(), Join{Room: "room", Participant: "bruno", Generation: 1, Offer: text, Senders: map[string]Source{"0": kind}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	watches := func() (is bool, sources []Source) {
		t.Helper()
		if err := s.call(t.Context(), func() {
			b := s.find("room", "bruno").session
			audio, _ := sitter{member: s.find("room", "anna")}.sources()
			is = audio.Wanted() > 0
			for _, src := range b.sources {
				sources = append(sources, src.kind)
			}
			if len(b.seats) != 1 {
				t.Errorf("%d seats", len(b.seats))
			}
		}); err != nil {
			t.Fatal(err)
		}
		return is, sources
	}
	first := offers("recvonly", "sendonly", Microphone)
	if is, _ := watches(); !is {
		t.Fatal("bruno does not hear anna")
	}
	without := offers("inactive", "inactive", Microphone)
	if is, _ := watches(); is {
		t.Error("a line that is inactive is sent to")
	}
	again := offers("recvonly", "sendonly", ScreenSound)
	if is, sources := watches(); !is || !cmp.Equal(sources, []Source{ScreenSound}) {
		t.Errorf("used again: hears %v, sends %v", is, sources)
	}
	if d := cmp.Diff(lines(first.SDP), lines(again.SDP)); d != "" {
		t.Errorf("the same lines, used again, are other ones: %s", d)
	}
	if d := cmp.Diff([]string{"audio mid:0 inactive", "audio mid:1 inactive"}, lines(without.SDP)); d != "" {
		t.Error(d)
	}
	if first.Generation != again.Generation {
		t.Errorf("generation %d became %d", first.Generation, again.Generation)
	}
}

// MR-11: a client that asks for other seats again and again gets as many as one
// offer may have, and keeps those.
func TestSeatsAreFewHoweverOftenAClientAsksForMore(t *testing.T) {
	s := open(t, nil)
	offers := func(round int) (sent int) {
		t.Helper()
		var mids, lines string
		for i := range MaxLines {
			kind, pt, codec := "audio", 111, "opus/48000/2"
			if i%2 == 1 {
				kind, pt, codec = "video", 96, "VP8/90000"
			}
			mid := fmt.Sprintf("%d-%d", round, i)
			mids += " " + mid
			lines += fmt.Sprintf("m=%s 9 UDP/TLS/RTP/SAVPF %d\r\na=mid:%s\r\na=rtcp-mux\r\na=rtpmap:%d %s\r\na=recvonly\r\n",
				kind, pt, mid, pt, codec)
		}
		head, _, _ := strings.Cut(offer("1"), "m=")
		text := strings.Replace(head, "BUNDLE 0 1", "BUNDLE"+mids, 1) + lines
		a, err := s.Join(t.Context(), Join{Room: "room", Participant: "anna", Offer: text})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(a.SDP, "a=sendonly")
	}
	for round, want := range []int{MaxLines, 0, 0} {
		if n := offers(round); n != want {
			t.Errorf("offer %d got %d lines, want %d", round, n, want)
		}
	}
	if n := offers(0); n != MaxLines {
		t.Errorf("%d of the first lines are left", n)
	}
	if err := s.call(t.Context(), func() {
		if a := s.find("room", "anna").session; len(a.seats) != MaxLines/2 || len(a.sinks) != MaxLines {
			t.Errorf("%d seats, %d streams", len(a.seats), len(a.sinks))
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// MT-8: each answer is of the offer that it answers: the version of our
// description goes up with each. No candidate comes in a message that could be of
// another one: where a client is, its checks say, and those of another generation
// are not answered (transport: TestARestartWhoseAnswerIsLost and
// TestChecksOfStrangersAreNotAnswered).
func TestAnAnswerIsOfItsOffer(t *testing.T) {
	s := open(t, nil)
	version := regexp.MustCompile(`(?m)^o=- (\d+) (\d+) `)
	var said [][]string
	for range 3 {
		a := join(t, s, "anna", "1")
		said = append(said, version.FindStringSubmatch(a.SDP)[1:])
	}
	for i, v := range said {
		if want := string(rune('1' + i)); v[0] != said[0][0] || v[1] != want {
			t.Errorf("answer %d is version %s of session %s", i, v[1], v[0])
		}
	}
}
