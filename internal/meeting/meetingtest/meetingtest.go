// Package meetingtest holds what every store of meetings must do.
package meetingtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/lobby"
	"miti/internal/meeting"
	"miti/internal/outbox"
)

// Store is what the tests need beside the meetings themselves.
type Store interface {
	meeting.Store
	outbox.Queue
	event.Log
	SaveStaff(ctx context.Context, s account.Staff, h account.PasswordHash) error
	SaveNetwork(ctx context.Context, centres []centre.Centre, topics []centre.TopicID) error
}

var now = time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)

// Run tests the stores that open makes. Each test gets a new, empty one.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(*house){
		"of twenty at once for the last seat one has it, the others wait in order": lastSeat,
		"a freed seat is offered to who waits first":                               movesUp,
		"a message comes once":                              saidOnce,
		"a series is one meeting each week":                 series,
		"what happened is in the stream":                    stream,
		"a co-host is named, and dismissed":                 dismissed,
		"who is erased is in nothing any more":              erased,
		"an id of another meeting's registration":           otherMeeting,
		"time ends what was offered and not taken":          lapses,
		"who registered is written to, once for each cause": letters,
		"a meeting is seen while it shares the time":        between,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(newHouse(t, open(t)))
		})
	}
}

type silent struct{}

func (silent) Publish(context.Context, event.Event) error { return nil }

func (silent) Subscribe(context.Context, func(event.Event)) (func(), error) { return func() {}, nil }

type house struct {
	*testing.T
	store Store
	hall  *meeting.Hall
	mu    sync.Mutex
	now   time.Time
}

func newHouse(t *testing.T, s Store) *house {
	h := &house{T: t, store: s, now: now}
	h.must(s.SaveNetwork(t.Context(), []centre.Centre{{ID: "namur", Name: "Namur", Zone: "Europe/Brussels"}}, nil))
	h.must(s.SaveStaff(t.Context(), account.Staff{ID: "amelie", Email: "amelie@centre.example", Name: "Amélie", Centre: "namur"}, ""))
	h.hall = meeting.New(meeting.Deps{Store: s, Bus: silent{}, Now: func() time.Time {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.now
	}})
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) at(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = t
}

var amelie = account.Actor{Staff: "amelie"}

// plan makes a meeting of the next Tuesday.
func (h *house) plan(capacity int, w *booking.Weekly) []meeting.View {
	h.Helper()
	start := now.AddDate(0, 0, 7)
	views, err := h.hall.Plan(h.Context(), amelie, meeting.Planning{ID: booking.MeetingID(id.New()), Weekly: w, Plan: booking.Plan{
		Centre: "namur", Titles: map[string]string{"fr": "Un CV"}, Languages: []string{"fr"}, Start: start, End: start.Add(time.Hour),
		Capacity: capacity, Mode: booking.Audience, Admission: booking.ByHand,
	}})
	h.must(err)
	return views
}

func visitor(n int) account.Actor {
	return account.Actor{Visitor: account.VisitorID(fmt.Sprintf("visitor %d", n))}
}

func (h *house) register(m booking.MeetingID, n int) (meeting.View, error) {
	return h.hall.Register(h.Context(), visitor(n), m, booking.Entry{
		ID: booking.RegistrationID(id.New()), Name: fmt.Sprintf("Anna %d", n), Contact: fmt.Sprintf("anna%d@example.org", n), Language: "fr",
	})
}

func lastSeat(h *house) {
	m := h.plan(3, nil)[0].ID
	for n := range 2 {
		_, err := h.register(m, n)
		h.must(err)
	}
	var all sync.WaitGroup
	errs := make([]error, 20)
	for n := range errs {
		all.Go(func() { _, errs[n] = h.register(m, 10+n) })
	}
	all.Wait()
	for _, err := range errs {
		h.must(err)
	}
	g, err := h.store.Meeting(h.Context(), m)
	h.must(err)
	if g.Taken() != 3 || g.Waiting() != 19 {
		h.Fatalf("%d have a seat and %d wait", g.Taken(), g.Waiting())
	}
	if !slices.IsSortedFunc(g.Registrations, func(a, b booking.Registration) int { return cmp.Compare(a.Number, b.Number) }) {
		h.Error("they are not in the order in which they came")
	}
	for place, r := range slices.Collect(func(yield func(booking.Registration) bool) {
		for _, r := range g.Registrations {
			if r.State == booking.PlaceWaiting && !yield(r) {
				return
			}
		}
	}) {
		if g.Place(r.ID) != place+1 || r.Number != place+4 {
			h.Errorf("number %d waits at place %d", r.Number, g.Place(r.ID))
		}
	}
}

func movesUp(h *house) {
	m := h.plan(1, nil)[0].ID
	for n := range 3 {
		_, err := h.register(m, n)
		h.must(err)
	}
	_, err := h.hall.Withdraw(h.Context(), visitor(0), m)
	h.must(err)
	v, err := h.hall.Meeting(h.Context(), visitor(1), m)
	h.must(err)
	if v.Mine.State != booking.PlaceOffered || !v.Mine.OfferedUntil.Equal(now.Add(24*time.Hour)) || v.Taken != 1 || v.Waiting != 1 {
		h.Fatalf("the next one has %+v; %d taken, %d wait", v.Mine, v.Taken, v.Waiting)
	}
	_, err = h.hall.Take(h.Context(), visitor(2), m)
	if fault.CodeOf(err) != fault.Conflict {
		h.Errorf("who waits behind them took it: %v", err)
	}
	v, err = h.hall.Take(h.Context(), visitor(1), m)
	h.must(err)
	if v.Mine.State != booking.PlaceConfirmed || v.Mine.Seat != 1 {
		h.Errorf("taken it is %+v", v.Mine)
	}
}

func lapses(h *house) {
	m := h.plan(1, nil)[0].ID
	for n := range 3 {
		_, err := h.register(m, n)
		h.must(err)
	}
	_, err := h.hall.Withdraw(h.Context(), visitor(0), m)
	h.must(err)
	h.at(now.Add(24*time.Hour - time.Second))
	h.must(h.hall.Sweep(h.Context()))
	v, err := h.hall.Meeting(h.Context(), visitor(1), m)
	h.must(err)
	if v.Mine.State != booking.PlaceOffered {
		h.Errorf("a second before the time it is %s", v.Mine.State)
	}
	h.at(now.Add(24 * time.Hour))
	h.must(h.hall.Sweep(h.Context()))
	for n, want := range map[int]booking.PlaceState{1: booking.PlaceLapsed, 2: booking.PlaceOffered} {
		v, err := h.hall.Meeting(h.Context(), visitor(n), m)
		h.must(err)
		if v.Mine.State != want {
			h.Errorf("visitor %d: %s, want %s", n, v.Mine.State, want)
		}
	}
}

func saidOnce(h *house) {
	m := h.plan(1, nil)[0].ID
	message := meeting.MessageID(id.New())
	first, err := h.hall.Say(h.Context(), amelie, m, message, "Bienvenue")
	h.must(err)
	again, err := h.hall.Say(h.Context(), amelie, m, message, "Bienvenue")
	h.must(err)
	r, err := h.store.MeetingRoom(h.Context(), m)
	h.must(err)
	if again != first || len(r.Messages) != 1 || r.Messages[0] != first || r.Seq != 1 {
		h.Errorf("first %+v, again %+v, kept %+v as of %d", first, again, r.Messages, r.Seq)
	}
}

func series(h *house) {
	first := calendar.DateOf(now.AddDate(0, 0, 7))
	all := h.plan(5, &booking.Weekly{Times: 4, Without: []calendar.Date{first.AddDays(7)}})
	if len(all) != 3 {
		h.Fatalf("%d meetings", len(all))
	}
	// From the second on an hour later, but for the first; one that is over stays.
	_, err := h.hall.Cancel(h.Context(), amelie, all[2].ID, false)
	h.must(err)
	p := all[1].Plan
	p.Start, p.End = p.Start.Add(time.Hour), p.End.Add(time.Hour)
	changed, err := h.hall.Plan(h.Context(), amelie, meeting.Planning{ID: all[1].ID, Plan: p, Following: true})
	h.must(err)
	if len(changed) != 1 || !changed[0].Start.Equal(p.Start) {
		h.Errorf("changed are %+v", changed)
	}
	for i, hours := range []time.Duration{0, 1, 0} {
		g, err := h.store.Meeting(h.Context(), all[i].ID)
		h.must(err)
		if got := g.Start.Sub(all[i].Start); got != hours*time.Hour {
			h.Errorf("number %d went by %s", i, got)
		}
	}
	_, err = h.hall.Cancel(h.Context(), amelie, all[1].ID, true)
	h.must(err)
	seen, err := h.hall.Upcoming(h.Context(), meeting.Wish{Language: "fr"})
	h.must(err)
	if len(seen) != 1 || seen[0].ID != all[0].ID {
		h.Errorf("left are %+v", seen)
	}
}

// Who is a co-host no more must leave the room.
func dismissed(h *house) {
	h.must(h.store.SaveStaff(h.Context(), account.Staff{ID: "bram", Email: "bram@centre.example", Name: "Bram", Centre: "namur"}, ""))
	bram := account.Actor{Staff: "bram"}
	m := h.plan(1, nil)[0]
	h.at(m.Start)
	may := func(want bool) {
		h.Helper()
		_, err := h.hall.MayJoin(h.Context(), bram, string(m.ID))
		if (err == nil) != want || err != nil && fault.CodeOf(err) != fault.Forbidden {
			h.Errorf("may join: %v, want %t", err, want)
		}
	}
	may(false)
	_, err := h.hall.NameHost(h.Context(), bram, m.ID, "bram")
	if fault.CodeOf(err) != fault.Forbidden {
		h.Errorf("named by themselves: %v", err)
	}
	_, err = h.hall.NameHost(h.Context(), amelie, m.ID, "bram")
	h.must(err)
	may(true)
	_, err = h.hall.DismissHost(h.Context(), amelie, m.ID, "bram")
	h.must(err)
	may(false)
	events, err := h.store.After(h.Context(), event.Meeting(string(m.ID)), 0, 10)
	h.must(err)
	orders, err := h.hall.Orders(events[len(events)-1], string(m.ID), nil)
	h.must(err)
	if !slices.ContainsFunc(orders, func(o lobby.Order) bool { return o.Participant == bram.Participant() && o.Rights == nil }) {
		h.Errorf("the room is told %+v", orders)
	}
}

func stream(h *house) {
	m := h.plan(1, nil)[0].ID
	_, err := h.register(m, 0)
	h.must(err)
	events, err := h.store.After(h.Context(), event.Meeting(string(m)), 0, 10)
	h.must(err)
	var types []event.Type
	for _, e := range events {
		types = append(types, e.Type)
	}
	if !slices.Equal(types, []event.Type{event.TypeMeeting, event.TypeMeetingPerson}) {
		h.Errorf("the events are %v", types)
	}
}

func erased(h *house) {
	m := h.plan(1, nil)[0].ID
	_, err := h.register(m, 0)
	h.must(err)
	_, err = h.register(m, 1)
	h.must(err)
	h.must(h.hall.Erase(h.Context(), visitor(0)))
	g, err := h.store.Meeting(h.Context(), m)
	h.must(err)
	if r := g.Registrations[0]; r.Name != "" || r.Contact != "" || r.ErasedAt.IsZero() {
		h.Errorf("left of them is %+v", r)
	}
	if g.Registrations[1].State != booking.PlaceOffered {
		h.Error("their seat is not free")
	}
	events, err := h.store.After(h.Context(), event.Meeting(string(m)), 0, 10)
	h.must(err)
	for _, e := range events {
		if strings.Contains(string(e.Data), "Anna 0") {
			h.Errorf("an event still tells of them: %s", e.Data)
		}
	}
}

func otherMeeting(h *house) {
	one, other := h.plan(1, nil)[0].ID, h.plan(1, nil)[0].ID
	e := booking.Entry{ID: booking.RegistrationID(id.New()), Name: "Anna", Contact: "anna@example.org", Language: "fr"}
	_, err := h.hall.Register(h.Context(), visitor(0), one, e)
	h.must(err)
	if _, err = h.hall.Register(h.Context(), visitor(1), other, e); fault.CodeOf(err) != fault.Conflict {
		h.Errorf("the id of another one's registration: %v", err)
	}
	g, err := h.store.Meeting(h.Context(), one)
	h.must(err)
	if len(g.Registrations) != 1 || g.Registrations[0].Visitor != "visitor 0" {
		h.Errorf("now it is %+v", g.Registrations)
	}
}

func between(h *house) {
	v := h.plan(1, nil)[0]
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     int
	}{
		{"before it", v.Start.Add(-time.Hour), v.Start, 0},
		{"its last minute", v.End.Add(-time.Minute), v.End.Add(time.Hour), 1},
		{"after it", v.End, v.End.Add(time.Hour), 0},
	} {
		seen, err := h.store.MeetingsBetween(h.Context(), calendar.Interval{From: c.from, To: c.to})
		if err != nil || len(seen) != c.want {
			h.Errorf("%s: %d, %v", c.name, len(seen), err)
		}
	}
}

// mailed are the kinds of the letters that are due by an instant, with to whom,
// and takes them away.
func (h *house) mailed(by time.Time) []string {
	h.Helper()
	var all []string
	for {
		lease := outbox.Lease{ID: id.New(), Now: by, Until: by.Add(time.Minute)}
		l, ok, err := h.store.LeaseLetter(h.Context(), lease)
		h.must(err)
		if !ok {
			slices.Sort(all)
			return all
		}
		all = append(all, string(l.Kind)+" "+strings.TrimSuffix(string(l.To), "@example.org"))
		h.must(h.store.SettleLetter(h.Context(), outbox.Outcome{Letter: l.ID, Lease: lease.ID, Result: outbox.Sent, At: by}))
	}
}

func letters(h *house) {
	v := h.plan(1, nil)[0]
	expect := func(by time.Time, want ...string) {
		h.Helper()
		if got := h.mailed(by); !slices.Equal(got, want) {
			h.Errorf("by %s: %q, want %q", by, got, want)
		}
	}
	for n := range 2 {
		_, err := h.register(v.ID, n)
		h.must(err)
	}
	expect(now, "meeting_registered anna0", "meeting_waiting anna1")
	_, err := h.hall.Withdraw(h.Context(), visitor(0), v.ID)
	h.must(err)
	expect(now, "meeting_place_free anna1")
	_, err = h.hall.Take(h.Context(), visitor(1), v.ID)
	h.must(err)
	expect(now, "meeting_registered anna1")

	later := v.Plan
	later.Start, later.End = v.Start.Add(2*time.Hour), v.End.Add(2*time.Hour)
	_, err = h.hall.Plan(h.Context(), amelie, meeting.Planning{ID: v.ID, Plan: later})
	h.must(err)
	expect(now, "meeting_changed anna1")
	// Of the time before, and of who withdrew, nobody is reminded.
	expect(later.Start.Add(-24*time.Hour - time.Second))
	expect(later.Start.Add(-24*time.Hour), "meeting_reminder anna1")
	expect(later.Start.Add(-time.Hour), "meeting_reminder anna1")

	h.at(later.Start)
	_, err = h.hall.Open(h.Context(), amelie, v.ID)
	h.must(err)
	for range 2 {
		_, err = h.hall.End(h.Context(), amelie, v.ID)
		h.must(err)
	}
	// The host's own words come before the thanks of the house, and instead of them.
	write := func(by account.Actor, a booking.Afterword) error {
		a.Texts = map[string]string{"fr": "Les documents sont sur example.org."}
		_, err := h.hall.Afterword(h.Context(), by, v.ID, a)
		return err
	}
	said := booking.Afterword{ID: id.New(), To: booking.WhoRegistered}
	for range 2 {
		h.must(write(amelie, said))
	}
	if err := write(amelie, booking.Afterword{ID: id.New(), To: booking.WhoCame}); fault.CodeOf(err) != fault.Conflict {
		h.Errorf("a second one: %v", err)
	}
	expect(later.Start.Add(time.Minute), "meeting_afterword anna1")
	expect(later.End.Add(2 * time.Hour))

	h.at(now)
	off := h.plan(1, nil)[0].ID
	_, err = h.register(off, 5)
	h.must(err)
	expect(now, "meeting_registered anna5")
	_, err = h.hall.Cancel(h.Context(), amelie, off, false)
	h.must(err)
	expect(now, "meeting_cancelled anna5")
	expect(later.End)
}
