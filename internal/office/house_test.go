package office_test

import (
	"context"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/office"
	"miti/internal/outbox"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// noon is on Tuesday 1 December 2026.
var noon = time.Date(2026, time.December, 1, 11, 0, 0, 0, time.UTC)

// house is an office over a real store, with everybody who may come to it.
type house struct {
	*office.Office
	store *store.Store
}

// Who comes, by what they may do.
var (
	nobody   = account.Actor{}
	visitor  = account.Actor{Visitor: "anna"}
	amelie   = account.Actor{Staff: "amelie"}   // a counsellor in Namur
	namur    = account.Actor{Staff: "nadia"}    // runs Namur
	liege    = account.Actor{Staff: "lucas"}    // runs Liège
	network  = account.Actor{Staff: "sabine"}   // runs the network
	departed = account.Actor{Staff: "departed"} // has no account any more
)

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{store: storetest.SQLite(t)}
	h.Office = office.New(h.store, func() time.Time { return noon })
	for _, s := range []account.Staff{
		{ID: "amelie", Centre: "namur", Topics: []centre.TopicID{"studies"}, Languages: []string{"fr"}},
		{ID: "greta", Centre: "liege", Topics: []centre.TopicID{"studies"}, Languages: []string{"de"}},
		{ID: "nadia", Centre: "namur", Coordinator: true},
		{ID: "lucas", Centre: "liege", Coordinator: true},
		{ID: "sabine", Coordinator: true},
	} {
		s.Email, s.Name = string(s.ID)+"@centre.example", string(s.ID)
		must(t, h.store.SaveStaff(t.Context(), s, ""))
	}
	must(t, h.store.SaveNetwork(t.Context(), []centre.Centre{
		{ID: "namur", Zone: "Europe/Brussels", Week: weekdays(9*60, 12*60)},
		{ID: "liege", Zone: "Europe/Brussels", Week: weekdays(10*60, 13*60)},
	}, []centre.TopicID{"studies", "training"}))
	return h
}

// letters takes every letter that is due, as a sender would.
func (h *house) letters(t *testing.T) []outbox.Letter {
	t.Helper()
	var all []outbox.Letter
	for {
		lease := outbox.Lease{ID: id.New(), Now: noon, Until: noon.Add(time.Minute)}
		l, ok, err := h.store.LeaseLetter(t.Context(), lease)
		must(t, err)
		if !ok {
			return all
		}
		all = append(all, l)
		must(t, h.store.SettleLetter(t.Context(), outbox.Outcome{Letter: l.ID, Lease: lease.ID, Result: outbox.Sent, At: noon}))
	}
}

func weekdays(from, to int) []calendar.Span {
	var week []calendar.Span
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, calendar.Span{Day: day, From: from, To: to})
	}
	return week
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// everybody are those who ask, by the name of what they are.
var everybody = map[string]account.Actor{
	"nobody": nobody, "a visitor": visitor, "a counsellor": amelie, "Namur's": namur, "Liège's": liege,
	"the network's": network, "one who has left": departed,
}

// allows holds an act to who may do it: the others get another fault, each
// their own.
func allows(t *testing.T, act func(ctx context.Context, by account.Actor) error, may ...string) {
	t.Helper()
	want := map[string]fault.Code{"nobody": fault.Unauthenticated, "one who has left": fault.Unauthenticated}
	for name, by := range everybody {
		code, refused := want[name]
		if !refused {
			code = fault.Forbidden
		}
		for _, allowed := range may {
			if name == allowed {
				code = ""
			}
		}
		err := act(t.Context(), by)
		if (code == "") != (err == nil) || err != nil && fault.CodeOf(err) != code {
			t.Errorf("%s: got %v, want %q", name, err, code)
		}
	}
}
