package store

import (
	"context"
	"fmt"
	"slices"

	"miti/internal/calendar"
	"miti/internal/roster"
)

const shiftColumns columns = "id, staff, date, from_minute, to_minute, swap"

func shiftFields(s *roster.Shift) []any {
	return []any{&s.ID, &s.Staff, date{&s.Date}, &s.Hours.From, &s.Hours.To, document{&s.Swap}}
}

// Shifts implements roster.Store.
func (s *Store) Shifts(ctx context.Context, from, to calendar.Date) ([]roster.Shift, error) {
	var found []roster.Shift
	err := s.look(ctx, func(q query) (err error) {
		found, err = q.shifts(ctx, from, to)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read shifts: %w", err)
	}
	return found, nil
}

func (q query) shifts(ctx context.Context, from, to calendar.Date) ([]roster.Shift, error) {
	var found []roster.Shift
	err := q.rows(ctx, func() []any {
		found = append(found, roster.Shift{})
		return shiftFields(&found[len(found)-1])
	}, `SELECT `+string(shiftColumns)+` FROM shifts WHERE date >= ? AND date <= ?`, date{&from}, date{&to})
	slices.SortFunc(found, roster.InOrder)
	return found, err
}

// Shift implements roster.Store.
func (s *Store) Shift(ctx context.Context, id roster.ShiftID) (roster.Shift, error) {
	var found roster.Shift
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, shiftFields(&found), `SELECT `+string(shiftColumns)+` FROM shifts WHERE id = ?`, id)
	})
	if err != nil {
		return roster.Shift{}, fmt.Errorf("read shift: %w", err)
	}
	return found, nil
}

// ChangeShifts implements roster.Store.
func (s *Store) ChangeShifts(ctx context.Context, from, to calendar.Date, act func([]roster.Shift) (roster.Change, error)) error {
	err := s.change(ctx, func(q query) error {
		// Rosters change so rarely that one lock serves them all.
		var epoch string
		if err := q.one(ctx, []any{&epoch}, `SELECT epoch FROM installation`+q.engine.lock); err != nil {
			return err
		}
		before, err := q.shifts(ctx, from, to)
		if err != nil {
			return err
		}
		c, err := act(before)
		if err != nil {
			return err
		}
		for _, id := range c.Remove {
			if _, err := q.exec(ctx, `DELETE FROM shifts WHERE id = ?`, id); err != nil {
				return err
			}
		}
		for _, each := range c.Put {
			_, err := q.exec(ctx, `INSERT INTO shifts (`+string(shiftColumns)+`) VALUES (`+shiftColumns.places()+`)
				ON CONFLICT (id) DO UPDATE SET staff = excluded.staff, date = excluded.date,
					from_minute = excluded.from_minute, to_minute = excluded.to_minute, swap = excluded.swap`, shiftFields(&each)...)
			if err != nil {
				return err
			}
		}
		return q.writeLetters(ctx, nil, c.Letters)
	})
	if err != nil {
		return fmt.Errorf("write shifts: %w", err)
	}
	return nil
}

// Needs implements roster.Store.
func (s *Store) Needs(ctx context.Context) ([]roster.Need, error) {
	var all []roster.Need
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, roster.Need{})
			n := &all[len(all)-1]
			return []any{&n.Topic, &n.Language, &n.Minimum}
		}, `SELECT topic, language, minimum FROM needs ORDER BY place`)
	})
	if err != nil {
		return nil, fmt.Errorf("read needs: %w", err)
	}
	return all, nil
}

// SaveNeeds implements roster.Store.
func (s *Store) SaveNeeds(ctx context.Context, needs []roster.Need) error {
	err := s.change(ctx, func(q query) error {
		if _, err := q.exec(ctx, `DELETE FROM needs`); err != nil {
			return err
		}
		for place, n := range needs {
			_, err := q.exec(ctx, `INSERT INTO needs (place, topic, language, minimum) VALUES (?, ?, ?, ?)`,
				place, n.Topic, n.Language, n.Minimum)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write needs: %w", err)
	}
	return nil
}

var _ roster.Store = (*Store)(nil)
