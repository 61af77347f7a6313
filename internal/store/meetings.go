package store

import (
	"context"
	"fmt"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/event"
	"miti/internal/meeting"
)

// dueAtOnce is how many meetings one sweep looks at.
const dueAtOnce = 50

// Meeting implements meeting.Meetings.
func (s *Store) Meeting(ctx context.Context, m booking.MeetingID) (booking.Gathering, error) {
	var g booking.Gathering
	err := s.look(ctx, func(q query) (err error) {
		g, err = q.gathering(ctx, m, "")
		return err
	})
	if err != nil {
		return booking.Gathering{}, fmt.Errorf("read meeting: %w", err)
	}
	return g, nil
}

// MeetingRoom implements meeting.Meetings.
func (s *Store) MeetingRoom(ctx context.Context, m booking.MeetingID) (meeting.Room, error) {
	var r meeting.Room
	err := s.look(ctx, func(q query) (err error) {
		if r.Gathering, err = q.gathering(ctx, m, ""); err != nil {
			return err
		}
		stream := event.Meeting(string(m))
		last := map[event.Stream]uint64{}
		if err := q.last(ctx, []event.Stream{stream}, last); err != nil {
			return err
		}
		r.Seq = last[stream]
		return q.rows(ctx, func() []any {
			r.Messages = append(r.Messages, meeting.Message{})
			return sayingFields(&r.Messages[len(r.Messages)-1])
		}, `SELECT `+string(sayingColumns)+` FROM meeting_messages WHERE meeting = ? ORDER BY number`, m)
	})
	if err != nil {
		return meeting.Room{}, fmt.Errorf("read meeting: %w", err)
	}
	return r, nil
}

// MeetingsBetween implements meeting.Meetings.
func (s *Store) MeetingsBetween(ctx context.Context, i calendar.Interval) ([]meeting.View, error) {
	var all []meeting.View
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, meeting.View{})
			v := &all[len(all)-1]
			return []any{document{&v.Meeting}, &v.Taken, &v.Waiting}
		}, `SELECT m.meeting,
				(SELECT count(*) FROM registrations r WHERE r.meeting = m.id AND r.seat > 0),
				(SELECT count(*) FROM registrations r WHERE r.meeting = m.id AND r.state = 'waiting')
			FROM meetings m WHERE m.end_at > ? AND m.start_at < ? ORDER BY m.start_at, m.id`, micros(i.From), micros(i.To))
	})
	if err != nil {
		return nil, fmt.Errorf("read meetings: %w", err)
	}
	return all, nil
}

// MeetingsOf implements meeting.Meetings.
func (s *Store) MeetingsOf(ctx context.Context, v account.VisitorID) ([]booking.Gathering, error) {
	var all []booking.Gathering
	err := s.look(ctx, func(q query) error {
		err := q.rows(ctx, func() []any {
			all = append(all, booking.Gathering{})
			return []any{document{&all[len(all)-1].Meeting}}
		}, `SELECT meeting FROM meetings WHERE id IN (SELECT meeting FROM registrations WHERE visitor = ?) ORDER BY start_at, id`, v)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Registrations, err = q.registrations(ctx, all[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read meetings: %w", err)
	}
	return all, nil
}

// MeetingsAfter implements meeting.Meetings.
func (s *Store) MeetingsAfter(ctx context.Context, series booking.MeetingID, start time.Time) ([]booking.MeetingID, error) {
	return s.meetingIDs(ctx, `SELECT id FROM meetings WHERE series = ? AND series <> '' AND start_at > ? ORDER BY start_at, id`, series, micros(start))
}

// MeetingsDue implements meeting.Meetings.
func (s *Store) MeetingsDue(ctx context.Context, now time.Time) ([]booking.MeetingID, error) {
	return s.meetingIDs(ctx, `SELECT id FROM meetings WHERE due_at > 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?`, micros(now), dueAtOnce)
}

func (s *Store) meetingIDs(ctx context.Context, statement string, args ...any) ([]booking.MeetingID, error) {
	var all []booking.MeetingID
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			all = append(all, "")
			return []any{&all[len(all)-1]}
		}, statement, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("find meetings: %w", err)
	}
	return all, nil
}
