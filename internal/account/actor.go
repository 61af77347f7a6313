// Package account is who asks: visitors and staff, their logins and rights.
package account

import (
	"strings"

	"miti/internal/centre"
)

// StaffID and VisitorID name a person of each kind.
type (
	StaffID   string
	VisitorID string
)

// Actor is who asks, as the session says. Exactly one of Visitor and Staff is
// set, or none: then nobody is signed in.
type Actor struct {
	Visitor VisitorID
	// Scope limits a visitor who came by a private link.
	Scope Scope
	Staff StaffID
	// Centre is the centre of a staff member, as of the session's last check.
	Centre centre.ID
}

// IsNobody tells that nobody is signed in.
func (a Actor) IsNobody() bool { return a.Visitor == "" && a.Staff == "" }

// Participant is the opaque name under which the actor joins media rooms.
func (a Actor) Participant() string {
	if a.Staff != "" {
		return ofStaff + string(a.Staff)
	}
	return "visitor:" + string(a.Visitor)
}

// ofStaff begins the name of a participant who is staff.
const ofStaff = "staff:"

// IsStaff tells whether a participant is staff, by their name.
func IsStaff(participant string) bool { return strings.HasPrefix(participant, ofStaff) }

// Staff is a counsellor's account.
type Staff struct {
	ID     StaffID
	Email  string // also the sign-in
	Name   string // first name, as visitors see it
	Centre centre.ID
	Body   string // partner organisation
	// Coordinator is who runs the centre: hours, roster, live board. Without a
	// Centre they run the network.
	Coordinator bool
	Topics      []centre.TopicID
	Languages   []string // ISO 639-1: fr nl de en
	Capacity    int      // chats at once, 3 unless set
	Declared    Presence // what they last said
}

// Presence is what a counsellor says, and what others see of it.
type Presence string

// The presences (design.md, section 5). Unknown is never declared: it is what
// is seen while the live store cannot be asked.
const (
	Available Presence = "available"
	Busy      Presence = "busy"
	Away      Presence = "away"
	Offline   Presence = "offline"
	Unknown   Presence = "unknown"
)

// Coordinates tells whether somebody runs a centre: their own, or, without one
// of their own, every centre and the network itself ("").
func (s Staff) Coordinates(c centre.ID) bool {
	return s.Coordinator && (s.Centre == "" || s.Centre == c)
}
