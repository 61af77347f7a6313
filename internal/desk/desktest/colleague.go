package desktest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/reply"
)

// note writes a note of Ada's.
func (d data) note(c chat.ID, n chat.Note) error {
	_, err := d.Update(d.ctx, desk.About{Conversation: c}, func(is desk.Case) (desk.Change, error) {
		return desk.Change{
			Conversation: is.Conversation, Notes: []chat.Note{n},
			Events: []event.Event{happened(event.Conversation(string(c)), event.TypeNote, n)},
		}, nil
	})
	return err
}

func notedTwice(t *testing.T, d data) {
	d.begin(t, "c")
	d.begin(t, "other")
	n := chat.Note{Conversation: "c", ID: "n", By: chat.Person{ID: "s", Name: "Ada", Centre: "namur"}, At: noon(), Text: "Bonjour"}
	if err := d.note("c", n); err != nil {
		t.Fatal(err)
	}
	for c, want := range map[chat.ID]*chat.Note{"c": &n, "other": nil} {
		d.do(t, desk.About{Conversation: c, Note: "n"}, func(is desk.Case) (desk.Change, error) {
			if !reflect.DeepEqual(is.Kept, want) {
				t.Errorf("%s has %+v, want %+v", c, is.Kept, want)
			}
			return desk.Change{}, nil
		})
	}
	wantFault(t, d.note("c", n), fault.Conflict)
	of := n
	of.Conversation = "other"
	if err := d.note("other", of); err != nil {
		t.Errorf("the id is another conversation's, too: %v", err)
	}
	if got := d.history(t, "c").Notes; !reflect.DeepEqual(got, []chat.Note{n}) {
		t.Errorf("notes %+v", got)
	}
}

func unwrapped(t *testing.T, d data) {
	for _, c := range []struct {
		id     chat.ID
		change func(*chat.Conversation)
	}{
		{"second", func(*chat.Conversation) {}},
		{"first", func(c *chat.Conversation) { c.ClosedAt = noon() }},
		{"long ago", func(c *chat.Conversation) { c.ClosedAt = noon().Add(-time.Hour) }},
		{"somebody else's", func(c *chat.Conversation) { c.Counsellor.ID = "s2" }},
		{"still active", func(c *chat.Conversation) { c.State, c.ClosedAt = chat.Active, time.Time{} }},
		{"done", func(c *chat.Conversation) {
			c.WrapUp = &chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: chat.NextNone}
		}},
		{"erased", func(c *chat.Conversation) { c.ErasedAt = noon() }},
	} {
		closed := full()
		closed.ID, closed.State, closed.ClosedAt, closed.ErasedAt, closed.WrapUp = c.id, chat.Closed, noon().Add(time.Minute), time.Time{}, nil
		c.change(&closed)
		d.do(t, desk.About{Conversation: c.id}, func(desk.Case) (desk.Change, error) {
			return changed(chat.Thread{Conversation: closed}), nil
		})
	}
	found, err := d.Unwrapped(d.ctx, "s", noon())
	if got := ids(found); err != nil || !slices.Equal(got, []chat.ID{"first", "second"}) {
		t.Errorf("to be wrapped up: %v, %v", got, err)
	}
}

func replies(t *testing.T, d data) {
	hello := reply.Reply{ID: "h", Shortcut: "hello", Texts: map[string]string{"fr": "Bonjour {visitor}", "de": "Guten Tag"}}
	bye := reply.Reply{ID: "b", Shortcut: "bye", Texts: map[string]string{"nl": "Dag"}, Centre: "namur"}
	for _, r := range []reply.Reply{hello, bye} {
		if err := d.SaveReply(d.ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	hello.Texts["fr"] = "Bonjour"
	if err := d.SaveReply(d.ctx, hello); err != nil {
		t.Fatal(err)
	}
	all, err := d.Replies(d.ctx, "s")
	if err != nil || !reflect.DeepEqual(all, []reply.Reply{bye, hello}) {
		t.Errorf("replies %+v, %v", all, err)
	}
	taken := reply.Reply{ID: "x", Shortcut: "hello", Texts: hello.Texts}
	wantFault(t, d.SaveReply(d.ctx, taken), fault.Conflict)
	taken.Centre = "namur"
	if err := d.SaveReply(d.ctx, taken); err != nil {
		t.Errorf("a centre has a reply of the same name: %v", err)
	}
	own := taken
	own.ID, own.Centre, own.Staff = "o", "", "s"
	if err := d.SaveReply(d.ctx, own); err != nil {
		t.Errorf("somebody has a reply of the same name: %v", err)
	}
	for of, want := range map[account.StaffID]int{"s": 4, "s2": 3} {
		if all, err := d.Replies(d.ctx, of); err != nil || len(all) != want {
			t.Errorf("%s has %+v, %v", of, all, err)
		}
	}
	for range 2 {
		if err := d.RemoveReply(d.ctx, "h"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = d.Reply(d.ctx, "h")
	wantFault(t, err, fault.NotFound)
}
