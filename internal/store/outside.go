package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"miti/internal/account"
	"miti/internal/agenda"
)

// SaveFeedLink implements agenda.Feeds.
func (s *Store) SaveFeedLink(ctx context.Context, who account.StaffID, hash string) error {
	return s.changeDiary(ctx, who, "write feed link", func(q query) error {
		_, err := q.exec(ctx, `UPDATE agendas SET feed = ? WHERE staff = ?`, hash, who)
		return err
	})
}

// FeedOf implements agenda.Feeds.
func (s *Store) FeedOf(ctx context.Context, hash string) (account.StaffID, error) {
	var who account.StaffID
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, []any{&who}, `SELECT staff FROM agendas WHERE feed = ? AND feed <> ''`, hash)
	})
	if err != nil {
		return "", fmt.Errorf("read feed link: %w", err)
	}
	return who, nil
}

const outsideColumns columns = "staff, url, tag, modified, fetched_at, tried_at, due_at, problem, failures, busy"

func outsideFields(o *agenda.Outside) []any {
	return []any{
		&o.Staff, &o.URL, &o.Tag, &o.Modified, instant{&o.FetchedAt}, instant{&o.TriedAt}, instant{&o.DueAt}, &o.Problem, &o.Failures,
		document{&o.Busy},
	}
}

func (q query) outside(ctx context.Context, condition string, args ...any) ([]agenda.Outside, error) {
	var all []agenda.Outside
	err := q.rows(ctx, func() []any {
		all = append(all, agenda.Outside{})
		return outsideFields(&all[len(all)-1])
	}, `SELECT `+string(outsideColumns)+` FROM calendars WHERE `+condition, args...)
	return all, err
}

// SaveOutside implements agenda.Feeds.
func (s *Store) SaveOutside(ctx context.Context, o agenda.Outside) error {
	return s.changeDiary(ctx, o.Staff, "write calendar elsewhere", func(q query) error {
		if o.URL == "" {
			_, err := q.exec(ctx, `DELETE FROM calendars WHERE staff = ?`, o.Staff)
			return err
		}
		_, err := q.exec(ctx, `INSERT INTO calendars (`+string(outsideColumns)+`) VALUES (`+outsideColumns.places()+`)
			ON CONFLICT (staff) DO UPDATE SET url = excluded.url, tag = excluded.tag, modified = excluded.modified,
				fetched_at = excluded.fetched_at, tried_at = excluded.tried_at, due_at = excluded.due_at, problem = excluded.problem,
				failures = excluded.failures, busy = excluded.busy`, outsideFields(&o)...)
		return err
	})
}

// NoteOutside implements agenda.Feeds.
func (s *Store) NoteOutside(ctx context.Context, o agenda.Outside) error {
	return s.changeDiary(ctx, o.Staff, "note calendar elsewhere", func(q query) error {
		_, err := q.exec(ctx, `UPDATE calendars SET `+outsideColumns.assignments()+` WHERE staff = ? AND url = ?`,
			append(outsideFields(&o), o.Staff, o.URL)...)
		return err
	})
}

// OutsideDue implements agenda.Feeds.
func (s *Store) OutsideDue(ctx context.Context, now, until time.Time) ([]agenda.Outside, error) {
	var due []agenda.Outside
	err := s.change(ctx, func(q query) (err error) {
		due, err = q.outside(ctx, `due_at <= ? ORDER BY due_at, staff LIMIT 10`+q.engine.lockFree, micros(now))
		for _, o := range due {
			_, e := q.exec(ctx, `UPDATE calendars SET due_at = ? WHERE staff = ?`, micros(until), o.Staff)
			err = errors.Join(err, e)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read calendars elsewhere: %w", err)
	}
	return due, nil
}
