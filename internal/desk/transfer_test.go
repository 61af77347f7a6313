package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
)

func TestATransferIsAcceptedByWhoItIsFor(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart, carl := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur"), h.counsellor("Carl", "namur")
	_, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	h.bus.take()
	v, err := h.Transfer(ctx, anna, c, desk.Handover{To: bart.Staff, Note: "About a diploma"})
	h.must(err)
	if v.Counsellor.ID != anna.Staff || v.Transfer == nil {
		t.Fatalf("it is %+v", v)
	}
	if got := h.rings(c); got != bart.Staff {
		t.Fatalf("it rings at %q", got)
	}
	var entered chat.Conversation
	if !h.bus.last(t, event.TypeQueueEntered, &entered) || entered.Offer.To != bart.Staff || entered.Transfer.Note != "About a diploma" {
		t.Errorf("the desk is told %+v", entered)
	}
	for who, may := range map[account.Actor]bool{anna: true, bart: true, carl: false} {
		if _, err := h.Conversation(ctx, who, c); (err == nil) != may {
			t.Errorf("%s looks at it: %v", who.Staff, err)
		}
	}
	queue, err := h.Queue(ctx, carl)
	if h.must(err); len(queue) != 0 {
		t.Errorf("who it is not for sees it: %+v", queue)
	}
	_, err = h.Claim(ctx, carl, c)
	h.expect(err, fault.Taken)
	s, err := h.Claim(ctx, bart, c)
	if h.must(err); s.Counsellor.ID != bart.Staff || len(s.Notes) != 1 || s.Transfer != nil {
		t.Errorf("accepted it is %+v", s)
	}
	var left chat.QueueLeft
	if !h.bus.last(t, event.TypeQueueLeft, &left) || left.By == nil || left.By.ID != bart.Staff {
		t.Errorf("the desk is told %+v", left)
	}
	h.expectLines(c, "taken Anna", "transfer_offered Anna", "transferred Bart")
	_, err = h.Conversation(ctx, anna, c)
	h.expect(err, fault.NotFound)
}

func TestATransferThatComesBack(t *testing.T) {
	type scene struct {
		*house
		anna, bart, by account.Actor
		c              chat.ID
	}
	for _, p := range []struct {
		name string
		play func(s scene) error
	}{
		{"the colleague passes", func(s scene) error { return s.Pass(s.t.Context(), s.bart, s.c, chat.PassBusy) }},
		{"the colleague does not answer", func(s scene) error {
			s.sweeps(chat.OfferFor, s.anna, s.bart, s.by)
			return nil
		}},
		{"the owner thinks better of it", func(s scene) error {
			_, err := s.TakeBack(s.t.Context(), s.anna, s.c)
			return err
		}},
		{"the colleague goes home", func(s scene) error {
			_, err := s.Declare(s.t.Context(), s.bart, account.Offline, false)
			s.sweeps(chat.TransferFor, s.anna, s.bart, s.by)
			return err
		}},
	} {
		t.Run(p.name, func(t *testing.T) {
			s := scene{house: newHouse(t)}
			s.anna, s.bart = s.counsellor("Anna", "namur"), s.counsellor("Bart", "namur")
			s.by, s.c = s.waits()
			_, err := s.Claim(t.Context(), s.anna, s.c)
			s.must(err)
			_, err = s.Post(t.Context(), s.anna, s.c, newMessage(), "A colleague knows more about it")
			s.must(err)
			_, err = s.Transfer(t.Context(), s.anna, s.c, desk.Handover{To: s.bart.Staff})
			s.must(err)
			s.bus.take()
			s.must(p.play(s))
			var left chat.QueueLeft
			if !s.bus.last(t, event.TypeQueueLeft, &left) || left.By != nil {
				t.Errorf("the desk is told %+v", left)
			}
			s.expectLines(s.c, "taken Anna", "transfer_offered Anna", "transfer_returned Anna")
			if got := s.state(s.c); got.Counsellor.ID != s.anna.Staff || got.Transfer != nil || got.Offer.To != "" {
				t.Errorf("it is %+v", got.Conversation)
			}
			_, err = s.Claim(t.Context(), s.bart, s.c)
			s.expect(err, fault.Taken)
		})
	}
}

func TestNobodyIsHandedOverToWhoIsNotThereWithoutSayingSo(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "charleroi")
	by, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	h.declares(bart, account.Away)
	for name, to := range map[string]desk.Handover{
		"a person": {To: bart.Staff}, "a topic": {Topic: "training"}, "a centre": {Centre: "charleroi"},
	} {
		if _, err := h.Transfer(ctx, anna, c, to); fault.CodeOf(err) != fault.NotThere || h.state(c).Transfer != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.expectLines(c, "taken Anna")
	_, err = h.Transfer(ctx, anna, c, desk.Handover{To: bart.Staff, Anyway: true})
	h.must(err)
	h.sweeps(chat.TransferFor-time.Second, anna, by)
	h.must(h.Connected(ctx, bart, "tab"))
	h.declares(bart, account.Available)
	if got := h.rings(c); got != bart.Staff {
		t.Errorf("who comes now is not rung, but %q", got)
	}
}

func TestATransferIsForOneOfThree(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	by, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	for name, to := range map[string]desk.Handover{
		"nobody": {}, "two": {To: bart.Staff, Topic: "studies"}, "oneself": {To: anna.Staff}, "no such person": {To: "none"},
		"no such topic": {Topic: "astrology"}, "no such centre": {Centre: "mons"},
	} {
		if _, err := h.Transfer(ctx, anna, c, to); fault.CodeOf(err) != fault.Malformed {
			t.Errorf("to %s: %v", name, err)
		}
	}
	for who, want := range map[account.Actor]fault.Code{by: fault.Forbidden, bart: fault.NotFound, nobody: fault.Unauthenticated} {
		_, err := h.Transfer(ctx, who, c, desk.Handover{Topic: "studies"})
		h.expect(err, want)
		_, err = h.TakeBack(ctx, who, c)
		h.expect(err, want)
	}
}

func TestAnotherWishTakesThePlaceOfTheOneBefore(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart, carl := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur"), h.counsellor("Carl", "charleroi")
	_, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	_, err = h.Transfer(ctx, anna, c, desk.Handover{To: bart.Staff})
	h.must(err)
	h.bus.take()
	_, err = h.Transfer(ctx, anna, c, desk.Handover{Centre: "charleroi"})
	h.must(err)
	if got := h.rings(c); got != carl.Staff {
		t.Errorf("it rings at %q", got)
	}
	equal(t, "who saw it before sees that it is gone", h.bus.types(), "message conversation.changed queue.left queue.entered conversation.changed queue.entered")
}

func TestAnAcceptedTransferIsOfItsTopicAndEndsTheCall(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "charleroi")
	expert, err := h.store.Staff(ctx, bart.Staff)
	h.must(err)
	expert.Topics = []centre.TopicID{"training"}
	h.must(h.store.SaveStaff(ctx, expert, ""))
	by, c := h.waits()
	_, err = h.Claim(ctx, anna, c)
	h.must(err)
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	_, err = h.Accept(ctx, anna, i.ID)
	h.must(err)
	_, err = h.Transfer(ctx, anna, c, desk.Handover{Topic: "training"})
	h.must(err)
	_, err = h.Claim(ctx, bart, c)
	h.must(err)
	if got := h.state(c); got.Topic != "training" || got.Interviews[0].Reason != interview.HungUp {
		t.Errorf("it is %s", fmtHistory(got))
	}
	h.expectLines(c, "taken Anna", "transfer_offered Anna", "interview_ended", "transferred Bart")
}

func TestALostOwnersTransferIsBackInTheQueue(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")
	by, c := h.waits()
	_, err := h.Claim(ctx, anna, c)
	h.must(err)
	h.declares(bart, account.Busy)
	_, err = h.Transfer(ctx, anna, c, desk.Handover{To: bart.Staff})
	h.must(err)
	h.sweeps(presenceIsOver+chat.LostFor, bart, by)
	if got := h.state(c); got.State != chat.Waiting || got.Transfer != nil || !got.Front {
		t.Errorf("it is %+v", got.Conversation)
	}
}
