package account

import (
	"context"
	"log/slog"

	"github.com/alexedwards/argon2id"
)

// PasswordHash is what is stored of a password. It never shows in a log.
type PasswordHash string

// LogValue hides the hash.
func (PasswordHash) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// cost is argon2id's second recommendation of RFC 9106, section 4: 64 MiB
// and three passes; one lane, because sign-ins share the cores with calls.
func cost() *argon2id.Params {
	return &argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// HashPassword makes the hash to store of a password.
func HashPassword(password string) (PasswordHash, error) {
	h, err := argon2id.CreateHash(password, cost())
	return PasswordHash(h), err
}

// Fits tells whether the password is the one that was hashed. An empty or
// broken hash fits nothing, and takes as long to say so: an address without an
// account cannot be told by the time that the answer takes.
func (h PasswordHash) Fits(password string) bool {
	ok, err := argon2id.ComparePasswordAndHash(password, string(h))
	if err != nil {
		_, _ = argon2id.CreateHash(password, cost()) // for the time alone
		return false
	}
	return ok
}

// checksAtOnce is how many passwords are checked at the same time: each takes
// 64 MiB, and one of the cores that calls need.
const checksAtOnce = 2

// A Checker checks passwords a few at a time, however many are tried at once:
// strangers may try, and their tries must not take the memory of the node.
type Checker struct{ turns chan struct{} }

// NewChecker makes a checker.
func NewChecker() *Checker { return &Checker{turns: make(chan struct{}, checksAtOnce)} }

// Fits tells whether the password is the one that was hashed, when it is its
// turn; ctx's error when it has ended before.
func (c *Checker) Fits(ctx context.Context, h PasswordHash, password string) (bool, error) {
	select {
	case c.turns <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-c.turns }()
	return h.Fits(password), nil
}
