package desk

import (
	"context"
	"io"
	"time"

	"miti/internal/account"
	"miti/internal/attachment"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Files keeps what people send each other, by conversation and by the ids that
// Keep gives: attachment.Folder does.
type Files interface {
	// Keep reads a file to its end and keeps what attachment.Clean makes of it.
	Keep(ctx context.Context, conversation, name string, from io.Reader) (attachment.Kept, error)
	// Open opens one: fault.NotFound when it is not there.
	Open(conversation, file string) (io.ReadSeekCloser, error)
	// Discard removes one, Forget all of a conversation.
	Discard(conversation, file string) error
	Forget(conversation string) error
	// Tidy removes those from before that named does not have.
	Tidy(ctx context.Context, before time.Time,
		named func(ctx context.Context, conversation string) ([]string, error)) error
}

// intoMessage is how long a file may be on its way into its message, with much
// to spare.
const intoMessage = time.Hour

// Upload is a file that somebody sends, as a message of its own.
type Upload struct {
	Message chat.MessageID
	// Text may be empty.
	Text string
	Name string
	// Content is read only when its sender may send it.
	Content io.Reader
}

// Attach adds a message with a file. The same id again gets the first answer.
func (d *Desk) Attach(ctx context.Context, by account.Actor, c chat.ID, u Upload) (chat.Message, error) {
	draft, err := chat.NewFileDraft(u.Message, u.Text)
	if err != nil {
		return chat.Message{}, err
	}
	if sent, err := d.maySend(ctx, by, c, draft); err != nil || sent != nil {
		return deref(sent), err
	}
	kept, err := d.files.Keep(ctx, string(c), u.Name, u.Content)
	if err != nil {
		return chat.Message{}, err
	}
	posted, err := d.post(ctx, by, c, draft.With(chat.Attachment(kept)))
	// Where it is not known whether it was stored, the file stays: Tidy looks.
	refused := err != nil && fault.CodeOf(err) != fault.Internal
	if refused || err == nil && (posted.Attachment == nil || posted.Attachment.ID != kept.ID) {
		_ = d.files.Discard(string(c), kept.ID) // what stays, Tidy takes
	}
	return posted, err
}

func deref(m *chat.Message) chat.Message {
	if m == nil {
		return chat.Message{}
	}
	return *m
}

// maySend asks, before a byte of a file is read, whether it would be refused
// whatever it is, and for the message that is there already.
func (d *Desk) maySend(ctx context.Context, by account.Actor, c chat.ID, draft chat.Draft) (sent *chat.Message, err error) {
	f, err := d.glance(ctx)
	if err != nil {
		return nil, err
	}
	about := About{Conversation: c, Message: draft.ID(), Files: true}
	_, err = d.act(ctx, by, about, func(c *Case, a chat.Author, now time.Time) error {
		sent = c.Sent
		if sent != nil {
			_, err := c.Post(a, draft, sent, now)
			return err
		}
		then := c.clone() // nothing has happened yet
		then.goOn(a, f, now)
		if err := then.MayPost(a); err != nil {
			return err
		}
		return chat.RoomFor(c.Files, 0)
	})
	return sent, err
}

// File opens a file of a conversation, for those who may read the message that
// it came with: fault.NotFound for others.
func (d *Desk) File(ctx context.Context, by account.Actor, c chat.ID, file string) (chat.Attachment, io.ReadSeekCloser, error) {
	s, err := d.readable(ctx, by, c)
	if err != nil {
		return chat.Attachment{}, nil, err
	}
	for _, m := range s.Messages {
		if m.Attachment != nil && m.Attachment.ID == file {
			content, err := d.files.Open(string(c), file)
			return *m.Attachment, content, err
		}
	}
	return chat.Attachment{}, nil, fault.New(fault.NotFound)
}

// readable is a conversation for whoever may read it in any way: also as a
// former contact of a visitor with whom they talk.
func (d *Desk) readable(ctx context.Context, by account.Actor, c chat.ID) (Snapshot, error) {
	s, err := d.Conversation(ctx, by, c)
	if by.Staff == "" || fault.CodeOf(err) != fault.NotFound {
		return s, err
	}
	former, err := d.store.Case(ctx, c)
	if err != nil {
		return Snapshot{}, err
	}
	theirs, err := d.store.ByVisitor(ctx, former.Visitor)
	if err != nil {
		return Snapshot{}, err
	}
	for _, each := range theirs {
		if each.RoleOf(by) != chat.Stranger && each.isAfter(former) {
			return d.snapshot(ctx, c)
		}
	}
	return Snapshot{}, fault.New(fault.NotFound)
}

// TidyFiles removes the files that no message has: a crash left them, between
// keeping one and its message, or between an erasure and its files.
func (d *Desk) TidyFiles(ctx context.Context) error {
	return d.files.Tidy(ctx, d.clock().Add(-intoMessage), func(ctx context.Context, conversation string) ([]string, error) {
		h, err := d.store.History(ctx, chat.ID(conversation))
		if fault.CodeOf(err) == fault.NotFound {
			return nil, nil
		}
		var named []string
		for _, m := range h.Messages {
			if m.Attachment != nil {
				named = append(named, m.Attachment.ID)
			}
		}
		return named, err
	})
}
