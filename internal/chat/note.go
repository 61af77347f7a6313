package chat

import "time"

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
