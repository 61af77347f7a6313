package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"miti/internal/account"
	"miti/internal/fault"
)

// Staff implements account.Directory.
func (s *Store) Staff(ctx context.Context, id account.StaffID) (account.Staff, error) {
	var found account.Staff
	err := s.look(ctx, func(q query) (err error) {
		found, err = q.staff(ctx, id)
		return err
	})
	if err != nil {
		return account.Staff{}, fmt.Errorf("read account: %w", err)
	}
	return found, nil
}

func (q query) staff(ctx context.Context, id account.StaffID) (s account.Staff, err error) {
	err = q.found(ctx, staffFields(&s), `SELECT `+string(staffColumns)+` FROM staff WHERE id = ?`, id)
	return s, err
}

// AllStaff implements account.Directory.
func (s *Store) AllStaff(ctx context.Context) ([]account.Staff, error) {
	var all []account.Staff
	err := s.look(ctx, func(q query) (err error) {
		all, err = q.allStaff(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	slices.SortFunc(all, func(a, b account.Staff) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

func (q query) allStaff(ctx context.Context) ([]account.Staff, error) {
	var all []account.Staff
	err := q.rows(ctx, func() []any {
		all = append(all, account.Staff{})
		return staffFields(&all[len(all)-1])
	}, `SELECT `+string(staffColumns)+` FROM staff`)
	return all, err
}

// Credential implements account.Directory.
func (s *Store) Credential(ctx context.Context, email string) (account.Staff, account.PasswordHash, error) {
	var found account.Staff
	var hash account.PasswordHash
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, append(staffFields(&found), &hash),
			`SELECT `+string(staffColumns)+`, password FROM staff WHERE sign_in = ?`, strings.ToLower(email))
	})
	if err != nil {
		return account.Staff{}, "", fmt.Errorf("read credential: %w", err)
	}
	return found, hash, nil
}

// SaveStaff implements account.Directory.
func (s *Store) SaveStaff(ctx context.Context, who account.Staff, h account.PasswordHash) error {
	signIn := strings.ToLower(who.Email)
	err := s.change(ctx, func(q query) error {
		var owner account.StaffID
		err := q.one(ctx, []any{&owner}, `SELECT id FROM staff WHERE sign_in = ?`, signIn)
		switch {
		case err == nil && owner != who.ID:
			return fault.New(fault.Conflict)
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		}
		// Two who take the same address at once: the second loses a race, and
		// finds the first's account when it looks again.
		_, err = q.exec(ctx, `INSERT INTO staff (`+string(staffColumns)+`, sign_in, password)
			VALUES (`+staffColumns.places()+`, ?, ?)
			ON CONFLICT (id) DO UPDATE SET email = excluded.email, sign_in = excluded.sign_in, name = excluded.name,
				centre = excluded.centre, body = excluded.body, coordinator = excluded.coordinator, topics = excluded.topics, languages = excluded.languages,
				capacity = excluded.capacity, declared = excluded.declared,
				password = CASE WHEN excluded.password = '' THEN staff.password ELSE excluded.password END`,
			append(staffFields(&who), signIn, h)...)
		if err == nil && h != "" {
			_, err = q.exec(ctx, `DELETE FROM sessions WHERE staff = ? AND staff <> ''`, who.ID)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	return nil
}

// Declare implements account.Directory.
func (s *Store) Declare(ctx context.Context, id account.StaffID, p account.Presence) (account.Staff, error) {
	var after account.Staff
	err := s.change(ctx, func(q query) error {
		if _, err := q.exec(ctx, `UPDATE staff SET declared = ? WHERE id = ?`, p, id); err != nil {
			return err
		}
		var err error
		after, err = q.staff(ctx, id)
		return err
	})
	if err != nil {
		return account.Staff{}, fmt.Errorf("write presence: %w", err)
	}
	return after, nil
}
