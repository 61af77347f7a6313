package chat_test

import (
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
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
	waits := func(topic centre.TopicID, all ...int) (waits []chat.Wait) {
		for _, m := range all {
			waits = append(waits, chat.Wait{Topic: topic, Language: "fr", For: time.Duration(m) * time.Minute})
		}
		return waits
	}
	both := account.Staff{ID: "a", Topics: []centre.TopicID{"studies", "training"}, Languages: []string{"fr"}}
	other := account.Staff{ID: "b", Topics: []centre.TopicID{"business"}, Languages: []string{"fr"}}
	for _, p := range []struct {
		name     string
		waits    []chat.Wait
		from, to time.Duration
	}{
		{"nobody waited", nil, 0, 0},
		{"four are too few", waits("studies", 1, 2, 3, 4), 0, 0},
		{"the middle of five", waits("studies", 9, 1, 5, 3, 7), 3 * time.Minute, 7 * time.Minute},
		{"one who waited for an hour does not count", waits("studies", 2, 2, 2, 60, 3, 3, 4, 4), 2 * time.Minute, 4 * time.Minute},
		{
			"those of another topic do not count where there are enough",
			append(waits("studies", 9, 1, 5, 3, 7), waits("training", 40, 40, 40, 40, 40, 40)...), 3 * time.Minute, 7 * time.Minute,
		},
		{
			"where there are not, those who waited for the same counsellors do",
			append(waits("studies", 5), waits("training", 20, 20, 20, 20)...), 20 * time.Minute, 20 * time.Minute,
		},
		{"those who waited for others never", append(waits("studies", 5), waits("business", 20, 20, 20, 20)...), 0, 0},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := chat.Conversation{ID: "c", State: chat.Waiting, Topic: "studies", Language: "fr"}
			if from, to := chat.Estimate(c, p.waits, []account.Staff{both, other}); from != p.from || to != p.to {
				t.Errorf("got %s to %s", from, to)
			}
		})
	}
}
