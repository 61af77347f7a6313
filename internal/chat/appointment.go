package chat

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
)

// Appointment is what a conversation was made for. Until its door closes, the
// conversation is its counsellor's, whether they are there yet or not.
type Appointment struct {
	ID string
	// Conversation is the chat in which its time was offered, "" for none.
	Conversation string
	Start        time.Time
	// Closes is when its door does.
	Closes time.Time
	Mode   string // of its interview
}

// A Visit is what the room of an appointment is opened with.
type Visit struct {
	Appointment Appointment
	Visitor     account.VisitorID
	Counsellor  Person
	Topic       centre.TopicID
	Language    string
	Name        string
	Contact     account.Contact
	Question    Text
	DueAt       time.Time
}

// Meet opens the conversation of an appointment, or opens it again: it is active
// at once, and never waits for anybody else. Done again it changes nothing but
// what has changed of the appointment.
func (t *Thread) Meet(v Visit, now time.Time) {
	if t.ID == "" {
		t.Conversation = Conversation{
			ID: ID(v.Appointment.ID), Visitor: v.Visitor, Topic: v.Topic, Language: v.Language, Name: v.Name, Contact: v.Contact,
			CreatedAt: now, DueAt: v.DueAt, WaitingSince: now, FirstMessage: first(v.Question),
		}
		if v.Question != "" {
			t.write(Author{Role: Visitor, Name: v.Name}, Draft{id: MessageID(v.Appointment.ID), text: v.Question}, now)
			t.UnansweredSince = time.Time{} // it is why they meet
		}
	}
	t.Appointment = new(v.Appointment)
	if t.State == Active && t.Counsellor.ID == v.Counsellor.ID {
		return
	}
	if t.State == Closed {
		t.dueAt(v.DueAt)
	}
	t.rest()
	// It was not claimed: nobody's wait is measured by it.
	t.State, t.Counsellor, t.ClaimedAt, t.ClosedAt, t.WrapUp = Active, v.Counsellor, time.Time{}, time.Time{}, nil
	t.Colleagues = t.others(v.Counsellor.ID)
}

// IsAppointed tells that an appointment goes on in the conversation: who is late
// for it is waited for.
func (c Conversation) IsAppointed(now time.Time) bool {
	return c.Appointment != nil && now.Before(c.Appointment.Closes)
}
