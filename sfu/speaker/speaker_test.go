package speaker

import (
	"testing"
	"time"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

const packet = 20 * time.Millisecond

// says takes packets of a level for a while.
func says(v *Voice, db uint8, from time.Time, lasting time.Duration) (end time.Time) {
	for end = from; end.Before(from.Add(lasting)); end = end.Add(packet) {
		v.Level(0x80|db, end)
	}
	return end
}

func TestWhoSpeaks(t *testing.T) {
	var v Voice
	now := says(&v, 75, begin, time.Second)
	if v.Speaking(now) {
		t.Error("the noise of a room speaks")
	}
	now = says(&v, 30, now, 40*time.Millisecond)
	if v.Speaking(now) {
		t.Error("a click speaks")
	}
	now = says(&v, 30, says(&v, 75, now, time.Second), 100*time.Millisecond)
	if !v.Speaking(now) {
		t.Error("a syllable does not count")
	}
	now = says(&v, 75, now, 500*time.Millisecond)
	if !v.Speaking(now) {
		t.Error("a pause for breath is the end")
	}
	now = says(&v, 55, now, 500*time.Millisecond) // between the two thresholds nothing begins
	if v.Speaking(now) {
		t.Error("who has stopped speaks")
	}
	now = says(&v, 30, now, 200*time.Millisecond)
	if v.Speaking(now.Add(time.Second)) { // no packets at all: DTX
		t.Error("who sends nothing speaks")
	}
}

func TestThreeAreHeardFromTheirFirstPacket(t *testing.T) {
	s := NewStage(3)
	voices := make([]*Voice, 5)
	for i := range voices {
		voices[i] = &Voice{}
		says(voices[i], 80, begin, time.Second)
	}
	now := begin.Add(time.Second)
	pass := func(level ...uint8) (heard []bool) {
		now = now.Add(packet)
		for i, db := range level {
			voices[i].Level(db, now)
			heard = append(heard, s.Heard(voices[i], now))
		}
		return heard
	}
	check := func(what string, heard []bool, want ...int) {
		t.Helper()
		n := 0
		for i, h := range heard {
			wanted := false
			for _, w := range want {
				wanted = wanted || w == i
			}
			if h != wanted {
				t.Errorf("%s: voice %d heard is %v", what, i, h)
			}
			n++
		}
	}
	check("nobody speaks", pass(80, 80, 80, 80, 80))
	check("the first word", pass(30, 80, 80, 80, 80), 0)
	for range 50 {
		check("three speak", pass(30, 32, 34, 80, 80), 0, 1, 2)
	}
	check("a fourth is no louder", pass(30, 32, 34, 36, 80), 0, 1, 2)
	for range 40 {
		pass(30, 32, 80, 30, 80)
	}
	check("one has stopped, and another takes the place", pass(30, 32, 80, 30, 80), 0, 1, 3)
	for range 150 {
		check("who has stopped is heard to the end where nobody needs the place", pass(30, 80, 80, 30, 80), 0, 1, 3)
	}
	s.Leave(voices[0])
	check("who leaves gives the place", pass(80, 80, 80, 30, 30)[1:], 0, 2, 3)
}

// Who does not say how loud they are is heard where there is a place, and leaves it
// to who speaks.
func TestAVoiceOfUnknownLoudnessIsHeardWhereThereIsAPlace(t *testing.T) {
	s := NewStage(1)
	var quiet, other, speaks Voice
	now := begin
	pass := func(v *Voice) bool {
		now = now.Add(packet)
		v.Unknown(now)
		return s.Heard(v, now)
	}
	for range 10 {
		if !pass(&quiet) {
			t.Fatal("not heard where there is a place")
		}
		if pass(&other) {
			t.Fatal("heard where there is none")
		}
	}
	speaks.Level(30, now)
	if !s.Heard(&speaks, now) || pass(&quiet) {
		t.Error("who speaks is not heard instead")
	}
	if quiet.Speaking(now) {
		t.Error("who may be silent speaks")
	}
	now = now.Add(hold)
	if !pass(&quiet) {
		t.Error("not heard again when the place is free")
	}
}
