package transport

import (
	"fmt"
	"testing"
)

// The handler is told of a peer with the first right check, before there are keys.
func TestAPeerIsToldOfOnceWhenItIsThere(t *testing.T) {
	t.Parallel()
	l, told := listen(t), newRecorder()
	c, certificate := arrive(t, l, told, true)
	wait(t, "peer", told.reached)
	if len(told.secured) > 0 {
		t.Error("there were keys before a handshake")
	}
	c.handshake(certificate)
	wait(t, "keys", told.secured)
	c.check()
	if len(told.reached) > 0 {
		t.Error("it was told of again")
	}
}

// A client that ends the handshake sends at once, and its last flight may be
// lost or late: what it said meanwhile is heard, in its order, as far as it is
// not more than a stranger may have kept.
func TestWhatComesBeforeTheLastFlightIsHeard(t *testing.T) {
	t.Parallel()
	l, told := listen(t), newRecorder()
	c, certificate := arrive(t, l, told, true)
	c.last = make(chan []byte, 100) // and it may be repeated
	c.handshake(certificate)
	for i := range maxEarly + 2 {
		c.sends(fmt.Sprint(i))
	}
	c.check() // the server has taken all that
	if n := len(told.packets); n > 0 {
		t.Fatalf("%d packets were taken without keys", n)
	}
	c.write(<-c.last)
	wait(t, "keys", told.secured)
	for i := range maxEarly {
		if b := wait(t, "an early packet", told.packets); string(b[12:]) != fmt.Sprint(i) {
			t.Fatalf("packet %d came as %q", i, b)
		}
	}
	c.sends("after")
	if b := wait(t, "a packet", told.packets); string(b[12:]) != "after" {
		t.Errorf("what was too much to keep came, too: %q", b)
	}
}
