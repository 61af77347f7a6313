package desktest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
)

func begunOnce(t *testing.T, d data) {
	const tries = 20
	begun := waiting(t, "c", noon())
	for _, err := range together(tries, func(int) error {
		_, err := d.Update(d.ctx, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
			if is.ID != "" {
				return desk.Change{}, nil
			}
			return changed(begun), nil
		})
		return err
	}) {
		if err != nil {
			t.Errorf("begin: %v", err)
		}
	}
	if n := len(d.history(t, "c").Messages); n != 1 {
		t.Errorf("%d first messages", n)
	}
	wantNumbered(t, d.log(t, event.Conversation("c")), 2)
}

func claimedOnce(t *testing.T, d data) {
	d.begin(t, "c")
	two := []account.Staff{d.counsellor(t, "Ada"), d.counsellor(t, "Bo")}
	failed := together(20, func(i int) error { return d.claim("c", two[i%2]) })
	owner := d.history(t, "c").Counsellor
	for i, err := range failed {
		if two[i%2].ID == owner.ID {
			if err != nil {
				t.Errorf("the owner's own claim: %v", err)
			}
			continue
		}
		taken, ok := errors.AsType[*fault.Error](err)
		if !ok || taken.Code != fault.Taken || taken.By != owner.Name {
			t.Errorf("the slower one got %v, want taken by %s", err, owner.Name)
		}
	}
	wantNumbered(t, d.log(t, event.Conversation("c")), 4)
}

func placesNotExceeded(t *testing.T, d data) {
	const waiting, places = 8, 3
	for i := range waiting {
		d.begin(t, chat.ID(fmt.Sprint("c", i)))
	}
	ada := d.counsellor(t, "Ada")
	taken := 0
	for _, err := range together(waiting, func(i int) error { return d.claim(chat.ID(fmt.Sprint("c", i)), ada) }) {
		if err == nil {
			taken++
		} else {
			wantFault(t, err, fault.Full)
		}
	}
	if taken != places {
		t.Errorf("%d chats for %d places", taken, places)
	}
}

// post adds a message as the visitor, or finds it there.
func (d data) post(c chat.ID, m chat.Draft) (chat.Message, error) {
	var posted chat.Message
	_, err := d.Update(d.ctx, desk.About{Conversation: c, Message: m.ID()}, func(is desk.Case) (desk.Change, error) {
		var err error
		posted, err = is.Post(chat.Author{Role: chat.Visitor}, m, is.Sent, noon())
		if err != nil || is.Sent != nil {
			return desk.Change{}, err
		}
		return changed(is.Thread), nil
	})
	return posted, err
}

// OP-3: 60 writers at once that read first, and none finds the database locked.
func numberedWithoutGaps(t *testing.T, d data) {
	const posts = 30
	d.begin(t, "c")
	drafts := make([]chat.Draft, posts)
	for i := range drafts {
		drafts[i] = draft(t, fmt.Sprint("message ", i))
	}
	// Each twice, as a page does that did not hear the answer.
	for _, err := range together(2*posts, func(i int) error {
		_, err := d.post("c", drafts[i/2])
		return err
	}) {
		if err != nil {
			t.Errorf("post: %v", err)
		}
	}
	h := d.history(t, "c")
	if len(h.Messages) != posts+1 || h.LastMessage != posts+1 {
		t.Fatalf("%d messages, the last is number %d, want %d", len(h.Messages), h.LastMessage, posts+1)
	}
	for i, m := range h.Messages {
		if m.Number != uint64(i+1) {
			t.Fatalf("message %d has number %d", i+1, m.Number)
		}
	}
	wantNumbered(t, d.log(t, event.Conversation("c")), 2+2*posts)
}

func sentTwice(t *testing.T, d data) {
	d.begin(t, "c")
	m := draft(t, "Une fois")
	first, err := d.post("c", m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.post("c", m)
	if err != nil || again != first {
		t.Errorf("the second answer is %+v, %v, want %+v", again, err, first)
	}
	d.begin(t, "other")
	elsewhere, err := d.post("other", m)
	if err != nil || elsewhere.Conversation != "other" {
		t.Errorf("the same id in another conversation: %+v, %v", elsewhere, err)
	}
}

func queueWithoutGaps(t *testing.T, d data) {
	const visitors = 24
	for _, err := range together(visitors, func(i int) error {
		c := chat.ID(fmt.Sprint("c", i))
		_, err := d.Update(d.ctx, desk.About{Conversation: c}, func(desk.Case) (desk.Change, error) {
			change := changed(waiting(t, c, noon()))
			change.Events = append(change.Events, happened(event.Queue, event.TypeQueueEntered, c))
			return change, nil
		})
		return err
	}) {
		if err != nil {
			t.Errorf("begin: %v", err)
		}
	}
	wantNumbered(t, d.log(t, event.Queue), visitors)
}

func historyOfOneMoment(t *testing.T, d data) {
	const posts = 20
	d.begin(t, "c")
	for _, err := range together(2*posts, func(i int) error {
		if i%2 == 0 {
			_, err := d.post("c", draft(t, id.New()))
			return err
		}
		h, err := d.History(d.ctx, "c")
		if err == nil && (len(h.Messages) != int(h.LastMessage) || h.Seq != 2*h.LastMessage) {
			err = fmt.Errorf("%d messages, the last is number %d, at event %d", len(h.Messages), h.LastMessage, h.Seq)
		}
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
}

func declaring(t *testing.T, d data) {
	ada := d.counsellor(t, "Ada")
	says := []account.Presence{account.Available, account.Away}
	for _, err := range together(20, func(i int) error {
		after, err := d.Declare(d.ctx, ada.ID, says[i%2])
		if err == nil && after.Declared != says[i%2] {
			err = fmt.Errorf("said %s, got %s", says[i%2], after.Declared)
		}
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
}

func requeued(t *testing.T, d data) {
	d.begin(t, "c")
	ada := d.counsellor(t, "Ada")
	if err := d.claim("c", ada); err != nil {
		t.Fatal(err)
	}
	lost, back := noon().Add(2*time.Minute), noon().Add(4*time.Minute)
	d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Lose(lost)
		return changed(is.Thread), nil
	})
	if at := d.history(t, "c").LostAt; !at.Equal(lost) {
		t.Errorf("lost at %v, want %v", at, lost)
	}
	d.do(t, desk.About{Conversation: "c"}, func(is desk.Case) (desk.Change, error) {
		is.Requeue(back)
		return changed(is.Thread), nil
	})
	if is := d.history(t, "c"); is.State != chat.Waiting || !is.Front || !is.LostAt.IsZero() || is.Counsellor.ID != "" {
		t.Errorf("requeued: %+v", is.Conversation)
	}
	if err := d.claim("c", d.counsellor(t, "Bo")); err != nil {
		t.Errorf("claim after requeue: %v", err)
	}
}
