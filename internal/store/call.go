package store

import (
	"context"
	"fmt"
	"time"

	"miti/internal/lobby"
)

const callColumns columns = "room, staff, ended_at, over, figures"

func callFields(c *lobby.Call) []any {
	return []any{&c.Room, &c.Staff, instant{&c.EndedAt}, &c.Over, document{&c.Figures}}
}

// KeepCall keeps what the call of one participant was like, or is so far.
func (s *Store) KeepCall(ctx context.Context, c lobby.Call) error {
	return s.run(ctx, "keep call", `INSERT INTO calls (id, `+string(callColumns)+`) VALUES (?, `+callColumns.places()+`)
		ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, over = excluded.over, figures = excluded.figures`,
		append([]any{c.ID}, callFields(&c)...)...)
}

// Calls are the last ones that have ended from an instant until now, or were cut
// off, the newest first, of all nodes, without their ids.
func (s *Store) Calls(ctx context.Context, from, now time.Time, most int) ([]lobby.Call, error) {
	cut := now.Add(-lobby.CutAfter)
	var found []lobby.Call
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			found = append(found, lobby.Call{})
			return callFields(&found[len(found)-1])
		}, `SELECT `+string(callColumns)+` FROM calls WHERE ended_at >= ? AND (over OR ended_at < ?)
			ORDER BY ended_at DESC LIMIT ?`, instant{&from}, instant{&cut}, most)
	})
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	return found, nil
}
