package chat_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// dueIn is longer than a minute and a half, so that a late one is rare.
const dueIn = 3 * time.Minute

// A history is a conversation to which things happen in any order, at any
// time, by anybody.
type history struct {
	chat.Thread
	now      time.Time
	messages []chat.Message
}

func TestEveryHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{now: noon}
		h.Thread = chat.Begin(chat.Beginning{
			ID: "c", Visitor: marie.Visitor, Language: "fr", First: draft(t, "first"), Contact: "a@b.eu",
			DueAt: h.now.Add(dueIn), Leave: rapid.Bool().Draw(t, "leave"),
		}, h.now)
		h.collect()
		staff := rapid.SampledFrom([]account.Staff{anna, bart, carl})
		by := func(t *rapid.T) (chat.Author, bool) {
			s, actor := account.Staff{}, marie
			if rapid.Bool().Draw(t, "staff acts") {
				s = staff.Draw(t, "who")
				actor = account.Actor{Staff: s.ID}
			}
			a, err := h.As(actor, s)
			return a, err == nil
		}
		// asSomebody runs a rule as anybody who is let in, and wants any refusal
		// to be a known one.
		asSomebody := func(rule func(t *rapid.T, a chat.Author) error) func(*rapid.T) {
			return func(t *rapid.T) {
				a, ok := by(t)
				if !ok {
					return
				}
				if err := rule(t, a); err != nil && fault.CodeOf(err) == fault.Internal {
					t.Fatalf("an error for nobody: %v", err)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				h.now = h.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "seconds")) * time.Second)
			},
			"claim": func(t *rapid.T) {
				_ = h.Claim(staff.Draw(t, "who"), rapid.IntRange(0, 3).Draw(t, "load"), h.now)
			},
			"invite": asSomebody(func(t *rapid.T, a chat.Author) error {
				invited := chat.PersonOf(staff.Draw(t, "colleague"))
				invited.Quiet = rapid.Bool().Draw(t, "quiet")
				return h.Invite(a, invited, h.now)
			}),
			"depart": asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Depart(a, h.now) }),
			"note": asSomebody(func(t *rapid.T, a chat.Author) error {
				_, err := h.Note(a, draft(t, "note"), nil, h.now)
				return err
			}),
			"wrap up": asSomebody(func(t *rapid.T, a chat.Author) error {
				next := rapid.SampledFrom([]chat.NextStep{chat.NextNone, chat.NextFollowUp}).Draw(t, "next")
				err := h.Wrap(a, chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: next}, "", h.now)
				h.FollowUp(h.now.Add(time.Hour), h.now)
				return err
			}),
			"post": asSomebody(func(t *rapid.T, a chat.Author) error {
				h.GoOn(a, h.now.Add(dueIn), h.now)
				_, err := h.Post(a, draft(t, "text"), nil, h.now)
				return err
			}),
			"read": asSomebody(func(t *rapid.T, a chat.Author) error {
				h.Read(a, rapid.Uint64Range(0, 20).Draw(t, "up to"))
				return nil
			}),
			"close":   asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Close(a, h.now) }),
			"leave":   asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Leave(a, "c@d.eu", h.now) }),
			"reopen":  asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Reopen(a, h.now.Add(dueIn), h.now) }),
			"rate":    asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Rate(a, 1, 5, h.now) }),
			"lose":    func(*rapid.T) { h.Lose(h.now) },
			"find":    func(*rapid.T) { h.Find() },
			"requeue": func(*rapid.T) { h.Requeue(h.now) },
			"erase":   func(*rapid.T) { h.Erase(h.now) },
			"seek":    func(t *rapid.T) { h.Seek(someFree(t), h.now) },
			"pass":    func(t *rapid.T) { h.Pass(staff.Draw(t, "who").ID, chat.PassBusy) },
			"welcome": func(t *rapid.T) { h.Welcome(staff.Draw(t, "who").ID) },
			"hand over": asSomebody(func(t *rapid.T, a chat.Author) error {
				to := chat.PersonOf(staff.Draw(t, "to"))
				x := rapid.SampledFrom([]chat.Transfer{{To: to}, {Topic: "studies"}, {Centre: "namur"}}).Draw(t, "transfer")
				return h.HandOver(a, x, nil, h.now)
			}),
			"take back":    asSomebody(func(_ *rapid.T, a chat.Author) error { return h.TakeBack(a, h.now) }),
			"ask":          func(*rapid.T) { h.Ask(h.now) },
			"stay":         func(*rapid.T) { h.Stay(h.now) },
			"move":         func(*rapid.T) { h.Move(h.now) },
			"lose visitor": func(*rapid.T) { h.LoseVisitor(h.now) },
			"find visitor": func(*rapid.T) { h.FindVisitor() },
			"vacate":       func(*rapid.T) { h.Vacate(h.now) },
			"closing time": func(*rapid.T) { h.Keep(h.now) },
			"take":         func(t *rapid.T) { _ = h.Take(staff.Draw(t, "who"), h.now) },
			"assign":       func(t *rapid.T) { h.Assign(chat.PersonOf(staff.Draw(t, "who")), h.now) },
			"warn":         func(*rapid.T) { h.Warn(h.now) },
			"overdue":      func(*rapid.T) { h.Overdue(h.now) },
			"phoned":       asSomebody(func(_ *rapid.T, a chat.Author) error { return h.Phoned(a, h.now) }),
			"hand on": func(t *rapid.T) {
				to := chat.PersonOf(staff.Draw(t, "to"))
				_ = h.HandOn(staff.Draw(t, "who"), rapid.SampledFrom([]chat.Receiver{{To: to}, {Topic: "studies"}, {Centre: "namur"}}).Draw(t, "receiver"), h.now)
			},
			"": h.holds,
		})
	})
}

// someFree are some of the counsellors, free or not.
func someFree(t *rapid.T) []chat.Candidate {
	var all []chat.Candidate
	for _, s := range []account.Staff{anna, bart, carl} {
		all = append(all, chat.Candidate{
			Staff: s, OnDuty: rapid.Bool().Draw(t, "on duty"), Free: rapid.Bool().Draw(t, "free"), Load: rapid.IntRange(0, 3).Draw(t, "load"),
		})
	}
	return all
}

// collect moves what an act added to what was said before.
func (h *history) collect() {
	h.messages = append(h.messages, h.Added...)
	h.Added = nil
}

// holds is what must be true of a conversation at any time.
func (h *history) holds(t *rapid.T) {
	h.collect()
	for i, m := range h.messages {
		if m.Number != uint64(i+1) || m.Conversation != "c" || (m.Text == "") == (m.Line == nil) {
			t.Fatalf("message %d is %+v", i+1, m)
		}
	}
	if h.LastMessage != uint64(len(h.messages)) || max(h.ReadByVisitor, h.ReadByStaff) > h.LastMessage {
		t.Fatalf("of %d messages the last is %d, read %d and %d", len(h.messages), h.LastMessage, h.ReadByVisitor, h.ReadByStaff)
	}
	owned := h.Counsellor.ID != ""
	switch h.State {
	case chat.Active:
		if !owned || h.ClaimedAt.IsZero() {
			t.Fatalf("active, and nobody's: %+v", h.Conversation)
		}
	case chat.Waiting:
		if owned || h.WaitingSince.IsZero() {
			t.Fatalf("waiting, and not queued: %+v", h.Conversation)
		}
	case chat.Left, chat.Answered:
		if h.Contact == "" {
			t.Fatalf("left as a message, and no way to answer: %+v", h.Conversation)
		}
	case chat.Closed:
		if h.ClosedAt.IsZero() {
			t.Fatalf("closed, and never ended: %+v", h.Conversation)
		}
	default:
		t.Fatalf("it is neither owned, queued, left as a message nor closed, but %q", h.State)
	}
	if over := h.State == chat.Closed || h.State == chat.Answered; over != h.DueAt.IsZero() {
		t.Fatalf("it is %s, and due at %v", h.State, h.DueAt)
	}
	if h.Front && h.State != chat.Waiting || !h.LostAt.IsZero() && h.State != chat.Active {
		t.Fatalf("%s, in front or lost: %+v", h.State, h.Conversation)
	}
	if rings := h.Offer.To != "" || h.Offer.All; rings && (!h.Seeks() || h.Offer.Until.IsZero()) {
		t.Fatalf("it rings, and seeks nobody: %+v", h.Conversation)
	}
	if x := h.Transfer; x != nil && (h.State != chat.Active || x.By.ID != h.Counsellor.ID) {
		t.Fatalf("handed over by who does not have it: %+v", h.Conversation)
	}
	for _, p := range h.Visible().Colleagues {
		if p.Quiet {
			t.Fatalf("the visitor sees who reads along: %+v", h.Conversation)
		}
	}
	if h.RoleOf(marie) != chat.Visitor {
		t.Fatal("the visitor has lost it")
	}
}
