package chat_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
)

func TestALostCounsellor(t *testing.T) {
	lost := noon.Add(time.Minute)
	c := in(t, chat.Active)
	c.Lose(lost)
	if c.Requeue(lost.Add(chat.LostFor - 1)); c.State != chat.Active {
		t.Fatal("the counsellor had a moment left")
	}
	c.Find()
	if c.Requeue(lost.Add(chat.LostFor)); c.State != chat.Active {
		t.Fatal("the counsellor had come back")
	}
	c.Lose(lost)
	if !c.Requeue(lost.Add(chat.LostFor)) || c.State != chat.Waiting || !c.Front || c.Counsellor.ID != "" || !c.LostAt.IsZero() {
		t.Errorf("it is %+v", c.Conversation)
	}
	if says(c) != "requeued Anna;" {
		t.Errorf("it says %q", says(c))
	}
	if c.RoleOf(account.Actor{Staff: anna.ID}) != chat.Stranger {
		t.Error("the lost counsellor still takes part")
	}
	if check(t, c.Claim(bart, 0, noon)); c.RoleOf(account.Actor{Staff: bart.ID}) != chat.Owner || c.Front {
		t.Error("a colleague who takes it over is its owner")
	}
}
