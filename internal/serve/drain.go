package serve

import (
	"context"
	"log/slog"
	"os"
	"time"
)

// drainCheck is how often a stop looks whether calls are still going on.
const drainCheck = 500 * time.Millisecond

// Run serves until a signal comes, lets the calls end that are going on, for
// no longer than the configuration says, and closes. A second signal stops at
// once.
func (s *Server) Run(ctx context.Context, signals <-chan os.Signal) error {
	select {
	case <-ctx.Done():
	case <-signals:
		s.Drain(ctx, signals)
	}
	return s.Close()
}

// Drain makes the node not ready, sends away who is in no call, and returns
// when the last call has ended, when the time is over or at a further signal.
func (s *Server) Drain(ctx context.Context, hurry <-chan os.Signal) {
	s.log.LogAttrs(ctx, slog.LevelInfo, "draining", slog.Duration("most", s.config.DrainTimeout))
	if s.admin != nil {
		s.admin.Drain()
	}
	s.signaling.Drain()
	over := time.NewTimer(s.config.DrainTimeout)
	defer over.Stop()
	ticker := time.NewTicker(drainCheck)
	defer ticker.Stop()
	for n, known := s.participants(ctx); n > 0 || !known; n, known = s.participants(ctx) {
		select {
		case <-ctx.Done():
			return
		case <-hurry:
			return
		case <-over.C:
			s.log.LogAttrs(ctx, slog.LevelWarn, "calls cut by the end of draining", slog.Int("participants", n))
			return
		case <-ticker.C:
		}
	}
}

// participants counts who is in a call. It is not known while a part of the
// media plane stands still.
func (s *Server) participants(ctx context.Context) (n int, known bool) {
	ctx, cancel := context.WithTimeout(ctx, drainCheck)
	defer cancel()
	st, err := s.media.Stats(ctx)
	return st.Participants, err == nil
}
