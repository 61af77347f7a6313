package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/attachment"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/live"
	"miti/internal/presence"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// A house is a desk with its store, its heartbeats and a clock that the test
// moves. It has been open for a while.
type house struct {
	*desk.Desk
	t     *testing.T
	store *store.Store
	live  *liveStore
	bus   *recorder
	files *attachment.Folder
	// folder is where the files are.
	folder string
	clock  *clock
}

func newHouse(t *testing.T) *house {
	t.Helper()
	c := &clock{now: noon}
	return openHouse(t, storetest.SQLite(t), live.NewPresence(c.Now), c)
}

func openHouse(t *testing.T, s *store.Store, l presence.Live, c *clock) *house {
	t.Helper()
	h := &house{t: t, store: s, live: &liveStore{Live: l}, bus: &recorder{}, folder: t.TempDir(), clock: c}
	var err error
	h.files, err = attachment.OpenFolder(h.folder)
	h.must(err)
	t.Cleanup(func() { h.must(h.files.Close()) })
	h.restart()
	h.clock.pass(presence.Hold)
	var week []calendar.Span
	for day := time.Sunday; day <= time.Saturday; day++ {
		week = append(week, calendar.Span{Day: day, From: 0, To: 24 * 60})
	}
	h.must(h.store.SaveNetwork(t.Context(), []centre.Centre{
		{ID: "charleroi", Zone: "Europe/Brussels", Postcodes: []centre.Range{{From: 6000, To: 6999}}, Week: week},
		{ID: "namur", Zone: "Europe/Brussels", Postcodes: []centre.Range{{From: 5000, To: 5999}}},
	}, []centre.TopicID{"studies", "training"}))
	return h
}

// restart puts another desk, which knows nothing yet, on the same stores.
func (h *house) restart() {
	h.Desk = desk.New(desk.Deps{Store: h.store, Live: h.live, Bus: h.bus, Files: h.files, Now: h.clock.Now})
}

// noon is a Tuesday.
var noon = time.Date(2026, time.March, 3, 11, 0, 0, 0, time.UTC)

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// liveStore is the real one, with a switch: it can be down.
type liveStore struct {
	presence.Live
	down bool
}

func (l *liveStore) Here(ctx context.Context, ask []presence.Who) (map[presence.Who]bool, error) {
	if l.down {
		return nil, errors.New("the live store is down")
	}
	return l.Live.Here(ctx, ask)
}

// recorder keeps what was published, so that a test needs not wait for it.
type recorder struct {
	mu     sync.Mutex
	events []event.Event
}

func (r *recorder) Publish(_ context.Context, e event.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	return nil
}

func (r *recorder) Subscribe(context.Context, func(event.Event)) (func(), error) {
	return nil, errors.New("nobody subscribes to a recorder")
}

// take returns what was published since the last time.
func (r *recorder) take() []event.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.events
	r.events = nil
	return taken
}

// types are the types of what was published since the last time.
func (r *recorder) types() string {
	var types []string
	for _, e := range r.take() {
		types = append(types, string(e.Type))
	}
	return strings.Join(types, " ")
}

// last decodes the newest published event of a type into what. It reports
// whether there was one.
func (r *recorder) last(t *testing.T, is event.Type, what any) bool {
	t.Helper()
	all := r.take()
	for _, e := range slices.Backward(all) {
		if e.Type == is {
			if err := json.Unmarshal(e.Data, what); err != nil {
				t.Fatal(err)
			}
			return true
		}
	}
	return false
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) expect(err error, want fault.Code) {
	h.t.Helper()
	if err == nil || fault.CodeOf(err) != want {
		h.t.Errorf("got %v, want fault %s", err, want)
	}
}

// counsellor makes an account of a centre, available and connected.
func (h *house) counsellor(name string, at centre.ID) account.Actor {
	h.t.Helper()
	h.must(h.store.SaveStaff(h.t.Context(), account.Staff{
		ID: account.StaffID(name), Email: name + "@miti.test", Name: name, Centre: at,
		Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}, Capacity: 3, Declared: account.Available,
	}, ""))
	a := account.Actor{Staff: account.StaffID(name), Centre: at}
	h.must(h.Connected(h.t.Context(), a, "tab"))
	return a
}

// coordinator makes an account of who runs a centre, or the network.
func (h *house) coordinator(name string, of centre.ID) account.Actor {
	h.t.Helper()
	h.must(h.store.SaveStaff(h.t.Context(), account.Staff{
		ID: account.StaffID(name), Email: name + "@miti.test", Name: name, Centre: of, Coordinator: true, Declared: account.Offline,
	}, ""))
	return account.Actor{Staff: account.StaffID(name), Centre: of}
}

// visitor is somebody new.
func visitor() account.Actor { return account.Actor{Visitor: account.VisitorID(id.New())} }

func opening(text string) desk.Opening {
	return desk.Opening{
		ID: chat.ID(id.New()), Topic: "studies", Language: "fr", Name: "Marie", MessageID: newMessage(), Text: text,
	}
}

func newMessage() chat.MessageID { return chat.MessageID(id.New()) }
func newCall() interview.ID      { return interview.ID(id.New()) }

// opens opens a conversation that waits.
func (h *house) opens(by account.Actor) chat.ID {
	h.t.Helper()
	o := opening("Bonjour")
	_, err := h.Open(h.t.Context(), by, o)
	h.must(err)
	return o.ID
}

// talks opens a conversation that a counsellor has claimed.
func (h *house) talks(by, with account.Actor) chat.ID {
	h.t.Helper()
	c := h.opens(by)
	_, err := h.Claim(h.t.Context(), with, c)
	h.must(err)
	return c
}

// calls is a conversation by voice: the visitor rings, and the counsellor accepts.
func (h *house) calls(by, with account.Actor) (chat.ID, interview.Interview) {
	h.t.Helper()
	c := h.talks(by, with)
	i, err := h.Ring(h.t.Context(), by, c, newCall(), interview.Audio)
	h.must(err)
	i, err = h.Accept(h.t.Context(), with, i.ID)
	h.must(err)
	return c, i
}

// state is the conversation as it is stored.
func (h *house) state(c chat.ID) desk.History {
	h.t.Helper()
	got, err := h.store.History(h.t.Context(), c)
	h.must(err)
	return got
}

// expectLines wants these lines in the conversation, and no others.
func (h *house) expectLines(c chat.ID, want ...string) {
	h.t.Helper()
	var lines []string
	for _, m := range h.state(c).Messages {
		if m.Line != nil {
			lines = append(lines, strings.TrimSpace(m.Line.Kind+" "+m.Line.Name))
		}
	}
	if !slices.Equal(lines, want) {
		h.t.Errorf("the lines are %q, want %q", lines, want)
	}
}

// sweeps lets time pass, second by second, with a sweep after each; those
// named beat meanwhile.
func (h *house) sweeps(d time.Duration, heard ...account.Actor) {
	h.t.Helper()
	for range int(d / time.Second) {
		h.clock.pass(time.Second)
		for _, a := range heard {
			h.must(h.Beat(h.t.Context(), a, "tab", false))
		}
		h.must(h.Sweep(h.t.Context()))
	}
}

// equal complains when two values print differently.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}
