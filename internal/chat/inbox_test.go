package chat_test

import (
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// followUp is a question of Marie's that Anna answers by the next day.
func followUp(t *testing.T) *chat.Thread {
	c := in(t, chat.Left)
	c.DueAt = noon.Add(24 * time.Hour)
	c.Assign(chat.PersonOf(anna), noon)
	return c
}

var chief = account.Staff{ID: "chief", Name: "Chef", Centre: "charleroi", Coordinator: true}

func TestWhoMayTakeAFollowUp(t *testing.T) {
	for _, p := range []struct {
		name   string
		change func(c *chat.Thread)
		by     account.Staff
		want   fault.Code
	}{
		{"nobody's", func(c *chat.Thread) { c.Disown() }, bart, ""},
		{"one's own", func(*chat.Thread) {}, anna, ""},
		{"a colleague's who has time", func(*chat.Thread) {}, bart, fault.Taken},
		{"a colleague's that is due soon", func(c *chat.Thread) { c.Warn(noon.Add(time.Minute)) }, bart, ""},
		{"one that a colleague took since the warning", func(c *chat.Thread) {
			c.Warn(noon.Add(time.Minute))
			check(t, c.Take(carl, noon.Add(2*time.Minute)))
		}, bart, fault.Taken},
		{"one that a colleague took, and that is late all the same", func(c *chat.Thread) {
			c.Warn(noon.Add(time.Minute))
			check(t, c.Take(carl, noon.Add(2*time.Minute)))
			c.DueAt = noon.Add(3 * time.Minute)
			c.Overdue(noon.Add(3 * time.Minute))
		}, bart, ""},
		{"that of the coordinator's centre", func(*chat.Thread) {}, chief, ""},
		{"another centre's", func(c *chat.Thread) { c.Centre = "liege" }, chief, fault.Taken},
		{"one that is answered", func(c *chat.Thread) { check(t, c.Phoned(as(t, c, anna), noon)) }, bart, fault.Conflict},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := followUp(t)
			p.change(c)
			err := c.Take(p.by, noon.Add(time.Hour))
			if p.want != "" {
				expect(t, err, p.want)
				return
			}
			check(t, err)
			if c.Counsellor.ID != p.by.ID || !chat.InInbox(p.by, c.Conversation) {
				t.Errorf("it is %+v", c.Counsellor)
			}
		})
	}
}

func TestHandingOnKeepsTheDueTime(t *testing.T) {
	for _, p := range []struct {
		name string
		by   account.Staff
		to   chat.Receiver
		want fault.Code
		owns account.StaffID
	}{
		{"to a person", anna, chat.Receiver{To: chat.PersonOf(carl)}, "", "carl"},
		{"to a topic", anna, chat.Receiver{Topic: "studies"}, "", ""},
		{"to a centre, by the coordinator", chief, chat.Receiver{Centre: "liege"}, "", ""},
		{"by somebody whose it is not", bart, chat.Receiver{Centre: "liege"}, fault.Forbidden, ""},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := followUp(t)
			due := c.DueAt
			err := c.HandOn(p.by, p.to, noon)
			if p.want != "" {
				expect(t, err, p.want)
				return
			}
			check(t, err)
			if c.Counsellor.ID != p.owns || !c.DueAt.Equal(due) {
				t.Errorf("it is %+v", c.Conversation)
			}
			if p.owns == "" && !slices.Equal(c.Offer.Tried, []account.StaffID{"anna"}) {
				t.Errorf("it could go back to who handed it on: %v", c.Offer.Tried)
			}
		})
	}
}

func TestTheVisitorGoesOn(t *testing.T) {
	due := noon.Add(100 * time.Hour)
	for _, p := range []struct {
		name  string
		state chat.State
		after time.Duration
		want  chat.State
	}{
		{"after the answer", chat.Answered, time.Hour, chat.Left},
		{"after the conversation", chat.Closed, chat.ReopenFor - time.Second, chat.Left},
		{"too late", chat.Closed, chat.ReopenFor, chat.Closed},
		{"while it goes on", chat.Active, time.Hour, chat.Active},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := followUp(t)
			if p.state == chat.Answered {
				_, err := c.Post(as(t, c, anna), draft(t, "Voici"), nil, noon)
				check(t, err)
			} else {
				c = in(t, p.state)
			}
			c.GoOn(visitor(t, c), due, noon.Add(p.after))
			if c.State != p.want || c.Counsellor.ID != "anna" {
				t.Errorf("it is %s of %q", c.State, c.Counsellor.ID)
			}
			if p.want == chat.Left && !c.DueAt.Equal(due) {
				t.Errorf("it is due at %v", c.DueAt)
			}
		})
	}
}

func TestAWarningAndALateMarkAreGivenOnce(t *testing.T) {
	c := followUp(t)
	c.Overdue(c.DueAt.Add(-time.Second))
	if !c.LateAt.IsZero() {
		t.Fatal("late before it is due")
	}
	c.Warn(noon)
	c.Overdue(c.DueAt)
	c.Warn(c.DueAt.Add(time.Hour))
	c.Overdue(c.DueAt.Add(time.Hour))
	if !c.WarnedAt.Equal(noon) || !c.LateAt.Equal(c.DueAt) {
		t.Errorf("warned at %v, late at %v", c.WarnedAt, c.LateAt)
	}
	_, err := c.Post(as(t, c, anna), draft(t, "Enfin"), nil, c.DueAt.Add(time.Hour))
	check(t, err)
	if c.State != chat.Answered || !c.LateAt.IsZero() || !c.DueAt.IsZero() {
		t.Errorf("answered, it is %+v", c.Conversation)
	}
}
