package store

import (
	"context"
	"database/sql"
	"sync"
)

// statementsKept bounds the prepared statements of a pool; the code has fewer
// texts than that.
const statementsKept = 500

// statements are the texts that a pool has run, prepared: SQLite parses a text
// anew each time otherwise, and most statements take longer to parse than to
// run. PostgreSQL's driver does the same by itself.
type statements struct {
	db *sql.DB

	mu    sync.Mutex
	known map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, known: map[string]*sql.Stmt{}}
}

func (s *statements) find(text string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[text]
}

// prepare prepares texts, for the next time. It needs a connection, so it is
// not called in a transaction, which has the only one.
func (s *statements) prepare(ctx context.Context, texts []string) {
	for _, text := range texts {
		made, err := s.db.PrepareContext(ctx, text)
		if err != nil {
			continue // whoever ran it was told why, or has gone
		}
		s.mu.Lock()
		if s.known[text] == nil && len(s.known) < statementsKept {
			s.known[text], made = made, nil
		}
		s.mu.Unlock()
		if made != nil {
			_ = made.Close() // somebody else was first
		}
	}
}
