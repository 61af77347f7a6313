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

func TestACounsellorWhoDoesNotAnswer(t *testing.T) {
	c := in(t, chat.Active)
	asked := noon.Add(chat.AskAfter)
	if c.Ask(asked.Add(-1)); !c.AskedAt.IsZero() {
		t.Fatal("asked too early")
	}
	if c.Ask(asked); !c.AskedAt.Equal(asked) {
		t.Fatal("not asked")
	}
	c.Stay(asked.Add(time.Minute))
	if c.Move(asked.Add(chat.MoveAfter)); c.State != chat.Active || !c.AskedAt.IsZero() {
		t.Fatalf("they said that they are there: %+v", c.Conversation)
	}
	asked = asked.Add(time.Minute + chat.AskAfter)
	c.Ask(asked)
	if c.Move(asked.Add(chat.MoveAfter - 1)); c.State != chat.Active {
		t.Fatal("they had a moment left")
	}
	moved := asked.Add(chat.MoveAfter)
	if c.Move(moved); c.State != chat.Waiting || !c.Front || c.Counsellor.ID != "" || says(c) != "moved Anna;" {
		t.Errorf("it is %+v and says %q", c.Conversation, says(c))
	}
	if c.Seek([]chat.Candidate{free(anna, 0, 0), free(carl, 2, 0)}, moved); c.Offer.To != carl.ID {
		t.Errorf("it rings at %q", c.Offer.To)
	}
	if check(t, c.Claim(carl, 0, moved)); c.Unanswered(moved) || !c.Unanswered(moved.Add(chat.AskAfter)) {
		t.Error("the next one has the same time to answer")
	}
}

func TestWhoIsNotAskedWhetherTheyAreThere(t *testing.T) {
	late := noon.Add(time.Hour)
	for name, first := range map[string]func(c *chat.Thread){
		"who has answered":             func(c *chat.Thread) { _, _ = c.Post(as(t, c, anna), draft(t, "Bonjour"), nil, late) },
		"who talks to the visitor":     func(c *chat.Thread) { c.Heard(late) },
		"who is lost":                  func(c *chat.Thread) { c.Lose(late) },
		"whose visitor is not there":   func(c *chat.Thread) { c.LoseVisitor(late) },
		"whose conversation has ended": func(c *chat.Thread) { _ = c.Close(as(t, c, anna), late) },
	} {
		c := in(t, chat.Active)
		if !c.Unanswered(late) {
			t.Fatal("somebody waits for an answer")
		}
		if first(c); c.Unanswered(late) {
			t.Errorf("%s is", name)
		}
	}
}

func TestAVisitorWhoIsGoneKeepsThePlaceForAWhile(t *testing.T) {
	c := in(t, chat.Waiting)
	c.DueAt = noon.Add(48 * time.Hour)
	c.LoseVisitor(noon)
	c.FindVisitor()
	if c.Vacate(noon.Add(chat.PlaceFor)); c.State != chat.Waiting {
		t.Fatal("the visitor had come back")
	}
	c.LoseVisitor(noon)
	if c.Vacate(noon.Add(chat.PlaceFor - 1)); c.State != chat.Waiting {
		t.Fatal("the visitor had a moment left")
	}
	c.Vacate(noon.Add(chat.PlaceFor))
	if c.State != chat.Left || !c.DueAt.Equal(noon.Add(48*time.Hour)) || says(c) != "left_queue ;" {
		t.Fatalf("it is %+v and says %q", c.Conversation, says(c))
	}
	back := noon.Add(time.Hour)
	check(t, c.Reopen(visitor(t, c), back.Add(time.Hour), back))
	if c.State != chat.Waiting || c.Front || !c.WaitingSince.Equal(back) || !c.DueAt.Equal(noon.Add(48*time.Hour)) {
		t.Errorf("who comes back waits as %+v", c.Conversation)
	}
}
