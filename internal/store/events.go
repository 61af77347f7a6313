package store

import (
	"context"
	"fmt"
	"slices"

	"miti/internal/event"
)

// append gives each event the next number of its stream and stores it.
func (q query) append(ctx context.Context, events []event.Event) ([]event.Event, error) {
	numbered := make([]event.Event, len(events))
	for i, e := range events {
		err := q.one(ctx, []any{&e.Seq}, `INSERT INTO streams (stream, last) VALUES (?, 1)
			ON CONFLICT (stream) DO UPDATE SET last = streams.last + 1 RETURNING last`, e.Stream)
		if err != nil {
			return nil, fmt.Errorf("number event: %w", err)
		}
		data := string(e.Data)
		_, err = q.exec(ctx, `INSERT INTO events (`+string(eventColumns)+`) VALUES (`+eventColumns.places()+`)`,
			eventFields(&e, &data)...)
		if err != nil {
			return nil, fmt.Errorf("append event: %w", err)
		}
		numbered[i] = e
	}
	return numbered, nil
}

// Epoch implements event.Log.
func (s *Store) Epoch(ctx context.Context) (string, error) {
	var epoch string
	err := s.look(ctx, func(q query) error {
		return q.one(ctx, []any{&epoch}, `SELECT epoch FROM installation`)
	})
	if err != nil {
		return "", fmt.Errorf("read epoch: %w", err)
	}
	return epoch, nil
}

// After implements event.Log.
func (s *Store) After(ctx context.Context, stream event.Stream, seq uint64, limit int) ([]event.Event, error) {
	var events []event.Event
	var data []string
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			events, data = append(events, event.Event{}), append(data, "")
			return eventFields(&events[len(events)-1], &data[len(data)-1])
		}, `SELECT `+string(eventColumns)+` FROM events WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?`, stream, seq, limit)
	})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	for i := range events {
		events[i].Data = []byte(data[i])
	}
	return events, nil
}

// namesAtOnce is how many streams one statement asks for. Each asks for as
// many, so that there is one text of it.
const namesAtOnce = 100

// Last implements event.Log.
func (s *Store) Last(ctx context.Context, streams []event.Stream) (map[event.Stream]uint64, error) {
	last := make(map[event.Stream]uint64, len(streams))
	err := s.look(ctx, func(q query) error {
		for some := range slices.Chunk(streams, namesAtOnce) {
			if err := q.last(ctx, some, last); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read positions: %w", err)
	}
	return last, nil
}

func (q query) last(ctx context.Context, streams []event.Stream, last map[event.Stream]uint64) error {
	names := make([]any, namesAtOnce)
	for i := range names {
		names[i] = streams[min(i, len(streams)-1)] // the last one again, to the end
	}
	var found []event.Event
	err := q.rows(ctx, func() []any {
		found = append(found, event.Event{})
		return []any{&found[len(found)-1].Stream, &found[len(found)-1].Seq}
	}, `SELECT stream, last FROM streams WHERE stream IN (`+places(namesAtOnce)+`)`, names...)
	for _, s := range streams {
		last[s] = 0
	}
	for _, e := range found {
		last[e.Stream] = e.Seq
	}
	return err
}
