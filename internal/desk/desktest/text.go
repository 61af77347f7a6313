package desktest

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
)

// say adds a message with a text that no rule has cleaned.
func (d data) say(c chat.ID, text string) error {
	_, err := d.Update(d.ctx, desk.About{Conversation: c}, func(is desk.Case) (desk.Change, error) {
		is.Say(chat.Line{Kind: chat.LineClosed}, noon())
		is.Added[0].Text, is.Added[0].Line = chat.Text(text), nil
		return changed(is.Thread), nil
	})
	return err
}

// textsComeBack is CH-3 for a store: what a rule let through comes back as it was.
func textsComeBack(t *testing.T, d data) {
	d.begin(t, "c")
	texts := []string{
		"", " ", "d'accord \"oui\" \\ % _ ? $1 ?;-- {}", "a\u2028b\u2029c", "👩🏽‍🎓 🇧🇪", "e\u0301 é", "\u202eabc", "\ufffd\ufeff",
		"tab\tand\nlines\n", "NULL", strings.Repeat("œ", 5000), "<script>alert(1)</script> &amp;",
	}
	for _, text := range texts {
		if err := d.say("c", text); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	}
	messages := d.history(t, "c").Messages[1:]
	events := d.log(t, event.Conversation("c"))[2:]
	for i, want := range texts {
		if got := string(messages[i].Text); got != want {
			t.Errorf("%q came back as %q", want, got)
		}
		if want := happened("", "", messages[i]).Data; !bytes.Equal(events[2*i].Data, want) {
			t.Errorf("the event has %s, want %s", events[2*i].Data, want)
		}
	}
}

func textsRefused(t *testing.T, d data) {
	d.begin(t, "c")
	before := d.history(t, "c")
	for _, text := range []string{"a\x00b", "\x00", "\xff", "half \xf0\x9f an emoji"} {
		wantFault(t, d.say("c", text), fault.Malformed)
		_, err := d.Case(d.ctx, chat.ID(text))
		wantFault(t, err, fault.Malformed)
	}
	if after := d.history(t, "c"); !reflect.DeepEqual(after, before) {
		t.Errorf("something was written: %+v", after)
	}
}

func erased(t *testing.T, d data) {
	ada := d.counsellor(t, "Ada")
	for _, c := range []chat.ID{"c", "other"} {
		d.begin(t, c)
		if err := d.claim(c, ada); err != nil {
			t.Fatal(err)
		}
		d.do(t, desk.About{Conversation: c}, func(is desk.Case) (desk.Change, error) {
			greeting := draft(t, "Bonjour Zoé").With(chat.Attachment{ID: "f", Name: "Zoé.pdf"})
			if _, err := is.Post(chat.Author{Role: chat.Owner, Person: chat.PersonOf(ada), Name: ada.Name}, greeting, nil, noon()); err != nil {
				return desk.Change{}, err
			}
			change := changed(is.Thread)
			queue := happened(event.Queue, event.TypeQueueLeft, "Zoé")
			queue.Subject = string(c)
			change.Events = append(change.Events, queue)
			return change, nil
		})
	}
	other, before := d.history(t, "other"), d.history(t, "c")
	d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Thread.Erase(noon())
		change := changed(is.Thread)
		change.Erase = true
		return change, nil
	})
	if after := d.history(t, "other"); !reflect.DeepEqual(after, other) {
		t.Errorf("another conversation changed: %+v", after)
	}
	wantErasedMessages(t, d.history(t, "c"), len(before.Messages)+1)
	wantErasedEvents(t, d.log(t, event.Conversation("c")), int(before.Seq))
	queue := d.log(t, event.Queue)
	wantNumbered(t, queue, 2)
	if queue[0].Type != event.TypeErased || string(queue[0].Data) != "{}" || queue[1].Type != event.TypeQueueLeft {
		t.Errorf("the queue has %+v", queue)
	}
}

func wantErasedMessages(t *testing.T, h desk.History, n int) {
	t.Helper()
	if len(h.Messages) != n || h.Name != "" || h.FirstMessage != "" {
		t.Errorf("left of the conversation: %+v", h)
	}
	for _, m := range h.Messages {
		if m.Text != "" || m.Attachment != nil || m.Author == chat.ByVisitor && m.Name != "" {
			t.Errorf("left of a message: %+v", m)
		}
		if m.Author == chat.ByStaff && m.Name == "" {
			t.Error("the counsellor's name is gone")
		}
		if m.Author == chat.BySystem && m.Line == nil {
			t.Error("a line is gone")
		}
	}
}

// wantErasedEvents holds that the first n are erased, under their numbers, and
// those of the erasing itself are not.
func wantErasedEvents(t *testing.T, events []event.Event, n int) {
	t.Helper()
	wantNumbered(t, events, n+2)
	for i, e := range events {
		if gone := e.Type == event.TypeErased && string(e.Data) == "{}"; gone != (i < n) {
			t.Errorf("event %d of %d: %s %s", i+1, n, e.Type, e.Data)
		}
	}
}

func accounts(t *testing.T, d data) {
	want := account.Staff{
		ID: "s", Email: "Ada.L@Centre.example", Name: "Ada", Centre: "namur", Body: "Cap Avenir",
		Topics: topics("studies", "other"), Languages: []string{"fr", "de"}, Capacity: 5, Declared: account.Busy,
	}
	if err := d.SaveStaff(d.ctx, want, "hash"); err != nil {
		t.Fatal(err)
	}
	got, err := d.Staff(d.ctx, "s")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("account %+v, %v, want %+v", got, err, want)
	}
	want.Name, want.Topics = "Adèle", nil
	if err := d.SaveStaff(d.ctx, want, ""); err != nil {
		t.Fatal(err)
	}
	got, hash, err := d.Credential(d.ctx, "ADA.l@centre.EXAMPLE")
	if err != nil || !reflect.DeepEqual(got, want) || hash != "hash" {
		t.Errorf("credential %+v, %q, %v", got, hash, err)
	}
	after, err := d.Declare(d.ctx, "s", account.Away)
	want.Declared = account.Away
	if err != nil || !reflect.DeepEqual(after, want) {
		t.Errorf("declared %+v, %v", after, err)
	}
	_, err = d.Staff(d.ctx, "none")
	wantFault(t, err, fault.NotFound)
	_, err = d.Declare(d.ctx, "none", account.Away)
	wantFault(t, err, fault.NotFound)
	_, _, err = d.Credential(d.ctx, "none@centre.example")
	wantFault(t, err, fault.NotFound)
}
