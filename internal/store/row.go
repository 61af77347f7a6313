package store

import (
	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/interview"
)

// For each table, its columns and, in the same order, the fields that they are
// read into and written from.

const conversationColumns columns = "id, visitor, state, topic, language, centre, name, contact, " +
	"created_at, due_at, warned_at, late_at, assigned_at, waiting_since, front, claimed_at, closed_at, counsellor, counsellor_name, counsellor_centre, " +
	"lost_at, colleagues, appointment, offered_to, offer, transfer, visitor_lost_at, unanswered_since, asked_at, wrap_up, " +
	"first_message, last_message, read_by_visitor, read_by_staff, helped, easy, rated_at, erased_at"

func conversationFields(c *chat.Conversation) []any {
	return []any{
		&c.ID, &c.Visitor, &c.State, &c.Topic, &c.Language, &c.Centre, &c.Name, &c.Contact,
		instant{&c.CreatedAt}, instant{&c.DueAt}, instant{&c.WarnedAt}, instant{&c.LateAt}, instant{&c.AssignedAt}, instant{&c.WaitingSince}, &c.Front, instant{&c.ClaimedAt}, instant{&c.ClosedAt},
		&c.Counsellor.ID, &c.Counsellor.Name, &c.Counsellor.Centre,
		instant{&c.LostAt}, document{&c.Colleagues}, document{&c.Appointment}, &c.Offer.To, document{&c.Offer}, document{&c.Transfer},
		instant{&c.VisitorLostAt}, instant{&c.UnansweredSince}, instant{&c.AskedAt}, document{&c.WrapUp},
		&c.FirstMessage, &c.LastMessage, &c.ReadByVisitor, &c.ReadByStaff,
		&c.Helped, &c.Easy, instant{&c.RatedAt}, instant{&c.ErasedAt},
	}
}

const interviewColumns columns = "id, conversation, state, mode, by_visitor, by_staff, by_name, rung_at, rings_until, live_at, ended_at, reason"

func interviewFields(i *interview.Interview) []any {
	return []any{
		&i.ID, &i.Conversation, &i.State, &i.Mode, &i.ByVisitor, &i.ByStaff, &i.ByName,
		instant{&i.RungAt}, instant{&i.Until}, instant{&i.LiveAt}, instant{&i.EndedAt}, &i.Reason,
	}
}

const messageColumns columns = "conversation, number, id, author, staff, name, at, text, attachment, line"

func messageFields(m *chat.Message) []any {
	return []any{
		&m.Conversation, &m.Number, &m.ID, &m.Author, &m.Staff, &m.Name, instant{&m.At}, &m.Text,
		document{&m.Attachment}, document{&m.Line},
	}
}

const noteColumns columns = "conversation, id, staff, name, centre, at, text"

func noteFields(n *chat.Note) []any {
	return []any{&n.Conversation, &n.ID, &n.By.ID, &n.By.Name, &n.By.Centre, instant{&n.At}, &n.Text}
}

const eventColumns columns = "stream, seq, type, at, staff, subject, data"

// eventFields has the data apart: it is JSON already.
func eventFields(e *event.Event, data *string) []any {
	return []any{&e.Stream, &e.Seq, &e.Type, instant{&e.At}, &e.Staff, &e.Subject, data}
}

const staffColumns columns = "id, email, name, centre, body, coordinator, topics, languages, capacity, declared"

func staffFields(s *account.Staff) []any {
	return []any{
		&s.ID, &s.Email, &s.Name, &s.Centre, &s.Body, &s.Coordinator, document{&s.Topics}, document{&s.Languages}, &s.Capacity, &s.Declared,
	}
}
