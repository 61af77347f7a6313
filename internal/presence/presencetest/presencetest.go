// Package presencetest is what every presence.Live must do.
package presencetest

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"miti/internal/presence"
)

// With runs a test with a new, empty store. What runs on a clock that can be
// moved does so in a synctest bubble, where waiting costs nothing.
type With func(t *testing.T, test func(t *testing.T, l presence.Live))

const (
	// brief is how long a beat of these tests holds, and long one that outlasts
	// them.
	brief = 400 * time.Millisecond
	long  = time.Hour
	// late is when a test gives up, and step how often it looks.
	late = 20 * time.Second
	step = 10 * time.Millisecond
)

// Run tests stores.
func Run(t *testing.T, with With) {
	for name, test := range map[string]func(t *testing.T, l presence.Live){
		"nobody is here who never beat":              nobody,
		"a beat holds, and then does not":            holds,
		"a beat renews":                              renews,
		"one of several tabs is enough":              severalTabs,
		"a shorter hold shortens":                    shortens,
		"a connection is one person's":               onePersons,
		"beats at once are all counted":              atOnce,
		"who has gone may come back":                 comesBack,
		"a tab that ran out leaves the others alone": runsOutAlone,
	} {
		t.Run(name, func(t *testing.T) { with(t, test) })
	}
}

const ada, bo presence.Who = "staff:ada", "staff:bo"

func beat(t *testing.T, l presence.Live, who presence.Who, connection string, hold time.Duration) {
	t.Helper()
	if err := l.Beat(t.Context(), who, connection, hold); err != nil {
		t.Fatalf("beat: %v", err)
	}
}

func here(t *testing.T, l presence.Live, who presence.Who) bool {
	t.Helper()
	found, err := l.Here(t.Context(), []presence.Who{who})
	if err != nil {
		t.Fatalf("here: %v", err)
	}
	return found[who]
}

// gone waits until somebody is not here, and tells how long that took.
func gone(t *testing.T, l presence.Live, who presence.Who) time.Duration {
	t.Helper()
	since := time.Now()
	for here(t, l, who) {
		if time.Since(since) > late {
			t.Fatalf("%s is still here", who)
		}
		<-time.After(step)
	}
	return time.Since(since)
}

func nobody(t *testing.T, l presence.Live) {
	beat(t, l, ada, "tab", long)
	got, err := l.Here(t.Context(), []presence.Who{ada, bo})
	if want := map[presence.Who]bool{ada: true, bo: false}; err != nil || !maps.Equal(got, want) {
		t.Errorf("here %v, %v, want %v", got, err, want)
	}
	if got, err := l.Here(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("here of nobody %v, %v", got, err)
	}
}

func holds(t *testing.T, l presence.Live) {
	start := time.Now()
	beat(t, l, ada, "tab", brief)
	gone(t, l, ada)
	if held := time.Since(start); held < brief-step {
		t.Errorf("a beat for %v held %v", brief, held)
	}
}

func renews(t *testing.T, l presence.Live) {
	start := time.Now()
	for time.Since(start) < 2*brief {
		beat(t, l, ada, "tab", brief)
		<-time.After(step)
	}
	beat(t, l, ada, "tab", brief)
	if !here(t, l, ada) {
		t.Error("not here in spite of beats")
	}
	gone(t, l, ada)
}

func severalTabs(t *testing.T, l presence.Live) {
	beat(t, l, ada, "one", brief)
	beat(t, l, ada, "two", long)
	beat(t, l, bo, "one", brief)
	gone(t, l, bo) // began after Ada's first tab
	if !here(t, l, ada) {
		t.Error("not here in spite of the second tab")
	}
	beat(t, l, ada, "two", 0)
	if here(t, l, ada) {
		t.Error("still here after both tabs have gone")
	}
}

func shortens(t *testing.T, l presence.Live) {
	beat(t, l, ada, "tab", long)
	beat(t, l, ada, "tab", brief)
	gone(t, l, ada)
}

func onePersons(t *testing.T, l presence.Live) {
	beat(t, l, ada, "tab", long)
	beat(t, l, bo, "tab", 0)
	if !here(t, l, ada) || here(t, l, bo) {
		t.Error("a connection's name is shared")
	}
}

func atOnce(t *testing.T, l presence.Live) {
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if err := l.Beat(t.Context(), ada, fmt.Sprint(i), time.Duration(i%2)*long); err != nil {
				t.Errorf("beat: %v", err)
			}
		})
	}
	all.Wait()
	for i := range 40 {
		if !here(t, l, ada) {
			t.Fatalf("not here with %d tabs left", 40-i)
		}
		beat(t, l, ada, fmt.Sprint(i), 0)
	}
	if here(t, l, ada) {
		t.Error("here without a tab")
	}
}

func comesBack(t *testing.T, l presence.Live) {
	beat(t, l, ada, "tab", brief)
	gone(t, l, ada)
	beat(t, l, ada, "tab", long)
	if !here(t, l, ada) {
		t.Error("not here after coming back")
	}
}

func runsOutAlone(t *testing.T, l presence.Live) {
	beat(t, l, ada, "one", brief)
	beat(t, l, bo, "one", long)
	gone(t, l, ada)
	if !here(t, l, bo) {
		t.Error("somebody else ran out too")
	}
}
