package live

import (
	"context"
	"sync"
	"time"
)

// keysKept bounds the memory of a Limits: about 5 MB.
const keysKept = 50_000

// Limits is the limiter in this process. It keeps, for each key, the time at
// which its allowance is whole again; a key whose time has come needs no entry.
type Limits struct {
	now func() time.Time

	mu    sync.Mutex
	whole map[string]time.Time
}

// NewLimits makes a limiter that reads the time from now.
func NewLimits(now func() time.Time) *Limits {
	return &Limits{now: now, whole: map[string]time.Time{}}
}

// Allow implements Limiter.
func (l *Limits) Allow(_ context.Context, key string, rate Rate) (time.Duration, error) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	whole, known := l.whole[key]
	if whole.Before(now) {
		whole = now
	}
	next := whole.Add(rate.Every)
	if wait := next.Sub(now) - rate.window(); wait > 0 {
		return wait, nil
	}
	if !known && len(l.whole) >= keysKept {
		l.makeRoomLocked(now)
	}
	l.whole[key] = next
	return 0, nil
}

// makeRoomLocked forgets the keys that are whole again and, should that not
// be enough, some of the others: a flood of keys costs them their count, and
// never the memory of the node.
func (l *Limits) makeRoomLocked(now time.Time) {
	for key, whole := range l.whole {
		if !whole.After(now) {
			delete(l.whole, key)
		}
	}
	for key := range l.whole {
		if len(l.whole) <= keysKept*9/10 {
			return
		}
		delete(l.whole, key)
	}
}
