package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"miti/internal/centre"
	"miti/internal/fault"
)

const centreColumns columns = "id, name, city, address, phone, zone, postcodes, week, exceptions, holidays, early"

func centreFields(c *centre.Centre) []any {
	return []any{
		&c.ID, &c.Name, &c.City, &c.Address, &c.Phone, &c.Zone, document{&c.Postcodes}, document{&c.Week}, document{&c.Exceptions}, &c.Holidays,
		document{&c.Early},
	}
}

// Centres implements centre.Store.
func (s *Store) Centres(ctx context.Context) ([]centre.Centre, error) {
	var all []centre.Centre
	err := s.look(ctx, func(q query) (err error) {
		all, err = q.centres(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read centres: %w", err)
	}
	return all, nil
}

func (q query) centres(ctx context.Context) ([]centre.Centre, error) {
	var all []centre.Centre
	err := q.rows(ctx, func() []any {
		all = append(all, centre.Centre{})
		return centreFields(&all[len(all)-1])
	}, `SELECT `+string(centreColumns)+` FROM centres`)
	slices.SortFunc(all, func(a, b centre.Centre) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// Topics implements centre.Store.
func (s *Store) Topics(ctx context.Context) ([]centre.TopicID, error) {
	var all []centre.TopicID
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, "")
			return []any{&all[len(all)-1]}
		}, `SELECT id FROM topics ORDER BY place`)
	})
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	return all, nil
}

// SaveNetwork implements centre.Store.
func (s *Store) SaveNetwork(ctx context.Context, centres []centre.Centre, topics []centre.TopicID) error {
	for _, c := range centres {
		if err := c.Check(); err != nil {
			return fmt.Errorf("write network: %w", err)
		}
	}
	err := s.change(ctx, func(q query) error {
		for _, c := range centres {
			_, err := q.exec(ctx, `INSERT INTO centres (`+string(centreColumns)+`) VALUES (`+centreColumns.places()+`)
				ON CONFLICT (id) DO UPDATE SET name = excluded.name, city = excluded.city, address = excluded.address,
					phone = excluded.phone, zone = excluded.zone, postcodes = excluded.postcodes, week = excluded.week,
					exceptions = excluded.exceptions, holidays = excluded.holidays`, centreFields(&c)...)
			if err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, `DELETE FROM topics`); err != nil {
			return err
		}
		for place, topic := range topics {
			if _, err := q.exec(ctx, `INSERT INTO topics (id, place) VALUES (?, ?)`, topic, place); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write network: %w", err)
	}
	return nil
}

// CloseEarly implements centre.Store.
func (s *Store) CloseEarly(ctx context.Context, id centre.ID, e *centre.Early) error {
	err := s.change(ctx, func(q query) error {
		changed, err := q.exec(ctx, `UPDATE centres SET early = ? WHERE id = ?`, document{&e}, id)
		if err == nil && changed == 0 {
			return fault.New(fault.NotFound)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("close early: %w", err)
	}
	return nil
}
