package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// The tests in the files *_network_test.go are the failure kinds of media,
// with Pion clients and a bad network. What takes minutes to be itself runs in
// a short form, and as it is where SOAK is set.
var soak = os.Getenv("SOAK") != ""

// all are the sources that the page's offer has.
var all = []sfu.Source{sfu.Microphone, sfu.Camera, sfu.Screen, sfu.ScreenSound}

// live are those that are on in a video call.
var live = []sfu.Source{sfu.Microphone, sfu.Camera}

// quick is the page's ladder in a hurry.
var quick = sfutest.Ladder{Lost: time.Second, Restart: 1500 * time.Millisecond, Anew: 2 * time.Second}

// stage is an SFU on loopback, what it said, and time for one test.
type stage struct {
	*testing.T
	sfu     *sfu.SFU
	events  *sfutest.Events
	journal *journal
	ctx     context.Context
	beat    *heartbeat
}

// limit is how long a test waits for what does not come. All that a test waits
// for comes much sooner, but the machine may have much else to do.
func limit() time.Duration {
	if soak {
		return 10 * time.Minute
	}
	return 3 * time.Minute
}

func newStage(t *testing.T, gone time.Duration) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit())
	t.Cleanup(cancel)
	s := &stage{T: t, events: sfutest.NewEvents(), journal: newJournal(), ctx: ctx, beat: newHeartbeat()}
	t.Cleanup(s.beat.Close)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	var err error
	s.sfu, err = sfu.New(sfu.Config{UDP: local, TCP: local, Gone: gone, Log: slog.New(s.journal), Event: func(e sfu.Event) {
		s.journal.event(e)
		s.events.Record(e)
	}})
	s.must(err)
	t.Cleanup(func() { _ = s.sfu.Close() })
	return s
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// stats come after all that was asked of the loop before.
func (s *stage) stats() sfu.Stats {
	s.Helper()
	st, err := s.sfu.Stats(s.ctx)
	s.must(err)
	return st
}

// took holds what took some time to what was promised. A machine that was late
// itself has not shown anything.
func (s *stage) took(what string, took, promised time.Duration) {
	s.Helper()
	late := s.beat.Worst()
	s.Logf("%s: %v", what, took)
	switch {
	case took <= promised:
	case late < prompt:
		s.Errorf("%s: %v, want %v", what, took, promised)
	default:
		s.unjudged(late, "%s: %v, want %v", what, took, promised)
	}
}

// unlessLate ends a test of what a path does to a picture. On a machine that is
// late the path is the machine's, and whatever is found is no finding.
func (s *stage) unlessLate(format string, args ...any) {
	s.Helper()
	late := s.beat.Worst()
	if late < prompt {
		s.Fatalf(format, args...)
	}
	s.unjudged(late, format, args...)
	s.Skip("the machine was late")
}

// unjudged says what was found and is no finding, also to who runs all tests: a
// test that passes or is skipped shows nothing of it.
func (s *stage) unjudged(late time.Duration, format string, args ...any) {
	s.Helper()
	line := fmt.Sprintf("%s: %s (late by %v)", s.Name(), fmt.Sprintf(format, args...), late)
	s.Log("the machine was late, so this says nothing: ", line)
	name := os.Getenv("UNJUDGED")
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	s.must(err)
	_, err = fmt.Fprintln(f, line)
	s.must(errors.Join(err, f.Close()))
}

// measured has the server measure a client's path.
func measured(o *sfutest.Options) { o.Unmeasured = false }

// options are those of a client with everything on that a video call has.
func (s *stage) options(name string) sfutest.Options {
	return sfutest.Options{
		Join: s.sfu.Join, Room: "room", Name: name, Seats: 3, Sources: all, Sending: live, Unmeasured: true,
	}
}

// client joins with options that edit has changed.
func (s *stage) client(name string, edit func(*sfutest.Options)) *sfutest.Client {
	s.Helper()
	o := s.options(name)
	if edit != nil {
		edit(&o)
	}
	c, err := sfutest.Dial(s.ctx, o)
	s.must(err)
	s.Cleanup(c.Close)
	return c
}

// relay is a stretch of network to the SFU.
func (s *stage) relay(seed uint64) *sfutest.Relay {
	s.Helper()
	udp, _ := s.sfu.Addresses()
	r, err := sfutest.NewRelay(netip.MustParseAddrPort("127.0.0.1:0"), udp, seed)
	s.must(err)
	s.Cleanup(r.Close)
	return r
}

// behind has a client go through a relay.
func behind(r *sfutest.Relay) func(*sfutest.Options) {
	return func(o *sfutest.Options) { o.Relay = r.Addr() }
}

// cast are clients by name.
type cast map[string]*sfutest.Client

// everyPair waits until each has received more voice and picture of each other.
func (s *stage) everyPair(clients cast, when string) {
	s.Helper()
	before := map[string]sfutest.View{}
	for name, c := range clients {
		before[name] = c.View()
	}
	for to, c := range clients {
		for from := range clients {
			if from == to {
				continue
			}
			s.grows(c, before[to], from, fmt.Sprintf("%s, %s to %s", when, from, to))
		}
	}
}

// grows waits until ten packets more of a participant's voice and picture have
// come than before.
func (s *stage) grows(c *sfutest.Client, before sfutest.View, from, what string) {
	s.Helper()
	const enough = 10
	for _, source := range live {
		sender := sfutest.Sender{Participant: from, Source: source}
		if _, err := c.Await(s.ctx, func(v sfutest.View) bool {
			return v.Heard[sender].Packets >= before.Heard[sender].Packets+enough
		}); err != nil {
			s.Fatalf("%s: the %s does not come: %v", what, source, err)
		}
	}
}

// saw waits for a whole key frame more of a sender than before, and tells how
// long it took from begin.
func (s *stage) saw(c *sfutest.Client, from sfutest.Sender, before int, begin time.Time) time.Duration {
	s.Helper()
	if _, err := c.Await(s.ctx, func(v sfutest.View) bool { return v.Heard[from].KeyFrames > before }); err != nil {
		s.Fatalf("no picture of %v: %v", from, err)
	}
	return time.Since(begin)
}

// switchScreen turns a client's screen on or off, at the client and at the SFU.
func (s *stage) switchScreen(name string, c *sfutest.Client, on bool) {
	s.Helper()
	sending := live
	if on {
		sending = all
	}
	s.must(s.sfu.SetSending(s.ctx, "room", name, c.View().Generation, sending))
	c.Send(sfu.Screen, on)
	c.Send(sfu.ScreenSound, on)
}

// isOneStream holds what is true of a seat's line whoever sits there. A packet
// may come twice only because the receiver asked for it.
func (s *stage) isOneStream(line string, r sfutest.Received, mostMissing int) {
	s.Helper()
	if r.Missing > mostMissing || r.Duplicates > r.Repaired || r.TimeBack > 0 || r.PictureBack > 0 || r.Shifted > 0 || r.Foreign > 0 {
		s.Errorf("the %s is not one stream: %+v", line, r)
	}
}
