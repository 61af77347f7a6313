package chat

import "miti/internal/account"

// ReadMark is how far one side has read.
type ReadMark struct {
	By   AuthorKind
	UpTo uint64
}

// Typing says that somebody writes at this moment.
type Typing struct {
	By    AuthorKind
	Name  string
	Staff account.StaffID
}

// QueueLeft says that a conversation does not wait any more. By took it; it
// is nil when nobody did.
type QueueLeft struct {
	ID ID
	By *Person
}

// InboxLeft says that a conversation is not in the inbox any more.
type InboxLeft struct{ ID ID }

// Invited says that By asked Colleague into a conversation.
type Invited struct {
	Conversation Conversation
	By           Person
	Colleague    account.StaffID
}
