package account

import (
	"slices"
	"strings"
)

// Thing is what a private link is about.
type Thing string

// ofAppointment begins a thing that is an appointment.
const ofAppointment = "appointment:"

// Conversation is the thing that a conversation is.
func Conversation(id string) Thing { return Thing("conversation:" + id) }

// Appointment is that of an appointment, with its room.
func Appointment(id string) Thing { return Thing(ofAppointment + id) }

// Meeting is that of the visitor's registration for a meeting.
func Meeting(id string) Thing { return Thing("meeting:" + id) }

// AppointmentID is the appointment that the thing is, "" for another kind.
func (t Thing) AppointmentID() string {
	id, _ := strings.CutPrefix(string(t), ofAppointment)
	if id == string(t) {
		return ""
	}
	return id
}

// Scope is what a session opens of its visitor's: everything when it is empty,
// else the things that private links were about, one a word.
type Scope string

// mostThings is how many a scope has.
const mostThings = 20

// Only is the scope of one thing.
func Only(t Thing) Scope { return Scope(t) }

// And is a limited scope with one thing more. The oldest makes place for it.
func (s Scope) And(t Thing) Scope {
	all := append([]string{string(t)}, slices.DeleteFunc(strings.Fields(string(s)), func(each string) bool { return each == string(t) })...)
	return Scope(strings.Join(all[:min(len(all), mostThings)], " "))
}

// Covers tells whether the scope opens a thing.
func (s Scope) Covers(t Thing) bool {
	return s == "" || slices.Contains(strings.Fields(string(s)), string(t))
}

// Owns tells whether something is the visitor's who asks, and they came by a way
// that opens it. Something may be several things: a room is that of an appointment,
// and a conversation.
func (a Actor) Owns(v VisitorID, is ...Thing) bool {
	return a.Visitor != "" && a.Visitor == v && (a.Scope == "" || slices.ContainsFunc(is, a.Scope.Covers))
}
