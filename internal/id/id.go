// Package id makes identifiers and link secrets.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
)

// Length is how many characters New and Secret have.
const Length = 26

var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// New is a fresh identifier of 128 random bits. It names a thing and gives no
// right to it.
func New() string { return random() }

// Secret is a fresh secret of 128 random bits for a cookie or a link. Only
// its Hash is stored.
func Secret() string { return random() }

// Hash is what is stored of a secret. The secret has 128 bits of its own, so
// that a plain SHA-256 cannot be searched.
func Hash(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// Valid tells whether s has the shape of an identifier: what clients make
// (message, conversation and interview ids) is checked with it at the edge.
func Valid(s string) bool {
	if len(s) != Length {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

func random() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return alphabet.EncodeToString(b[:])
}
