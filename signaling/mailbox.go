package signaling

import (
	"context"
	"sync"
)

// A mailbox brings work to the one goroutine that does it. Posting never
// waits.
type mailbox struct {
	ready chan struct{}

	mu      sync.Mutex
	letters []func()
}

func newMailbox() *mailbox { return &mailbox{ready: make(chan struct{}, 1)} }

func (m *mailbox) post(f func()) {
	m.mu.Lock()
	m.letters = append(m.letters, f)
	m.mu.Unlock()
	select {
	case m.ready <- struct{}{}:
	default: // it knows already
	}
}

func (m *mailbox) take() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters := m.letters
	m.letters = nil
	return letters
}

// run does the work, in order, until ctx ends.
func (m *mailbox) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.ready:
			for _, f := range m.take() {
				f()
			}
		}
	}
}
