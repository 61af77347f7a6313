package desktest

import (
	"maps"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
)

func lastAssigned(t *testing.T, d data) {
	for c, is := range map[chat.ID]struct {
		to account.StaffID
		at time.Time
	}{
		"first": {"a", noon()}, "later": {"a", noon().Add(time.Hour)}, "another's": {"b", noon()}, "never one": {"c", time.Time{}},
	} {
		d.do(t, desk.About{Conversation: c}, func(desk.Case) (desk.Change, error) {
			return changed(chat.Thread{Conversation: chat.Conversation{ID: c, State: chat.Answered, Counsellor: chat.Person{ID: is.to}, AssignedAt: is.at}}), nil
		})
	}
	got, err := d.LastAssigned(d.ctx)
	want := map[account.StaffID]time.Time{"a": noon().Add(time.Hour), "b": noon()}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
