package sfu_test

import (
	"context"
	"sync"
	"time"

	"miti/sfu"
)

// watermark looks ten times a second how much is sent to a participant, beside
// what their path is thought to carry.
type watermark struct {
	stop  context.CancelFunc
	tasks sync.WaitGroup
	looks []sfu.Look // of run until Close
}

func (s *stage) watermark(participant string) *watermark {
	ctx, stop := context.WithCancel(s.ctx)
	w := &watermark{stop: stop}
	w.tasks.Go(func() { w.run(ctx, s, participant) })
	s.Cleanup(w.Close)
	return w
}

func (w *watermark) run(ctx context.Context, s *stage, participant string) {
	beat := time.NewTicker(100 * time.Millisecond)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
		case <-ctx.Done():
			return
		}
		carries, sent, err := s.sfu.Path(ctx, "room", participant)
		if err != nil {
			return
		}
		w.looks = append(w.looks, sfu.Look{At: time.Now(), Carries: carries, Sent: sent})
	}
}

// Close ends the looking. It may be called twice.
func (w *watermark) Close() {
	w.stop()
	w.tasks.Wait()
}

// over is the longest time in which more was sent than the path was thought to
// carry.
func (w *watermark) over() time.Duration { return sfu.Over(w.looks) }
