package signaling

import (
	"testing"

	"github.com/gorilla/websocket"
)

func TestAWriterIsStartedWhenThereIsSomethingToWriteAndNoneWrites(t *testing.T) {
	o := newOutbox()
	if _, start := o.add([]byte("1")); !start {
		t.Error("nobody writes the first frame")
	}
	if _, start := o.add([]byte("2")); start || o.askPing() || o.answerPing("x") {
		t.Error("a second writer is started")
	}
	want := []struct {
		kind int
		data string
	}{
		{websocket.PongMessage, "x"}, {websocket.PingMessage, ""},
		{websocket.TextMessage, "1"}, {websocket.TextMessage, "2"},
	}
	for i, w := range want {
		if kind, data, ok := o.next(); !ok || kind != w.kind || string(data) != w.data {
			t.Errorf("%d: got %d %q %v, want %d %q", i, kind, data, ok, w.kind, w.data)
		}
	}
	if _, _, ok := o.next(); ok {
		t.Error("there is something left")
	}
	if !o.askPing() {
		t.Error("the writer has ended, and no other one is started")
	}
}

func TestAnOutboxIsBounded(t *testing.T) {
	o := newOutbox()
	for range queueLength {
		if fits, _ := o.add(nil); !fits {
			t.Fatal("full too early")
		}
	}
	if fits, _ := o.add(nil); fits {
		t.Fatal("it grows without end")
	}
	o.next()
	if fits, _ := o.add(nil); !fits {
		t.Error("there is no room after one was taken")
	}
}

func TestAClosedOutboxOnlySaysWhy(t *testing.T) {
	o := newOutbox()
	o.add([]byte("1"))
	if o.close(closeResume) {
		t.Error("a second writer is started")
	}
	if _, start := o.add([]byte("2")); start {
		t.Error("a writer is started for nothing")
	}
	if kind, data, ok := o.next(); !ok || kind != websocket.CloseMessage || string(data) != string(websocket.FormatCloseMessage(closeResume, "")) {
		t.Errorf("got %d %q", kind, data)
	}
}

// One message that makes us panic ends its sender's socket, and nobody else's.
func TestAPanicEndsOneSocket(t *testing.T) {
	h := build(t, unhurried())
	w, other := h.dial("/ws/visitor", ""), h.dial("/ws/visitor", "")
	w.sync()
	other.sync()
	all := h.places.all()
	all[0].apart(func() { panic("a mistake of ours") })
	await(t, func() bool { return h.Sockets() == 1 })
	if all[0].ctx.Err() == nil || all[1].ctx.Err() != nil {
		t.Error("the wrong socket has ended")
	}
}
