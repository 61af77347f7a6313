package sfu_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
	"go.uber.org/goleak"

	"miti/sfu"
)

func TestMain(m *testing.M) {
	if clients := strings.Fields(os.Getenv(clientsEnv)); len(clients) > 0 {
		if err := liveElsewhere(clients); err != nil {
			fmt.Fprintln(os.Stderr, "clients:", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func TestTwoHearAndSeeEachOther(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	a.hears(b, 0)
	b.hears(a, 0)
}

func TestByTCPAlone(t *testing.T) {
	s := start(t, nil)
	a := newClientOver(t, s, "a", webrtc.NetworkTypeTCP4).join(nil)
	b := newClient(t, s, "b").join(nil)
	a.hears(b, 0)
	b.hears(a, 0)
}

func TestARestartKeepsTheKeysAndTheGeneration(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	a.hears(b, 0)
	generation := a.generation
	a.join(&webrtc.OfferOptions{ICERestart: true})
	if a.generation != generation {
		t.Fatalf("generation %d after a restart, was %d", a.generation, generation)
	}
	a.hears(b, 0)
	b.hears(a, 0)
}

func TestANewerJoinTakesThePlaceOfTheOlder(t *testing.T) {
	s := start(t, nil)
	b := newClient(t, s, "b").join(nil)
	old := newClient(t, s, "a").join(nil)
	b.hears(old, 0)
	before := old.offer(nil)

	again := newClient(t, s, "a")
	again.generation = old.generation
	again.join(nil)
	if again.generation != old.generation+1 {
		t.Fatalf("generation %d after %d", again.generation, old.generation)
	}
	b.hears(again, 0)
	again.hears(b, 0)

	if _, err := s.Join(t.Context(), before); !errors.Is(err, sfu.ErrReplaced) {
		t.Errorf("the old one's offer: %v", err)
	}
	if err := s.SetSending(t.Context(), "room", "a", old.generation, nil); !errors.Is(err, sfu.ErrReplaced) {
		t.Errorf("the old one's SetSending: %v", err)
	}
	s.Leave("room", "a", old.generation)
	b.hears(again, 0)
	seats := 0
	for _, e := range s.all() {
		switch e := e.(type) {
		case sfu.Gone, sfu.Lost:
			t.Errorf("others were told: %+v", e)
		case sfu.Seated:
			if e.Participant == "b" {
				seats++
			}
		}
	}
	if seats != 1 {
		t.Errorf("b was told %d times who sits where, want once", seats)
	}
}

func TestAClientKnowsAGenerationThatTheServerForgot(t *testing.T) {
	s := start(t, nil)
	a := newClient(t, s, "a")
	a.generation = 7
	if a.join(nil); a.generation != 8 {
		t.Errorf("generation %d after the client's 7", a.generation)
	}
}

func TestTheHeldHearNothingUntilReleased(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a"), newClient(t, s, "b")
	a.held, b.held = true, true
	a.join(nil)
	b.join(nil)
	for _, name := range []string{"a", "b"} {
		s.waits("connected "+name, func(e sfu.Event) bool {
			c, ok := e.(sfu.Connected)
			return ok && c.Participant == name
		})
	}
	for range 10 {
		b.must(a.mic.WriteSample(media.Sample{Data: []byte("too early"), Duration: 20 * time.Millisecond}))
	}
	if st := s.stats(); st.PacketsOut != 0 {
		t.Errorf("%d packets were forwarded before the release", st.PacketsOut)
	}
	for _, e := range s.all() {
		if _, seated := e.(sfu.Seated); seated {
			t.Errorf("a seat before the release: %+v", e)
		}
	}
	s.Release("room")
	a.hears(b, 0)
	b.hears(a, 0)
	c := newClient(t, s, "c")
	c.held = true
	c.join(nil)
	c.hears(a, 0)
	b.hears(c, 1)
}

func TestAScreenHasASeatWhileItIsOn(t *testing.T) {
	s := start(t, nil)
	a, b := newClient(t, s, "a").join(nil), newClient(t, s, "b").join(nil)
	a.hears(b, 0)
	sits := func(want ...sfu.Sitter) {
		t.Helper()
		s.waits(fmt.Sprintf("b has %v", want), func(e sfu.Event) bool {
			seated, ok := e.(sfu.Seated)
			return ok && seated.Participant == "b" && slices.Equal(seated.Seats, want)
		})
	}
	sits(sfu.Sitter{Participant: "a"}, sfu.Sitter{}, sfu.Sitter{})
	a.must(s.SetSending(t.Context(), "room", "a", a.generation, []sfu.Source{sfu.Microphone, sfu.Screen}))
	sits(sfu.Sitter{Participant: "a"}, sfu.Sitter{Participant: "a", Screen: true}, sfu.Sitter{})
	newClient(t, s, "c").join(nil)
	sits(sfu.Sitter{Participant: "a"}, sfu.Sitter{Participant: "a", Screen: true}, sfu.Sitter{Participant: "c"})
	a.must(s.SetSending(t.Context(), "room", "a", a.generation, []sfu.Source{sfu.Microphone}))
	sits(sfu.Sitter{Participant: "a"}, sfu.Sitter{}, sfu.Sitter{Participant: "c"})
	s.Leave("room", "a", 0)
	sits(sfu.Sitter{}, sfu.Sitter{}, sfu.Sitter{Participant: "c"})
}

func TestWhoVanishesIsLostAndThenGone(t *testing.T) {
	s := start(t, func(c *sfu.Config) { c.Gone = 4 * time.Second })
	a := newClient(t, s, "a").join(nil)
	b := newClient(t, s, "b").join(nil)
	b.hears(a, 0)
	b.must(a.pc.Close())
	s.waits("a lost", func(e sfu.Event) bool { return e == sfu.Lost{Room: "room", Participant: "a", Generation: a.generation} })
	s.waits("a gone", func(e sfu.Event) bool { return e == sfu.Gone{Room: "room", Participant: "a", Generation: a.generation} })
	for _, e := range s.all() {
		if lost, ok := e.(sfu.Lost); ok && lost.Participant == "b" {
			t.Error("b was lost as well")
		}
	}
	if st := s.stats(); st.Participants != 1 {
		t.Errorf("%d participants", st.Participants)
	}
}

// MR-11: an offer that lacks something, or has far too much of it, is refused and
// leaves nothing; one without ssrc is none of them.
func TestOffersThatCannotBeAnswered(t *testing.T) {
	s := start(t, nil)
	good := newClient(t, s, "a").offer(nil).Offer
	without := func(line string) string {
		return regexp.MustCompile(`(?m)^a=`+line+`.*\r\n`).ReplaceAllString(good, "")
	}
	for name, offer := range map[string]string{
		"empty":               "",
		"no ufrag":            without("ice-ufrag"),
		"no password":         without("ice-pwd"),
		"no fingerprint":      without("fingerprint"),
		"no mid":              without("mid"),
		"no bundle":           without("group"),
		"300 m-lines":         good + strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:x\r\n", 300),
		"two megabytes":       good + strings.Repeat("a=x:y\r\n", 300_000),
		"no description":      "hello",
		"the same mid thrice": strings.ReplaceAll(good, "a=mid:1\r\n", "a=mid:0\r\n"),
	} {
		if _, err := s.Join(t.Context(), sfu.Join{Room: "r", Participant: "p", Offer: offer}); !errors.Is(err, sfu.ErrOffer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if st := s.stats(); st.Rooms != 0 || st.Participants != 0 {
		t.Errorf("refused offers left something: %+v", st)
	}
	ssrc := without("ssrc")
	a := newClient(t, s, "a")
	j := a.offer(nil)
	j.Offer = ssrc
	if _, err := s.Join(t.Context(), j); err != nil {
		t.Errorf("an offer without ssrc: %v", err)
	}
}

func TestARoomAndAClosedSFURefuse(t *testing.T) {
	s := start(t, nil)
	j := newClient(t, s, "a").offer(nil)
	for i := range sfu.MaxParticipants {
		j.Participant = fmt.Sprint(i)
		if _, err := s.Join(t.Context(), j); err != nil {
			t.Fatal(err)
		}
	}
	j.Participant = "one too many"
	if _, err := s.Join(t.Context(), j); !errors.Is(err, sfu.ErrFull) {
		t.Errorf("a full room: %v", err)
	}
	s.CloseRoom("room")
	if st := s.stats(); st.Rooms != 0 || st.Participants != 0 {
		t.Errorf("left in a closed room: %+v", st)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if _, err := s.Join(t.Context(), j); !errors.Is(err, sfu.ErrClosed) {
		t.Errorf("a closed SFU: %v", err)
	}
	s.Leave("room", "a", 0)
	for _, e := range s.all() {
		if _, gone := e.(sfu.Gone); gone {
			t.Error("Gone was said of a closed room")
		}
	}
}
