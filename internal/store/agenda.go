package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/fault"
)

// readWhole is from which part of all diaries on, if they have changed, all are
// read at once.
const readWhole = 0.5

// Shelf implements agenda.Arrangements.
func (s *Store) Shelf(ctx context.Context, known map[account.StaffID]int64, since time.Time) (agenda.Shelf, error) {
	var found agenda.Shelf
	err := s.look(ctx, func(q query) (err error) {
		if found.Network, err = q.network(ctx); err != nil {
			return err
		}
		if found.Revisions, err = q.revisions(ctx); err != nil {
			return err
		}
		found.Pages, err = q.changed(ctx, found.Revisions, known, since)
		return err
	})
	if err != nil {
		return agenda.Shelf{}, fmt.Errorf("read diaries: %w", err)
	}
	return found, nil
}

// Network implements agenda.Arrangements.
func (s *Store) Network(ctx context.Context) (agenda.Network, error) {
	var n agenda.Network
	err := s.look(ctx, func(q query) (err error) {
		n, err = q.network(ctx)
		return err
	})
	if err != nil {
		return agenda.Network{}, fmt.Errorf("read network: %w", err)
	}
	return n, nil
}

func (q query) network(ctx context.Context) (n agenda.Network, err error) {
	if n.Centres, err = q.centres(ctx); err != nil {
		return n, err
	}
	if n.Policies, err = q.policies(ctx); err != nil {
		return n, err
	}
	n.Staff, err = q.allStaff(ctx)
	return n, err
}

func (q query) revisions(ctx context.Context) (map[account.StaffID]int64, error) {
	var who []account.StaffID
	var revisions []int64
	err := q.rows(ctx, func() []any {
		who, revisions = append(who, ""), append(revisions, 0)
		return []any{&who[len(who)-1], &revisions[len(revisions)-1]}
	}, `SELECT staff, revision FROM agendas`)
	all := make(map[account.StaffID]int64, len(who))
	for i, id := range who {
		all[id] = revisions[i]
	}
	return all, err
}

// changed are the pages whose revision is not the known one.
func (q query) changed(ctx context.Context, now, known map[account.StaffID]int64, since time.Time) (map[account.StaffID]agenda.Page, error) {
	pages := map[account.StaffID]agenda.Page{}
	for who, revision := range now {
		if known[who] != revision {
			pages[who] = agenda.Page{Revision: revision}
		}
	}
	if float64(len(pages)) >= readWhole*float64(len(now)) {
		return pages, q.fill(ctx, pages, since, "")
	}
	for who := range pages {
		if err := q.fill(ctx, pages, since, who); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// fill reads what belongs on the pages: of one counsellor, or of all.
func (q query) fill(ctx context.Context, pages map[account.StaffID]agenda.Page, since time.Time, only account.StaffID) error {
	condition, args := `TRUE`, []any(nil)
	if only != "" {
		condition, args = `staff = ?`, []any{only}
	}
	put := func(who account.StaffID, add func(*agenda.Page)) {
		if p, ok := pages[who]; ok {
			add(&p)
			pages[who] = p
		}
	}
	availabilities, err := q.availabilities(ctx, condition, args...)
	if err != nil {
		return err
	}
	for _, a := range availabilities {
		put(a.Staff, func(p *agenda.Page) { p.Availabilities = append(p.Availabilities, a) })
	}
	absences, err := q.absences(ctx, condition, args...)
	if err != nil {
		return err
	}
	for _, a := range absences {
		put(a.Staff, func(p *agenda.Page) { p.Absences = append(p.Absences, a) })
	}
	outside, err := q.outside(ctx, condition, args...)
	if err != nil {
		return err
	}
	for _, o := range outside {
		put(o.Staff, func(p *agenda.Page) { p.Outside = o })
	}
	return q.fillTaken(ctx, pages, condition+` AND end_at > ?`, append(args, micros(since))...)
}

// fillTaken reads the times that are taken. There may be hundreds of thousands,
// so they are numbers until they are where they belong.
func (q query) fillTaken(ctx context.Context, pages map[account.StaffID]agenda.Page, condition string, args ...any) error {
	var who account.StaffID
	var start, end, until int64
	fields := []any{&who, &start, &end, &until}
	begun := false
	taken := map[account.StaffID][]agenda.Taken{}
	add := func() {
		t := agenda.Taken{}
		t.From, t.To = time.UnixMicro(start).UTC(), time.UnixMicro(end).UTC()
		if until != 0 {
			t.Until = time.UnixMicro(until).UTC()
		}
		taken[who] = append(taken[who], t)
	}
	err := q.rows(ctx, func() []any {
		if begun {
			add()
		}
		begun = true
		return fields
	}, `SELECT staff, start_at, end_at, held_until FROM appointments WHERE state IN ('held', 'booked', 'met') AND `+condition, args...)
	if err != nil {
		return err
	}
	if begun {
		add()
	}
	for id, all := range taken {
		if p, ok := pages[id]; ok {
			p.Taken = all
			pages[id] = p
		}
	}
	return nil
}

// Page implements agenda.Arrangements.
func (s *Store) Page(ctx context.Context, who account.StaffID) (agenda.Page, error) {
	var p agenda.Page
	err := s.look(ctx, func(q query) (err error) {
		p, err = q.page(ctx, who)
		return err
	})
	if err != nil {
		return agenda.Page{}, fmt.Errorf("read diary: %w", err)
	}
	return p, nil
}

func (q query) page(ctx context.Context, who account.StaffID) (p agenda.Page, err error) {
	if p.Availabilities, err = q.availabilities(ctx, `staff = ?`, who); err != nil {
		return p, err
	}
	if p.Absences, err = q.absences(ctx, `staff = ?`, who); err != nil {
		return p, err
	}
	outside, err := q.outside(ctx, `staff = ?`, who)
	for _, o := range outside {
		p.Outside = o
	}
	return p, err
}

const availabilityColumns columns = "id, staff, kinds, topics, languages, week, exceptions"

func availabilityFields(a *booking.Availability) []any {
	return []any{
		&a.ID, &a.Staff, document{&a.Kinds}, document{&a.Topics}, document{&a.Languages}, document{&a.Week}, document{&a.Exceptions},
	}
}

func (q query) availabilities(ctx context.Context, condition string, args ...any) ([]booking.Availability, error) {
	var all []booking.Availability
	err := q.rows(ctx, func() []any {
		all = append(all, booking.Availability{})
		return availabilityFields(&all[len(all)-1])
	}, `SELECT `+string(availabilityColumns)+` FROM availabilities WHERE `+condition, args...)
	slices.SortFunc(all, func(a, b booking.Availability) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

const absenceColumns columns = "id, staff, from_date, to_date, hours"

func absenceFields(a *booking.Absence) []any {
	return []any{&a.ID, &a.Staff, date{&a.From}, date{&a.To}, document{&a.Hours}}
}

func (q query) absences(ctx context.Context, condition string, args ...any) ([]booking.Absence, error) {
	var all []booking.Absence
	err := q.rows(ctx, func() []any {
		all = append(all, booking.Absence{})
		return absenceFields(&all[len(all)-1])
	}, `SELECT `+string(absenceColumns)+` FROM absences WHERE `+condition, args...)
	slices.SortFunc(all, func(a, b booking.Absence) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// changeDiary changes what belongs to a counsellor's diary.
func (s *Store) changeDiary(ctx context.Context, who account.StaffID, what string, f func(query) error) error {
	err := s.change(ctx, func(q query) error {
		if err := q.turnPage(ctx, who); err != nil {
			return err
		}
		return f(q)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// SaveAvailability implements agenda.Arrangements.
func (s *Store) SaveAvailability(ctx context.Context, a booking.Availability) error {
	return s.changeDiary(ctx, a.Staff, "write availability", func(q query) error {
		n, err := q.exec(ctx, `INSERT INTO availabilities (`+string(availabilityColumns)+`) VALUES (`+availabilityColumns.places()+`)
			ON CONFLICT (id) DO UPDATE SET kinds = excluded.kinds, topics = excluded.topics, languages = excluded.languages,
				week = excluded.week, exceptions = excluded.exceptions
			WHERE availabilities.staff = excluded.staff`, availabilityFields(&a)...)
		return touched(n, err, fault.New(fault.Conflict))
	})
}

// RemoveAvailability implements agenda.Arrangements.
func (s *Store) RemoveAvailability(ctx context.Context, who account.StaffID, id booking.AvailabilityID) error {
	return s.changeDiary(ctx, who, "remove availability", func(q query) error {
		n, err := q.exec(ctx, `DELETE FROM availabilities WHERE staff = ? AND id = ?`, who, id)
		return touched(n, err, fault.New(fault.NotFound))
	})
}

// SaveAbsence implements agenda.Arrangements.
func (s *Store) SaveAbsence(ctx context.Context, a booking.Absence) error {
	return s.changeDiary(ctx, a.Staff, "write absence", func(q query) error {
		n, err := q.exec(ctx, `INSERT INTO absences (`+string(absenceColumns)+`) VALUES (`+absenceColumns.places()+`)
			ON CONFLICT (id) DO UPDATE SET from_date = excluded.from_date, to_date = excluded.to_date, hours = excluded.hours
			WHERE absences.staff = excluded.staff`, absenceFields(&a)...)
		return touched(n, err, fault.New(fault.Conflict))
	})
}

// RemoveAbsence implements agenda.Arrangements.
func (s *Store) RemoveAbsence(ctx context.Context, who account.StaffID, id booking.AbsenceID) error {
	return s.changeDiary(ctx, who, "remove absence", func(q query) error {
		n, err := q.exec(ctx, `DELETE FROM absences WHERE staff = ? AND id = ?`, who, id)
		return touched(n, err, fault.New(fault.NotFound))
	})
}

var _ agenda.Store = (*Store)(nil)
