// Package wire turns what the rules know into what goes over the wire, and
// leaves out what a reader must not see.
package wire

import (
	"errors"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/interview"
	"miti/signaling/protocol"
)

// A Reader is who gets to see something.
type Reader int

// The readers. What staff may see of a conversation, all who may open it may.
const (
	ForVisitor Reader = iota
	ForStaff
)

// ReaderOf is the reader that an actor is.
func ReaderOf(a account.Actor) Reader {
	if a.Staff != "" {
		return ForStaff
	}
	return ForVisitor
}

// Conversation is a conversation as its reader sees it.
func Conversation(v desk.View, to Reader) protocol.Conversation {
	c := v.Conversation
	p := protocol.Conversation{
		ID: string(c.ID), State: protocol.ConversationState(c.State), Topic: string(c.Topic),
		Language: c.Language, Centre: string(c.Centre), Name: c.Name, Contact: string(c.Contact),
		CreatedAt: c.CreatedAt, FirstMessage: string(c.FirstMessage), LastMessage: c.LastMessage,
		ReadByVisitor: c.ReadByVisitor, ReadByStaff: c.ReadByStaff,
		Counsellor: person(c.Counsellor), CounsellorLost: instant(c.LostAt),
		DueAt: instant(c.DueAt), VisitorLost: instant(c.VisitorLostAt),
	}
	if a := c.Appointment; a != nil {
		p.Appointment = &protocol.Appointed{Start: a.Start, Closes: a.Closes, Mode: protocol.InterviewMode(a.Mode)}
	}
	if c.State == chat.Closed && c.ErasedAt.IsZero() {
		p.ReopenUntil = instant(c.ClosedAt.Add(chat.ReopenFor))
	}
	if c.State == chat.Waiting {
		p.WaitingSince = instant(c.WaitingSince)
	}
	if to == ForVisitor {
		c = c.Visible()
	}
	for _, colleague := range c.Colleagues {
		p.Colleagues = append(p.Colleagues, someone(colleague))
	}
	if to == ForStaff {
		addForStaff(&p, c)
	}
	// Whether a visitor rated is the visitor's; what they said reaches figures
	// only, so that nobody answers to please.
	if to == ForVisitor {
		p.Rated = !c.RatedAt.IsZero()
	}
	if v.Interview != nil {
		i := Interview(*v.Interview)
		p.Interview = &i
	}
	return p
}

// addForStaff adds what no visitor is told.
func addForStaff(p *protocol.Conversation, c chat.Conversation) {
	p.UnansweredSince, p.AskedAt = instant(c.UnansweredSince), instant(c.AskedAt)
	if c.Seeks() {
		p.Offer = &protocol.Offer{
			To: string(c.Offer.To), All: c.Offer.All, Until: instant(c.Offer.Until), ExhaustedAt: instant(c.Offer.ExhaustedAt),
		}
		for _, pass := range c.Offer.Passed {
			p.Offer.Passed = append(p.Offer.Passed, string(pass.By))
		}
	}
	if t := c.Transfer; t != nil {
		p.Transfer = &protocol.Transfer{
			By: someone(t.By), To: person(t.To), Topic: string(t.Topic), Centre: string(t.Centre), Note: string(t.Note), At: t.At,
		}
	}
	if w := c.WrapUp; w != nil {
		p.WrapUp = &protocol.WrapUp{
			Topic: string(w.Topic), Outcome: protocol.Outcome(w.Outcome), Next: protocol.NextStep(w.Next), At: w.At,
		}
	}
}

// Waiting is a conversation in the queue, for counsellors who may take it: its
// contact is for who has taken it.
func Waiting(v desk.View) protocol.Conversation {
	p := Conversation(v, ForStaff)
	p.Contact = ""
	return p
}

// Conversations are several of them; never nil.
func Conversations(views []desk.View, to Reader) []protocol.Conversation {
	return each(views, func(v desk.View) protocol.Conversation { return Conversation(v, to) })
}

// Queue is who waits, as of now.
func Queue(views []desk.View) protocol.QueueSnapshot {
	return protocol.QueueSnapshot{Waiting: each(views, Waiting)}
}

// FollowUp is a conversation in the inbox.
func FollowUp(v desk.View) protocol.FollowUp {
	f := protocol.FollowUp{Conversation: Waiting(v), Warn: !v.WarnedAt.IsZero(), Late: !v.LateAt.IsZero()}
	switch {
	case v.Contact.IsMail():
		f.Way = protocol.AnswerByMail
	case v.Contact != "":
		f.Way = protocol.AnswerByPhone
	}
	return f
}

// Inbox is the follow-ups of a member of staff, as of now.
func Inbox(views []desk.View) protocol.InboxSnapshot {
	return protocol.InboxSnapshot{FollowUps: each(views, FollowUp)}
}

// Snapshot is a whole conversation.
func Snapshot(s desk.Snapshot, to Reader) protocol.ConversationSnapshot {
	p := protocol.ConversationSnapshot{
		Conversation: Conversation(s.View, to),
		Messages:     each(s.Messages, Message),
	}
	if to == ForStaff {
		p.Notes = each(s.Notes, Note)
	}
	if s.Place != nil {
		place := Place(*s.Place)
		p.Place = &place
	}
	return p
}

// Message is one entry of a conversation.
func Message(m chat.Message) protocol.Message {
	p := protocol.Message{
		Conversation: string(m.Conversation), Number: m.Number, ID: string(m.ID),
		Author: protocol.AuthorKind(m.Author), Name: m.Name, StaffID: string(m.Staff),
		At: m.At, Text: string(m.Text),
	}
	if a := m.Attachment; a != nil {
		p.Attachment = &protocol.Attachment{
			ID: a.ID, Name: a.Name, Type: a.Type, Size: int(a.Size), Width: a.Width, Height: a.Height,
		}
	}
	if l := m.Line; l != nil {
		p.Line = &protocol.Line{
			Kind: protocol.LineKind(l.Kind), Name: l.Name, Seconds: l.Seconds, Mode: protocol.InterviewMode(l.Mode), Offer: offer(l.Times),
		}
	}
	return p
}

// Note is what staff write for one another.
func Note(n chat.Note) protocol.Note {
	return protocol.Note{ID: string(n.ID), By: someone(n.By), At: n.At, Text: string(n.Text)}
}

// Interview is a call of a conversation.
func Interview(i interview.Interview) protocol.Interview {
	p := protocol.Interview{
		ID: string(i.ID), Conversation: i.Conversation, State: protocol.InterviewState(i.State),
		Mode: protocol.InterviewMode(i.Mode), By: protocol.AuthorVisitor, ByName: i.ByName,
		RungAt: i.RungAt, ExpiresAt: i.ExpiresAt(),
		LiveAt: instant(i.LiveAt), EndedAt: instant(i.EndedAt), Reason: protocol.InterviewReason(i.Reason),
	}
	if i.ByStaff != "" {
		p.By = protocol.AuthorStaff
	}
	return p
}

// Availability is what anyone may know of who is there.
func Availability(a desk.Availability) protocol.Availability {
	return protocol.Availability{
		Open: a.Open, OpensAt: instant(a.OpensAt), AnswerBy: instant(a.AnswerBy), Known: a.Known,
		Counsellors: a.Counsellors, Waiting: a.Waiting, Reason: a.Reason,
		Served: each(a.Served, func(s desk.Served) protocol.Served {
			return protocol.Served{Language: s.Language, Topics: Texts(s.Topics)}
		}),
	}
}

// Place is a place in the queue.
func Place(p desk.Place) protocol.Place {
	return protocol.Place{
		Conversation: string(p.Conversation), Position: p.Position, Served: p.Served, Exhausted: p.Exhausted,
		FromSeconds: int(p.From / time.Second), ToSeconds: int(p.To / time.Second),
	}
}

// Colleagues are the counsellors as other staff see them.
func Colleagues(all []desk.Colleague) []protocol.Colleague {
	return each(all, func(c desk.Colleague) protocol.Colleague {
		return protocol.Colleague{
			Person:   protocol.Person{ID: string(c.ID), Name: c.Name, Centre: string(c.Centre)},
			Presence: protocol.Presence(c.Presence), Topics: Texts(c.Topics), Languages: Texts(c.Languages),
			Chats: c.Chats, Capacity: c.Capacity, InCall: c.InCall, Coordinator: c.Coordinator,
		}
	})
}

// Failure is what a caller is told of an error. What has no code is internal,
// and its text stays here.
func Failure(err error) protocol.Failure {
	f := fault.Of(err)
	p := protocol.Failure{Code: string(f.Code), By: f.By, Next: instant(f.Next)}
	if flaw, ok := errors.AsType[*calendar.Problem](err); ok && f.Code == fault.BadHours {
		p.Flaw = &protocol.Flaw{Kind: protocol.FlawKind(flaw.Flaw), Field: flaw.Field, Index: flaw.Index}
	}
	if f.After > 0 {
		p.RetrySeconds = int((f.After + time.Second - 1) / time.Second)
	}
	return p
}

// Texts are names as plain text; never nil, so that the wire has [] for none.
func Texts[T ~string](names []T) []string {
	return each(names, func(n T) string { return string(n) })
}

func each[From, To any](all []From, f func(From) To) []To {
	to := make([]To, 0, len(all))
	for _, one := range all {
		to = append(to, f(one))
	}
	return to
}

func someone(p chat.Person) protocol.Person {
	return protocol.Person{ID: string(p.ID), Name: p.Name, Centre: string(p.Centre), Quiet: p.Quiet}
}

// person is nil for nobody.
func person(p chat.Person) *protocol.Person {
	if p.ID == "" {
		return nil
	}
	one := someone(p)
	return &one
}

// instant is nil for the zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// offer is the times that a line tells of.
func offer(t *chat.Times) *protocol.LineOffer {
	if t == nil {
		return nil
	}
	return &protocol.LineOffer{
		ID: t.ID, Kind: t.Kind, Until: instant(t.Until),
		Times: each(t.Times, func(one chat.Time) protocol.LineTime {
			return protocol.LineTime{ID: one.ID, Start: one.Start, End: one.End}
		}),
	}
}
