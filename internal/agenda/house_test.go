package agenda_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/outbox"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// house is an agenda with two counsellors at Namur and one at Liège, on a store
// as it is, and a clock that the test moves.
type house struct {
	*agenda.Agenda
	t       *testing.T
	store   *store.Store
	now     time.Time
	fetched agenda.Fetched
	problem error
	met     []met
}

var (
	amelie  = account.Staff{ID: "amelie", Name: "Amélie", Centre: "namur", Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}}
	bram    = account.Staff{ID: "bram", Name: "Bram", Centre: "namur", Topics: []centre.TopicID{"studies"}, Languages: []string{"fr", "nl"}}
	carla   = account.Staff{ID: "carla", Name: "Carla", Centre: "namur", Coordinator: true}
	didier  = account.Staff{ID: "didier", Name: "Didier", Centre: "liege"}
	someone = account.Actor{Visitor: "visitor-of-the-tests"}
	wish    = booking.Wish{Kind: booking.Video, Topic: "studies", Language: "fr"}
)

func as(s account.Staff) account.Actor { return account.Actor{Staff: s.ID, Centre: s.Centre} }

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, store: storetest.SQLite(t), now: at("2026-11-25 08:00")}
	h.Agenda = agenda.New(agenda.Deps{Store: h.store, Chats: h, Fetcher: elsewhere{h}, Now: func() time.Time { return h.now }})
	centres := []centre.Centre{{ID: "namur", Name: "Namur", Zone: "Europe/Brussels"}, {ID: "liege", Name: "Liège", Zone: "Europe/Brussels"}}
	h.must(h.store.SaveNetwork(t.Context(), centres, []centre.TopicID{"studies"}))
	for _, s := range []account.Staff{amelie, bram, carla, didier} {
		s.Email = string(s.ID) + "@centre.example"
		h.must(h.store.SaveStaff(t.Context(), s, "hash"))
	}
	for _, s := range []account.Staff{amelie, bram} {
		h.must(h.SaveAvailability(t.Context(), as(s), mornings()))
	}
	return h
}

// mornings are every morning from nine to twelve, at a distance.
func mornings() booking.Availability {
	a := booking.Availability{ID: booking.AvailabilityID(id.New()), Kinds: []booking.Kind{booking.Video, booking.Phone}}
	for day := time.Monday; day <= time.Friday; day++ {
		a.Week = append(a.Week, calendar.Span{Day: day, From: 9 * 60, To: 12 * 60})
	}
	return a
}

// at is a clock in Brussels.
func at(s string) time.Time {
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) refused(err error, code fault.Code) {
	h.t.Helper()
	if fault.CodeOf(err) != code {
		h.t.Errorf("error %v, want %s", err, code)
	}
}

// Joined and Tell are those of a chat of someone and Amélie.
func (h *house) Joined(_ context.Context, by account.Actor, c chat.ID) (chat.Conversation, error) {
	if c != "talk" || by != someone && by.Staff != amelie.ID {
		return chat.Conversation{}, fault.New(fault.NotFound)
	}
	return chat.Conversation{ID: c, Visitor: someone.Visitor, Name: "Zoé", Contact: "zoe@mail.example"}, nil
}

func (h *house) Tell(context.Context, account.Actor, chat.ID, chat.Line) error { return nil }

// elsewhere is the calendar that a counsellor has there.
type elsewhere struct{ *house }

// Fetch implements agenda.Fetcher.
func (h elsewhere) Fetch(context.Context, agenda.Outside, calendar.Interval, *time.Location) (agenda.Fetched, error) {
	return h.fetched, h.problem
}

// books is an appointment of a visitor at a start; with says with whom, "" for
// anybody.
func (h *house) books(by account.Actor, with account.StaffID, start string) agenda.View {
	h.t.Helper()
	w := wish
	w.Staff = with
	held, err := h.Hold(h.t.Context(), by, agenda.Holding{ID: booking.ID(id.New()), Wish: w, Slot: booking.Slot{Start: at(start)}})
	h.must(err)
	v, err := h.Book(h.t.Context(), by, held.ID, agenda.Details{Name: "Nora", Contact: "nora@mail.example"})
	h.must(err)
	return v
}

// letters takes every letter that is due by a time, as a sender would, and says
// their kinds and when each was due.
func (h *house) letters(by string) []string {
	h.t.Helper()
	var all []string
	for {
		lease := outbox.Lease{ID: id.New(), Now: at(by), Until: at(by).Add(time.Minute)}
		l, ok, err := h.store.LeaseLetter(h.t.Context(), lease)
		h.must(err)
		if !ok {
			return all
		}
		all = append(all, string(l.Kind)+" "+l.Due.In(time.UTC).Format("01-02 15:04"))
		h.must(h.store.SettleLetter(h.t.Context(), outbox.Outcome{Letter: l.ID, Lease: lease.ID, Result: outbox.Sent, At: at(by)}))
	}
}

func (h *house) wantLetters(by string, want ...string) {
	h.t.Helper()
	got := h.letters(by)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.t.Errorf("by %s the letters are\n%s\nwant\n%s", by, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
