package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
)

// Update implements desk.Cases.
func (s *Store) Update(ctx context.Context, about desk.About, act func(desk.Case) (desk.Change, error)) ([]event.Event, error) {
	return s.record(ctx, func(q query) (written, error) {
		before, err := q.lock(ctx, about)
		if err != nil {
			return written{}, fmt.Errorf("read conversation: %w", err)
		}
		change, err := act(before)
		if err != nil || change.IsNothing() {
			return written{}, err
		}
		if err := q.write(ctx, before.ID == "", change); err != nil {
			return written{}, fmt.Errorf("write conversation: %w", err)
		}
		events, err := q.append(ctx, change.Events)
		return written{letters: len(change.Letters) > 0, events: events}, err
	})
}

// lock reads what an act needs to know, and keeps others from changing it
// until the commit. Every act locks in the same order, so that no two wait for
// each other: the counsellor, the conversation, its stream, the queue's,
// the inbox's.
func (q query) lock(ctx context.Context, about desk.About) (desk.Case, error) {
	var c desk.Case
	if about.Counsellor != "" {
		var id string
		err := q.one(ctx, []any{&id}, `SELECT id FROM staff WHERE id = ?`+q.engine.lock, about.Counsellor)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return c, err
		}
		err = q.one(ctx, []any{&c.Load}, `SELECT count(*) FROM conversations WHERE counsellor = ? AND state = 'active'`, about.Counsellor)
		if err != nil {
			return c, err
		}
		err = q.one(ctx, []any{&c.Rung}, `SELECT count(*) FROM conversations WHERE offered_to = ? AND offered_to <> '' AND id <> ?`,
			about.Counsellor, about.Conversation)
		if err != nil {
			return c, err
		}
	}
	err := q.one(ctx, conversationFields(&c.Conversation),
		`SELECT `+string(conversationColumns)+` FROM conversations WHERE id = ?`+q.engine.lock, about.Conversation)
	if errors.Is(err, sql.ErrNoRows) {
		return desk.Case{Load: c.Load, Rung: c.Rung}, nil
	}
	if err != nil {
		return c, err
	}
	if c.Interviews, err = q.interviews(ctx, `conversation = ?`, about.Conversation); err != nil {
		return c, err
	}
	if about.Message != "" {
		if c.Sent, err = q.sent(ctx, about.Conversation, about.Message); err != nil {
			return c, err
		}
	}
	if about.Note != "" {
		if c.Kept, err = q.kept(ctx, about.Conversation, about.Note); err != nil {
			return c, err
		}
	}
	if about.Files {
		c.Files, err = q.files(ctx, about.Conversation)
	}
	return c, err
}

// files are all that were sent in a conversation, oldest first.
func (q query) files(ctx context.Context, c chat.ID) ([]chat.Attachment, error) {
	var found []chat.Attachment
	err := q.rows(ctx, func() []any {
		found = append(found, chat.Attachment{})
		return []any{document{&found[len(found)-1]}}
	}, `SELECT attachment FROM messages WHERE conversation = ? AND attachment <> 'null' ORDER BY number`, c)
	return found, err
}

// sent is the message with that id, nil when there is none.
func (q query) sent(ctx context.Context, c chat.ID, id chat.MessageID) (*chat.Message, error) {
	var m chat.Message
	err := q.one(ctx, messageFields(&m),
		`SELECT `+string(messageColumns)+` FROM messages WHERE conversation = ? AND id = ?`, c, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &m, err
}

// kept is the note with that id, nil when there is none.
func (q query) kept(ctx context.Context, c chat.ID, id chat.NoteID) (*chat.Note, error) {
	var n chat.Note
	err := q.one(ctx, noteFields(&n),
		`SELECT `+string(noteColumns)+` FROM notes WHERE conversation = ? AND id = ?`, c, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &n, err
}

// write writes all of a change but its events.
func (q query) write(ctx context.Context, begins bool, change desk.Change) error {
	if err := q.writeConversation(ctx, begins, change.Conversation); err != nil {
		return err
	}
	for _, i := range change.Interviews {
		// Whose id belongs to an interview of another conversation touches no row.
		n, err := q.exec(ctx, `INSERT INTO interviews (`+string(interviewColumns)+`) VALUES (`+interviewColumns.places()+`)
			ON CONFLICT (id) DO UPDATE SET state = excluded.state, mode = excluded.mode, rung_at = excluded.rung_at,
				live_at = excluded.live_at, ended_at = excluded.ended_at, reason = excluded.reason, by_visitor = excluded.by_visitor,
				by_staff = excluded.by_staff, by_name = excluded.by_name
			WHERE interviews.conversation = excluded.conversation`, interviewFields(&i)...)
		if err := touched(n, err, fault.New(fault.Conflict)); err != nil {
			return fmt.Errorf("write interview: %w", err)
		}
	}
	for _, m := range change.Messages {
		n, err := q.exec(ctx, `INSERT INTO messages (`+string(messageColumns)+`) VALUES (`+messageColumns.places()+`)
			ON CONFLICT DO NOTHING`, messageFields(&m)...)
		if err := touched(n, err, fault.New(fault.Conflict)); err != nil {
			return fmt.Errorf("write message: %w", err)
		}
	}
	for _, n := range change.Notes {
		added, err := q.exec(ctx, `INSERT INTO notes (`+string(noteColumns)+`) VALUES (`+noteColumns.places()+`)
			ON CONFLICT DO NOTHING`, noteFields(&n)...)
		if err := touched(added, err, fault.New(fault.Conflict)); err != nil {
			return fmt.Errorf("write note: %w", err)
		}
	}
	if err := q.writeLetters(ctx, change.Withdrawn, change.Letters); err != nil {
		return err
	}
	if change.Erase {
		return q.erase(ctx, change.Conversation.ID)
	}
	return nil
}

func (q query) writeConversation(ctx context.Context, begins bool, c chat.Conversation) error {
	if begins {
		// Somebody else may have begun it since we looked: look again.
		n, err := q.exec(ctx, `INSERT INTO conversations (`+string(conversationColumns)+`)
			VALUES (`+conversationColumns.places()+`) ON CONFLICT DO NOTHING`, conversationFields(&c)...)
		return touched(n, err, errRace)
	}
	_, err := q.exec(ctx, `UPDATE conversations SET `+conversationColumns.assignments()+` WHERE id = ?`,
		append(conversationFields(&c), c.ID)...)
	return err
}

// touched turns a statement that should have touched a row and did not into
// the reason.
func touched(rows int64, err, reason error) error {
	if err == nil && rows == 0 {
		return reason
	}
	return err
}

// erase removes what people wrote in a conversation, and what earlier events
// and letters have of it.
func (q query) erase(ctx context.Context, c chat.ID) error {
	_, err := q.exec(ctx, `UPDATE messages SET text = '', attachment = 'null', name = CASE WHEN author = ? THEN '' ELSE name END WHERE conversation = ?`,
		chat.ByVisitor, c)
	if err != nil {
		return fmt.Errorf("erase messages: %w", err)
	}
	if _, err := q.exec(ctx, `DELETE FROM notes WHERE conversation = ?`, c); err != nil {
		return fmt.Errorf("erase notes: %w", err)
	}
	_, err = q.exec(ctx, `UPDATE events SET type = ?, data = '{}' WHERE stream = ? OR subject = ? AND subject <> ''`,
		event.TypeErased, event.Conversation(string(c)), c)
	if err != nil {
		return fmt.Errorf("erase events: %w", err)
	}
	return q.eraseLetters(ctx, string(c))
}
