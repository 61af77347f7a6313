package outboxtest

import (
	"testing"
	"time"

	"miti/internal/outbox"
)

func withdrawn(t *testing.T, q queue) {
	l := envelope().FollowUpAnswer(3)
	q.write(t, l)
	q.withdraw(t, l.Key, "no such key")
	q.none(t)
}

func writtenAgain(t *testing.T, q queue) {
	first, second := envelope().FollowUpAnswer(3), envelope().FollowUpAnswer(3)
	second.To, second.Due = "bea@mail.example", noon().Add(time.Hour)
	q.write(t, first)
	if err := q.Write(t.Context(), []string{first.Key}, []outbox.Letter{second}, nil); err != nil {
		t.Fatal(err)
	}
	if _, ok := q.lease(t, "a", noon()); ok {
		t.Error("the former letter was sent")
	}
	got, ok := q.lease(t, "a", second.Due)
	if !ok || got.ID != first.ID || got.To != second.To {
		t.Errorf("got %+v", got)
	}
}

func withdrawnOnItsWay(t *testing.T, q queue) {
	l := envelope().FollowUpAnswer(3)
	q.write(t, l)
	for _, r := range []outbox.Result{outbox.Later, outbox.Failed, outbox.Unneeded} {
		q.write(t, l)
		got, ok := q.lease(t, "a", noon().Add(24*time.Hour))
		if !ok {
			t.Fatalf("before %s it was not queued", r)
		}
		q.withdraw(t, l.Key)
		q.settle(t, got, "a", r)
		q.none(t)
	}
}

func sentThoughWithdrawn(t *testing.T, q queue) {
	l := envelope().FollowUpAnswer(3)
	q.write(t, l)
	got, _ := q.lease(t, "a", noon())
	q.withdraw(t, l.Key)
	q.write(t, l)
	if _, ok := q.lease(t, "b", noon()); ok {
		t.Error("it was given out while it is on its way")
	}
	q.settle(t, got, "a", outbox.Sent)
	q.none(t)
	q.write(t, l)
	q.none(t)
}

func erased(t *testing.T, q queue) {
	other := envelope()
	other.About = "d"
	q.write(t, envelope().FollowUpAnswer(3), other.FollowUpAnswer(3))
	if err := q.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l, ok := q.lease(t, "a", noon()); !ok || l.About != "d" {
		t.Errorf("the letter about another conversation is %+v", l)
	}
	if l, ok := q.lease(t, "b", noon()); ok {
		t.Errorf("%s is sent", l.Key)
	}
}
