package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/interview"
	"miti/internal/reply"
	"miti/internal/wire"
)

// What the visitor must not know is told to staff alone: not even that
// something happened.
func TestWhatConcernsStaffIsToldToStaff(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	c := h.talks(by, anna)
	h.bus.take()
	_, err := h.Invite(ctx, anna, c, bart.Staff, true)
	h.must(err)
	_, err = h.Note(ctx, bart, c, chat.NoteID(id.New()), "Ask for the diploma")
	h.must(err)
	h.must(h.Read(ctx, bart, c, 1))
	h.must(h.Typing(ctx, bart, c))
	_, err = h.WrapUp(ctx, anna, c, chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: chat.NextNone}, "")
	h.must(err)
	h.must(h.Depart(ctx, bart, c))
	told := h.bus.take()
	if len(told) != 5 {
		t.Errorf("told %d times: %+v", len(told), told)
	}
	for _, e := range told {
		if data, err := wire.Event(e, wire.ForVisitor); data != nil || err != nil {
			t.Errorf("the visitor hears of %s: %+v, %v", e.Type, data, err)
		}
	}
}

func TestWhoReadsAlongIsInNoCall(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	c := h.talks(by, anna)
	_, err := h.Invite(ctx, anna, c, bart.Staff, true)
	h.must(err)
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	_, err = h.Accept(ctx, anna, i.ID)
	h.must(err)
	_, err = h.MayJoin(ctx, bart, string(i.ID))
	h.expect(err, fault.Forbidden)
	h.bus.take()
	_, err = h.Invite(ctx, bart, c, bart.Staff, false)
	h.must(err)
	_, err = h.MayJoin(ctx, bart, string(i.ID))
	h.must(err)
	var invited chat.Invited
	if h.bus.last(t, event.TypeQueueInvited, &invited) {
		t.Error("who comes forward is asked in once more")
	}
	h.expectLines(c, "taken Anna", "joined Bart")
}

func TestANoteWrittenTwiceIsOne(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	c, n := h.talks(by, anna), chat.NoteID(id.New())
	first, err := h.Note(ctx, anna, c, n, "A note")
	h.must(err)
	again, err := h.Note(ctx, anna, c, n, "A note")
	if h.must(err); first != again || len(h.state(c).Notes) != 1 {
		t.Errorf("%+v and %+v", first, again)
	}
	_, err = h.Note(ctx, bart, c, chat.NoteID(id.New()), "Of a stranger")
	h.expect(err, fault.NotFound)
	_, err = h.Note(ctx, by, c, chat.NoteID(id.New()), "Of the visitor")
	h.expect(err, fault.Forbidden)
	_, err = h.Note(ctx, anna, c, chat.NoteID(id.New()), " ")
	h.expect(err, fault.Malformed)
}

func TestWrapUpLater(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "charleroi")
	first, second := h.talks(by, anna), h.talks(by, anna)
	for _, c := range []chat.ID{first, second} {
		_, err := h.Close(ctx, anna, c)
		h.must(err)
		h.clock.pass(time.Minute)
	}
	expect := func(what string, want ...chat.ID) {
		t.Helper()
		left, err := h.Unwrapped(ctx, anna)
		h.must(err)
		got := []chat.ID{}
		for _, v := range left {
			got = append(got, v.ID)
		}
		equal(t, what, got, append([]chat.ID{}, want...))
	}
	expect("two were closed", first, second)
	_, err := h.WrapUp(ctx, anna, first, chat.WrapUp{Topic: "training", Outcome: chat.OutcomeAnswered, Next: chat.NextNone}, "")
	h.must(err)
	expect("one is left", second)
	_, err = h.WrapUp(ctx, anna, second, chat.WrapUp{Topic: "nothing", Outcome: chat.OutcomeAnswered, Next: chat.NextNone}, "")
	h.expect(err, fault.Malformed)
	promised := chat.WrapUp{Outcome: chat.OutcomeContinues, Next: chat.NextFollowUp}
	_, err = h.WrapUp(ctx, anna, second, promised, "")
	h.expect(err, fault.ContactRequired)
	_, err = h.WrapUp(ctx, anna, second, promised, "nowhere")
	h.expect(err, fault.BadContact)
	v, err := h.WrapUp(ctx, anna, second, promised, "marie@example.org")
	if h.must(err); v.State != chat.Left || !v.DueAt.After(h.clock.Now()) {
		t.Errorf("a promised answer is %s, due %v", v.State, v.DueAt)
	}
	expect("none is left")
	h.clock.pass(chat.WrapUpWithin)
	_, err = h.Close(ctx, by, first)
	h.must(err)
	expect("what was done stays done")
}

func TestFormerContacts(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "charleroi")
	old, others := h.talks(by, bart), h.talks(visitor(), bart)
	_, err := h.Close(ctx, bart, old)
	h.must(err)
	now := h.talks(by, anna)
	all, err := h.Former(ctx, anna, now)
	if h.must(err); len(all) != 1 {
		t.Errorf("the former contacts are %+v", all)
	}
	s, err := h.FormerConversation(ctx, anna, now, old)
	if h.must(err); s.ID != old || len(s.Messages) == 0 {
		t.Errorf("read as %+v", s)
	}
	for name, c := range map[string]struct {
		who        account.Actor
		now, other chat.ID
	}{
		"another visitor's":       {anna, now, others},
		"this one itself":         {anna, now, now},
		"one that does not exist": {anna, now, chat.ID(id.New())},
		"who takes no part in it": {bart, now, old},
		"a former one, by itself": {anna, old, now},
	} {
		if _, err := h.FormerConversation(ctx, c.who, c.now, c.other); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = h.Former(ctx, by, now)
	h.expect(err, fault.Forbidden)
	_, err = h.WrapUp(ctx, bart, now, chat.WrapUp{}, "")
	h.expect(err, fault.NotFound)
}

func TestRepliesAreWrittenByWhoRunsTheCentre(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, nora, lea := h.counsellor("Anna", "charleroi"), h.coordinator("Nora", "namur"), h.coordinator("Lea", "")
	network := reply.Reply{ID: reply.ID(id.New()), Shortcut: "hello", Texts: map[string]string{"fr": "Bonjour"}}
	namur := reply.Reply{ID: reply.ID(id.New()), Shortcut: "here", Texts: map[string]string{"fr": "À Namur"}, Centre: "namur"}
	save := func(by account.Actor, r reply.Reply) error { _, err := h.SaveReply(ctx, by, r); return err }
	h.expect(save(anna, network), fault.Forbidden)
	h.expect(save(nora, network), fault.Forbidden)
	h.must(save(lea, network))
	h.must(save(nora, namur))
	moved := network
	moved.Centre = "namur"
	h.expect(save(nora, moved), fault.Forbidden)
	nowhere := namur
	nowhere.Centre = "atlantis"
	h.expect(save(lea, nowhere), fault.Malformed)
	for who, want := range map[account.Actor]int{anna: 1, nora: 2, lea: 2} {
		all, err := h.Replies(ctx, who)
		if h.must(err); len(all) != want {
			t.Errorf("%s may use %+v", who.Staff, all)
		}
	}
	annas := reply.Reply{ID: reply.ID(id.New()), Shortcut: "hello", Texts: network.Texts, Staff: anna.Staff}
	h.must(save(anna, annas))
	h.expect(save(lea, annas), fault.NotFound)
	h.expect(h.RemoveReply(ctx, lea, annas.ID), fault.NotFound)
	annas.Staff = nora.Staff
	h.expect(save(anna, annas), fault.Forbidden)
	all, err := h.Replies(ctx, anna)
	if h.must(err); len(all) != 2 {
		t.Errorf("Anna has %+v", all)
	}
	h.expect(h.RemoveReply(ctx, nora, network.ID), fault.Forbidden)
	h.expect(h.RemoveReply(ctx, anna, namur.ID), fault.NotFound)
	h.must(h.RemoveReply(ctx, nora, namur.ID))
	h.must(h.RemoveReply(ctx, nora, namur.ID))
}
