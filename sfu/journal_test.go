package sfu_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"miti/sfu"
)

// journal reads the log of an SFU beside its events, and keeps the lines about
// participants of whom it was said before that they are gone. It believes that
// nobody comes back under the same name.
type journal struct {
	mu    sync.Mutex
	gone  map[string]bool
	lines int
	late  []string
}

func newJournal() *journal { return &journal{gone: map[string]bool{}} }

// event notes who is gone.
func (j *journal) event(e sfu.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if g, ok := e.(sfu.Gone); ok {
		j.gone[g.Participant] = true
	}
}

// count is of how many participants it was said that they are gone, and of
// how many lines there are.
func (j *journal) count() (gone, lines int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.gone), j.lines
}

// afterwards are the lines about somebody who was gone.
func (j *journal) afterwards() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.late
}

// Enabled implements slog.Handler: whatever is said counts.
func (j *journal) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (j *journal) Handle(_ context.Context, r slog.Record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines++
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "participant" && j.gone[a.Value.String()] {
			j.late = append(j.late, fmt.Sprint(r.Message, " ", a))
		}
		return true
	})
	return nil
}

// WithAttrs implements slog.Handler.
func (j *journal) WithAttrs([]slog.Attr) slog.Handler { return j }

// WithGroup implements slog.Handler.
func (j *journal) WithGroup(string) slog.Handler { return j }
