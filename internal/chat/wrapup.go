package chat

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
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

// WrapUpWithin is for how long a counsellor is reminded of a conversation that
// they closed without a wrap-up.
const WrapUpWithin = 24 * time.Hour

// Wrap notes the outcome, for the counsellor whose conversation it is or was. A
// second thought counts, until a follow-up has come of it. Where an answer is
// promised it is known where to send it: contact, or the one that the visitor
// gave; else it is fault.ContactRequired.
func (t *Thread) Wrap(by Author, w WrapUp, contact account.Contact, now time.Time) error {
	w.By, w.At = by.Person.ID, now
	switch old := t.WrapUp; {
	case by.Role != Owner:
		return fault.New(fault.Forbidden)
	case !w.isKnown():
		return fault.New(fault.Malformed)
	case old != nil && old.Topic == w.Topic && old.Outcome == w.Outcome && old.Next == w.Next:
		return nil
	case t.State != Active && t.State != Closed, !t.ErasedAt.IsZero():
		return fault.New(fault.Conflict)
	case w.Next == NextFollowUp && contact == "" && t.Contact == "":
		return fault.New(fault.ContactRequired)
	}
	t.WrapUp = &w
	if contact != "" {
		t.Contact = contact
	}
	return nil
}

func (w WrapUp) isKnown() bool {
	switch w.Outcome {
	case OutcomeAnswered, OutcomeOriented, OutcomeContinues, OutcomeAbandoned:
	default:
		return false
	}
	switch w.Next {
	case NextNone, NextFollowUp, NextAppointment, NextDocuments:
		return true
	default:
		return false
	}
}

// FollowUp sends a closed conversation whose wrap-up promises an answer into
// the inbox, as if it had been left outside live hours: it is due, and stays
// its counsellor's. Any other it leaves as it is.
func (t *Thread) FollowUp(due, now time.Time) {
	if t.State != Closed || !t.ErasedAt.IsZero() || t.WrapUp == nil || t.WrapUp.Next != NextFollowUp {
		return
	}
	t.State, t.ClosedAt, t.DueAt = Left, time.Time{}, due
	t.Say(Line{Kind: LineMessageLeft}, now)
}
