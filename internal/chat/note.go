package chat

import (
	"time"

	"miti/internal/fault"
)

// NoteID is the client's name of a note, unique in its conversation.
type NoteID string

// Note is what staff write for one another in a conversation. No visitor ever
// gets one.
type Note struct {
	Conversation ID
	ID           NoteID
	By           Person
	At           time.Time
	Text         Text
}

// Note adds a note of staff who take part, also when the conversation is over.
// Kept is the note that has the draft's id already, if any: written twice by
// the same person, it is the same note; somebody else's is fault.Conflict.
func (t *Thread) Note(by Author, d Draft, kept *Note, now time.Time) (Note, error) {
	switch {
	case by.Person.ID == "":
		return Note{}, fault.New(fault.Forbidden)
	case kept != nil && kept.By.ID != by.Person.ID:
		return Note{}, fault.New(fault.Conflict)
	case kept != nil:
		return *kept, nil
	case !t.ErasedAt.IsZero():
		return Note{}, fault.New(fault.Conflict)
	}
	n := Note{Conversation: t.ID, ID: NoteID(d.id), By: by.Person, At: now, Text: d.text}
	t.Noted = append(t.Noted, n)
	return n, nil
}
