package signaling

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/live"
	"miti/internal/presence"
	"miti/signaling/protocol"
)

func TestWhatCannotBeReadClosesTheSocketOfItsSender(t *testing.T) {
	h := build(t, unhurried())
	for name, c := range map[string]struct {
		kind int
		text []byte
		code int
	}{
		"no JSON":           {websocket.TextMessage, []byte(`{"type":`), closeMalformed},
		"JSON of no type":   {websocket.TextMessage, []byte(`{"data":{}}`), closeMalformed},
		"no UTF-8":          {websocket.TextMessage, []byte("{\"type\":\"\xff\"}"), closeMalformed},
		"a binary frame":    {websocket.BinaryMessage, []byte(`{"type":"hello"}`), closeBinary},
		"too large a frame": {websocket.TextMessage, bytes.Repeat([]byte(" "), protocol.MaxFrame+1), closeTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			other, victim := h.dial("/ws/visitor", ""), h.dial("/ws/visitor", "")
			if err := victim.conn.WriteMessage(c.kind, c.text); err != nil {
				t.Fatal(err)
			}
			victim.closes(c.code)
			other.sync() // does not notice
		})
	}
}

func TestWhatCannotBeDoneIsAnsweredAndTheSocketLives(t *testing.T) {
	h := build(t, unhurried())
	visitor, _, c := h.served()
	w := h.dial("/ws/visitor", h.session(visitor))
	for _, step := range []struct {
		name, typ string
		data      any
		code      string
	}{
		{"before hello", "watch", protocol.Watch{Position: at(c)}, "conflict"},
		{"an unknown type", "dance", struct{}{}, "unknown_type"},
		{"hello of another shape", "hello", []int{1}, "malformed"},
		{"too many streams", "hello", protocol.Hello{Streams: make([]protocol.Position, protocol.MaxStreams+1)}, "too_large"},
		{"hello", "hello", protocol.Hello{}, ""},
		{"hello again", "hello", protocol.Hello{}, "conflict"},
		{"an unknown stream", "watch", protocol.Watch{Position: protocol.Position{Stream: "weather"}}, "not_found"},
		{"the queue, by a visitor", "watch", protocol.Watch{Position: protocol.Position{Stream: "queue"}}, "not_found"},
		{"a room that is not there", "room.offer", protocol.RoomOffer{Room: id.New()}, "not_found"},
		{"a state without a generation", "room.state", protocol.RoomState{Room: id.New()}, "malformed"},
		{"a state of no room", "room.state", protocol.RoomState{Room: id.New(), Generation: 1}, "not_found"},
		{"leaving without a generation", "room.leave", protocol.RoomLeave{Room: id.New()}, "malformed"},
	} {
		w.send(step.typ, step.data)
		if step.code == "" {
			w.expect(protocol.TypeWelcome)
			continue
		}
		if got := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)).Code; got != step.code {
			t.Errorf("%s: %q, want %q", step.name, got, step.code)
		}
	}
}

func TestAFloodOfMessagesIsCut(t *testing.T) {
	h := build(t, unhurried())
	w := h.dial("/ws/visitor", "")
	for range messagesAtOnce + 20 {
		if err := w.conn.WriteJSON(protocol.Envelope{Type: "x"}); err != nil {
			break // it has been cut
		}
	}
	w.closes(closeTooMany)
}

// SG-2: a client that never reads is cut, and the others get all, in order.
func TestAClientThatDoesNotReadIsCutAndHoldsUpNobody(t *testing.T) {
	times := unhurried()
	times.write = 3 * time.Second
	h := build(t, times)
	visitor, staff, c := h.served()
	h.connect(visitor, at(c)) // never reads again
	w := h.connect(staff, at(c))
	w.expect(protocol.TypeConversation)
	h.watched(c, 2)
	if got := h.Sockets(); got != 2 {
		t.Fatalf("%d sockets", got)
	}
	const events, step = 10_000, 100 // a page that reads is at most a step behind
	padding := strings.Repeat("x", 2000)
	s := event.Conversation(string(c))
	for n := range events {
		place := map[string]any{"Conversation": padding, "Position": n + 1}
		if err := h.bus.Publish(t.Context(), transient(s, event.TypePlace, place)); err != nil {
			t.Fatal(err)
		}
		if n%step == step-1 {
			for i := n - step + 1; i <= n; i++ {
				got := dataOf[protocol.PlaceEvent](t, w.expect("place")).Place.Position
				if got != i+1 {
					t.Fatalf("event %d came in place of %d", got, i+1)
				}
			}
		}
	}
	await(t, func() bool { return h.Sockets() == 1 })
}

// SG-3: the server is heard before any proxy loses patience, and a client
// that is not heard is given up.
func TestSilenceIsFilledAndNoticed(t *testing.T) {
	usual := usualTiming()
	if usual.pingStaff > 25*time.Second || usual.pingVisitor > 25*time.Second {
		t.Errorf("pings every %v and %v: a proxy cuts after less", usual.pingStaff, usual.pingVisitor)
	}
	times := unhurried()
	times.pingVisitor = time.Second // given up after two and a half
	times.pingStaff = time.Second
	h := build(t, times)
	w := h.dial("/ws/visitor", "")
	pings := make(chan struct{}, 64)
	quiet := make(chan struct{})
	w.conn.SetPingHandler(func(data string) error {
		select {
		case <-quiet:
			return nil
		default:
		}
		pings <- struct{}{}
		return w.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(patience))
	})
	ended := make(chan error, 1)
	go func() {
		_, _, err := w.conn.ReadMessage()
		ended <- err
	}()
	for range 4 { // longer than it would take to be given up
		select {
		case <-pings:
		case err := <-ended:
			t.Fatal(err)
		}
	}
	close(quiet)
	if err := <-ended; err == nil {
		t.Error("a client that answers no ping is still there")
	}
}

func TestASessionThatEndsTakesItsSocketsAlong(t *testing.T) {
	times := unhurried()
	times.review = 20 * time.Millisecond
	h := build(t, times)
	staff := h.counsellor("Ada", "studies")
	cookie := h.session(staff)
	w := h.dial("/ws/staff", cookie)
	w.send(protocol.TypeHello, protocol.Hello{Streams: []protocol.Position{{Stream: "queue"}}})
	w.expect(protocol.TypeQueue)
	_, secret, _ := strings.Cut(cookie, "=")
	if err := h.store.End(t.Context(), id.Hash(secret)); err != nil {
		t.Fatal(err)
	}
	w.closes(closeSession)
}

// Whatever a client is heard by, it is asked for its session: what is sent to it
// ends with that.
func TestASessionThatEndsTakesAlongASocketThatAnswersNoPing(t *testing.T) {
	for name, say := range map[string]func(*client) error{
		"by messages": func(c *client) error { return c.conn.WriteJSON(protocol.Envelope{Type: "unwatch"}) },
		"by pings":    func(c *client) error { return c.conn.WriteMessage(websocket.PingMessage, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			times := unhurried()
			times.pingStaff = time.Second
			h := build(t, times)
			cookie := h.session(h.counsellor("Ada", "studies"))
			w := h.dial("/ws/staff", cookie)
			w.conn.SetPingHandler(func(string) error { return nil })
			_, secret, _ := strings.Cut(cookie, "=")
			if err := h.store.End(t.Context(), id.Hash(secret)); err != nil {
				t.Fatal(err)
			}
			talks := make(chan struct{})
			defer func() { <-talks }()
			go func() {
				defer close(talks)
				ticker := time.NewTicker(200 * time.Millisecond)
				defer ticker.Stop()
				for range 30 { // six pings
					if <-ticker.C; say(w) != nil {
						return // it has been cut
					}
				}
			}()
			w.closes(closeSession)
		})
	}
}

// A pong that answers nothing is read, and that is all.
func TestPongsThatNobodyAskedForCostNothing(t *testing.T) {
	times := unhurried()
	times.pingStaff, times.pingVisitor = time.Hour, time.Hour
	bus := live.NewBus()
	t.Cleanup(bus.Close)
	beats := &countedBeats{Live: live.NewPresence(time.Now)}
	h := buildOver(t, times, openStore(t), ground{bus, beats, live.Alone{}})
	w := h.connect(h.counsellor("Ada", "studies"))
	before := beats.n.Load()
	for range 50 {
		if err := w.conn.WriteMessage(websocket.PongMessage, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.sync()
	if n := beats.n.Load() - before; n != 0 {
		t.Errorf("they made %d heartbeats", n)
	}
}

// countedBeats counts what it is told.
type countedBeats struct {
	presence.Live
	n atomic.Int64
}

func (b *countedBeats) Beat(ctx context.Context, who presence.Who, connection string, hold time.Duration) error {
	b.n.Add(1)
	return b.Live.Beat(ctx, who, connection, hold)
}

func TestClosingTellsTheSocketsToComeBack(t *testing.T) {
	h := build(t, unhurried())
	w := h.connect(h.counsellor("Ada", "studies"))
	h.Close()
	w.closes(closeDraining)
	late := h.dial("/ws/visitor", "")
	late.closes(closeDraining)
}

func TestOnePersonHasSoManySocketsAndNoMore(t *testing.T) {
	h := build(t, unhurried())
	staff := h.counsellor("Ada", "studies")
	cookie := h.session(staff)
	for range maxOfPerson {
		h.dial("/ws/staff", cookie).sync()
	}
	h.dial("/ws/staff", cookie).closes(closeTooMany)
	h.connect(h.counsellor("Bea", "studies")) // another one is let in
}

func TestSomebodyWithoutASessionSeesWhoIsThereAndNothingElse(t *testing.T) {
	h := build(t, unhurried())
	_, c := h.visitor("studies")
	w := h.dial("/ws/visitor", "")
	w.send(protocol.TypeHello, protocol.Hello{Streams: []protocol.Position{{Stream: "availability"}, at(c), {Stream: "queue"}}})
	w.expect(protocol.TypeWelcome)
	types := fmt.Sprint(w.sync())
	if strings.Count(types, "error") != 2 || strings.Contains(types, "conversation") {
		t.Errorf("got %s", types)
	}
	h.settle()
	w2 := h.connect(account.Actor{Visitor: "somebody"}, protocol.Position{Stream: "availability"})
	if a := dataOf[protocol.AvailabilityEvent](t, w2.expect("availability")).Availability; a.Waiting != 1 {
		t.Errorf("availability is %+v", a)
	}
}

// await polls for something that another goroutine does soon.
func await(t *testing.T, ok func() bool) {
	t.Helper()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	over := time.After(patience)
	for !ok() {
		select {
		case <-ticker.C:
		case <-over:
			t.Fatal("it did not happen")
		}
	}
}

// Who waits in the queue is listened to as closely as staff, and no longer.
func TestWhoWaitsIsListenedToClosely(t *testing.T) {
	times := unhurried()
	times.pingStaff, times.pingVisitor = 40*time.Millisecond, time.Hour
	h := build(t, times)
	staff := h.counsellor("Ada", "studies")
	visitor, c := h.visitor("studies")
	page := h.connect(visitor, at(c))
	pings := 0
	page.conn.SetPingHandler(func(string) error {
		if pings++; pings == 3 {
			page.send("enough", struct{}{}) // no such type: the answer is an error
		}
		return nil
	})
	page.expect(protocol.TypeError)
	if _, err := h.Desk.Claim(t.Context(), staff, c); err != nil {
		t.Fatal(err)
	}
	page.expect("conversation.changed")
	for _, socket := range h.places.all() {
		if socket.waits.Load() {
			t.Error("who does not wait any more is listened to as if")
		}
	}
}
