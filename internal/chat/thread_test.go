package chat_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
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

func TestAsLetsInWhoTakesPart(t *testing.T) {
	c := in(t, chat.Active)
	for _, p := range []struct {
		name string
		who  account.Actor
		want chat.Role
	}{
		{"its visitor", marie, chat.Visitor},
		{"its counsellor", account.Actor{Staff: anna.ID}, chat.Owner},
		{"an invited colleague", account.Actor{Staff: bart.ID}, chat.Colleague},
		{"another visitor", account.Actor{Visitor: "max"}, chat.Stranger},
		{"another counsellor", account.Actor{Staff: carl.ID}, chat.Stranger},
		{"a visitor who is called like a counsellor", account.Actor{Visitor: "anna"}, chat.Stranger},
		{"a counsellor who is called like the visitor", account.Actor{Staff: "marie"}, chat.Stranger},
		{"nobody", account.Actor{}, chat.Stranger},
	} {
		t.Run(p.name, func(t *testing.T) {
			a, err := c.As(p.who, account.Staff{ID: p.who.Staff})
			if a.Role != p.want {
				t.Errorf("role %v, want %v", a.Role, p.want)
			}
			if p.want == chat.Stranger {
				expect(t, err, fault.NotFound)
			}
		})
	}
	if got := (chat.Conversation{}).RoleOf(account.Actor{}); got != chat.Stranger {
		t.Errorf("nobody is %v to a conversation that does not exist", got)
	}
}

func TestMayServe(t *testing.T) {
	s := account.Staff{Centre: "namur", Languages: []string{"fr", "nl"}, Topics: []centre.TopicID{"studies"}}
	for _, p := range []struct {
		name string
		c    chat.Conversation
		want bool
	}{
		{"their topic, language and centre", chat.Conversation{Topic: "studies", Language: "nl", Centre: "namur"}, true},
		{"no topic chosen, no centre", chat.Conversation{Language: "fr"}, true},
		{"another topic", chat.Conversation{Topic: "training", Language: "fr"}, false},
		{"another language", chat.Conversation{Topic: "studies", Language: "de"}, false},
		{"another centre", chat.Conversation{Topic: "studies", Language: "fr", Centre: "liege"}, false},
	} {
		t.Run(p.name, func(t *testing.T) {
			if got := chat.MayServe(s, p.c); got != p.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMayLook(t *testing.T) {
	for state, want := range map[chat.State]bool{
		chat.Waiting: true, chat.Left: true, chat.Active: false, chat.Closed: false, chat.Answered: false,
	} {
		if got := chat.MayLook(anna, chat.Conversation{State: state, Language: "fr"}); got != want {
			t.Errorf("a counsellor who takes no part may look at a %s one: %v", state, got)
		}
	}
	if chat.MayLook(anna, chat.Conversation{State: chat.Waiting, Language: "fr", Centre: "namur"}) {
		t.Error("a counsellor of another centre may look")
	}
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
		"reopen": func(_ *testing.T, c *chat.Thread, by chat.Author) error { return c.Reopen(by, later) },
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
		"reopen visitor": {chat.Waiting: ok, chat.Active: ok, chat.Closed: chat.Waiting},
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
		{"reopen", chat.Closed, func(c *chat.Thread, now time.Time) error { return c.Reopen(visitor(t, c), now) }},
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

func TestPostAgain(t *testing.T) {
	c := in(t, chat.Active)
	d := draft(t, "once")
	first, err := c.Post(visitor(t, c), d, nil, noon)
	check(t, err)
	check(t, c.Close(visitor(t, c), noon))
	n := c.LastMessage

	again, err := c.Post(visitor(t, c), d, &first, noon.Add(time.Hour))
	if err != nil || again != first || c.LastMessage != n {
		t.Errorf("the same again, after the end, got %+v (%v)", again, err)
	}
	_, err = c.Post(as(t, c, anna), d, &first, noon)
	expect(t, err, fault.Conflict)
}

func TestReadNeverGoesBackNorAhead(t *testing.T) {
	c := in(t, chat.Active) // one message, two lines
	for _, p := range []struct{ upTo, want uint64 }{{2, 2}, {1, 2}, {99, 3}, {0, 3}} {
		if c.Read(as(t, c, anna), p.upTo); c.ReadByStaff != p.want {
			t.Errorf("read up to %d is %d, want %d", p.upTo, c.ReadByStaff, p.want)
		}
	}
	if c.ReadByVisitor != 1 {
		t.Errorf("what staff read moved the visitor's mark to %d", c.ReadByVisitor)
	}
}

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

func TestErase(t *testing.T) {
	c := in(t, chat.Active)
	if !c.Erase(noon) || c.State != chat.Closed || c.Name+string(c.Contact)+string(c.FirstMessage) != "" {
		t.Errorf("it is %+v", c.Conversation)
	}
	expect(t, c.Reopen(visitor(t, c), noon), fault.Conflict)
}

func TestQueue(t *testing.T) {
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	waiting := []chat.Conversation{
		{ID: "d", WaitingSince: at(3)}, {ID: "b", WaitingSince: at(9), Front: true},
		{ID: "c", WaitingSince: at(1)}, {ID: "a", WaitingSince: at(8), Front: true}, {ID: "e", WaitingSince: at(3)},
	}
	for i, id := range []chat.ID{"a", "b", "c", "d", "e"} {
		j := slices.IndexFunc(waiting, func(c chat.Conversation) bool { return c.ID == id })
		if got := chat.Position(waiting[j], waiting); got != i+1 {
			t.Errorf("%s is at %d, want %d", id, got, i+1)
		}
	}
	if !slices.IsSortedFunc([]chat.Conversation{waiting[3], waiting[1], waiting[2], waiting[0], waiting[4]}, chat.InOrder) {
		t.Error("the order is another one than the positions")
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
