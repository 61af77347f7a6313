package chat_test

import (
	"testing"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
)

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
