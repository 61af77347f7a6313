// Package live keeps what lives no longer than a connection: the bus that
// brings events to every node, who is connected, and how often somebody may
// try. Each comes twice, in this process and over Redis, and both do the same.
//
// Nothing here decides what must be true: that is SQL's.
package live

import (
	"context"
	"time"
)

// Rate is how often something may be done: Burst at once, and one more for
// each Every that passes.
type Rate struct {
	Burst int
	Every time.Duration
}

// window is how far ahead of the clock a key may be before it has to wait.
func (r Rate) window() time.Duration { return time.Duration(r.Burst) * r.Every }

// A Limiter says how often somebody may try.
type Limiter interface {
	// Allow counts one try under key. It returns zero when the try may go on,
	// or how long to wait before the next one; a refused try does not count.
	Allow(ctx context.Context, key string, rate Rate) (wait time.Duration, err error)
}
