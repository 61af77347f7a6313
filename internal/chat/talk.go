package chat

import (
	"time"

	"miti/internal/fault"
)

// Post adds a message. Sent is the message that has the draft's id already, if
// any: sent twice by its author, it is the same message, whatever has happened
// since; an id of somebody else's is fault.Conflict. Visitors write until the
// conversation is over (and then GoOn comes first), staff while it is active.
// What the owner of a follow-up writes answers it.
func (t *Thread) Post(by Author, d Draft, sent *Message, now time.Time) (Message, error) {
	if sent != nil {
		if sent.Author != by.Kind() || sent.Staff != by.Person.ID {
			return Message{}, fault.New(fault.Conflict)
		}
		return *sent, nil
	}
	if !by.IsSeen() {
		return Message{}, fault.New(fault.Forbidden)
	}
	switch {
	case t.State == Active:
	case by.Role == Visitor && (t.State == Waiting || t.State == Left):
	case by.Role == Owner && (t.State == Left || t.State == Answered):
		t.answered()
	default:
		return Message{}, fault.New(fault.Conflict)
	}
	return t.write(by, d, now), nil
}

// write adds a message; who wrote it has read all before it.
func (t *Thread) write(by Author, d Draft, now time.Time) Message {
	m := t.add(Message{ID: d.id, Author: by.Kind(), Staff: by.Person.ID, Name: by.Name, At: now, Text: d.text})
	t.Read(by, m.Number)
	switch {
	case by.Role != Visitor:
		t.UnansweredSince, t.AskedAt = time.Time{}, time.Time{}
	case t.UnansweredSince.IsZero():
		t.UnansweredSince = now
	}
	return m
}

// Read notes how far the author's side has read. It never goes back, nor
// beyond what was said. Who reads along reads for nobody.
func (t *Thread) Read(by Author, upTo uint64) {
	if !by.IsSeen() {
		return
	}
	mark := &t.ReadByStaff
	if by.Role == Visitor {
		mark = &t.ReadByVisitor
	}
	*mark = max(*mark, min(upTo, t.LastMessage))
}
