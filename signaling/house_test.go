package signaling

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/live"
	"miti/internal/lobby"
	"miti/internal/meeting"
	"miti/internal/presence"
	"miti/internal/store"
	"miti/sfu"
	"miti/signaling/protocol"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const own = "http://miti.example"

// house is sockets over a real desk and a real store, without media.
type house struct {
	*Server
	t     *testing.T
	store *store.Store
	bus   *lossyBus
	media *media
	door  *door.Door
	http  *httptest.Server
}

// lossyBus forgets every third event while told so.
type lossyBus struct {
	event.Bus
	lossy  atomic.Bool
	events atomic.Int64
}

func (b *lossyBus) Publish(ctx context.Context, e event.Event) error {
	if b.lossy.Load() && b.events.Add(1)%3 == 0 {
		return nil
	}
	return b.Bus.Publish(ctx, e)
}

// media remembers what it was told. It answers every join with the next
// generation of the participant.
type media struct {
	during func(sfu.Join) // runs inside Join

	mu          sync.Mutex
	generations map[string]uint64
	said        []string
	next        uint64 // the generation of the next join, if it is not 0
}

func (m *media) Join(_ context.Context, j sfu.Join) (sfu.Answer, error) {
	if j.Offer == "bad" {
		return sfu.Answer{}, sfu.ErrOffer
	}
	if m.during != nil {
		m.during(j)
	}
	m.note("join " + j.Participant)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.next != 0 {
		m.generations[j.Participant], m.next = m.next, 0
	} else if j.Generation == 0 {
		m.generations[j.Participant]++
	}
	return sfu.Answer{SDP: "v=0", Generation: m.generations[j.Participant], Seats: []sfu.SeatLines{{AudioMid: "1"}}}, nil
}

func (m *media) Leave(room, who string, generation uint64) {
	m.note("leave " + who)
}
func (m *media) SetSending(context.Context, string, string, uint64, []sfu.Source) error { return nil }
func (m *media) SetView(_ context.Context, _, who string, _ uint64, v sfu.View) error {
	m.note(fmt.Sprint("view ", who, v.Heights, v.Pinned, v.Shown))
	return nil
}
func (m *media) Report(_ context.Context, _, who string, _ uint64, seen sfu.Seen) error {
	m.note(fmt.Sprint("report ", who, " ", seen))
	return nil
}
func (m *media) SetPermit(_, who string, p sfu.Permit) {
	m.note(fmt.Sprint("permit ", who, " ", p.Outside, p.Barred))
}
func (m *media) SetSpotlight(_, who string) { m.note("spotlight " + who) }
func (m *media) Release(string)             { m.note("release") }
func (m *media) CloseRoom(string)           { m.note("close") }

// CloseRooms implements Media.
func (m *media) CloseRooms(context.Context) error { return nil }

func (m *media) note(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.said = append(m.said, what)
}

func (m *media) has(what string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Contains(strings.Join(m.said, "\n"), what)
}

// patience is how long a test waits for what comes at once, on a machine that
// has much else to do.
const patience = time.Minute

// unhurried pings as rarely as the real one and waits longer for those who are
// slow, so that a test may be slow.
func unhurried() timing {
	t := usualTiming()
	t.check, t.write = 20*time.Millisecond, patience
	return t
}

func build(t *testing.T, times timing) *house {
	t.Helper()
	bus := live.NewBus()
	t.Cleanup(bus.Close)
	return buildOver(t, times, openStore(t), ground{bus, live.NewPresence(time.Now), live.Alone{}})
}

// ground is what a house stands on.
type ground struct {
	bus   event.Bus
	live  presence.Live
	nodes Nodes
}

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.SaveNetwork(t.Context(), nil, []centre.TopicID{"studies", "business"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func buildOver(t *testing.T, times timing, s *store.Store, on ground) *house {
	t.Helper()
	origins, err := door.NewOrigins([]string{own})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{
		t: t, store: s, bus: &lossyBus{Bus: on.bus}, media: &media{generations: map[string]uint64{}},
		door: &door.Door{Origins: origins, Sessions: s, Now: time.Now},
	}
	d := desk.New(desk.Deps{Store: s, Live: on.live, Bus: h.bus, Now: time.Now})
	hall := meeting.New(meeting.Deps{Store: s, Bus: h.bus, Now: time.Now})
	h.Server, err = newServer(t.Context(), Deps{
		Desk: d, Meetings: hall, Owners: []lobby.Owner{d, hall}, Log: s, Bus: h.bus, Media: h.media, Calls: s, Nodes: on.nodes, Door: h.door, Accounts: s, Now: time.Now, Version: "test",
		Logger: slog.New(slog.DiscardHandler),
	}, times)
	if err != nil {
		t.Fatal(err)
	}
	h.http = httptest.NewServer(h.Handler())
	t.Cleanup(func() {
		h.Close()
		h.http.Close()
	})
	return h
}

// session signs an actor in and returns the cookie.
func (h *house) session(a account.Actor) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(h.t.Context(), "POST", "/", nil)
	if err := h.door.Begin(w, r, a); err != nil {
		h.t.Fatal(err)
	}
	c := w.Result().Cookies()[0]
	return c.Name + "=" + c.Value
}

// counsellor is somebody who serves a topic.
func (h *house) counsellor(name string, topics ...centre.TopicID) account.Actor {
	h.t.Helper()
	who := account.Staff{
		ID: account.StaffID(id.New()), Email: name + "@miti.example", Name: name, Topics: topics,
		Languages: []string{"fr"}, Capacity: 3, Declared: account.Available,
	}
	if err := h.store.SaveStaff(h.t.Context(), who, "no password"); err != nil {
		h.t.Fatal(err)
	}
	return account.Actor{Staff: who.ID}
}

// visitor is somebody with a conversation that waits.
func (h *house) visitor(topic centre.TopicID) (account.Actor, chat.ID) {
	h.t.Helper()
	a, c := account.Actor{Visitor: account.VisitorID(id.New())}, chat.ID(id.New())
	_, err := h.Desk.Open(h.t.Context(), a, desk.Opening{
		ID: c, Topic: topic, Language: "fr", MessageID: chat.MessageID(id.New()), Text: "Bonjour",
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return a, c
}

// served is a visitor whose conversation a counsellor has taken.
func (h *house) served() (visitor, staff account.Actor, c chat.ID) {
	h.t.Helper()
	staff = h.counsellor("Ada", "studies", "business")
	if err := h.Desk.Connected(h.t.Context(), staff, "test"); err != nil {
		h.t.Fatal(err)
	}
	visitor, c = h.visitor("studies")
	if _, err := h.Desk.Claim(h.t.Context(), staff, c); err != nil {
		h.t.Fatal(err)
	}
	return visitor, staff, c
}

func (h *house) post(by account.Actor, c chat.ID) {
	h.t.Helper()
	if _, err := h.Desk.Post(h.t.Context(), by, c, chat.MessageID(id.New()), "Bien"); err != nil {
		h.t.Fatal(err)
	}
}

// client is the other end of a socket.
type client struct {
	t    *testing.T
	conn *websocket.Conn
}

func (h *house) dial(path, cookie string) *client {
	h.t.Helper()
	header := http.Header{"Origin": {own}}
	if cookie != "" {
		header.Set("Cookie", cookie)
	}
	conn, _, err := websocket.DefaultDialer.DialContext(h.t.Context(), "ws"+strings.TrimPrefix(h.http.URL, "http")+path, header)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { conn.Close() })
	return &client{t: h.t, conn: conn}
}

// connect opens the socket of an actor and says hello.
func (h *house) connect(a account.Actor, streams ...protocol.Position) *client {
	h.t.Helper()
	path := "/ws/visitor"
	if a.Staff != "" {
		path = "/ws/staff"
	}
	c := h.dial(path, h.session(a))
	c.send(protocol.TypeHello, protocol.Hello{Streams: streams})
	c.expect(protocol.TypeWelcome)
	return c
}

func at(c chat.ID) protocol.Position {
	return protocol.Position{Stream: string(event.Conversation(string(c)))}
}

func (c *client) send(typ string, data any) {
	c.t.Helper()
	if err := c.conn.WriteJSON(protocol.Envelope{Type: typ, ID: "1", Data: marshal(data)}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read() (protocol.Envelope, error) {
	var e protocol.Envelope
	_ = c.conn.SetReadDeadline(time.Now().Add(patience))
	return e, c.conn.ReadJSON(&e)
}

// expect reads until a message of the type comes.
func (c *client) expect(typ string) protocol.Envelope {
	c.t.Helper()
	var seen []string
	for {
		e, err := c.read()
		if err != nil {
			c.t.Fatalf("waiting for %s after %v: %v", typ, seen, err)
		}
		if e.Type == typ {
			return e
		}
		seen = append(seen, e.Type)
	}
}

// sync waits for the answer to a request of its own: what the server had to
// say before has been read then. It returns the types of it.
func (c *client) sync() []string {
	c.t.Helper()
	c.send("sync", struct{}{}) // no such type: the answer is an error
	var before []string
	for {
		e, err := c.read()
		if err != nil {
			c.t.Fatal(err)
		}
		if e.Type == protocol.TypeError && strings.Contains(string(e.Data), "unknown_type") {
			return before
		}
		before = append(before, e.Type)
	}
}

// closes reads until the socket is closed, and wants the code.
func (c *client) closes(code int) {
	c.t.Helper()
	for {
		if _, err := c.read(); err != nil {
			if !websocket.IsCloseError(err, code) {
				c.t.Errorf("closed with %v, want %d", err, code)
			}
			return
		}
	}
}

// watched waits until so many watch a conversation: what is transient reaches
// only them.
func (h *house) watched(c chat.ID, by int) {
	h.t.Helper()
	await(h.t, func() bool {
		n := make(chan int, 1)
		h.hub.do(func() {
			watches := 0
			if st := h.hub.streams[event.Conversation(string(c))]; st != nil {
				watches = len(st.watches)
			}
			n <- watches
		})
		return <-n == by
	})
}

// settle waits until the hub has done all that was posted.
func (h *house) settle() {
	done := make(chan struct{})
	h.hub.do(func() { close(done) })
	<-done
}

func dataOf[T any](t *testing.T, e protocol.Envelope) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(e.Data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
