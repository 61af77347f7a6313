// Package interview is the rules of a call: ringing → live → ended. It does
// no I/O and has no clock.
package interview

import (
	"time"

	"miti/internal/account"
)

// ID names an interview, and its media room.
type ID string

// RingFor is how long an interview rings before it is missed.
const RingFor = 45 * time.Second

// State is where an interview is.
type State string

// The states.
const (
	Ringing State = "ringing"
	Live    State = "live"
	Ended   State = "ended"
)

// Mode is what an interview starts with.
type Mode string

// The modes.
const (
	Audio Mode = "audio"
	Video Mode = "video"
)

// Reason is why an interview ended.
type Reason string

// The reasons.
const (
	HungUp    Reason = "hung_up"
	Missed    Reason = "missed"
	Declined  Reason = "declined"
	Cancelled Reason = "cancelled"
	Failed    Reason = "failed" // both sides were lost for long
)

// Interview is an audio or video call of a conversation.
type Interview struct {
	ID           ID
	Conversation string
	State        State
	Mode         Mode
	// By rings: exactly one of the two is set.
	ByVisitor account.VisitorID
	ByStaff   account.StaffID
	ByName    string
	RungAt    time.Time
	// Until is when it stops ringing, at an appointment: who is late is waited
	// for. Zero is RingFor after RungAt.
	Until   time.Time
	LiveAt  time.Time
	EndedAt time.Time
	Reason  Reason
}
