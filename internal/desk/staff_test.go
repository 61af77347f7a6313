package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
	"miti/internal/presence"
)

// presenceIsOver is how long after the last beat nobody is there any more.
const presenceIsOver = presence.Hold + time.Second

func TestTheQueueIsOfThoseOneMayServe(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	open := func(topic, postcode string) chat.ID {
		o := opening("Bonjour")
		o.Topic, o.Postcode = "", postcode
		if topic != "" {
			o.Topic = "training"
		}
		_, err := h.Open(ctx, visitor(), o)
		h.must(err)
		h.clock.pass(time.Millisecond)
		return o.ID
	}
	anybodys, charleroi, _ := open("", ""), open("", "6000"), open("training", "")
	for name, c := range map[string]struct {
		who  account.Actor
		want []chat.ID
	}{"Anna": {anna, []chat.ID{anybodys, charleroi}}, "Bart": {bart, []chat.ID{anybodys}}} {
		all, err := h.Queue(ctx, c.who)
		h.must(err)
		var got []chat.ID
		for _, v := range all {
			got = append(got, v.ID)
		}
		equal(t, name, got, c.want)
	}
	_, err := h.Claim(ctx, bart, charleroi)
	h.expect(err, fault.NotFound)
}

func TestInvite(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	c := h.talks(by, anna)
	h.bus.take()
	_, err := h.Invite(ctx, anna, c, bart.Staff, false)
	h.must(err)
	var invited chat.Invited
	if !h.bus.last(t, event.TypeQueueInvited, &invited) || invited.Colleague != bart.Staff || invited.By.ID != anna.Staff {
		t.Errorf("told as %+v", invited)
	}
	_, err = h.Invite(ctx, anna, c, bart.Staff, false)
	h.must(err)
	equal(t, "events of the repeat", h.bus.types(), "")
	_, err = h.Invite(ctx, anna, c, "nobody", false)
	h.expect(err, fault.NotFound)
	_, err = h.Post(ctx, bart, c, newMessage(), "I am here too")
	h.must(err)
	all, err := h.Conversations(ctx, bart)
	if h.must(err); len(all) != 1 || all[0].ID != c {
		t.Errorf("the colleague takes part in %+v", all)
	}
	_, err = h.Close(ctx, bart, c)
	h.expect(err, fault.Forbidden)
	h.expectLines(c, "taken Anna", "joined Bart")
}

func TestAvailability(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "charleroi")
	expect := func(what string, known bool, counsellors int) {
		t.Helper()
		h.clock.pass(time.Second)
		if !h.live.down {
			h.must(h.Beat(ctx, anna, "tab", false))
		}
		a, err := h.Availability(ctx)
		h.must(err)
		if a.Known != known || a.Counsellors != counsellors || (counsellors > 0) != (len(a.Served) == 1) || !a.Open || a.AnswerBy.IsZero() {
			t.Errorf("%s: %+v", what, a)
		}
	}
	expect("somebody is there", true, 1)
	c := h.talks(by, anna)
	expect("with one chat of three", true, 1)
	i, err := h.Ring(ctx, by, c, newCall(), interview.Audio)
	h.must(err)
	_, err = h.Accept(ctx, anna, i.ID)
	h.must(err)
	expect("in a call", true, 0)
	_, err = h.End(ctx, by, i.ID)
	h.must(err)
	h.talks(by, anna)
	h.talks(by, anna)
	expect("with three chats", true, 0)
	_, err = h.Close(ctx, by, c)
	h.must(err)
	expect("with two again", true, 1)
	_, err = h.Declare(ctx, anna, account.Away, false)
	h.must(err)
	expect("who is away", true, 0)
	_, err = h.Declare(ctx, anna, account.Available, false)
	h.must(err)
	h.live.down = true
	expect("while nothing is known, nobody is promised", false, 0)
	_, err = h.Declare(ctx, anna, account.Unknown, false)
	h.expect(err, fault.Malformed)
}

func TestColleagues(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna, bart := h.counsellor("Anna", "charleroi"), h.counsellor("Bart", "namur")
	h.talks(by, bart)
	seen := func() string {
		all, err := h.Colleagues(ctx, anna)
		h.must(err)
		if len(all) != 1 || all[0].ID != bart.Staff || all[0].Chats != 1 {
			t.Fatalf("the others are %+v", all)
		}
		return string(all[0].Presence)
	}
	equal(t, "connected", seen(), account.Available)
	h.must(h.Disconnected(ctx, bart, "tab"))
	equal(t, "reloading", seen(), account.Available)
	h.must(h.Connected(ctx, bart, "another tab"))
	h.clock.pass(presence.Grace)
	equal(t, "in the other tab", seen(), account.Available)
	h.clock.pass(presenceIsOver)
	equal(t, "gone", seen(), account.Offline)
	h.live.down = true
	equal(t, "not known", seen(), account.Unknown)
}
