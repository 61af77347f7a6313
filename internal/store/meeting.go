package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/meeting"
)

const meetingColumns columns = "id, series, centre, state, start_at, end_at, due_at, meeting"

// meetingFields has when the meeting is due apart: it depends on who registered.
func meetingFields(m *booking.Meeting, due *time.Time) []any {
	return []any{
		&m.ID, &m.Series, &m.Centre, &m.State, instant{&m.Start}, instant{&m.End}, instant{due}, document{m},
	}
}

const registrationColumns columns = "id, meeting, number, visitor, name, contact, language, answers, state, seat, " +
	"registered_at, offered_until, erased_at, stay"

func registrationFields(r *booking.Registration) []any {
	return []any{
		&r.ID, &r.Meeting, &r.Number, &r.Visitor, &r.Name, &r.Contact, &r.Language, document{&r.Answers}, &r.State, &r.Seat,
		instant{&r.RegisteredAt}, instant{&r.OfferedUntil}, instant{&r.ErasedAt}, document{&r.Stay},
	}
}

const sayingColumns columns = "meeting, number, id, registration, staff, name, at, text"

func sayingFields(m *meeting.Message) []any {
	return []any{&m.Meeting, &m.Number, &m.ID, &m.Registration, &m.Staff, &m.Name, instant{&m.At}, &m.Text}
}

// AddMeetings implements meeting.Meetings.
func (s *Store) AddMeetings(ctx context.Context, all []booking.Meeting) error {
	err := s.change(ctx, func(q query) error {
		for _, m := range all {
			due := (&booking.Gathering{Meeting: m}).Due()
			n, err := q.exec(ctx, `INSERT INTO meetings (`+string(meetingColumns)+`) VALUES (`+meetingColumns.places()+`)
				ON CONFLICT DO NOTHING`, meetingFields(&m, &due)...)
			if err := touched(n, err, fault.New(fault.Conflict)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write meetings: %w", err)
	}
	return nil
}

// ChangeMeeting implements meeting.Meetings.
func (s *Store) ChangeMeeting(ctx context.Context, about meeting.About, act func(meeting.Case) (meeting.Change, error)) ([]event.Event, error) {
	return s.record(ctx, func(q query) (written, error) {
		before, err := q.meetingCase(ctx, about)
		if err != nil {
			return written{}, fmt.Errorf("read meeting: %w", err)
		}
		change, err := act(before)
		if err != nil {
			return written{}, err
		}
		if err := q.writeMeeting(ctx, before, change); err != nil {
			return written{}, fmt.Errorf("write meeting: %w", err)
		}
		events, err := q.append(ctx, change.Events)
		return written{letters: len(change.Letters) > 0, events: events}, err
	})
}

func (q query) meetingCase(ctx context.Context, about meeting.About) (c meeting.Case, err error) {
	if c.Gathering, err = q.gathering(ctx, about.Meeting, q.engine.lock); err != nil || about.Message == "" {
		return c, err
	}
	if err := q.one(ctx, []any{&c.Messages}, `SELECT count(*) FROM meeting_messages WHERE meeting = ?`, about.Meeting); err != nil {
		return c, err
	}
	var sent meeting.Message
	err = q.one(ctx, sayingFields(&sent), `SELECT `+string(sayingColumns)+` FROM meeting_messages WHERE meeting = ? AND id = ?`,
		about.Meeting, about.Message)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	c.Sent = &sent
	return c, err
}

// gathering reads a meeting with its registrations. Who locks it keeps others
// from changing either.
func (q query) gathering(ctx context.Context, m booking.MeetingID, lock string) (g booking.Gathering, err error) {
	err = q.found(ctx, []any{document{&g.Meeting}}, `SELECT meeting FROM meetings WHERE id = ?`+lock, m)
	if err != nil {
		return g, err
	}
	g.Registrations, err = q.registrations(ctx, m)
	return g, err
}

func (q query) registrations(ctx context.Context, m booking.MeetingID) ([]booking.Registration, error) {
	var all []booking.Registration
	err := q.rows(ctx, func() []any {
		all = append(all, booking.Registration{})
		return registrationFields(&all[len(all)-1])
	}, `SELECT `+string(registrationColumns)+` FROM registrations WHERE meeting = ? ORDER BY number`, m)
	return all, err
}

// writeMeeting writes what differs of a meeting.
func (q query) writeMeeting(ctx context.Context, before meeting.Case, after meeting.Change) error {
	due := after.Due()
	if !reflect.DeepEqual(before.Meeting, after.Meeting) || !due.Equal(before.Due()) {
		_, err := q.exec(ctx, `UPDATE meetings SET `+meetingColumns.assignments()+` WHERE id = ?`,
			append(meetingFields(&after.Meeting, &due), after.ID)...)
		if err != nil {
			return err
		}
	}
	for _, r := range changedRegistrations(before.Registrations, after.Registrations) {
		n, err := q.exec(ctx, `INSERT INTO registrations (`+string(registrationColumns)+`) VALUES (`+registrationColumns.places()+`)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, contact = excluded.contact, answers = excluded.answers,
				state = excluded.state, seat = excluded.seat, offered_until = excluded.offered_until, erased_at = excluded.erased_at,
				stay = excluded.stay
			WHERE registrations.meeting = excluded.meeting`, registrationFields(&r)...)
		// Whose id belongs to a registration elsewhere touches no row.
		if err := touched(n, err, fault.New(fault.Conflict)); err != nil {
			return err
		}
	}
	if m := after.Said; m != nil {
		_, err := q.exec(ctx, `INSERT INTO meeting_messages (`+string(sayingColumns)+`) VALUES (`+sayingColumns.places()+`)`, sayingFields(m)...)
		if err != nil {
			return err
		}
	}
	if err := q.writeLetters(ctx, after.Withdrawn, after.Letters); err != nil {
		return err
	}
	for _, r := range after.Erased {
		if err := q.eraseRegistration(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// changedRegistrations are those that differ, who has no seat first: it may be
// somebody else's by now.
func changedRegistrations(before, after []booking.Registration) []booking.Registration {
	var changed []booking.Registration
	for i, r := range after {
		if i >= len(before) || !reflect.DeepEqual(before[i], r) {
			changed = append(changed, r)
		}
	}
	slices.SortStableFunc(changed, func(a, b booking.Registration) int { return cmp.Compare(min(a.Seat, 1), min(b.Seat, 1)) })
	return changed
}

// eraseRegistration forgets in messages, events and letters who somebody was.
func (q query) eraseRegistration(ctx context.Context, r booking.RegistrationID) error {
	if _, err := q.exec(ctx, `UPDATE meeting_messages SET text = '', name = '' WHERE registration = ?`, r); err != nil {
		return err
	}
	_, err := q.exec(ctx, `UPDATE events SET type = ?, data = '{}' WHERE subject = ? AND subject <> ''`, event.TypeErased, r)
	if err != nil {
		return err
	}
	return q.eraseLetters(ctx, string(r))
}

var _ meeting.Store = (*Store)(nil)
