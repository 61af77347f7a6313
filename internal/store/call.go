package store

import (
	"context"
	"fmt"
	"time"

	"miti/internal/lobby"
)

const callColumns columns = "room, staff, ended_at, figures"

func callFields(c *lobby.Call) []any {
	return []any{&c.Room, &c.Staff, instant{&c.EndedAt}, document{&c.Figures}}
}

// KeepCall keeps what the call of one participant was like.
func (s *Store) KeepCall(ctx context.Context, c lobby.Call) error {
	return s.run(ctx, "keep call", `INSERT INTO calls (`+string(callColumns)+`) VALUES (`+callColumns.places()+`)`, callFields(&c)...)
}

// Calls are the last ones that have ended, the newest first, of all nodes.
func (s *Store) Calls(ctx context.Context, since time.Time, most int) ([]lobby.Call, error) {
	var found []lobby.Call
	err := s.look(ctx, func(q query) error {
		return q.rows(ctx, func() []any {
			found = append(found, lobby.Call{})
			return callFields(&found[len(found)-1])
		}, `SELECT `+string(callColumns)+` FROM calls WHERE ended_at >= ? ORDER BY ended_at DESC LIMIT ?`, instant{&since}, most)
	})
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	return found, nil
}
