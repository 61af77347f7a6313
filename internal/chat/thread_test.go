package chat_test

import (
	"reflect"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
)

var noon = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

var (
	marie  = account.Actor{Visitor: "marie"}
	anna   = account.Staff{ID: "anna", Name: "Anna", Centre: "charleroi", Languages: []string{"fr"}, Capacity: 3}
	bart   = account.Staff{ID: "bart", Name: "Bart", Centre: "namur", Languages: []string{"fr"}, Capacity: 3}
	carl   = account.Staff{ID: "carl", Name: "Carl", Centre: "liege", Languages: []string{"fr"}, Capacity: 3}
	nobody account.Staff
)

func draft(t interface{ Fatal(...any) }, text string) chat.Draft {
	d, err := chat.NewDraft(chat.MessageID(id.New()), text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// in brings a new conversation of Marie's into a state. Anna has it when it is
// active; Bart is her colleague in it.
func in(t *testing.T, s chat.State) *chat.Thread {
	t.Helper()
	c := chat.Begin(chat.Beginning{
		ID: "c", Visitor: marie.Visitor, Language: "fr", Name: "Marie", Contact: "marie@example.org",
		First: draft(t, "Bonjour"), Leave: s == chat.Left,
	}, noon)
	if s == chat.Active || s == chat.Closed {
		check(t, c.Claim(anna, 0, noon))
		check(t, c.Invite(as(t, &c, anna), chat.PersonOf(bart), noon))
	}
	if s == chat.Closed {
		check(t, c.Close(visitor(t, &c), noon))
	}
	if c.State != s {
		t.Fatalf("it is %s, want %s", c.State, s)
	}
	c.Added = nil
	return &c
}

func visitor(t *testing.T, c *chat.Thread) chat.Author {
	t.Helper()
	a, err := c.As(marie, nobody)
	check(t, err)
	return a
}

func as(t *testing.T, c *chat.Thread, s account.Staff) chat.Author {
	t.Helper()
	a, err := c.As(account.Actor{Staff: s.ID}, s)
	check(t, err)
	return a
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// says are the kinds of the lines that were added.
func says(c *chat.Thread) string {
	kinds := ""
	for _, m := range c.Added {
		if m.Line != nil {
			kinds += m.Line.Kind + " " + m.Line.Name + ";"
		}
	}
	return kinds
}

func TestBegin(t *testing.T) {
	c := chat.Begin(chat.Beginning{ID: "c", Visitor: "marie", Language: "fr", First: draft(t, "Bonjour"), Leave: true, Contact: "a@b.eu"}, noon)
	if c.State != chat.Left || c.Contact != "a@b.eu" || len(c.Added) != 2 || says(&c) != "message_left ;" {
		t.Errorf("a message is %+v", c)
	}
	if c.Added[0].Text != "Bonjour" || c.FirstMessage != "Bonjour" || c.ReadByVisitor != 1 || c.ReadByStaff != 0 {
		t.Errorf("its text is %+v", c)
	}
}

func TestClaim(t *testing.T) {
	for _, p := range []struct {
		name  string
		state chat.State
		by    account.Staff
		load  int
		want  fault.Code
		line  string
	}{
		{"a waiting one", chat.Waiting, bart, 2, "", "taken Bart;"},
		{"with no place left", chat.Waiting, bart, 3, fault.Full, ""},
		{"one that somebody has", chat.Active, bart, 0, fault.Taken, ""},
		{"one that somebody has, with no place left: the truth comes first", chat.Active, bart, 3, fault.Taken, ""},
		{"one's own once more", chat.Active, anna, 3, "", ""},
		{"one whose visitor has left", chat.Closed, bart, 0, fault.Conflict, ""},
		{"one that became a message", chat.Left, bart, 0, fault.Conflict, ""},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := in(t, p.state)
			before := c.Conversation
			err := c.Claim(p.by, p.load, noon.Add(time.Minute))
			if says(c) != p.line {
				t.Errorf("it says %q", says(c))
			}
			if p.want != "" {
				expect(t, err, p.want)
				if c.State != before.State || c.Counsellor != before.Counsellor {
					t.Errorf("a refused claim changed it to %+v", c.Conversation)
				}
				return
			}
			check(t, err)
			if c.State != chat.Active || c.Counsellor.ID != p.by.ID || c.RoleOf(account.Actor{Staff: p.by.ID}) != chat.Owner {
				t.Errorf("it is %+v", c.Conversation)
			}
		})
	}
	err := in(t, chat.Active).Claim(bart, 0, noon)
	if by := fault.Of(err).By; by != "Anna" {
		t.Errorf("the second hears of %q", by)
	}
}

// An act is one of the rules, done by somebody.
type act func(t *testing.T, c *chat.Thread, by chat.Author) error

func TestWhoMayWhatAndWhen(t *testing.T) {
	later := noon.Add(time.Hour)
	acts := map[string]act{
		"post": func(t *testing.T, c *chat.Thread, by chat.Author) error {
			_, err := c.Post(by, draft(t, "text"), nil, later)
			return err
		},
		"close":  func(_ *testing.T, c *chat.Thread, by chat.Author) error { return c.Close(by, later) },
		"leave":  func(_ *testing.T, c *chat.Thread, by chat.Author) error { return c.Leave(by, "b@example.org", later) },
		"reopen": func(_ *testing.T, c *chat.Thread, by chat.Author) error { return c.Reopen(by, later, later) },
		"rate":   func(_ *testing.T, c *chat.Thread, by chat.Author) error { return c.Rate(by, 5, 4, later) },
		"invite": func(_ *testing.T, c *chat.Thread, by chat.Author) error {
			return c.Invite(by, chat.PersonOf(carl), later)
		},
	}
	const ok = chat.State("")                        // allowed, and the state stays
	allowed := map[string]map[chat.State]chat.State{ // act and role → state before → state after
		"post visitor":   {chat.Waiting: ok, chat.Active: ok, chat.Left: ok},
		"post owner":     {chat.Active: ok},
		"post colleague": {chat.Active: ok},
		"close visitor":  {chat.Waiting: chat.Closed, chat.Active: chat.Closed, chat.Left: chat.Closed, chat.Closed: ok},
		"close owner":    {chat.Active: chat.Closed, chat.Closed: ok},
		"leave visitor":  {chat.Waiting: chat.Left, chat.Left: ok},
		"reopen visitor": {chat.Waiting: ok, chat.Active: ok, chat.Closed: chat.Waiting, chat.Left: chat.Waiting},
		"rate visitor":   {chat.Active: ok, chat.Closed: ok},
		"invite owner":   {chat.Active: ok},
	}
	for name, do := range acts {
		for role, who := range map[string]account.Staff{"visitor": nobody, "owner": anna, "colleague": bart} {
			for _, state := range []chat.State{chat.Waiting, chat.Active, chat.Closed, chat.Left} {
				t.Run(name+" "+role+" "+string(state), func(t *testing.T) {
					c := in(t, state)
					actor := account.Actor{Staff: who.ID}
					if role == "visitor" {
						actor = marie
					}
					by, err := c.As(actor, who)
					if err != nil {
						return // takes no part in it in this state
					}
					err = do(t, c, by)
					after, may := allowed[name+" "+role][state]
					if after == ok {
						after = state
					}
					switch code := fault.CodeOf(err); {
					case may && (err != nil || c.State != after):
						t.Errorf("got %v and %s, want %s", err, c.State, after)
					case !may && (err == nil || code != fault.Conflict && code != fault.Forbidden):
						t.Errorf("got %v, want a refusal", err)
					case !may && (c.State != state || len(c.Added) > 0):
						t.Error("what was refused changed it")
					}
				})
			}
		}
	}
}

func TestDoneTwiceIsDoneOnce(t *testing.T) {
	later, then := noon.Add(time.Minute), noon.Add(time.Hour)
	for _, p := range []struct {
		name  string
		state chat.State
		do    func(c *chat.Thread, now time.Time) error
	}{
		{"claim", chat.Waiting, func(c *chat.Thread, now time.Time) error { return c.Claim(anna, 0, now) }},
		{"close", chat.Active, func(c *chat.Thread, now time.Time) error { return c.Close(visitor(t, c), now) }},
		{"leave", chat.Waiting, func(c *chat.Thread, now time.Time) error { return c.Leave(visitor(t, c), "a@b.eu", now) }},
		{"reopen", chat.Closed, func(c *chat.Thread, now time.Time) error { return c.Reopen(visitor(t, c), now, now) }},
		{"rate", chat.Closed, func(c *chat.Thread, now time.Time) error { return c.Rate(visitor(t, c), 3, 3, now) }},
		{"invite", chat.Active, func(c *chat.Thread, now time.Time) error {
			return c.Invite(as(t, c, anna), chat.PersonOf(carl), now)
		}},
		{"lose", chat.Active, func(c *chat.Thread, now time.Time) error { c.Lose(now); return nil }},
		{"erase", chat.Active, func(c *chat.Thread, now time.Time) error { c.Erase(now); return nil }},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := in(t, p.state)
			check(t, p.do(c, later))
			once := *c
			check(t, p.do(c, then))
			if !reflect.DeepEqual(*c, once) {
				t.Errorf("again made of it\n%+v, it was\n%+v", *c, once)
			}
		})
	}
}

func TestErase(t *testing.T) {
	c := in(t, chat.Active)
	if !c.Erase(noon) || c.State != chat.Closed || c.Name+string(c.Contact)+string(c.FirstMessage) != "" {
		t.Errorf("it is %+v", c.Conversation)
	}
	expect(t, c.Reopen(visitor(t, c), noon, noon), fault.Conflict)
}
