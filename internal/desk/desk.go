// Package desk is the acts that need several of the rules at once: accepting
// an interview changes its state, adds a line to the chat and makes the
// counsellor busy. Every act authorises who asks, is one transaction in the
// store, and is safe to repeat.
//
// Contract for those who call it; the methods of *Desk:
//
//	Network(ctx) (Network, error)                       // topics, centres, availability
//	Availability(ctx) (Availability, error)
//	Visitor(ctx, actor) ([]View, error)                 // the visitor's own conversations
//	Erase(ctx, actor) error
//	Open(ctx, actor, Opening) (Snapshot, error)         // actor.Visitor is set: the web layer begins a session before
//	Conversation(ctx, actor, chat.ID) (Snapshot, error)
//	Post(ctx, actor, chat.ID, chat.MessageID, text string) (chat.Message, error)
//	Attach(ctx, actor, chat.ID, Upload) (chat.Message, error) // a message with a file
//	File(ctx, actor, chat.ID, file string) (chat.Attachment, io.ReadSeekCloser, error)
//	Read(ctx, actor, chat.ID, upTo uint64) error
//	Typing(ctx, actor, chat.ID) error                   // publishes a transient event
//	Close(ctx, actor, chat.ID) (View, error)
//	LeaveMessage(ctx, actor, chat.ID, contact string) (View, error)
//	Reopen(ctx, actor, chat.ID) (View, error)
//	Rate(ctx, actor, chat.ID, helped, easy int) error
//	ResumeLink(ctx, actor, chat.ID) (token string, expires time.Time, err error)
//	Resume(ctx, token string) (account.VisitorID, error)
//	Claim(ctx, actor, chat.ID) (Snapshot, error)
//	Pass(ctx, actor, chat.ID, chat.PassReason) error    // of what rings: the next one is rung
//	Transfer(ctx, actor, chat.ID, Handover) (View, error)
//	TakeBack(ctx, actor, chat.ID) (View, error)         // ends a transfer that nobody has accepted
//	Stay(ctx, actor, chat.ID) (View, error)             // the owner is still there
//	Invite(ctx, actor, chat.ID, colleague account.StaffID, quiet bool) (View, error)
//	Depart(ctx, actor, chat.ID) error                   // a colleague goes again
//	Note(ctx, actor, chat.ID, chat.NoteID, text string) (chat.Note, error)
//	WrapUp(ctx, actor, chat.ID, chat.WrapUp, contact string) (View, error)
//	Unwrapped(ctx, actor) ([]View, error)               // closed lately, without a wrap-up
//	Former(ctx, actor, chat.ID) ([]View, error)         // the visitor's other conversations
//	FormerConversation(ctx, actor, chat.ID, former chat.ID) (Snapshot, error)
//	Replies(ctx, actor) ([]reply.Reply, error)
//	SaveReply(ctx, actor, reply.Reply) (reply.Reply, error)
//	RemoveReply(ctx, actor, reply.ID) error
//	Ring(ctx, actor, chat.ID, interview.ID, interview.Mode) (interview.Interview, error)
//	Interview(ctx, actor, interview.ID) (interview.Interview, error)
//	Accept, Decline, Cancel, End(ctx, actor, interview.ID) (interview.Interview, error)
//	Declare(ctx, actor, account.Presence, knowing bool) (account.Staff, error)
//	Today(ctx, actor) ([]calendar.Interval, error)      // the caller's own shifts
//	Board(ctx, actor) (Board, error)                    // the whole floor, for coordinators
//	CloseEarly(ctx, actor, centre.ID, reason string) (kept int, err error)
//	OpenAgain(ctx, actor, centre.ID) error              // takes that back, on the same day
//	CallForHelp(ctx, actor, roster.Need) (reached int, err error)
//	Queue(ctx, actor) ([]View, error)                   // those that the caller may serve
//	Conversations(ctx, actor) ([]View, error)           // the caller's open ones
//	Colleagues(ctx, actor) ([]Colleague, error)
//	Place(ctx, chat.ID) (*Place, error)                 // nil when it does not wait
//	MayWatch(ctx, actor, event.Stream) error            // fault.NotFound when not theirs
//	MayClaim(account.Staff, chat.Conversation) bool     // whom it is for: filters queue events
//	MayJoin(ctx, actor, room string) (lobby.Pass, error) // who may be in the media room now
//	Connected, Beat, Disconnected(ctx, actor, connection string) error // a socket of that actor; Beat each presence.Every
//	Orders(event.Event, room string, inside []string) ([]lobby.Order, error) // what it means for the room
//	Present(ctx, room string, who []string, at time.Time) error // what this node's SFU saw: for Failed
//	Sweep(ctx) error                                    // what time does: missed rings, lost counsellors, … every second
//	TidyFiles(ctx) error                                // what a crash left of files, once a day
package desk

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/interview"
)

// View is a conversation with the interview that rings or is live in it. What
// the caller must not see is left out already.
type View struct {
	chat.Conversation
	Interview *interview.Interview
}

// Snapshot is a whole conversation as of Seq of its stream.
type Snapshot struct {
	View
	Messages []chat.Message
	// Notes are for staff alone.
	Notes []chat.Note
	Place *Place // nil unless it waits
	Seq   uint64
	// Created is false when the same request had been answered before.
	Created bool
}

// Place is a waiting visitor's place. From and To are an honest range, both
// zero when there are too few recent cases.
type Place struct {
	Conversation chat.ID
	Position     int
	From, To     time.Duration
	Served       bool
	// Exhausted says that all who could take it were rung and nobody did.
	Exhausted bool
}

// Network is what the visitor's page needs before a conversation.
type Network struct {
	Topics       []centre.TopicID
	Centres      []centre.Centre
	Languages    []string
	Availability Availability
}

// Availability is what anyone may know of who is there.
type Availability struct {
	Open        bool
	OpensAt     time.Time // zero while open, or unknown
	AnswerBy    time.Time
	Known       bool
	Counsellors int
	Served      []Served // what those who could take a chat now serve
	Waiting     int
	// Reason is why it closed early, while it would be open otherwise.
	Reason string
}

// Served is a language, and the topics that are served in it now.
type Served struct {
	Language string
	Topics   []centre.TopicID
}

// Opening is what a visitor begins a conversation with.
type Opening struct {
	ID       chat.ID
	Topic    centre.TopicID
	Language string
	Postcode string
	Name     string
	// Contact is set for an out-of-hours message (Leave).
	Contact string
	Leave   bool
	// Message is the first one.
	MessageID chat.MessageID
	Text      string
}

// Colleague is a counsellor as other staff see them.
type Colleague struct {
	account.Staff
	Presence account.Presence
	Chats    int
	InCall   bool
}
