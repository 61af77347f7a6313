package account_test

import (
	"strconv"
	"testing"

	"miti/internal/account"
)

func TestWhatAVisitorOwnsByTheWayTheyCame(t *testing.T) {
	a, m := account.Appointment("a"), account.Meeting("m")
	for _, c := range []struct {
		name string
		by   account.Actor
		of   account.VisitorID
		is   account.Thing
		want bool
	}{
		{"their own session has all of theirs", account.Actor{Visitor: "v"}, "v", a, true},
		{"and nothing of anybody else's", account.Actor{Visitor: "v"}, "w", a, false},
		{"a link opens what it is about", account.Actor{Visitor: "v", Scope: account.Only(a)}, "v", a, true},
		{"and nothing else", account.Actor{Visitor: "v", Scope: account.Only(a)}, "v", m, false},
		{"of another kind with that id neither", account.Actor{Visitor: "v", Scope: account.Only(a)}, "v", account.Meeting("a"), false},
		{"two links open both", account.Actor{Visitor: "v", Scope: account.Only(a).And(m)}, "v", a, true},
		{"but not what has become another's", account.Actor{Visitor: "v", Scope: account.Only(a)}, "w", a, false},
		{"nobody owns what is nobody's", account.Actor{}, "", a, false},
		{"nor does staff", account.Actor{Staff: "s"}, "", a, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.by.Owns(c.of, c.is); got != c.want {
				t.Errorf("owns: %v", got)
			}
		})
	}
}

func TestAScopeIsBounded(t *testing.T) {
	s := account.Only(account.Meeting("first"))
	for i := range 50 {
		s = s.And(account.Meeting(strconv.Itoa(i)))
		s = s.And(account.Meeting(strconv.Itoa(i))) // the same again takes no place
	}
	if s.Covers(account.Meeting("first")) || !s.Covers(account.Meeting("31")) || s.Covers(account.Meeting("29")) || !s.Covers(account.Meeting("49")) {
		t.Errorf("the newest twenty are to be left: %s", s)
	}
}
