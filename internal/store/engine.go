package store

import (
	"database/sql"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// An engine is what the two databases do not have in common.
type engine struct {
	dialect goose.Dialect
	// bind turns the question marks of a statement into the engine's own.
	bind func(string) string
	// lock ends a SELECT whose row stays locked until the commit. SQLite has
	// one writer at a time, and needs none.
	lock string
	// lockFree is lock for a SELECT that passes over what others have locked.
	lockFree string
	// clock asks for the time, in microseconds of Unix time; "" when it is the
	// node's own.
	clock string
	// snapshot begins a transaction that reads as of one moment.
	snapshot sql.TxOptions
	// lostRace tells that a transaction failed because of another one, and
	// would go through if it were run again.
	lostRace func(error) bool
}

// numbered turns each ? into $1, $2, … No statement of ours has one in a text.
func numbered(statement string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(statement, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}
