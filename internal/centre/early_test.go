package centre_test

import (
	"testing"

	"miti/internal/centre"
)

func TestEarlyClosingEndsTheDayAndNoOther(t *testing.T) {
	c := office()
	now := at(t, "2026-03-02 10:20")
	early := c.EarlyAt(now, "Panne de courant")
	c.Early = &early
	if c.OpenAt(now) || !c.OpenAt(now.Add(-60e9)) || !c.ClosedEarly(now) {
		t.Error("it is not closed from that minute on")
	}
	same(t, "next opening", centre.NextOpening([]centre.Centre{c}, now), "2026-03-03 09:00")
	same(t, "answer by", c.AnswerBy(now), "2026-03-04 17:00")
	for clock, want := range map[string]bool{"2026-03-02 12:30": false, "2026-03-02 16:59": true, "2026-03-02 18:00": false, "2026-03-03 10:20": false} {
		if got := c.ClosedEarly(at(t, clock)); got != want {
			t.Errorf("closed early at %s: %v", clock, got)
		}
	}
}
