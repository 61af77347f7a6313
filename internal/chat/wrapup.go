package chat

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
)

// Outcome is what became of a contact.
type Outcome string

// The outcomes.
const (
	OutcomeAnswered  Outcome = "answered"  // the question is answered
	OutcomeOriented  Outcome = "oriented"  // towards another service, with an address
	OutcomeContinues Outcome = "continues" // it goes on, as NextStep says
	OutcomeAbandoned Outcome = "abandoned" // the visitor left before
)

// NextStep is what was agreed on.
type NextStep string

// The next steps.
const (
	NextNone        NextStep = "none"
	NextFollowUp    NextStep = "follow_up"   // we write: it comes into the inbox
	NextAppointment NextStep = "appointment" // the visitor books, or has booked
	NextDocuments   NextStep = "documents"   // the visitor reads, or sends, something
)

// WrapUp is what a counsellor notes at the end, in twenty seconds or later.
type WrapUp struct {
	Topic   centre.TopicID
	Outcome Outcome
	Next    NextStep
	By      account.StaffID
	At      time.Time
}
