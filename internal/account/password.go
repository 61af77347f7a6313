package account

import (
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
