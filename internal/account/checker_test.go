package account

import (
	"context"
	"errors"
	"testing"
)

func TestPasswordsAreCheckedAFewAtATime(t *testing.T) {
	c := NewChecker()
	for range checksAtOnce {
		c.turns <- struct{}{} // as many as may are being checked
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := c.Fits(gone, "", "one more"); !errors.Is(err, context.Canceled) {
		t.Errorf("one more was not kept waiting: %v", err)
	}
	h, err := HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	<-c.turns
	for range 2 { // a turn that is over is somebody else's
		if fits, err := c.Fits(t.Context(), h, "correct horse"); err != nil || !fits {
			t.Errorf("in its turn it fits: %v, %v", fits, err)
		}
	}
}
