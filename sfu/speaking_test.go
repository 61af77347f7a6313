package sfu

import (
	"slices"
	"testing"
	"time"
)

// Who speaks is told to a room: not a cough, not who is before the door, and
// not more often than pages need.
func TestWhoSpeaksIsTold(t *testing.T) {
	told := make(chan []string, 100)
	s := open(t, func(e Event) {
		if e, ok := e.(Speaking); ok {
			told <- e.Participants
		}
	})
	for i, name := range []string{"a", "b", "outside"} {
		join(t, s, name, string(rune('1'+i)))
	}
	const (
		loud  = 20 // dB under full scale
		quiet = 90
	)
	var now time.Time // ahead of the loop's own
	heard := func(f func(say func(name string, level uint8, lasts time.Duration))) {
		t.Helper()
		if err := s.call(t.Context(), func() {
			if now.IsZero() {
				now = s.loop.Now().Add(time.Minute)
			}
			r := s.rooms["room"]
			f(func(name string, level uint8, lasts time.Duration) {
				for range lasts / (20 * time.Millisecond) {
					now = now.Add(20 * time.Millisecond)
					r.member(name).session.source(Microphone).Voice().Level(level, now)
					r.listen(now)
				}
			})
		}); err != nil {
			t.Fatal(err)
		}
	}
	next := func(want ...string) {
		t.Helper()
		select {
		case got := <-told:
			if !slices.Equal(got, want) {
				t.Errorf("told %v, want %v", got, want)
			}
		case <-time.After(15 * time.Second):
			t.Fatalf("nothing was told, want %v", want)
		}
	}
	if err := s.call(t.Context(), func() {
		for _, m := range s.rooms["room"].members {
			m.setSending([]Source{Microphone})
		}
		s.rooms["room"].member("outside").setPermit(Permit{Outside: true})
	}); err != nil {
		t.Fatal(err)
	}
	heard(func(say func(string, uint8, time.Duration)) {
		say("a", loud, 40*time.Millisecond) // a cough
		say("a", quiet, time.Second)
		say("outside", loud, time.Second)
		say("b", loud, time.Second)
	})
	next("b")
	heard(func(say func(string, uint8, time.Duration)) { say("b", quiet, 2*time.Second) })
	next()
}

func TestWhoSpeaksIsNotToldAtEachBreath(t *testing.T) {
	var s speaking
	now := time.Now()
	changes := 0
	for i := range 100 { // two seconds in which it changes with every look
		s.now = []string{"a", "b"}[:i%2+1]
		if s.changed(now.Add(time.Duration(i) * 20 * time.Millisecond)) {
			changes++
		}
	}
	if changes < 2 || changes > 8 {
		t.Errorf("%d changes in two seconds", changes)
	}
	s.now = nil
	if !s.changed(now.Add(time.Minute)) || len(s.said) != 0 {
		t.Error("silence was not told")
	}
}
