package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/interview"
)

// Case implements desk.Cases.
func (s *Store) Case(ctx context.Context, id chat.ID) (desk.Case, error) {
	var c desk.Case
	err := s.look(ctx, func(q query) (err error) {
		c, err = q.lookAt(ctx, id)
		return err
	})
	if err != nil {
		return desk.Case{}, fmt.Errorf("read conversation: %w", err)
	}
	return c, nil
}

// History implements desk.Cases.
func (s *Store) History(ctx context.Context, id chat.ID) (desk.History, error) {
	var h desk.History
	err := s.look(ctx, func(q query) (err error) {
		if h.Case, err = q.lookAt(ctx, id); err != nil {
			return err
		}
		err = q.rows(ctx, func() []any {
			h.Messages = append(h.Messages, chat.Message{})
			return messageFields(&h.Messages[len(h.Messages)-1])
		}, `SELECT `+string(messageColumns)+` FROM messages WHERE conversation = ? ORDER BY number`, id)
		if err != nil {
			return err
		}
		if h.Notes, err = q.notes(ctx, id); err != nil {
			return err
		}
		return q.one(ctx, []any{&h.Seq}, `SELECT coalesce(max(last), 0) FROM streams WHERE stream = ?`, event.Conversation(string(id)))
	})
	if err != nil {
		return desk.History{}, fmt.Errorf("read history: %w", err)
	}
	return h, nil
}

// ConversationOf implements desk.Cases.
func (s *Store) ConversationOf(ctx context.Context, id interview.ID) (chat.ID, error) {
	var c chat.ID
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, []any{&c}, `SELECT conversation FROM interviews WHERE id = ?`, id)
	})
	if err != nil {
		return "", fmt.Errorf("read interview: %w", err)
	}
	return c, nil
}

// Open implements desk.Cases.
func (s *Store) Open(ctx context.Context) ([]desk.Case, error) {
	return s.cases(ctx, `state IN ('waiting', 'active')`)
}

// Left implements desk.FollowUps.
func (s *Store) Left(ctx context.Context) ([]desk.Case, error) {
	return s.cases(ctx, `state = 'message'`)
}

// LastAssigned implements desk.FollowUps.
func (s *Store) LastAssigned(ctx context.Context) (map[account.StaffID]time.Time, error) {
	last, err := s.lastOf(ctx, `SELECT counsellor, max(assigned_at) FROM conversations WHERE assigned_at > 0 GROUP BY counsellor`)
	if err != nil {
		return nil, fmt.Errorf("read last follow-ups: %w", err)
	}
	return last, nil
}

// ByVisitor implements desk.Cases.
func (s *Store) ByVisitor(ctx context.Context, v account.VisitorID) ([]desk.Case, error) {
	cases, err := s.cases(ctx, `visitor = ?`, v)
	slices.SortFunc(cases, func(a, b desk.Case) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return cases, err
}

// Unwrapped implements desk.Cases.
func (s *Store) Unwrapped(ctx context.Context, by account.StaffID, since time.Time) ([]desk.Case, error) {
	cases, err := s.cases(ctx, `state = 'closed' AND counsellor = ? AND closed_at >= ? AND wrap_up = 'null' AND erased_at = 0`,
		by, micros(since))
	slices.SortFunc(cases, func(a, b desk.Case) int {
		return cmp.Or(a.ClosedAt.Compare(b.ClosedAt), cmp.Compare(a.ID, b.ID))
	})
	return cases, err
}

// LastClaims implements desk.Cases.
func (s *Store) LastClaims(ctx context.Context, since time.Time) (map[account.StaffID]time.Time, error) {
	last, err := s.lastOf(ctx,
		`SELECT counsellor, max(claimed_at) FROM conversations WHERE claimed_at > 0 AND claimed_at >= ? GROUP BY counsellor`, micros(since))
	if err != nil {
		return nil, fmt.Errorf("read last claims: %w", err)
	}
	return last, nil
}

// lastOf reads an instant for each counsellor.
func (s *Store) lastOf(ctx context.Context, statement string, args ...any) (map[account.StaffID]time.Time, error) {
	var who []account.StaffID
	var at []time.Time
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			who, at = append(who, ""), append(at, time.Time{})
			return []any{&who[len(who)-1], instant{&at[len(at)-1]}}
		}, statement, args...)
	})
	if err != nil {
		return nil, err
	}
	last := make(map[account.StaffID]time.Time, len(who))
	for i, id := range who {
		last[id] = at[i]
	}
	return last, nil
}

// Waits implements desk.Cases.
func (s *Store) Waits(ctx context.Context, since time.Time) ([]chat.Wait, error) {
	var waits []chat.Wait
	err := s.look(ctx, func(q query) error {
		var from, to []time.Time
		err := q.rows(ctx, func() []any {
			from, to, waits = append(from, time.Time{}), append(to, time.Time{}), append(waits, chat.Wait{})
			w := &waits[len(waits)-1]
			return []any{&w.Topic, &w.Language, &w.Centre, instant{&from[len(from)-1]}, instant{&to[len(to)-1]}}
		}, `SELECT topic, language, centre, waiting_since, claimed_at FROM conversations WHERE claimed_at > 0 AND claimed_at >= ?`, micros(since))
		for i := range from {
			waits[i].For = to[i].Sub(from[i])
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read waits: %w", err)
	}
	return waits, nil
}

// cases reads the conversations of a condition with their interviews, as of
// one moment.
func (s *Store) cases(ctx context.Context, condition string, args ...any) ([]desk.Case, error) {
	var found []chat.Conversation
	calls := map[string][]interview.Interview{}
	err := s.look(ctx, func(q query) error {
		err := q.rows(ctx, func() []any {
			found = append(found, chat.Conversation{})
			return conversationFields(&found[len(found)-1])
		}, `SELECT `+string(conversationColumns)+` FROM conversations WHERE `+condition, args...)
		if err != nil {
			return err
		}
		all, err := q.interviews(ctx, `conversation IN (SELECT id FROM conversations WHERE `+condition+`)`, args...)
		for _, i := range all {
			calls[i.Conversation] = append(calls[i.Conversation], i)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	cases := make([]desk.Case, len(found))
	for i, c := range found {
		cases[i] = desk.Case{Thread: chat.Thread{Conversation: c}, Interviews: calls[string(c.ID)]}
	}
	return cases, nil
}

func (q query) lookAt(ctx context.Context, id chat.ID) (c desk.Case, err error) {
	err = q.found(ctx, conversationFields(&c.Conversation),
		`SELECT `+string(conversationColumns)+` FROM conversations WHERE id = ?`, id)
	if err != nil {
		return c, err
	}
	c.Interviews, err = q.interviews(ctx, `conversation = ?`, id)
	return c, err
}

// notes reads those of a conversation, oldest first.
func (q query) notes(ctx context.Context, c chat.ID) ([]chat.Note, error) {
	var found []chat.Note
	err := q.rows(ctx, func() []any {
		found = append(found, chat.Note{})
		return noteFields(&found[len(found)-1])
	}, `SELECT `+string(noteColumns)+` FROM notes WHERE conversation = ?`, c)
	slices.SortFunc(found, func(a, b chat.Note) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return found, err
}

// interviews reads those of a condition, oldest first. It is sorted here:
// the engines need not agree on the order of texts.
func (q query) interviews(ctx context.Context, condition string, args ...any) ([]interview.Interview, error) {
	var found []interview.Interview
	err := q.rows(ctx, func() []any {
		found = append(found, interview.Interview{})
		return interviewFields(&found[len(found)-1])
	}, `SELECT `+string(interviewColumns)+` FROM interviews WHERE `+condition, args...)
	slices.SortFunc(found, func(a, b interview.Interview) int {
		return cmp.Or(a.RungAt.Compare(b.RungAt), cmp.Compare(a.ID, b.ID))
	})
	return found, err
}
