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
	if err := t.MayPost(by); err != nil {
		return Message{}, err
	}
	if by.Role == Owner && t.State != Active {
		t.answered()
	}
	return t.write(by, d, now), nil
}

// MayPost tells whether the author may add a message now: fault.Forbidden for
// whom the visitor does not see, fault.Conflict when nobody writes any more.
func (c Conversation) MayPost(by Author) error {
	switch {
	case !by.IsSeen():
		return fault.New(fault.Forbidden)
	case c.State == Active,
		by.Role == Visitor && (c.State == Waiting || c.State == Left),
		by.Role == Owner && (c.State == Left || c.State == Answered):
		return nil
	default:
		return fault.New(fault.Conflict)
	}
}

// write adds a message; who wrote it has read all before it.
func (t *Thread) write(by Author, d Draft, now time.Time) Message {
	m := t.add(Message{ID: d.id, Author: by.Kind(), Staff: by.Person.ID, Name: by.Name, At: now, Text: d.text, Attachment: d.attachment})
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
