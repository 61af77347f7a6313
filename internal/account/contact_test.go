package account_test

import (
	"strings"
	"testing"

	"miti/internal/account"
	"miti/internal/fault"
)

func TestCleanName(t *testing.T) {
	for _, c := range []struct {
		name, given, want string
		fault             fault.Code
	}{
		{"no name is fine", " \t ", "", ""},
		{"a name is one line", " Marie\n\tClaire ", "Marie Claire", ""},
		{"accents count once", strings.Repeat("é", account.MaxName), strings.Repeat("é", account.MaxName), ""},
		{"a long name is refused", strings.Repeat("x", account.MaxName+1), "", fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := account.CleanName(c.given)
			if c.fault != "" {
				expect(t, err, c.fault)
			} else if err != nil || got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestNewContact(t *testing.T) {
	for _, c := range []struct {
		name, given string
		want        fault.Code
	}{
		{"an address", "marie@example.org", ""},
		{"an address with blanks around", " marie.claire+miti@mail.example.org ", ""},
		{"a number with its country", "+32 (0)71/12.34.56", ""},
		{"a number as it is dialled", "071 12 34 56", ""},
		{"nothing", "  ", fault.ContactRequired},
		{"an address with a display name", "Marie <marie@example.org>", fault.BadContact},
		{"an address without a host", "marie@", fault.BadContact},
		{"an address in no domain", "marie@localhost", fault.BadContact},
		{"an address with a blank", "marie claire@example.org", fault.BadContact},
		{"two addresses", "a@example.org,b@example.org", fault.BadContact},
		{"a number that is too short", "112", fault.BadContact},
		{"a number that is too long", "1234567890123456", fault.BadContact},
		{"a plus in the middle", "071+123456", fault.BadContact},
		{"a word", "demain", fault.BadContact},
		{"an address that is too long", strings.Repeat("a", 250) + "@example.org", fault.BadContact},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := account.NewContact(c.given)
			if c.want != "" {
				expect(t, err, c.want)
			} else if err != nil || string(got) != strings.TrimSpace(c.given) {
				t.Errorf("got %q (%v)", string(got), err)
			}
		})
	}
}

func expect(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != want {
		t.Errorf("got %v, want fault %s", err, want)
	}
}
