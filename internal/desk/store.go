package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/interview"
	"miti/internal/outbox"
	"miti/internal/reply"
	"miti/internal/roster"
)

// Store is everything that the desk keeps. desktest.Run holds what each store
// must do.
type Store interface {
	Cases
	FollowUps
	account.Directory
	account.Links
	centre.Store
	reply.Store
	Rosters
}

// Rosters reads who is live when. Those who arrange it are in the office.
type Rosters interface {
	// Shifts and Needs are those of roster.Store.
	Shifts(ctx context.Context, from, to calendar.Date) ([]roster.Shift, error)
	Needs(ctx context.Context) ([]roster.Need, error)
}

// Cases keeps conversations with all that belongs to them. It knows no rule:
// Update is the one way to write, and the rules decide inside it.
type Cases interface {
	// Update is one act on one conversation, in one transaction:
	//
	//  1. It locks what About names, the counsellor first, then the
	//     conversation, so that acts on the same conversation, and claims of the
	//     same counsellor, come one after the other.
	//  2. It reads the Case and gives it to act. A conversation that does not
	//     exist is a Case with an empty ID: act may begin it.
	//  3. It writes the Change that act returns: the conversation, the
	//     interviews in it, the new messages, the letters (outbox.Queue says
	//     how), and the events, each with the next number of its stream, in the
	//     order given. With Change.Erase it then erases (see there).
	//
	// It returns the events with their numbers after the commit. An error of
	// act is returned as it is, and nothing is written; nor is anything when
	// Change.IsNothing. Update calls act again, with what is true then, when
	// the transaction lost a race (two who begin the same conversation, a
	// serialisation failure), so act only computes. An interview or
	// message id that another conversation's interview, or another message of
	// this one, has already is fault.Conflict, and so is a note's.
	Update(ctx context.Context, about About, act func(Case) (Change, error)) ([]event.Event, error)
	// Case reads a conversation without a lock: fault.NotFound when there is
	// none. Sent, Kept, Files and Load stay empty.
	Case(ctx context.Context, id chat.ID) (Case, error)
	// History reads a conversation with all its messages, in order, and the
	// number of the last event of its stream, as of one moment: fault.NotFound
	// when there is none.
	History(ctx context.Context, id chat.ID) (History, error)
	// ConversationOf is the conversation that an interview belongs to:
	// fault.NotFound when there is no such interview.
	ConversationOf(ctx context.Context, id interview.ID) (chat.ID, error)
	// LastClaims is when each counsellor last took a conversation, of those who
	// did at or after since.
	LastClaims(ctx context.Context, since time.Time) (map[account.StaffID]time.Time, error)
	// Open reads every conversation that is waiting or active, in any order.
	Open(ctx context.Context) ([]Case, error)
	// ByVisitor reads every conversation of a visitor, newest first by
	// CreatedAt, then id.
	ByVisitor(ctx context.Context, v account.VisitorID) ([]Case, error)
	// Unwrapped reads the conversations of a counsellor that were closed at or
	// after since and have no wrap-up, oldest first by ClosedAt, then id.
	Unwrapped(ctx context.Context, by account.StaffID, since time.Time) ([]Case, error)
	// Waits reads how long those waited (from WaitingSince to ClaimedAt) who
	// were claimed at or after since, and for what, in any order.
	Waits(ctx context.Context, since time.Time) ([]chat.Wait, error)
}

// FollowUps reads the inbox of the whole network.
type FollowUps interface {
	// Left reads every conversation that is left as a message, in any order.
	Left(ctx context.Context) ([]Case, error)
	// LastAssigned is when each counsellor was last given a follow-up, of those
	// who ever were.
	LastAssigned(ctx context.Context) (map[account.StaffID]time.Time, error)
}

// About names what an act needs to know, and so what the store locks.
type About struct {
	Conversation chat.ID
	// Counsellor is set when the act depends on how many chats they hold.
	Counsellor account.StaffID
	// Message is set when the act adds a message that may be there already.
	Message chat.MessageID
	// Note is set when the act adds a note that may be there already.
	Note chat.NoteID
	// Files is set when the act depends on the files that were sent.
	Files bool
}

// Case is a conversation with all that an act may decide on. A store fills
// Thread.Conversation, Interviews, and Sent, Kept, Files and Load as About asks.
type Case struct {
	chat.Thread
	// Interviews are all of the conversation, oldest first (RungAt, then id).
	Interviews []interview.Interview
	// Sent is the message of this conversation with About.Message's id, nil
	// when there is none.
	Sent *chat.Message
	// Kept is the note of this conversation with About.Note's id, nil when
	// there is none.
	Kept *chat.Note
	// Files are what the messages of the conversation have as attachments.
	Files []chat.Attachment
	// Load is how many active conversations About.Counsellor owns, Rung how many
	// others ring at them.
	Load, Rung int
	// Letters are what this act sends by mail, and Withdrawn the keys of what is
	// not to be sent any more. A store reads neither.
	Letters   []outbox.Letter
	Withdrawn []string
}

// Change is what an act does to a conversation: all of it, or nothing.
type Change struct {
	Conversation chat.Conversation
	Interviews   []interview.Interview // new or changed ones, by id
	Messages     []chat.Message        // new ones, numbered
	Notes        []chat.Note           // new ones
	// Events have no number yet: the store gives each the next of its stream.
	Events []event.Event
	// Withdrawn are withdrawn before Letters are written, so that a key in both
	// is a letter with other words.
	Withdrawn []string
	Letters   []outbox.Letter
	// Erase removes what people wrote in the conversation until now, and keeps
	// the figures: its notes are removed; the text of all its messages, what
	// they say of files and the name on those of the visitor become empty (also
	// of Messages); its earlier events, on its own
	// stream and those about it on the queue's, become event.TypeErased with
	// the data {} under their numbers; letters about it are withdrawn.
	Erase bool
}

// IsNothing tells that the act changed nothing, so that nothing is written:
// there is no change that nobody is told of.
func (c Change) IsNothing() bool {
	return len(c.Events) == 0 && len(c.Letters) == 0 && len(c.Withdrawn) == 0
}

// History is a conversation with its messages, as of Seq of its stream.
type History struct {
	Case
	Messages []chat.Message
	Notes    []chat.Note // oldest first (At, then id)
	Seq      uint64
}
