package chat

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

// Role is what somebody is to a conversation.
type Role int

// The roles.
const (
	Stranger Role = iota
	Visitor
	Owner     // the counsellor whose it is, or whose it was when it ended
	Colleague // a counsellor who was invited
	// Listener is a counsellor who was asked for advice: they read along and
	// write notes, and the visitor does not know of them.
	Listener
)

// RoleOf is what an actor is to the conversation.
func (c Conversation) RoleOf(a account.Actor) Role {
	switch {
	case a.Owns(c.Visitor, c.things()...):
		return Visitor
	case a.Staff == "":
		return Stranger
	case a.Staff == c.Counsellor.ID:
		return Owner
	}
	i := slices.IndexFunc(c.Colleagues, func(p Person) bool { return p.ID == a.Staff })
	switch {
	case i < 0:
		return Stranger
	case c.Colleagues[i].Quiet:
		return Listener
	default:
		return Colleague
	}
}

// things are what a private link may be about that opens the conversation: a room
// is opened by what opens its appointment.
func (c Conversation) things() []account.Thing {
	all := []account.Thing{account.Conversation(string(c.ID))}
	if c.Appointment != nil {
		all = append(all, account.Appointment(c.Appointment.ID))
		if c.Appointment.Conversation != "" {
			all = append(all, account.Conversation(c.Appointment.Conversation))
		}
	}
	return all
}

// Visible is the conversation as far as its visitor may know of it: what is
// equal in it is no news to them.
func (c Conversation) Visible() Conversation {
	c.Offer, c.Transfer, c.WrapUp = Offer{}, nil, nil
	c.UnansweredSince, c.AskedAt = time.Time{}, time.Time{}
	c.WarnedAt, c.LateAt, c.AssignedAt = time.Time{}, time.Time{}, time.Time{}
	c.Colleagues = slices.DeleteFunc(slices.Clone(c.Colleagues), func(p Person) bool { return p.Quiet })
	return c
}

// Author is somebody who takes part in a conversation. As makes it, so that
// who has one has been let in.
type Author struct {
	Role Role
	// Person is set for staff.
	Person Person
	// Name is what the other side sees, "" for an anonymous visitor.
	Name string
}

// As lets somebody act as who they are in the conversation. Staff is the
// account of an actor who is staff. To a stranger, it is not there:
// fault.NotFound.
func (c Conversation) As(a account.Actor, staff account.Staff) (Author, error) {
	switch r := c.RoleOf(a); r {
	case Stranger:
		return Author{}, fault.New(fault.NotFound)
	case Visitor:
		return Author{Role: r, Name: c.Name}, nil
	default:
		return Author{Role: r, Person: PersonOf(staff), Name: staff.Name}, nil
	}
}

// PersonOf is a member of staff as they appear in a conversation.
func PersonOf(s account.Staff) Person {
	return Person{ID: s.ID, Name: s.Name, Centre: s.Centre}
}

// Kind is the kind of author.
func (a Author) Kind() AuthorKind {
	if a.Role == Visitor {
		return ByVisitor
	}
	return ByStaff
}

// StaffName is the name for a line, where an empty one means the visitor.
func (a Author) StaffName() string { return a.Person.Name }

// Leads tells whether the author is one of the two whose conversation it is:
// the visitor, or the counsellor who owns it. A colleague is a guest.
func (a Author) Leads() bool { return a.Role == Visitor || a.Role == Owner }

// IsSeen tells whether the visitor may know that the author is there.
func (a Author) IsSeen() bool { return a.Role != Listener }

// MayServe tells whether a counsellor is one for this visitor: by topic, by
// language, and by centre where the conversation belongs to one.
func MayServe(s account.Staff, c Conversation) bool {
	return (c.Topic == "" || slices.Contains(s.Topics, c.Topic)) &&
		slices.Contains(s.Languages, c.Language) &&
		(c.Centre == "" || c.Centre == s.Centre)
}

// MayLook tells whether a member of staff who takes no part in it may look at
// a conversation: only those who could take it.
func MayLook(s account.Staff, c Conversation) bool {
	return c.ErasedAt.IsZero() && (MayClaim(s, c) || MayTake(s, c))
}
