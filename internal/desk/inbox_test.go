package desk_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
)

// asks leaves a question, which nobody has yet.
func (h *house) asks(by account.Actor, contact string) chat.ID {
	h.t.Helper()
	o := opening("Une question")
	o.Leave, o.Contact = true, contact
	_, err := h.Open(h.t.Context(), by, o)
	h.must(err)
	return o.ID
}

// inbox is the follow-ups of a member of staff, in order.
func (h *house) inbox(by account.Actor) string {
	h.t.Helper()
	all, err := h.Inbox(h.t.Context(), by)
	h.must(err)
	var ids []string
	for _, v := range all {
		ids = append(ids, string(v.ID))
	}
	return strings.Join(ids, " ")
}

func TestAQuestionFindsItsCounsellor(t *testing.T) {
	h := newHouse(t)
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	var all []chat.ID
	for range 4 {
		all = append(all, h.asks(visitor(), "marie@example.org"))
		h.sweeps(time.Second)
	}
	var owners []string
	for _, c := range all {
		owners = append(owners, h.state(c).Counsellor.Name)
	}
	equal(t, "they take turns", owners, []string{"Anna", "Bart", "Anna", "Bart"})
	_, err := h.Post(t.Context(), anna, all[0], newMessage(), "Voici")
	h.must(err)
	_, err = h.Post(t.Context(), bart, all[1], newMessage(), "Voici")
	h.must(err)
	_, err = h.Post(t.Context(), anna, all[2], newMessage(), "Voici")
	h.must(err)
	next := h.asks(visitor(), "marie@example.org")
	h.sweeps(time.Second)
	equal(t, "who has the fewest is next", h.state(next).Counsellor.Name, "Anna")
	equal(t, "Anna's inbox", h.inbox(anna), string(next))
}

func TestAQuestionThatNobodyServesBelongsToTheCoordinator(t *testing.T) {
	h := newHouse(t)
	h.must(h.store.SaveStaff(t.Context(), account.Staff{ID: "chief", Email: "chief@miti.test", Name: "Chief", Coordinator: true}, ""))
	chief := account.Actor{Staff: "chief"}
	c := h.asks(visitor(), "marie@example.org")
	h.sweeps(2 * time.Second)
	equal(t, "the coordinator's inbox", h.inbox(chief), string(c))
	anna := h.counsellor("Anna", "namur")
	h.sweeps(time.Second)
	equal(t, "Anna's inbox", h.inbox(anna), string(c))
	h.must(func() error {
		_, err := h.HandOn(t.Context(), chief, c, desk.Receiver{To: "chief"})
		return err
	}())
	equal(t, "Anna's inbox, once it is handed on", h.inbox(anna), "")
	_, err := h.HandOn(t.Context(), chief, c, desk.Receiver{To: "nobody"})
	h.expect(err, fault.Malformed)
	_, err = h.HandOn(t.Context(), chief, c, desk.Receiver{Topic: "studies", Centre: "namur"})
	h.expect(err, fault.Malformed)
}

// BK-5: the warning and the late mark are told once, however often it is looked.
func TestADueTimeIsWarnedOfOnce(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "charleroi")
	h.counsellor("Bart", "charleroi")
	c := h.asks(visitor(), "marie@example.org")
	h.sweeps(2 * time.Second)
	due := h.state(c).DueAt
	told := func() (n int) {
		for _, e := range h.bus.take() {
			if e.Type == event.TypeInboxEntered {
				n++
			}
		}
		return n
	}
	told()
	sweepAt := func(at time.Time) {
		h.clock.pass(at.Sub(h.clock.Now()))
		h.sweeps(3 * time.Second)
	}
	sweepAt(due.Add(-25 * time.Hour))
	equal(t, "a day before its day nothing is told", told(), 0)
	sweepAt(due.Add(-23 * time.Hour))
	if equal(t, "on its day it is told", told(), 1); h.state(c).WarnedAt.IsZero() {
		t.Error("it is not marked")
	}
	sweepAt(due)
	equal(t, "when it is late it is told", told(), 1)
	h.restart()
	h.sweeps(3 * time.Second)
	equal(t, "another node tells nothing again", told(), 0)
	_, err := h.Post(t.Context(), anna, c, newMessage(), "Enfin")
	h.must(err)
	if got := h.state(c); got.State != chat.Answered || !got.DueAt.IsZero() {
		t.Errorf("answered, it is %s and due at %v", got.State, got.DueAt)
	}
}

func TestAnAnswerAndWhatComesAfterIt(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	h.counsellor("Bart", "namur")
	c := h.asks(by, "marie@example.org")
	h.sweeps(time.Second)
	_, err := h.Post(ctx, anna, c, newMessage(), "Voici")
	h.must(err)
	again := newMessage()
	_, err = h.Post(ctx, by, c, again, "Et encore ?")
	h.must(err)
	h.sweeps(time.Second)
	got := h.state(c)
	if got.State != chat.Left || got.Counsellor.Name != "Anna" || !got.DueAt.After(h.clock.Now()) {
		t.Errorf("the visitor goes on, and it is %s of %s, due at %v", got.State, got.Counsellor.Name, got.DueAt)
	}
	_, err = h.Phoned(ctx, anna, c)
	h.must(err)
	_, err = h.Post(ctx, by, c, again, "Et encore ?")
	h.must(err)
	equal(t, "the same message once more opens nothing", h.state(c).State, chat.Answered)
	h.expectLines(c, "message_left", "phoned Anna")
	v, err := h.Reopen(ctx, by, c)
	if h.must(err); v.State != chat.Waiting || v.DueAt.IsZero() {
		t.Errorf("the visitor waits, and it is %s, due at %v", v.State, v.DueAt)
	}
}

// PQ-3 for the inbox: of several who take a question at once, one has it, also
// when it is due soon and so anybody's.
func TestAQuestionIsTakenOnce(t *testing.T) {
	for _, warned := range []bool{false, true} {
		h, ctx := newHouse(t), t.Context()
		h.counsellor("Anna", "charleroi")
		c := h.asks(visitor(), "marie@example.org")
		if warned {
			h.sweeps(time.Second)
			h.clock.pass(h.state(c).DueAt.Add(-time.Hour).Sub(h.clock.Now()))
			h.sweeps(time.Second)
			h.clock.pass(time.Second)
		}
		var all sync.WaitGroup
		var took atomic.Int64
		for i := range 6 {
			who := h.counsellor("Bart"+strconv.Itoa(i), "charleroi")
			all.Go(func() {
				switch _, err := h.Take(ctx, who, c); {
				case err == nil:
					took.Add(1)
				case fault.CodeOf(err) != fault.Taken:
					t.Errorf("refused with %v", err)
				}
			})
		}
		all.Wait()
		equal(t, "how many have it", took.Load(), 1)
	}
}

func TestATakenQuestionLeavesTheOthersInboxes(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	c := h.asks(visitor(), "+32 71 12 34 56")
	_, err := h.Take(ctx, bart, c)
	h.must(err)
	_, err = h.Take(ctx, anna, c)
	if h.expect(err, fault.Taken); fault.Of(err).By != "Bart" {
		t.Errorf("Anna hears of %q", fault.Of(err).By)
	}
	equal(t, "Anna's inbox", h.inbox(anna), "")
	stranger := h.counsellor("Carl", "namur")
	h.must(h.store.SaveStaff(ctx, account.Staff{ID: "Carl", Email: "Carl@miti.test", Name: "Carl", Centre: "namur", Languages: []string{"nl"}}, ""))
	_, err = h.Take(ctx, stranger, c)
	h.expect(err, fault.NotFound)
	_, err = h.Conversation(ctx, stranger, c)
	h.expect(err, fault.NotFound)
}

// BK-4: by when an answer is promised, by the hours of the centre.
func TestWhatIsPromised(t *testing.T) {
	nine := func(days ...time.Weekday) (week []calendar.Span) {
		for _, d := range days {
			week = append(week, calendar.Span{Day: d, From: 9 * 60, To: 17 * 60})
		}
		return week
	}
	workweek := nine(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	for _, p := range []struct {
		name, at, want string
		week           []calendar.Span
	}{
		{"on Friday evening", "2026-03-06 23:50", "2026-03-10 17:00", workweek},
		{"just before closing", "2026-03-05 16:59", "2026-03-09 17:00", workweek},
		{"just at closing", "2026-03-05 17:00", "2026-03-09 17:00", workweek},
		{"on Sunday", "2026-03-08 12:00", "2026-03-10 17:00", workweek},
		{"with only Tuesday open", "2026-03-03 12:00", "2026-03-17 17:00", nine(time.Tuesday)},
		{"on a holiday", "2026-05-01 12:00", "2026-05-05 17:00", workweek},
		{"before a long weekend", "2026-04-03 23:50", "2026-04-08 17:00", workweek},
		{"over the change of the clock", "2026-03-27 10:00", "2026-03-31 17:00", workweek},
	} {
		t.Run(p.name, func(t *testing.T) {
			h := newHouse(t)
			h.must(h.store.SaveNetwork(t.Context(), []centre.Centre{
				{ID: "charleroi", Zone: "Europe/Brussels", Week: p.week, Holidays: calendar.BelgianHolidays}, {ID: "namur", Zone: "Europe/Brussels"},
			}, []centre.TopicID{"studies"}))
			at := brussels(t, p.at)
			h.clock.pass(at.Sub(h.clock.Now()))
			c := h.asks(visitor(), "marie@example.org")
			if got := h.state(c).DueAt; !got.Equal(brussels(t, p.want)) {
				t.Errorf("it is due at %v, want %s", got, p.want)
			}
		})
	}
}

func brussels(t *testing.T, at string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	is, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func TestErasingAQuestionTakesItOutOfTheInbox(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c := h.asks(by, "marie@example.org")
	h.sweeps(time.Second)
	h.must(h.Erase(t.Context(), by))
	equal(t, "Anna's inbox", h.inbox(anna), "")
	stored, err := h.store.After(t.Context(), event.Inbox, 0, 100)
	h.must(err)
	if slices.ContainsFunc(stored, func(e event.Event) bool { return strings.Contains(string(e.Data), "question") }) {
		t.Errorf("of %s something is left", c)
	}
}
