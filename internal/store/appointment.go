package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

// aroundStart is how far from a start anything may matter to it: a day of any
// length, and the buffer of what lies on the next.
const aroundStart = 36 * time.Hour

// ChangeAppointment implements agenda.Appointments.
func (s *Store) ChangeAppointment(ctx context.Context, about agenda.About, act func(agenda.Case) (agenda.Change, error)) error {
	_, err := s.record(ctx, func(q query) (written, error) {
		before, err := q.lockDiaries(ctx, about)
		if err != nil {
			return written{}, fmt.Errorf("read appointment: %w", err)
		}
		change, err := act(before)
		if err != nil || reflect.DeepEqual(before.Appointment, change.Appointment) && len(change.Letters) == 0 && len(change.Withdrawn) == 0 {
			return written{}, err
		}
		if err := q.writeAppointment(ctx, before, about, change); err != nil {
			return written{}, fmt.Errorf("write appointment: %w", err)
		}
		return written{letters: len(change.Letters) > 0}, nil
	})
	return err
}

// lockDiaries reads what an act needs to know, and keeps others from changing
// it until the commit.
func (q query) lockDiaries(ctx context.Context, about agenda.About) (agenda.Case, error) {
	var c agenda.Case
	staff, err := q.concerned(ctx, about)
	if err != nil {
		return c, err
	}
	for _, each := range staff {
		if err := q.turnPage(ctx, each); err != nil {
			return c, err
		}
		if _, err := q.exec(ctx, `DELETE FROM cells WHERE appointment IN
			(SELECT id FROM appointments WHERE state = 'held' AND held_until <= ? AND staff = ?)`, micros(about.Now), each); err != nil {
			return c, err
		}
	}
	err = q.one(ctx, appointmentFields(&c.Appointment),
		`SELECT `+string(appointmentColumns)+` FROM appointments WHERE id = ?`+q.engine.lock, about.Appointment)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, err
	}
	if c.Staff != "" && !slices.Contains(staff, c.Staff) {
		return c, errRace // it has gone to somebody else since we looked
	}
	if c.Policies, err = q.policies(ctx); err != nil {
		return c, err
	}
	if about.Frees {
		err := q.rows(ctx, func() []any {
			c.Hopeful = append(c.Hopeful, booking.Appointment{})
			return appointmentFields(&c.Hopeful[len(c.Hopeful)-1])
		}, `SELECT `+string(appointmentColumns)+` FROM appointments WHERE earlier AND start_at > ? AND state = 'booked' AND id <> ?
			ORDER BY booked_at, id`, micros(about.Now), about.Appointment)
		if err != nil {
			return c, err
		}
	}
	c.Diaries, err = q.diaries(ctx, staff, about, c)
	return c, err
}

// concerned are the counsellors whose diaries an act is about, in order.
func (q query) concerned(ctx context.Context, about agenda.About) ([]account.StaffID, error) {
	var all []account.StaffID
	if about.Staff != "" {
		all = append(all, about.Staff)
	}
	err := q.rows(ctx, func() []any {
		all = append(all, "")
		return []any{&all[len(all)-1]}
	}, `SELECT staff FROM appointments WHERE id = ? UNION SELECT staff FROM appointments WHERE offer = ? AND offer <> '' AND state = 'held'`,
		about.Appointment, about.Offer)
	slices.Sort(all)
	return slices.Compact(all), err
}

// turnPage makes the revision of a diary another one, and holds it.
func (q query) turnPage(ctx context.Context, s account.StaffID) error {
	_, err := q.exec(ctx, `INSERT INTO agendas (staff, revision, feed) VALUES (?, 1, '')
		ON CONFLICT (staff) DO UPDATE SET revision = agendas.revision + 1`, s)
	return err
}

// diaries are those of some counsellors, without the appointment that the act
// is about and the times of the offer.
func (q query) diaries(ctx context.Context, staff []account.StaffID, about agenda.About, c agenda.Case) (map[account.StaffID]booking.Diary, error) {
	centres, err := q.centres(ctx)
	if err != nil {
		return nil, err
	}
	all := map[account.StaffID]booking.Diary{}
	for _, each := range staff {
		person, err := q.staff(ctx, each)
		if fault.CodeOf(err) == fault.NotFound {
			continue // the account has been removed
		}
		if err != nil {
			return nil, err
		}
		page, err := q.page(ctx, each)
		if err != nil {
			return nil, err
		}
		if page.Taken, err = q.takenAround(ctx, each, about, c); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(centres, func(at centre.Centre) bool { return at.ID == person.Centre })
		if i < 0 {
			continue // of no centre, they have no place and no clock
		}
		all[each] = page.Diary(person, centres[i], c.Policy(person.Centre), about.Now)
	}
	return all, nil
}

// takenAround are the times of a counsellor near those that an act is about.
func (q query) takenAround(ctx context.Context, s account.StaffID, about agenda.About, c agenda.Case) ([]agenda.Taken, error) {
	var all []agenda.Taken
	seen := map[time.Time]bool{}
	for _, at := range []time.Time{about.Start, c.Start} {
		if at.IsZero() {
			continue
		}
		// The bound for ends is for the index: none is longer than a working day.
		found, err := q.taken(ctx, `staff = ? AND end_at > ? AND end_at < ? AND start_at < ? AND id <> ? AND (offer = '' OR offer <> ?)`,
			s, micros(at.Add(-aroundStart)), micros(at.Add(2*aroundStart)), micros(at.Add(aroundStart)), about.Appointment, about.Offer)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			if !seen[t.From] { // near both
				all = append(all, t)
			}
			seen[t.From] = true
		}
	}
	return all, nil
}

func (q query) taken(ctx context.Context, condition string, args ...any) ([]agenda.Taken, error) {
	var all []agenda.Taken
	err := q.rows(ctx, func() []any {
		all = append(all, agenda.Taken{})
		t := &all[len(all)-1]
		return []any{instant{&t.From}, instant{&t.To}, instant{&t.Until}}
	}, `SELECT start_at, end_at, held_until FROM appointments WHERE state IN ('held', 'booked', 'met') AND `+condition, args...)
	return all, err
}

// writeAppointment writes all of a change.
func (q query) writeAppointment(ctx context.Context, before agenda.Case, about agenda.About, change agenda.Change) error {
	a := change.Appointment
	var err error
	if before.ID == "" {
		var n int64
		n, err = q.exec(ctx, `INSERT INTO appointments (`+string(appointmentColumns)+`) VALUES (`+appointmentColumns.places()+`)
			ON CONFLICT DO NOTHING`, appointmentFields(&a)...)
		err = touched(n, err, errRace)
	} else {
		_, err = q.exec(ctx, `UPDATE appointments SET `+appointmentColumns.assignments()+` WHERE id = ?`, append(appointmentFields(&a), a.ID)...)
	}
	if err != nil {
		return err
	}
	if about.Offer != "" {
		if _, err := q.exec(ctx, `DELETE FROM appointments WHERE offer = ? AND offer <> '' AND state = 'held' AND id <> ?`, about.Offer, a.ID); err != nil {
			return err
		}
	}
	if err := q.writeCells(ctx, a, about.Now); err != nil {
		return err
	}
	if err := q.writeLetters(ctx, change.Withdrawn, change.Letters); err != nil {
		return err
	}
	if change.Erase {
		return q.eraseLetters(ctx, string(a.ID))
	}
	return nil
}

// writeCells gives an appointment the cells of its time: fault.Taken when
// another one has one of them.
func (q query) writeCells(ctx context.Context, a booking.Appointment, now time.Time) error {
	if _, err := q.exec(ctx, `DELETE FROM cells WHERE appointment = ?`, a.ID); err != nil || !a.Takes(now) {
		return err
	}
	cells := booking.Cells(a.Time())
	values := make([]any, 0, 3*len(cells))
	for _, n := range cells {
		values = append(values, a.Staff, n, a.ID)
	}
	n, err := q.exec(ctx, `INSERT INTO cells (staff, cell, appointment) VALUES `+
		strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(cells)), ", ")+` ON CONFLICT DO NOTHING`, values...)
	if err == nil && n != int64(len(cells)) {
		return fault.New(fault.Taken)
	}
	return err
}

// Appointment implements agenda.Appointments.
func (s *Store) Appointment(ctx context.Context, id booking.ID) (booking.Appointment, error) {
	var a booking.Appointment
	err := s.look(ctx, func(q query) error {
		return q.found(ctx, appointmentFields(&a), `SELECT `+string(appointmentColumns)+` FROM appointments WHERE id = ?`, id)
	})
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("read appointment: %w", err)
	}
	return a, nil
}

// Of implements agenda.Appointments.
func (s *Store) Of(ctx context.Context, v account.VisitorID) ([]booking.Appointment, error) {
	return s.appointments(ctx, `visitor = ? AND state <> 'held' ORDER BY start_at DESC, id`, v)
}

// Within implements agenda.Appointments.
func (s *Store) Within(ctx context.Context, who account.StaffID, i calendar.Interval) ([]booking.Appointment, error) {
	return s.appointments(ctx, `staff = ? AND start_at < ? AND start_at > ? AND end_at > ? AND state NOT IN ('held', 'cancelled') ORDER BY start_at, id`,
		who, micros(i.To), micros(i.From.Add(-aroundStart)), micros(i.From))
}

// Offered implements agenda.Appointments.
func (s *Store) Offered(ctx context.Context, o booking.OfferID) ([]booking.Appointment, error) {
	return s.appointments(ctx, `offer = ? AND offer <> '' AND state = 'held' ORDER BY start_at, id`, o)
}

func (s *Store) appointments(ctx context.Context, condition string, args ...any) ([]booking.Appointment, error) {
	var all []booking.Appointment
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, booking.Appointment{})
			return appointmentFields(&all[len(all)-1])
		}, `SELECT `+string(appointmentColumns)+` FROM appointments WHERE `+condition, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read appointments: %w", err)
	}
	return all, nil
}

// Lapsed implements agenda.Appointments.
func (s *Store) Lapsed(ctx context.Context, i calendar.Interval) ([]booking.ID, error) {
	var all []booking.ID
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, "")
			return []any{&all[len(all)-1]}
		}, `SELECT id FROM appointments AS held WHERE state = 'held' AND held_until > ? AND held_until <= ? AND EXISTS
			(SELECT 1 FROM appointments AS a WHERE a.earlier AND a.state = 'booked' AND a.start_at > held.start_at
				AND a.booked_at >= held.created_at AND a.booked_at < held.held_until) ORDER BY held_until, id`, micros(i.From), micros(i.To))
	})
	if err != nil {
		return nil, fmt.Errorf("read lapsed holds: %w", err)
	}
	return all, nil
}

// ClearHolds implements agenda.Appointments.
func (s *Store) ClearHolds(ctx context.Context, before time.Time) error {
	return s.run(ctx, "clear holds", `DELETE FROM appointments WHERE state = 'held' AND held_until < ?`, micros(before))
}

const appointmentColumns columns = "id, visitor, staff, named, centre, kind, topic, language, start_at, end_at, state, held_until, offer, " +
	"conversation, name, contact, question, created_at, booked_at, cancelled_at, cancelled_by, sequence, earlier, erased_at"

func appointmentFields(a *booking.Appointment) []any {
	return []any{
		&a.ID, &a.Visitor, &a.Staff, &a.Named, &a.Centre, &a.Kind, &a.Topic, &a.Language, instant{&a.Start}, instant{&a.End},
		&a.State, instant{&a.HeldUntil}, &a.Offer, &a.Conversation, &a.Name, &a.Contact, &a.Question, instant{&a.CreatedAt},
		instant{&a.BookedAt}, instant{&a.CancelledAt}, &a.CancelledBy, &a.Sequence, &a.Earlier, instant{&a.ErasedAt},
	}
}
