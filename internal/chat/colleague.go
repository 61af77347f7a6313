package chat

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

// Invite lets a colleague into an active conversation; a quiet one reads along
// and writes notes, and the visitor does not know of them. Only its owner may,
// but who is there quietly may come forward by themselves. Who has come
// forward does not go back.
func (t *Thread) Invite(by Author, colleague Person, now time.Time) error {
	is := t.RoleOf(account.Actor{Staff: colleague.ID})
	comesForward := is == Listener && by.Person.ID == colleague.ID
	switch {
	case by.Role != Owner && !comesForward:
		return fault.New(fault.Forbidden)
	case t.State != Active:
		return fault.New(fault.Conflict)
	case is == Owner, is == Colleague, is == Listener && colleague.Quiet:
		return nil
	}
	t.Colleagues = append(t.others(colleague.ID), colleague)
	if !colleague.Quiet {
		t.Say(Line{Kind: LineJoined, Name: colleague.Name}, now)
	}
	return nil
}

// Depart lets a colleague go again. The visitor hears of it if they knew.
func (t *Thread) Depart(by Author, now time.Time) error {
	if by.Role != Colleague && by.Role != Listener {
		return fault.New(fault.Forbidden)
	}
	t.Colleagues = t.others(by.Person.ID)
	if by.IsSeen() && t.State == Active {
		t.Say(Line{Kind: LineLeft, Name: by.Name}, now)
	}
	return nil
}

// others are the colleagues but one, in a list of their own.
func (t *Thread) others(but account.StaffID) []Person {
	return slices.DeleteFunc(slices.Clone(t.Colleagues), func(p Person) bool { return p.ID == but })
}
