package mail_test

import (
	"errors"
	"testing"

	"miti/internal/calendar"
	"miti/internal/outbox"
	"miti/internal/roster"
)

// A colleague is not asked for what somebody else has taken, or what is over.
func TestAShiftThatIsNoLongerOfferedIsNotAskedFor(t *testing.T) {
	for name, change := range map[string]func(*roster.Shift){
		"taken back":             func(s *roster.Shift) { s.Swap = nil },
		"asked of another one":   func(s *roster.Shift) { s.Swap = &roster.Swap{To: "chiara"} },
		"somebody would take it": func(s *roster.Shift) { s.Swap = &roster.Swap{Taker: "chiara"} },
		"their own":              func(s *roster.Shift) { s.Staff, s.Swap = "bram", nil },
		"begun":                  func(s *roster.Shift) { s.Date = calendar.DateOf(at(12, 0)) },
	} {
		g := conversation()
		g.swap = change
		if _, err := composer(t, g).Compose(t.Context(), letter(outbox.ShiftAsked, "fr")); !errors.Is(err, outbox.ErrUnneeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone := letter(outbox.ShiftAsked, "fr")
	gone.About = "removed"
	if _, err := composer(t, conversation()).Compose(t.Context(), gone); !errors.Is(err, outbox.ErrUnneeded) {
		t.Errorf("removed: %v", err)
	}
}
