package sfu

import (
	"container/list"
	"fmt"
	"testing"
)

// While nobody listens, a newer event takes the place of an older one about the
// same, behind all that was said meanwhile; and it costs no more however many
// others wait.
func TestWhatWaitsIsTheNewestOfEach(t *testing.T) {
	const participants, rounds = 20_000, 3
	e := &events{deliver: func(Event) {}, wake: make(chan struct{}, 1), waiting: map[about]*list.Element{}}
	for round := range rounds {
		for i := range participants {
			name := fmt.Sprint(i)
			e.add(about{room: "room", participant: name, kind: aboutPath}, Connected{"room", name, uint64(round)})
		}
	}
	e.add(about{room: "room", participant: "0", kind: aboutPath}, Connected{"room", "0", rounds})
	for i := 1; i <= participants; i++ {
		want := Connected{"room", fmt.Sprint(i), rounds - 1}
		if i == participants {
			want = Connected{"room", "0", rounds}
		}
		if got, ok := e.next(); !ok || got.event != want {
			t.Fatalf("event %d is %+v, want %+v", i, got.event, want)
		}
	}
	if got, ok := e.next(); ok || len(e.waiting) > 0 {
		t.Errorf("%+v is left, and %d are remembered", got, len(e.waiting))
	}
}
