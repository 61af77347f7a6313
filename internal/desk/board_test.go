package desk_test

import (
	"context"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/presence"
	"miti/internal/roster"
)

// today is noon's date.
var today = calendar.DateOf(noon)

// shift enters hours of today for somebody.
func (h *house) shift(of account.Actor, from, to int) {
	h.t.Helper()
	h.must(h.store.ChangeShifts(h.t.Context(), today, today, func([]roster.Shift) (roster.Change, error) {
		return roster.Change{Put: []roster.Shift{{
			ID: roster.ShiftID(of.Staff), Staff: of.Staff, Date: today, Hours: calendar.Hours{From: from * 60, To: to * 60},
		}}}, nil
	}))
}

func TestTheBoardIsForCoordinators(t *testing.T) {
	h := newHouse(t)
	anna, sabine, of := h.counsellor("Anna", "namur"), h.coordinator("Sabine", ""), h.coordinator("Nadia", "namur")
	for name, ask := range map[string]func(by account.Actor) error{
		"board": func(by account.Actor) error { _, err := h.Board(t.Context(), by); return err },
		"watch": func(by account.Actor) error { return h.MayWatch(t.Context(), by, event.Board) },
		"help": func(by account.Actor) error {
			_, err := h.CallForHelp(t.Context(), by, roster.Need{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h.must(ask(sabine))
			h.must(ask(of))
			h.expect(ask(anna), fault.Forbidden)
			h.expect(ask(visitor()), fault.Forbidden)
			h.expect(ask(account.Actor{}), fault.Unauthenticated)
		})
	}
}

func TestTheBoardFollowsTheFloor(t *testing.T) {
	h := newHouse(t)
	sabine, anna := h.coordinator("Sabine", ""), h.counsellor("Anna", "charleroi")
	h.must(h.Sweep(t.Context()))
	h.bus.take()
	h.must(h.Sweep(t.Context()))
	if got := h.bus.types(); got != "" {
		t.Errorf("nothing has changed, and told was %s", got)
	}
	marie := visitor()
	h.opens(marie)
	since := h.clock.Now()
	h.clock.pass(time.Second)
	h.must(h.Sweep(t.Context()))
	var b desk.Board
	if !h.bus.last(t, event.TypeBoard, &b) || len(b.Topics) != 1 || b.Topics[0].Waiting != 1 || !b.Topics[0].Since.Equal(since) {
		t.Fatalf("the board is %+v", b)
	}
	asked, err := h.Board(t.Context(), sabine)
	h.must(err)
	equal(t, "the board that is asked for", asked.Topics, b.Topics)
	if _, err := h.Declare(t.Context(), anna, account.Away, false); err != nil {
		t.Fatal(err)
	}
	h.must(h.Sweep(t.Context()))
	if !h.bus.last(t, event.TypeBoard, &b) || b.People[0].Presence != account.Away {
		t.Errorf("the people are %+v", b.People)
	}
}

func TestTheNextGapIsOnTheBoard(t *testing.T) {
	h := newHouse(t)
	sabine, anna := h.coordinator("Sabine", ""), h.counsellor("Anna", "charleroi")
	h.must(h.store.SaveNeeds(t.Context(), []roster.Need{{Topic: "studies", Minimum: 1}}))
	gap := func() *roster.Gap {
		t.Helper()
		b, err := h.Board(t.Context(), sabine)
		h.must(err)
		return b.Gap
	}
	if g := gap(); g == nil || !g.Time.From.Before(noon) || g.Have != 0 {
		t.Fatalf("the gap is %+v", g)
	}
	h.shift(anna, 0, 24)
	if g := gap(); g == nil || calendar.DateOf(g.Time.From.Add(time.Hour)) != today.AddDays(1) {
		t.Errorf("after the shift it is %+v", g)
	}
}

func TestLateFollowUpsAreOnTheBoard(t *testing.T) {
	h := newHouse(t)
	sabine := h.coordinator("Sabine", "")
	o := opening("Bonjour")
	o.Leave, o.Contact = true, "marie@example.org"
	_, err := h.Open(t.Context(), visitor(), o)
	h.must(err)
	due := h.state(o.ID).DueAt
	h.clock.pass(due.Sub(h.clock.Now()) - time.Hour)
	h.must(h.Sweep(t.Context()))
	b, err := h.Board(t.Context(), sabine)
	h.must(err)
	if b.Soon != 1 || b.Late != 0 {
		t.Errorf("an hour before: %d soon, %d late", b.Soon, b.Late)
	}
	h.clock.pass(time.Hour)
	b, err = h.Board(t.Context(), sabine)
	h.must(err)
	if b.Soon != 0 || b.Late != 1 {
		t.Errorf("when it was due: %d soon, %d late", b.Soon, b.Late)
	}
}

func TestClosingEarlyIsFairInTheOrderOfTheQueue(t *testing.T) {
	h := newHouse(t)
	sabine, anna := h.coordinator("Sabine", ""), h.counsellor("Anna", "charleroi")
	for range 2 {
		h.talks(visitor(), anna)
	}
	var all []chat.ID // Anna has one place left
	for range 3 {
		h.clock.pass(time.Second)
		all = append(all, h.opens(visitor()))
	}
	due := h.state(all[2]).DueAt
	h.must(h.Beat(t.Context(), anna, "tab", false))
	kept, err := h.CloseEarly(t.Context(), sabine, "charleroi", "  Panne de\ncourant ")
	h.must(err)
	if kept != 2 {
		t.Errorf("%d became messages", kept)
	}
	for i, want := range []chat.State{chat.Waiting, chat.Left, chat.Left} {
		if got := h.state(all[i]).State; got != want {
			t.Errorf("number %d is %s", i+1, got)
		}
	}
	if got := h.state(all[2]); !got.DueAt.Equal(due) || got.DueAt.IsZero() {
		t.Errorf("it is due %v, before %v", got.DueAt, due)
	}
	h.expectLines(all[1], chat.LineOutOfHours)
	a, err := h.Availability(t.Context())
	h.must(err)
	if a.Open || a.Counsellors > 0 || a.Reason != "Panne de courant" || !a.OpensAt.After(h.clock.Now()) {
		t.Errorf("visitors see %+v", a)
	}
	var told desk.Availability
	if !h.bus.last(t, event.TypeAvailability, &told) || told.Open {
		t.Error("open pages were not told")
	}
	_, err = h.Claim(t.Context(), anna, all[0])
	h.must(err)
}

func TestAnEarlyClosingCanBeTakenBack(t *testing.T) {
	h := newHouse(t)
	sabine, nadia, anna := h.coordinator("Sabine", ""), h.coordinator("Nadia", "namur"), h.counsellor("Anna", "charleroi")
	closes := func(by account.Actor, of centre.ID) error {
		_, err := h.CloseEarly(t.Context(), by, of, "")
		return err
	}
	h.expect(closes(anna, "charleroi"), fault.Forbidden)
	h.expect(closes(nadia, "charleroi"), fault.Forbidden)
	h.expect(closes(sabine, "nowhere"), fault.NotFound)
	h.expect(closes(nadia, "namur"), fault.Conflict) // it is never open
	h.must(closes(sabine, "charleroi"))
	h.expect(closes(sabine, "charleroi"), fault.Conflict)
	h.expect(h.OpenAgain(t.Context(), nadia, "charleroi"), fault.Forbidden)
	h.must(h.OpenAgain(t.Context(), sabine, "charleroi"))
	a, err := h.Availability(t.Context())
	h.must(err)
	if !a.Open {
		t.Error("it stays closed")
	}
	h.must(closes(sabine, "charleroi"))
	h.clock.pass(24 * time.Hour)
	a, err = h.Availability(t.Context())
	h.must(err)
	if !a.Open {
		t.Error("it is closed on the next day, too")
	}
}

func TestHelpReachesWhoIsNearAndNotOnDuty(t *testing.T) {
	h := newHouse(t)
	sabine := h.coordinator("Sabine", "")
	says := func(name string, p account.Presence) account.Actor {
		a := h.counsellor(name, "charleroi")
		_, err := h.store.Declare(t.Context(), a.Staff, p)
		h.must(err)
		return a
	}
	says("Available", account.Available)
	says("Away", account.Away)
	says("Busy", account.Busy)
	says("Offline", account.Offline)
	h.shift(says("Rostered", account.Offline), 15, 17)
	gone := says("Gone", account.Away)
	h.must(h.live.Beat(t.Context(), presence.Staff(gone.Staff), "tab", 0))
	for _, c := range []struct {
		need    roster.Need
		reached int
	}{{roster.Need{}, 3}, {roster.Need{Topic: "studies", Language: "fr"}, 3}, {roster.Need{Language: "de"}, 0}} {
		h.bus.take()
		reached, err := h.CallForHelp(t.Context(), sabine, c.need)
		h.must(err)
		var help desk.Help
		told := h.bus.last(t, event.TypeHelp, &help)
		if reached != c.reached || told != (c.reached > 0) || len(help.To) != c.reached {
			t.Errorf("%+v reached %d: %+v", c.need, reached, help)
		}
	}
	_, err := h.CallForHelp(t.Context(), sabine, roster.Need{Topic: "astrology"})
	h.expect(err, fault.Malformed)
	h.live.down = true
	_, err = h.CallForHelp(t.Context(), sabine, roster.Need{})
	h.expect(err, fault.Unavailable)
}

func TestGoingLiveOutsideTheShiftIsAskedAbout(t *testing.T) {
	h := newHouse(t)
	anna, bram := h.counsellor("Anna", "charleroi"), h.counsellor("Bram", "charleroi")
	live := func(ctx context.Context, a account.Actor, knowing bool) error {
		_, err := h.Declare(ctx, a, account.Away, false)
		h.must(err)
		_, err = h.Declare(ctx, a, account.Available, knowing)
		return err
	}
	h.must(live(t.Context(), bram, false)) // nobody has a shift today
	h.shift(anna, 9, 17)
	h.must(live(t.Context(), anna, false))
	err := live(t.Context(), bram, false)
	h.expect(err, fault.OutsideShift)
	if !fault.Of(err).Next.IsZero() {
		t.Errorf("the next one is %v", fault.Of(err).Next)
	}
	h.must(live(t.Context(), bram, true))
	_, err = h.Declare(t.Context(), bram, account.Available, false) // said already
	h.must(err)
	h.shift(bram, 14, 16)
	if err := live(t.Context(), bram, false); fault.Of(err).Next.UTC().Hour() != 13 {
		t.Errorf("the next one is %v", fault.Of(err).Next)
	}
	mine, err := h.Today(t.Context(), bram)
	h.must(err)
	if len(mine) != 1 || mine[0].To.Sub(mine[0].From) != 2*time.Hour {
		t.Errorf("today: %v", mine)
	}
}
