package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"miti/internal/outbox"
)

// writeLetters withdraws and queues letters, in the transaction of their cause.
func (q query) writeLetters(ctx context.Context, withdrawn []string, letters []outbox.Letter) error {
	for _, key := range withdrawn {
		_, err := q.exec(ctx, `UPDATE letters SET state = 'withdrawn', recipient = '', data = 'null' WHERE key = ? AND state = 'queued'`, key)
		if err != nil {
			return fmt.Errorf("withdraw letter: %w", err)
		}
	}
	for _, l := range letters {
		// A lease that is still out stays: nobody else tries the letter meanwhile.
		_, err := q.exec(ctx, `INSERT INTO letters (`+string(letterColumns)+`, state, lease, leased_until, settled_at)
			VALUES (`+letterColumns.places()+`, 'queued', '', 0, 0)
			ON CONFLICT (key) DO UPDATE SET state = 'queued', recipient = excluded.recipient, language = excluded.language,
				about = excluded.about, data = excluded.data, created_at = excluded.created_at, due_at = excluded.due_at,
				attempts = excluded.attempts, settled_at = 0
			WHERE letters.state = 'withdrawn'`, letterFields(&l)...)
		if err != nil {
			return fmt.Errorf("write letter: %w", err)
		}
	}
	return nil
}

// eraseLetters withdraws what would tell of something that is erased, and
// forgets whom the letters about it were for.
func (q query) eraseLetters(ctx context.Context, about string) error {
	_, err := q.exec(ctx, `UPDATE letters SET state = CASE WHEN state = 'queued' THEN 'withdrawn' ELSE state END, recipient = '', data = 'null'
		WHERE about = ? AND about <> ''`, about)
	if err != nil {
		return fmt.Errorf("erase letters: %w", err)
	}
	return nil
}

// LeaseLetter implements outbox.Queue.
func (s *Store) LeaseLetter(ctx context.Context, l outbox.Lease) (outbox.Letter, bool, error) {
	var found outbox.Letter
	err := s.change(ctx, func(q query) error {
		found = outbox.Letter{}
		var before string
		err := q.one(ctx, append(letterFields(&found), &before), `SELECT `+string(letterColumns)+`, lease FROM letters
			WHERE state = 'queued' AND due_at <= ? AND leased_until <= ? ORDER BY due_at, id LIMIT 1`+q.engine.lockFree,
			micros(l.Now), micros(l.Now))
		if err != nil {
			return err
		}
		found.Doubtful = before != "" // a settled try leaves no lease
		found.Attempt++
		_, err = q.exec(ctx, `UPDATE letters SET lease = ?, leased_until = ?, attempts = ? WHERE id = ?`,
			l.ID, micros(l.Until), found.Attempt, found.ID)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return outbox.Letter{}, false, nil
	}
	if err != nil {
		return outbox.Letter{}, false, fmt.Errorf("lease letter: %w", err)
	}
	return found, true, nil
}

// SettleLetter implements outbox.Queue. A letter that was withdrawn meanwhile
// stays so, unless it was sent.
func (s *Store) SettleLetter(ctx context.Context, o outbox.Outcome) error {
	var set string
	switch o.Result {
	case outbox.Sent:
		set = `state = 'sent', recipient = '', data = 'null', about = ''`
	case outbox.Unneeded:
		set = `state = 'withdrawn', recipient = '', data = 'null'`
	case outbox.Failed:
		set = `state = CASE WHEN state = 'queued' THEN 'failed' ELSE state END`
	case outbox.Later:
		return s.run(ctx, "delay letter", `UPDATE letters SET due_at = ?, lease = '', leased_until = 0 WHERE id = ? AND lease = ?`,
			micros(o.Next), o.Letter, o.Lease)
	default:
		return fmt.Errorf("settle letter: no result %q", o.Result)
	}
	return s.run(ctx, "settle letter", `UPDATE letters SET `+set+`, settled_at = ?, lease = '', leased_until = 0 WHERE id = ? AND lease = ?`,
		micros(o.At), o.Letter, o.Lease)
}

// LettersWaiting implements outbox.Queue.
func (s *Store) LettersWaiting(ctx context.Context, now time.Time) (int, error) {
	var n int
	err := s.look(ctx, func(q query) error {
		return q.one(ctx, []any{&n}, `SELECT count(*) FROM letters WHERE state = 'queued' AND due_at <= ?`, micros(now))
	})
	if err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	return n, nil
}

const letterColumns columns = "id, key, kind, recipient, language, about, data, created_at, due_at, attempts"

func letterFields(l *outbox.Letter) []any {
	return []any{
		&l.ID, &l.Key, &l.Kind, &l.To, &l.Language, &l.About, document{&l.Data},
		instant{&l.CreatedAt}, instant{&l.Due}, &l.Attempt,
	}
}
