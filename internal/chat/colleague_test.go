package chat_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// whisper is a conversation of Anna's into which Carl was asked quietly.
func whisper(t *testing.T) *chat.Thread {
	t.Helper()
	c := in(t, chat.Active)
	carls := chat.PersonOf(carl)
	carls.Quiet = true
	check(t, c.Invite(as(t, c, anna), carls, noon))
	return c
}

func TestWhoReadsAlongIsNotSeen(t *testing.T) {
	c := whisper(t)
	quiet := as(t, c, carl)
	if quiet.Role != chat.Listener || says(c) != "" {
		t.Fatalf("role %v, and it says %q", quiet.Role, says(c))
	}
	if seen := c.Visible().Colleagues; len(seen) != 1 || seen[0].ID != bart.ID {
		t.Errorf("the visitor sees %+v", seen)
	}
	_, err := c.Post(quiet, draft(t, "Psst"), nil, noon)
	expect(t, err, fault.Forbidden)
	before := c.ReadByStaff
	if c.Read(quiet, 99); c.ReadByStaff != before {
		t.Error("the visitor hears that it was read")
	}
	if _, err := c.Note(quiet, draft(t, "Ask for the diploma"), nil, noon); err != nil || len(c.Noted) != 1 {
		t.Errorf("a note of who reads along: %v", err)
	}
	expect(t, c.Close(quiet, noon), fault.Forbidden)
}

func TestWhoReadsAlongMayComeForward(t *testing.T) {
	c := whisper(t)
	expect(t, c.Invite(as(t, c, bart), chat.PersonOf(carl), noon), fault.Forbidden)
	check(t, c.Invite(as(t, c, carl), chat.PersonOf(carl), noon))
	if as(t, c, carl).Role != chat.Colleague || says(c) != "joined Carl;" {
		t.Errorf("it says %q", says(c))
	}
	back := chat.PersonOf(carl)
	back.Quiet = true
	check(t, c.Invite(as(t, c, anna), back, noon))
	if as(t, c, carl).Role != chat.Colleague {
		t.Error("who was seen has become invisible")
	}
}

func TestDepart(t *testing.T) {
	for _, p := range []struct {
		name string
		who  account.Staff
		line string
	}{{"one whom the visitor knew", bart, "left Bart;"}, {"one who read along", carl, ""}} {
		t.Run(p.name, func(t *testing.T) {
			c := whisper(t)
			check(t, c.Depart(as(t, c, p.who), noon))
			if c.RoleOf(account.Actor{Staff: p.who.ID}) != chat.Stranger || says(c) != p.line {
				t.Errorf("still there, or it says %q", says(c))
			}
		})
	}
	c := whisper(t)
	expect(t, c.Depart(as(t, c, anna), noon), fault.Forbidden)
	expect(t, c.Depart(visitor(t, c), noon), fault.Forbidden)
}

func TestNote(t *testing.T) {
	c := in(t, chat.Closed)
	_, err := c.Note(visitor(t, c), draft(t, "a note"), nil, noon)
	expect(t, err, fault.Forbidden)
	first, err := c.Note(as(t, c, anna), draft(t, "a note"), nil, noon)
	check(t, err)
	again, err := c.Note(as(t, c, anna), draft(t, "another text"), &first, noon.Add(time.Minute))
	if err != nil || again != first || len(c.Noted) != 1 {
		t.Errorf("the same note once more: %+v, %v", again, err)
	}
	_, err = c.Note(as(t, c, bart), draft(t, "a note"), &first, noon)
	expect(t, err, fault.Conflict)
	c.Erase(noon)
	_, err = c.Note(as(t, c, anna), draft(t, "a note"), nil, noon)
	expect(t, err, fault.Conflict)
}

func TestWrap(t *testing.T) {
	answered := chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: chat.NextNone}
	for _, p := range []struct {
		name  string
		state chat.State
		by    func(*testing.T, *chat.Thread) chat.Author
		what  chat.WrapUp
		want  fault.Code
	}{
		{"its counsellor, meanwhile", chat.Active, owner, answered, ""},
		{"its counsellor, afterwards", chat.Closed, owner, answered, ""},
		{"a colleague", chat.Active, colleague, answered, fault.Forbidden},
		{"its visitor", chat.Closed, visitor, answered, fault.Forbidden},
		{"no outcome", chat.Closed, owner, chat.WrapUp{Next: chat.NextNone}, fault.Malformed},
		{"an unknown step", chat.Closed, owner, chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: "party"}, fault.Malformed},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := in(t, p.state)
			err := c.Wrap(p.by(t, c), p.what, "", noon)
			if p.want != "" {
				expect(t, err, p.want)
			} else if check(t, err); c.WrapUp == nil || c.WrapUp.By != anna.ID {
				t.Errorf("noted as %+v", c.WrapUp)
			}
		})
	}
}

func owner(t *testing.T, c *chat.Thread) chat.Author     { return as(t, c, anna) }
func colleague(t *testing.T, c *chat.Thread) chat.Author { return as(t, c, bart) }

func TestAPromisedAnswerIsDue(t *testing.T) {
	promise := chat.WrapUp{Outcome: chat.OutcomeContinues, Next: chat.NextFollowUp}
	due := noon.Add(48 * time.Hour)
	c := in(t, chat.Active)
	c.Contact = ""
	expect(t, c.Wrap(owner(t, c), promise, "", noon), fault.ContactRequired)
	check(t, c.Wrap(owner(t, c), promise, "marie@example.org", noon))
	if c.FollowUp(due, noon); c.State != chat.Active {
		t.Fatal("it goes on, and is in the inbox already")
	}
	check(t, c.Close(visitor(t, c), noon))
	c.FollowUp(due, noon)
	if c.State != chat.Left || !c.DueAt.Equal(due) || c.RoleOf(account.Actor{Staff: anna.ID}) != chat.Owner {
		t.Errorf("it is %+v", c.Conversation)
	}
	check(t, c.Wrap(owner(t, c), promise, "", noon))
	expect(t, c.Wrap(owner(t, c), chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: chat.NextNone}, "", noon), fault.Conflict)
}

func TestAConversationThatIsReopenedIsWrappedUpAnew(t *testing.T) {
	c := in(t, chat.Closed)
	check(t, c.Wrap(owner(t, c), chat.WrapUp{Outcome: chat.OutcomeAnswered, Next: chat.NextNone}, "", noon))
	check(t, c.Reopen(visitor(t, c), noon, noon))
	if c.WrapUp != nil {
		t.Errorf("it is wrapped up before it began: %+v", c.WrapUp)
	}
}
