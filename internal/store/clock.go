package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// steady is how far the two clocks may drift apart before it is corrected:
	// less is within what asking takes.
	steady = 50 * time.Millisecond
	// promptly is how soon the database must have said its time for it to be
	// believed.
	promptly = time.Second
)

// A Clock shows the database's time, which is the same for all nodes: who is
// late or lost is so everywhere at once, even where a node's own clock is
// wrong. It is safe for use by many goroutines at once.
type Clock struct {
	store *Store
	local func() time.Time
	ahead atomic.Int64 // of the local clock, in nanoseconds
}

// Clock makes a clock out of a local one. Until Adjust it is that one.
func (s *Store) Clock(local func() time.Time) *Clock { return &Clock{store: s, local: local} }

// Now is the database's time.
func (c *Clock) Now() time.Time { return c.local().Add(time.Duration(c.ahead.Load())) }

// Adjust asks the database for its time. An embedded one has that of its only
// node, and is not asked.
func (c *Clock) Adjust(ctx context.Context) error {
	if c.store.engine.clock == "" {
		return nil
	}
	asked := c.local()
	var stored int64
	if err := c.store.read.QueryRowContext(ctx, c.store.engine.clock).Scan(&stored); err != nil {
		return fmt.Errorf("ask database for the time: %w", err)
	}
	took := c.local().Sub(asked)
	if took > promptly {
		return nil // nobody knows when in that time it was said
	}
	ahead := time.UnixMicro(stored).Sub(asked.Add(took / 2))
	if off := ahead - time.Duration(c.ahead.Load()); off > steady || off < -steady {
		c.ahead.Store(int64(ahead))
	}
	return nil
}
