package sfu_test

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// prompt is how late a machine may be that tests of time are believed on. What
// waits for longer looks like a queue in the network.
const prompt = 30 * time.Millisecond

// heartbeat notes how late this machine does what is to be done now.
type heartbeat struct {
	worst atomic.Int64
	stop  context.CancelFunc
	tasks sync.WaitGroup
}

func newHeartbeat() *heartbeat {
	ctx, stop := context.WithCancel(context.Background())
	h := &heartbeat{stop: stop}
	h.tasks.Go(func() { h.run(ctx) })
	return h
}

func (h *heartbeat) run(ctx context.Context) {
	const every = 5 * time.Millisecond
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for last := time.Now(); ; {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		now := time.Now()
		h.worst.Store(max(h.worst.Load(), int64(now.Sub(last)-every)))
		last = now
	}
}

// Worst is the longest delay so far.
func (h *heartbeat) Worst() time.Duration { return time.Duration(h.worst.Load()) }

// Close returns when the goroutine has ended. It may be called twice.
func (h *heartbeat) Close() {
	h.stop()
	h.tasks.Wait()
}
