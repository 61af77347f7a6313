package sfu

import (
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
			is = audio.WatchedBy(b.seats[0].audio.sink)
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
