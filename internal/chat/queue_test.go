package chat_test

import (
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
)

func TestQueue(t *testing.T) {
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	waiting := []chat.Conversation{
		{ID: "d", Language: "fr", WaitingSince: at(3)}, {ID: "b", Language: "fr", WaitingSince: at(9), Front: true},
		{ID: "c", Language: "fr", WaitingSince: at(1)}, {ID: "a", Language: "fr", WaitingSince: at(8), Front: true}, {ID: "e", Language: "fr", WaitingSince: at(3)},
	}
	for i, id := range []chat.ID{"a", "b", "c", "d", "e"} {
		j := slices.IndexFunc(waiting, func(c chat.Conversation) bool { return c.ID == id })
		if got := chat.Position(waiting[j], waiting, []account.Staff{anna}); got != i+1 {
			t.Errorf("%s is at %d, want %d", id, got, i+1)
		}
	}
	if !slices.IsSortedFunc([]chat.Conversation{waiting[3], waiting[1], waiting[2], waiting[0], waiting[4]}, chat.InOrder) {
		t.Error("the order is another one than the positions")
	}
}

func TestWhoIsServedByOthersIsNotAhead(t *testing.T) {
	dutch := account.Staff{ID: "jan", Languages: []string{"nl"}}
	both := account.Staff{ID: "eva", Languages: []string{"fr", "nl"}}
	waiting := []chat.Conversation{
		{ID: "a", Language: "fr", WaitingSince: noon}, {ID: "b", Language: "nl", WaitingSince: noon.Add(time.Second)},
	}
	for _, p := range []struct {
		name  string
		staff []account.Staff
		want  int
	}{
		{"nobody could serve both", []account.Staff{anna, dutch}, 1},
		{"somebody could", []account.Staff{anna, dutch, both}, 2},
		{"nobody is there for either", nil, 1},
	} {
		t.Run(p.name, func(t *testing.T) {
			if got := chat.Position(waiting[1], waiting, p.staff); got != p.want {
				t.Errorf("at %d, want %d", got, p.want)
			}
		})
	}
}

func TestEstimate(t *testing.T) {
	minutes := func(all ...int) (waits []time.Duration) {
		for _, m := range all {
			waits = append(waits, time.Duration(m)*time.Minute)
		}
		return waits
	}
	for _, p := range []struct {
		name     string
		waits    []time.Duration
		from, to time.Duration
	}{
		{"nobody waited", nil, 0, 0},
		{"four are too few", minutes(1, 2, 3, 4), 0, 0},
		{"the middle of five", minutes(9, 1, 5, 3, 7), 3 * time.Minute, 7 * time.Minute},
		{"one who waited for an hour does not count", minutes(2, 2, 2, 60, 3, 3, 4, 4), 2 * time.Minute, 4 * time.Minute},
	} {
		t.Run(p.name, func(t *testing.T) {
			if from, to := chat.Estimate(p.waits); from != p.from || to != p.to {
				t.Errorf("got %s to %s", from, to)
			}
		})
	}
}
