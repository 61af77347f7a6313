package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/reply"
)

const replyColumns columns = "id, shortcut, texts, centre, staff"

func replyFields(r *reply.Reply) []any {
	return []any{&r.ID, &r.Shortcut, document{&r.Texts}, &r.Centre, &r.Staff}
}

// Replies implements reply.Store.
func (s *Store) Replies(ctx context.Context, of account.StaffID) ([]reply.Reply, error) {
	var all []reply.Reply
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, reply.Reply{})
			return replyFields(&all[len(all)-1])
		}, `SELECT `+string(replyColumns)+` FROM replies WHERE staff = '' OR staff = ?`, of)
	})
	if err != nil {
		return nil, fmt.Errorf("read replies: %w", err)
	}
	slices.SortFunc(all, func(a, b reply.Reply) int {
		return cmp.Or(cmp.Compare(a.Shortcut, b.Shortcut), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Reply implements reply.Store.
func (s *Store) Reply(ctx context.Context, id reply.ID) (reply.Reply, error) {
	var r reply.Reply
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, replyFields(&r), `SELECT `+string(replyColumns)+` FROM replies WHERE id = ?`, id)
	})
	if err != nil {
		return reply.Reply{}, fmt.Errorf("read reply: %w", err)
	}
	return r, nil
}

// SaveReply implements reply.Store.
func (s *Store) SaveReply(ctx context.Context, r reply.Reply) error {
	err := s.change(ctx, func(q query) error {
		var owner reply.ID
		err := q.one(ctx, []any{&owner}, `SELECT id FROM replies WHERE centre = ? AND staff = ? AND shortcut = ?`,
			r.Centre, r.Staff, r.Shortcut)
		switch {
		case err == nil && owner != r.ID:
			return fault.New(fault.Conflict)
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		}
		var others int
		if err := q.one(ctx, []any{&others}, `SELECT count(*) FROM replies WHERE staff = ? AND id <> ?`, r.Staff, r.ID); err != nil {
			return err
		}
		if others >= reply.Limit(r) {
			return fault.New(fault.Full)
		}
		// Two who take the same shortcut at once: the second loses a race, and
		// finds the first's reply when it looks again.
		_, err = q.exec(ctx, `INSERT INTO replies (`+string(replyColumns)+`) VALUES (`+replyColumns.places()+`)
			ON CONFLICT (id) DO UPDATE SET shortcut = excluded.shortcut, texts = excluded.texts, centre = excluded.centre, staff = excluded.staff`,
			replyFields(&r)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("write reply: %w", err)
	}
	return nil
}

// RemoveReply implements reply.Store.
func (s *Store) RemoveReply(ctx context.Context, id reply.ID) error {
	err := s.change(ctx, func(q query) error {
		_, err := q.exec(ctx, `DELETE FROM replies WHERE id = ?`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove reply: %w", err)
	}
	return nil
}
