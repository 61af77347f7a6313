package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
	"miti/internal/lobby"
)

func TestEveryEndLeavesItsLine(t *testing.T) {
	type scene struct {
		*house
		by, anna account.Actor
		c        chat.ID
	}
	rings := func(s scene, who account.Actor) interview.ID {
		i, err := s.Ring(t.Context(), who, s.c, newCall(), interview.Video)
		s.must(err)
		return i.ID
	}
	live := func(s scene) interview.ID {
		i := rings(s, s.by)
		_, err := s.Accept(t.Context(), s.anna, i)
		s.must(err)
		s.clock.pass(61 * time.Second)
		return i
	}
	for _, c := range []struct {
		name  string
		play  func(s scene) error
		state chat.State
		lines []string
		lasts int
	}{
		{"the counsellor declines", func(s scene) error {
			_, err := s.Decline(t.Context(), s.anna, rings(s, s.by))
			return err
		}, chat.Active, []string{"interview_declined Anna"}, 0},
		{"the visitor declines", func(s scene) error {
			_, err := s.Decline(t.Context(), s.by, rings(s, s.anna))
			return err
		}, chat.Active, []string{"interview_declined"}, 0},
		{"the counsellor gives up", func(s scene) error {
			_, err := s.Cancel(t.Context(), s.anna, rings(s, s.anna))
			return err
		}, chat.Active, []string{"interview_cancelled Anna"}, 0},
		{"the visitor does not answer", func(s scene) error {
			rings(s, s.anna)
			s.sweeps(interview.RingFor, s.anna)
			return nil
		}, chat.Active, []string{"interview_missed Anna"}, 0},
		{"the counsellor hangs up, and the conversation goes on", func(s scene) error {
			_, err := s.End(t.Context(), s.anna, live(s))
			return err
		}, chat.Active, []string{"interview_ended"}, 61},
		{"the visitor closes in mid-call", func(s scene) error {
			live(s)
			_, err := s.Close(t.Context(), s.by, s.c)
			return err
		}, chat.Closed, []string{"interview_ended", "closed"}, 61},
		{"nobody comes to the room", func(s scene) error {
			live(s)
			s.sweeps(interview.EmptyFor+time.Second, s.anna)
			return nil
		}, chat.Active, []string{"interview_failed"}, 182},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			s := scene{house: h, by: visitor(), anna: h.counsellor("Anna", "namur")}
			s.c = h.talks(s.by, s.anna)
			h.must(c.play(s))
			h.expectLines(s.c, append([]string{"taken Anna"}, c.lines...)...)
			got := h.state(s.c)
			if got.State != c.state || got.Interviews[0].State != interview.Ended {
				t.Errorf("the conversation is %s, the interview %s", got.State, got.Interviews[0].State)
			}
			for _, m := range got.Messages {
				if m.Line != nil && m.Line.Mode != "" && m.Line.Seconds != c.lasts {
					t.Errorf("it lasted %d s, want %d", m.Line.Seconds, c.lasts)
				}
			}
		})
	}
}

func TestRing(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	waiting := h.opens(by)
	_, err := h.Ring(ctx, by, waiting, newCall(), interview.Audio)
	h.expect(err, fault.Conflict)

	c := h.talks(by, anna)
	_, err = h.Invite(ctx, anna, c, bart.Staff, false)
	h.must(err)
	_, err = h.Ring(ctx, bart, c, newCall(), interview.Audio)
	h.expect(err, fault.Forbidden)
	_, err = h.Ring(ctx, by, c, newCall(), "hologram")
	h.expect(err, fault.Malformed)

	i := newCall()
	first, err := h.Ring(ctx, by, c, i, interview.Audio)
	h.must(err)
	again, err := h.Ring(ctx, by, c, i, interview.Audio)
	h.must(err)
	equal(t, "the same again", again, first)
	_, err = h.Ring(ctx, anna, c, i, interview.Audio)
	h.expect(err, fault.Conflict)
	second, err := h.Ring(ctx, by, c, newCall(), interview.Video)
	h.must(err)
	equal(t, "from a second tab", second, first)
	back, err := h.Ring(ctx, anna, c, newCall(), interview.Video)
	if h.must(err); back.ID != i || back.State != interview.Live {
		t.Errorf("ringing back is %+v", back)
	}
}

func TestARingAfterAMissedOneThatNobodySweptIsANewOne(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	c := h.talks(by, h.counsellor("Anna", "namur"))
	_, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	h.clock.pass(interview.RingFor)
	i := newCall()
	if got, err := h.Ring(ctx, by, c, i, interview.Audio); err != nil || got.ID != i || got.State != interview.Ringing {
		t.Errorf("got %+v (%v)", got, err)
	}
	h.expectLines(c, "taken Anna", "interview_missed")
}

func TestMayJoin(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart, carl := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur"), h.counsellor("Carl", "namur")
	c := h.talks(by, anna)
	_, err := h.Invite(ctx, anna, c, bart.Staff, false)
	h.must(err)
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	expect := func(what string, a account.Actor, held bool, want fault.Code) {
		t.Helper()
		pass, err := h.MayJoin(ctx, a, string(i.ID))
		if want != "" {
			h.expect(err, want)
			return
		}
		if h.must(err); pass.Held != held || pass.Participant != a.Participant() || pass.Stream != event.Conversation(string(c)) {
			t.Errorf("%s: %+v", what, pass)
		}
	}
	expect("who rings is connected and held", by, true, "")
	expect("who is rung is connected and held", anna, true, "")
	expect("a colleague waits", bart, false, fault.Conflict)
	expect("a stranger", carl, false, fault.NotFound)
	expect("another visitor", visitor(), false, fault.NotFound)
	expect("nobody", nobody, false, fault.NotFound)
	_, err = h.Accept(ctx, anna, i.ID)
	h.must(err)
	expect("live, the visitor", by, false, "")
	expect("live, the colleague", bart, false, "")
	_, err = h.End(ctx, bart, i.ID)
	h.expect(err, fault.Forbidden)
	_, err = h.End(ctx, by, i.ID)
	h.must(err)
	expect("ended", by, false, fault.Conflict)
}

// Who leaves a conversation, or is no longer in it, leaves its call.
func TestWhoDepartsLeavesTheCall(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart, carl := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur"), h.counsellor("Carl", "namur")
	c, i := h.calls(by, anna)
	for _, colleague := range []account.Actor{bart, carl} {
		_, err := h.Invite(ctx, anna, c, colleague.Staff, false)
		h.must(err)
	}
	inside := []string{by.Participant(), anna.Participant(), bart.Participant(), carl.Participant()}
	told := func(inside ...string) (orders []lobby.Order) {
		t.Helper()
		for _, e := range h.bus.take() {
			some, err := h.Orders(e, string(i.ID), inside)
			h.must(err)
			orders = append(orders, some...)
		}
		return orders
	}
	h.bus.take()
	_, err := h.Post(ctx, bart, c, newMessage(), "Bonjour")
	h.must(err)
	_, err = h.Transfer(ctx, anna, c, desk.Handover{Topic: "studies", Anyway: true})
	h.must(err)
	equal(t, "while all take part", told(inside...), []lobby.Order(nil))
	h.must(h.Depart(ctx, bart, c))
	equal(t, "after one departed", told(inside...), []lobby.Order{{Participant: bart.Participant()}})
}

func TestNobodyTouchesWhatIsNotTheirs(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "charleroi")
	o := opening("Bonjour")
	o.Postcode = "6000"
	_, err := h.Open(ctx, by, o)
	h.must(err)
	_, err = h.Claim(ctx, anna, o.ID)
	h.must(err)
	c := o.ID
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	before := h.state(c)
	h.bus.take()
	for name, who := range map[string]account.Actor{
		"nobody": nobody, "another visitor": visitor(), "a counsellor of another centre": h.counsellor("Bart", "namur"),
		"a counsellor of the centre who takes no part": h.counsellor("Carl", "charleroi"), "a removed account": {Staff: "gone"},
	} {
		for act, do := range map[string]func() error{
			"read it":          func() error { _, err := h.Conversation(ctx, who, c); return err },
			"post":             func() error { _, err := h.Post(ctx, who, c, newMessage(), "x"); return err },
			"mark it read":     func() error { return h.Read(ctx, who, c, 1) },
			"type":             func() error { return h.Typing(ctx, who, c) },
			"close":            func() error { _, err := h.Close(ctx, who, c); return err },
			"leave a message":  func() error { _, err := h.LeaveMessage(ctx, who, c, "a@b.eu"); return err },
			"reopen":           func() error { _, err := h.Reopen(ctx, who, c); return err },
			"rate":             func() error { return h.Rate(ctx, who, c, 1, 1) },
			"make a link":      func() error { _, _, err := h.ResumeLink(ctx, who, c); return err },
			"invite":           func() error { _, err := h.Invite(ctx, who, c, "Bart", false); return err },
			"ring":             func() error { _, err := h.Ring(ctx, who, c, newCall(), interview.Audio); return err },
			"see the call":     func() error { _, err := h.Interview(ctx, who, i.ID); return err },
			"accept":           func() error { _, err := h.Accept(ctx, who, i.ID); return err },
			"decline":          func() error { _, err := h.Decline(ctx, who, i.ID); return err },
			"cancel":           func() error { _, err := h.Cancel(ctx, who, i.ID); return err },
			"hang up":          func() error { _, err := h.End(ctx, who, i.ID); return err },
			"join the room":    func() error { _, err := h.MayJoin(ctx, who, string(i.ID)); return err },
			"watch the stream": func() error { return h.MayWatch(ctx, who, event.Conversation(string(c))) },
		} {
			switch code := fault.CodeOf(do()); {
			case code == fault.NotFound:
			case code == fault.Forbidden && act == "invite" && who.Staff == "":
			case code == fault.Unauthenticated && (who.IsNobody() || who.Staff == "gone"):
			default:
				t.Errorf("%s may %s: %s", name, act, code)
			}
		}
	}
	equal(t, "the conversation, after all that", fmtHistory(h.state(c)), fmtHistory(before))
	equal(t, "what was announced", h.bus.types(), "")
}

func TestMayWatch(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	waiting := event.Conversation(string(h.opens(by)))
	for _, c := range []struct {
		name   string
		who    account.Actor
		stream event.Stream
		may    bool
	}{
		{"anybody watches who is there", nobody, event.Availability, true},
		{"staff watch the queue", anna, event.Queue, true},
		{"a visitor does not", by, event.Queue, false},
		{"a visitor watches their own", by, waiting, true},
		{"a counsellor watches after the claim, not before", anna, waiting, false},
		{"no stream of that name", anna, "rooms", false},
		{"no such conversation", anna, event.Conversation("none"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := h.MayWatch(ctx, c.who, c.stream)
			if c.may && err != nil || !c.may && fault.CodeOf(err) != fault.NotFound {
				t.Errorf("got %v", err)
			}
		})
	}
}
