package account_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"miti/internal/account"
)

func TestPassword(t *testing.T) {
	h, err := account.HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, password string
		hash           account.PasswordHash
		want           bool
	}{
		{"the password fits", "correct horse", h, true},
		{"another does not", "Correct horse", h, false},
		{"nothing does not", "", h, false},
		{"nothing fits an account without a password", "", "", false},
		{"nothing fits a broken hash", "correct horse", "$argon2id$broken", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.hash.Fits(c.password); got != c.want {
				t.Errorf("fits: %v", got)
			}
		})
	}
	if !strings.HasPrefix(string(h), "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Errorf("the hash is made as %.40s", string(h))
	}
}

func TestAHashDoesNotShowInALog(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("signed in", "hash", account.PasswordHash("canary"))
	if strings.Contains(out.String(), "canary") {
		t.Error(out.String())
	}
}
