package live

import (
	"context"
	"sync"
	"time"

	"miti/internal/presence"
)

// clearEvery is how often those are cleared for whom nobody asks any more.
const clearEvery = time.Minute

// Presence keeps the heartbeats of one node, in this process. Its size is that
// of who was connected within the last minutes: what has run out is cleared.
type Presence struct {
	now func() time.Time

	mu      sync.Mutex
	until   map[presence.Who]map[string]time.Time // by connection
	cleared time.Time
}

// NewPresence makes a store of heartbeats that reads the time from now.
func NewPresence(now func() time.Time) *Presence {
	return &Presence{now: now, until: map[presence.Who]map[string]time.Time{}}
}

// Beat implements presence.Live.
func (p *Presence) Beat(_ context.Context, who presence.Who, connection string, hold time.Duration) error {
	until := p.now().Add(hold)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until[who] == nil {
		p.until[who] = map[string]time.Time{}
	}
	p.until[who][connection] = until
	p.clearLocked(who)
	if now := p.now(); now.Sub(p.cleared) >= clearEvery {
		p.cleared = now
		for who := range p.until {
			p.clearLocked(who)
		}
	}
	return nil
}

// Here implements presence.Live.
func (p *Presence) Here(_ context.Context, ask []presence.Who) (map[presence.Who]bool, error) {
	here := make(map[presence.Who]bool, len(ask))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, who := range ask {
		p.clearLocked(who)
		here[who] = len(p.until[who]) > 0
	}
	return here, nil
}

// clearLocked forgets the connections of who that have run out.
func (p *Presence) clearLocked(who presence.Who) {
	now := p.now()
	for connection, until := range p.until[who] {
		if !until.After(now) {
			delete(p.until[who], connection)
		}
	}
	if len(p.until[who]) == 0 {
		delete(p.until, who)
	}
}
