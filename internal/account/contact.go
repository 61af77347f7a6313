package account

import (
	"log/slog"
	"net/mail"
	"strings"

	"miti/internal/fault"
	"miti/internal/text"
)

// maxContact is the longest mail address (RFC 5321, section 4.5.3.1).
const maxContact = 254

// MaxName is how long a person's name may be, in characters.
const MaxName = 60

// Contact is where an answer may go: a mail address or a telephone number. It
// never shows in a log.
type Contact string

// LogValue hides the contact.
func (Contact) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// IsMail tells a mail address from a telephone number.
func (c Contact) IsMail() bool { return strings.Contains(string(c), "@") }

// NewContact checks where an answer shall go: a mail address, or a telephone
// number with or without its country. fault.ContactRequired when it is empty,
// fault.BadContact when it is neither.
func NewContact(s string) (Contact, error) {
	s, err := text.Line(s, maxContact)
	switch {
	case err != nil:
		return "", fault.New(fault.BadContact)
	case s == "":
		return "", fault.New(fault.ContactRequired)
	case isAddress(s) || isNumber(s):
		return Contact(s), nil
	default:
		return "", fault.New(fault.BadContact)
	}
}

// CleanName makes a visitor's name one clean line: fault.TooLarge for a long
// one. No name at all is fine.
func CleanName(name string) (string, error) { return text.Line(name, MaxName) }

// isAddress wants a bare address, without a display name, at a host of the
// public network.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || len(s) > maxContact {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(host, "."), ".") && !strings.HasPrefix(host, "[")
}

// isNumber wants the 8 to 15 digits of E.164, grouped as people write them.
func isNumber(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" ./-()\u00a0", r):
		default:
			return false
		}
	}
	return digits >= 8 && digits <= 15
}
