package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
)

func TestOpenRefusesWhatIsMalformed(t *testing.T) {
	h, by := newHouse(t), visitor()
	for _, c := range []struct {
		name, id, topic, language, postcode, contact string
		leave                                        bool
		want                                         fault.Code
	}{
		{"an id that is none", "1", "", "fr", "", "", false, fault.Malformed},
		{"a language that nobody speaks here", "", "", "es", "", "", false, fault.Malformed},
		{"a topic that is none", "", "astrology", "fr", "", "", false, fault.Malformed},
		{"a postcode that is none", "", "", "fr", "abcd", "", false, fault.Malformed},
		{"a message without a contact", "", "", "fr", "", "", true, fault.ContactRequired},
		{"a contact that is none", "", "", "fr", "", "tomorrow", false, fault.BadContact},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := opening("Bonjour")
			o.Topic, o.Language, o.Postcode, o.Contact, o.Leave = "", c.language, c.postcode, c.contact, c.leave
			if c.topic != "" {
				o.Topic = "astrology"
			}
			if c.id != "" {
				o.ID = chat.ID(c.id)
			}
			_, err := h.Open(t.Context(), by, o)
			h.expect(err, c.want)
		})
	}
	if all, err := h.Visitor(t.Context(), by); err != nil || len(all) != 0 {
		t.Errorf("refused, and there: %v (%v)", all, err)
	}
}

func TestOpenAgainGetsTheSame(t *testing.T) {
	h, by, o := newHouse(t), visitor(), opening("Bonjour")
	first, err := h.Open(t.Context(), by, o)
	h.must(err)
	equal(t, "events", h.bus.types(), "message conversation.changed queue.entered")
	again, err := h.Open(t.Context(), by, o)
	h.must(err)
	if !first.Created || again.Created {
		t.Errorf("created: %v, then %v", first.Created, again.Created)
	}
	equal(t, "messages", again.Messages, first.Messages)
	equal(t, "events of the repeat", h.bus.types(), "")
	_, err = h.Open(t.Context(), visitor(), o)
	h.expect(err, fault.Conflict)
}

func TestAVisitorsDay(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna := t.Context(), h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	h.bus.take()

	m, err := h.Post(ctx, by, c, newMessage(), "Question")
	h.must(err)
	equal(t, "a message tells that what came before it was read", h.bus.types(), "message read")
	h.must(h.Read(ctx, anna, c, m.Number))
	var mark chat.ReadMark
	if !h.bus.last(t, event.TypeRead, &mark) || mark != (chat.ReadMark{By: chat.ByStaff, UpTo: m.Number}) {
		t.Errorf("read is told as %+v", mark)
	}
	h.must(h.Typing(ctx, by, c))
	var typing chat.Typing
	if !h.bus.last(t, event.TypeTyping, &typing) || typing != (chat.Typing{By: chat.ByVisitor, Name: "Marie"}) {
		t.Errorf("typing is told as %+v", typing)
	}
	_, err = h.Close(ctx, anna, c)
	h.must(err)
	h.must(h.Rate(ctx, by, c, 5, 4))
	if v, err := h.Reopen(ctx, by, c); err != nil || v.State != chat.Waiting {
		t.Errorf("reopened it is %s (%v)", v.State, err)
	}
	if v, err := h.LeaveMessage(ctx, by, c, "+32 71 12 34 56"); err != nil || v.State != chat.Left || v.Contact == "" {
		t.Errorf("left it is %s (%v)", v.State, err)
	}
	h.expectLines(c, "taken Anna", "closed Anna", "message_left")
	got, err := h.Conversation(ctx, by, c)
	if h.must(err); got.Helped != 5 || got.Easy != 4 || got.RatedAt.IsZero() {
		t.Errorf("it was rated %+v", got.Conversation)
	}
}

func TestTheStoredEventsTellTheWholeStory(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	_, err := h.Ring(t.Context(), by, c, newCall(), interview.Audio)
	h.must(err)
	_, err = h.Close(t.Context(), by, c)
	h.must(err)
	published := h.bus.take()
	for _, s := range []event.Stream{event.Conversation(string(c)), event.Queue} {
		stored, err := h.store.After(t.Context(), s, 0, 100)
		h.must(err)
		var types []string
		for i, e := range stored {
			types = append(types, string(e.Type))
			if e.Seq != uint64(i+1) {
				t.Errorf("%s: event %d has number %d", s, i+1, e.Seq)
			}
			if !slices.ContainsFunc(published, func(p event.Event) bool { return p.Stream == s && p.Seq == e.Seq && p.Type == e.Type }) {
				t.Errorf("%s %d was stored and not published", s, e.Seq)
			}
		}
		want := "message conversation.changed message conversation.changed interview message message interview conversation.changed"
		if s == event.Queue {
			want = "queue.entered queue.entered queue.left"
		}
		equal(t, string(s), strings.Join(types, " "), want)
	}
}

func TestAPostcodeNarrowsOnlyWhereSomebodyIsThere(t *testing.T) {
	for _, c := range []struct {
		name, postcode string
		leave, there   bool
		want           string
	}{
		{"somebody of the centre is there", "6000", false, true, "charleroi"},
		{"nobody of the centre is there", "6000", false, false, ""},
		{"a message waits for the centre's own", "6000", true, false, "charleroi"},
		{"the centre has nobody for it", "5000", true, true, ""},
		{"no centre is for it", "1000", false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.counsellor("Anna", "charleroi")
			if !c.there {
				h.clock.pass(presenceIsOver)
			}
			o := opening("Bonjour")
			o.Postcode, o.Leave, o.Contact = c.postcode, c.leave, "marie@example.org"
			s, err := h.Open(t.Context(), visitor(), o)
			if h.must(err); string(s.Centre) != c.want {
				t.Errorf("it belongs to %q, want %q", s.Centre, c.want)
			}
		})
	}
}

func TestAPrivateLinkResumes(t *testing.T) {
	h, by := newHouse(t), visitor()
	c := h.opens(by)
	token, expires, err := h.ResumeLink(t.Context(), by, c)
	h.must(err)
	if v, err := h.Resume(t.Context(), token); err != nil || v.Visitor != by.Visitor {
		t.Errorf("it resumes %q (%v)", v, err)
	}
	_, err = h.Resume(t.Context(), token+"x")
	h.expect(err, fault.NotFound)
	h.clock.pass(expires.Sub(h.clock.Now()))
	_, err = h.Resume(t.Context(), token)
	h.expect(err, fault.NotFound)
}

func TestEraseLeavesNothingThatPeopleWrote(t *testing.T) {
	const secret = "canary"
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	o := opening("I am " + secret)
	o.Name, o.Contact = secret, secret+"@example.org"
	_, err := h.Open(ctx, by, o)
	h.must(err)
	_, err = h.Claim(ctx, anna, o.ID)
	h.must(err)
	_, err = h.Post(ctx, anna, o.ID, newMessage(), "Hello "+secret)
	h.must(err)
	_, err = h.Ring(ctx, by, o.ID, newCall(), interview.Audio)
	h.must(err)
	token, _, err := h.ResumeLink(ctx, by, o.ID)
	h.must(err)
	h.bus.take()

	for range 2 { // again, after a lost answer
		h.must(h.Erase(ctx, by))
	}
	got := h.state(o.ID)
	all := []any{got, h.bus.take()}
	for _, s := range []event.Stream{event.Conversation(string(o.ID)), event.Queue} {
		log, err := h.store.After(ctx, s, 0, 100)
		h.must(err)
		all = append(all, log)
		for _, e := range log {
			all = append(all, string(e.Data))
		}
	}
	everything, err := json.Marshal(all)
	h.must(err)
	if strings.Contains(string(everything), secret) {
		t.Errorf("it is still there: %s", everything)
	}
	if got.State != chat.Closed || got.ErasedAt.IsZero() || got.Topic != "studies" || len(got.Messages) != 5 {
		t.Errorf("what stays is %+v", got)
	}
	_, err = h.Resume(ctx, token)
	h.expect(err, fault.NotFound)
	h.expectLines(o.ID, "taken Anna", "interview_cancelled", "closed")
}

func TestPlace(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna := t.Context(), h.counsellor("Anna", "namur")
	for range 5 { // waits of one to five minutes
		c := h.opens(by)
		h.clock.pass(time.Minute)
		h.must(h.Beat(ctx, anna, "tab", false))
		_, err := h.Claim(ctx, anna, c)
		h.must(err)
		_, err = h.Close(ctx, by, c)
		h.must(err)
	}
	h.opens(by)
	h.clock.pass(time.Second)
	o := opening("Bonjour")
	s, err := h.Open(ctx, by, o)
	h.must(err)
	p := s.Place
	if p == nil || p.Position != 2 || p.From != time.Minute || p.To != time.Minute || !p.Served {
		t.Errorf("the place is %+v", p)
	}
	h.clock.pass(3 * time.Hour)
	if p, err = h.Place(ctx, o.ID); err != nil || p.From != 0 || p.To != 0 || p.Served {
		t.Errorf("with nobody there and no recent waits the place is %+v (%v)", p, err)
	}
	_, err = h.Close(ctx, by, o.ID)
	h.must(err)
	if p, err = h.Place(ctx, o.ID); err != nil || p != nil {
		t.Errorf("a closed one has the place %+v (%v)", p, err)
	}
}

var nobody account.Actor
