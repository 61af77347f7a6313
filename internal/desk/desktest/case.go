package desktest

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
)

// full is a conversation with every field set.
func full() chat.Conversation {
	at := func(m int) time.Time { return noon().Add(time.Duration(m) * time.Minute) }
	return chat.Conversation{
		ID: "c", Visitor: "v", State: chat.Active, Topic: "studies", Language: "nl", Centre: "liege", Name: "Zoé", Contact: "zoe@home.example",
		CreatedAt: at(0), DueAt: at(7), WarnedAt: at(8), LateAt: at(9), AssignedAt: at(10), WaitingSince: at(1), Front: true, ClaimedAt: at(2), ClosedAt: at(3),
		Counsellor: chat.Person{ID: "s", Name: "Ada", Centre: "namur"}, LostAt: at(4),
		Appointment:  &chat.Appointment{ID: "c", Start: at(20), Closes: at(80), Mode: "video"},
		Colleagues:   []chat.Person{{ID: "s2", Name: "Bo", Centre: "liege"}, {ID: "s3", Name: "Cé"}},
		FirstMessage: "Bonjour", LastMessage: 2, ReadByVisitor: 1, ReadByStaff: 2,
		Helped: 4, Easy: 5, RatedAt: at(5), ErasedAt: at(6),
		Offer: chat.Offer{
			To: "s2", All: true, Until: at(11), Tried: []account.StaffID{"s3"}, Passed: []chat.Pass{{By: "s4", Reason: chat.PassNotMine}}, ExhaustedAt: at(12),
		},
		Transfer:      &chat.Transfer{By: chat.Person{ID: "s", Name: "Ada"}, To: chat.Person{ID: "s2", Name: "Bo"}, Topic: "law", Centre: "mons", Note: "Très pressé", At: at(13)},
		VisitorLostAt: at(14), UnansweredSince: at(15), AskedAt: at(16),
		WrapUp: &chat.WrapUp{Topic: "studies", Outcome: chat.OutcomeAnswered, Next: chat.NextNone, By: "s", At: at(17)},
	}
}

func whatIsWrittenIsRead(t *testing.T, d data) {
	want := desk.Case{Thread: chat.Thread{Conversation: full()}, Interviews: []interview.Interview{{
		ID: "i", Conversation: "c", State: interview.Ended, Mode: interview.Video, ByStaff: "s", ByName: "Ada",
		RungAt: noon(), Until: noon().Add(time.Hour), LiveAt: noon().Add(time.Second), EndedAt: noon().Add(time.Minute), Reason: interview.HungUp,
	}}}
	messages := []chat.Message{
		{
			Conversation: "c", Number: 1, ID: "m", Author: chat.ByVisitor, Name: "Zoé", At: noon(), Text: "Bonjour",
			Attachment: &chat.Attachment{ID: "f", Name: `"><svg onload=alert(1)>.jpg`, Type: "image/jpeg", Size: 1 << 33, Width: 3, Height: 2},
		},
		{Conversation: "c", Number: 2, ID: "l", Author: chat.BySystem, Staff: "s", At: noon(), Line: &chat.Line{Kind: "call", Name: "Ada", Seconds: 60, Mode: "video"}},
	}
	d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		if !reflect.DeepEqual(is, desk.Case{}) {
			t.Errorf("a conversation that does not exist is %+v", is)
		}
		return desk.Change{
			Conversation: want.Conversation, Interviews: want.Interviews, Messages: messages,
			Events: []event.Event{happened(event.Conversation("c"), event.TypeConversation, "c")},
		}, nil
	})
	same := func(how string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", how, got, want)
		}
	}
	alone, err := d.Case(d.ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	same("case", alone, want)
	same("history", d.history(t, "c"), desk.History{Case: want, Messages: messages, Seq: 1})
	open, err := d.Open(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	same("open", open, []desk.Case{want})
	d.do(t, desk.About{Conversation: "c", Message: "l"}, func(is desk.Case) (desk.Change, error) {
		same("sent", is.Sent, &messages[1])
		same("files that nobody asked for", is.Files, []chat.Attachment(nil))
		return desk.Change{}, nil
	})
	d.do(t, desk.About{Conversation: "c", Files: true}, func(is desk.Case) (desk.Change, error) {
		same("files", is.Files, []chat.Attachment{*messages[0].Attachment})
		return desk.Change{}, nil
	})
	of, err := d.ConversationOf(d.ctx, "i")
	if err != nil || of != "c" {
		t.Errorf("conversation of the interview: %q, %v", of, err)
	}
}

func whatDoesNotExist(t *testing.T, d data) {
	_, err := d.Case(d.ctx, "none")
	wantFault(t, err, fault.NotFound)
	_, err = d.History(d.ctx, "none")
	wantFault(t, err, fault.NotFound)
	_, err = d.ConversationOf(d.ctx, "none")
	wantFault(t, err, fault.NotFound)
	_, err = d.Case(d.ctx, "c' OR '1'='1")
	wantFault(t, err, fault.NotFound)
	if open, err := d.Open(d.ctx); err != nil || len(open) != 0 {
		t.Errorf("open: %v, %v", open, err)
	}
}

func actThatFails(t *testing.T, d data) {
	d.begin(t, "c")
	before := d.history(t, "c")
	refused := errors.New("refused")
	events, err := d.Update(d.ctx, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Say(chat.Line{Kind: chat.LineClosed}, noon())
		return changed(is.Thread), refused
	})
	if err != refused || events != nil { //nolint:errorlint // as it is, not wrapped
		t.Errorf("got %v, %v", events, err)
	}
	if after := d.history(t, "c"); !reflect.DeepEqual(after, before) {
		t.Errorf("something was written: %+v", after)
	}
}

func actThatChangesNothing(t *testing.T, d data) {
	d.begin(t, "c")
	before := d.history(t, "c")
	if events := d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Name = "somebody else"
		return desk.Change{Conversation: is.Conversation}, nil
	}); len(events) != 0 {
		t.Errorf("events %v", events)
	}
	if after := d.history(t, "c"); !reflect.DeepEqual(after, before) {
		t.Errorf("something was written: %+v", after)
	}
}

func messageIDTaken(t *testing.T, d data) {
	d.begin(t, "c")
	before := d.history(t, "c")
	_, err := d.Update(d.ctx, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Say(chat.Line{Kind: chat.LineClosed}, noon())
		is.Added[0].ID = before.Messages[0].ID
		return changed(is.Thread), nil
	})
	wantFault(t, err, fault.Conflict)
	if after := d.history(t, "c"); !reflect.DeepEqual(after, before) {
		t.Errorf("something was written: %+v", after)
	}
}

// ring writes an interview of a conversation.
func (d data) ring(c chat.ID, i interview.Interview) error {
	_, err := d.Update(d.ctx, desk.About{Conversation: c}, func(is desk.Case) (desk.Change, error) {
		change := changed(is.Thread)
		i.Conversation = string(c)
		change.Interviews = []interview.Interview{i}
		return change, nil
	})
	return err
}

func interviewOfAnother(t *testing.T, d data) {
	d.begin(t, "c")
	d.begin(t, "other")
	ringing := interview.Interview{ID: "i", State: interview.Ringing, Mode: interview.Audio, ByStaff: "s", RungAt: noon()}
	if err := d.ring("c", ringing); err != nil {
		t.Fatal(err)
	}
	before := d.history(t, "other")
	wantFault(t, d.ring("other", ringing), fault.Conflict)
	if after := d.history(t, "other"); !reflect.DeepEqual(after, before) {
		t.Errorf("something was written: %+v", after)
	}
	ended := ringing
	ended.State, ended.EndedAt, ended.Reason = interview.Ended, noon().Add(time.Minute), interview.Missed
	if err := d.ring("c", ended); err != nil {
		t.Fatal(err)
	}
	if is := d.history(t, "c").Interviews; len(is) != 1 || is[0].State != interview.Ended || is[0].Reason != interview.Missed {
		t.Errorf("interviews %+v", is)
	}
}

func interviewsOldestFirst(t *testing.T, d data) {
	d.begin(t, "c")
	for _, i := range []struct {
		id    interview.ID
		after time.Duration
	}{{"z", time.Minute}, {"b", 0}, {"m", time.Minute}, {"a", time.Hour}} {
		if err := d.ring("c", interview.Interview{ID: i.id, State: interview.Ended, RungAt: noon().Add(i.after)}); err != nil {
			t.Fatal(err)
		}
	}
	var order []string
	for _, i := range d.history(t, "c").Interviews {
		order = append(order, string(i.ID))
	}
	if got := strings.Join(order, " "); got != "b m z a" {
		t.Errorf("order %s", got)
	}
}

func eventsAsReturned(t *testing.T, d data) {
	var returned []event.Event
	d.begin(t, "c")
	for range 3 {
		returned = append(returned, d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
			queue := happened(event.Queue, event.TypeQueueInvited, chat.Invited{Conversation: is.Conversation})
			queue.Staff, queue.Subject = true, "c"
			return desk.Change{Conversation: is.Conversation, Events: []event.Event{
				happened(event.Conversation("c"), event.TypeRead, chat.ReadMark{By: chat.ByStaff, UpTo: 1}), queue,
			}}, nil
		})...)
	}
	of := func(s event.Stream) (events []event.Event) {
		return slices.DeleteFunc(slices.Clone(returned), func(e event.Event) bool { return e.Stream != s })
	}
	if got := d.log(t, event.Queue); !reflect.DeepEqual(got, of(event.Queue)) {
		t.Errorf("queue:\n got %+v\nwant %+v", got, of(event.Queue))
	}
	if got := d.log(t, event.Conversation("c"))[2:]; !reflect.DeepEqual(got, of(event.Conversation("c"))) {
		t.Errorf("conversation:\n got %+v\nwant %+v", got, of(event.Conversation("c")))
	}
}

func whatIsOpen(t *testing.T, d data) {
	for i, state := range []chat.State{chat.Waiting, chat.Active, chat.Closed, chat.Left, chat.Answered} {
		c := full()
		c.ID, c.State, c.CreatedAt = chat.ID(state), state, noon().Add(time.Duration(min(i, 3))*time.Minute)
		d.do(t, desk.About{Conversation: c.ID}, func(desk.Case) (desk.Change, error) {
			return changed(chat.Thread{Conversation: c}), nil
		})
	}
	d.begin(t, "another visitor's, and closed since")
	if err := d.ring("closed", interview.Interview{ID: "i", State: interview.Live}); err != nil {
		t.Fatal(err)
	}
	open, err := d.Open(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := []chat.ID{"active", "another visitor's, and closed since", "waiting"}
	if got := slices.Sorted(slices.Values(ids(open))); !slices.Equal(got, want) {
		t.Errorf("open: %v, want %v", got, want)
	}
	left, err := d.Left(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(left); !slices.Equal(got, []chat.ID{"message"}) {
		t.Errorf("left: %v", got)
	}
	theirs, err := d.ByVisitor(d.ctx, account.VisitorID("v"))
	if err != nil {
		t.Fatal(err)
	}
	want = []chat.ID{"answered", "message", "closed", "active", "waiting"}
	if got := ids(theirs); !slices.Equal(got, want) {
		t.Errorf("the visitor's: %v, want %v", got, want)
	}
	if len(theirs[2].Interviews) != 1 || len(theirs[1].Interviews) != 0 {
		t.Errorf("interviews are with another conversation: %+v", theirs)
	}
}

func ids(cases []desk.Case) []chat.ID {
	var all []chat.ID
	for _, c := range cases {
		all = append(all, c.ID)
	}
	return all
}

func waits(t *testing.T, d data) {
	for i, claimed := range []time.Time{{}, noon().Add(-time.Hour), noon(), noon().Add(time.Hour)} {
		c := chat.Conversation{
			ID: chat.ID(rune('a' + i)), ClaimedAt: claimed, WaitingSince: claimed.Add(-time.Duration(i) * time.Minute),
			Topic: "studies", Language: "de", Centre: "namur",
		}
		d.do(t, desk.About{Conversation: c.ID}, func(desk.Case) (desk.Change, error) {
			return changed(chat.Thread{Conversation: c}), nil
		})
	}
	for since, minutes := range map[time.Time][]time.Duration{
		{}:                        {1, 2, 3},
		noon():                    {2, 3},
		noon().Add(2 * time.Hour): nil,
	} {
		var want []chat.Wait
		for _, m := range minutes {
			want = append(want, chat.Wait{Topic: "studies", Language: "de", Centre: "namur", For: m * time.Minute})
		}
		got, err := d.Waits(d.ctx, since)
		slices.SortFunc(got, func(a, b chat.Wait) int { return cmp.Compare(a.For, b.For) })
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("since %v: %v, %v, want %v", since, got, err, want)
		}
	}
}
