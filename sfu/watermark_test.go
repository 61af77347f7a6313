package sfu_test

import (
	"context"
	"sync"
	"time"
)

// watermark looks ten times a second how much is sent to a participant, beside
// what their path is thought to carry.
type watermark struct {
	stop  context.CancelFunc
	tasks sync.WaitGroup
	looks []look // of run until Close
}

type look struct {
	at      time.Time
	carries int
	sent    uint64
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
		w.looks = append(w.looks, look{time.Now(), carries, sent})
	}
}

// Close ends the looking. It may be called twice.
func (w *watermark) Close() {
	w.stop()
	w.tasks.Wait()
}

// over is the longest time without a pause in which more was sent than the path
// was thought to carry at any time of it. Frames come in pieces: a rate is that
// of three tenths of a second.
func (w *watermark) over() (longest time.Duration) {
	const pieces = 3
	var begin time.Time
	for i := pieces; i < len(w.looks); i++ {
		now, before := w.looks[i], w.looks[i-pieces]
		carries := now.carries
		for _, l := range w.looks[i-pieces : i] {
			carries = max(carries, l.carries)
		}
		if float64(now.sent-before.sent)*8 <= float64(carries)*now.at.Sub(before.at).Seconds() {
			begin = time.Time{}
			continue
		}
		if begin.IsZero() {
			begin = before.at
		}
		longest = max(longest, now.at.Sub(begin))
	}
	return longest
}
