package sfu_test

import (
	"testing"

	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
