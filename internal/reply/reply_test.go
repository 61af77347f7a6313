package reply_test

import (
	"strings"
	"testing"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/reply"
)

func TestCheck(t *testing.T) {
	fine := reply.Reply{ID: reply.ID(id.New()), Shortcut: "hello-2", Texts: map[string]string{"fr": " Bonjour ", "nl": " "}}
	got, err := reply.Check(fine)
	if err != nil || got.Texts["fr"] != "Bonjour" || len(got.Texts) != 1 {
		t.Errorf("%+v, %v: a blank text is none", got, err)
	}
	for name, c := range map[string]struct {
		change func(*reply.Reply)
		want   fault.Code
	}{
		"an id that is none":          {func(r *reply.Reply) { r.ID = "x" }, fault.Malformed},
		"no shortcut":                 {func(r *reply.Reply) { r.Shortcut = "" }, fault.Malformed},
		"a shortcut with a space":     {func(r *reply.Reply) { r.Shortcut = "good day" }, fault.Malformed},
		"a long shortcut":             {func(r *reply.Reply) { r.Shortcut = strings.Repeat("a", 25) }, fault.Malformed},
		"no text at all":              {func(r *reply.Reply) { r.Texts = map[string]string{"fr": " "} }, fault.Malformed},
		"two owners":                  {func(r *reply.Reply) { r.Centre, r.Staff = "namur", "anna" }, fault.Malformed},
		"a language of nobody":        {func(r *reply.Reply) { r.Texts = map[string]string{"tlh": "nuqneH"} }, fault.Malformed},
		"a text that is far too long": {func(r *reply.Reply) { r.Texts = map[string]string{"fr": strings.Repeat("é", 1201)} }, fault.TooLarge},
	} {
		r := fine
		c.change(&r)
		if _, err := reply.Check(r); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoseRepliesAreWhose(t *testing.T) {
	network, namur, annas := reply.Reply{}, reply.Reply{Centre: "namur"}, reply.Reply{Staff: "anna"}
	for name, c := range map[string]struct {
		who       account.Staff
		r         reply.Reply
		use, edit bool
	}{
		"a counsellor, of the network":         {account.Staff{Centre: "namur"}, network, true, false},
		"a counsellor, of the centre":          {account.Staff{Centre: "namur"}, namur, true, false},
		"a counsellor of another centre":       {account.Staff{Centre: "liege"}, namur, false, false},
		"who runs the centre, of the centre":   {account.Staff{Centre: "namur", Coordinator: true}, namur, true, true},
		"who runs the centre, of the network":  {account.Staff{Centre: "namur", Coordinator: true}, network, true, false},
		"who runs another centre":              {account.Staff{Centre: "liege", Coordinator: true}, namur, false, false},
		"who runs the network, of the network": {account.Staff{Coordinator: true}, network, true, true},
		"who runs the network, of any centre":  {account.Staff{Coordinator: true}, namur, true, true},
		"who wrote it for themselves":          {account.Staff{ID: "anna"}, annas, true, true},
		"another one, of somebody's own":       {account.Staff{ID: "bart"}, annas, false, false},
		"who runs the network, of one's own":   {account.Staff{ID: "lea", Coordinator: true}, annas, false, false},
		"without a centre, and no coordinator": {account.Staff{}, namur, false, false},
	} {
		if use, edit := reply.MayUse(c.who, c.r), reply.MayEdit(c.who, c.r); use != c.use || edit != c.edit {
			t.Errorf("%s: uses %v, edits %v", name, use, edit)
		}
	}
}
