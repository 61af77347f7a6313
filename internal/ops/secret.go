package ops

import (
	"encoding/json"
	"log/slog"
)

const redacted = "[redacted]"

// A Secret is a value that an operator gave and that no log, error or dump may
// show, such as an address with a password in it. Its type prints [redacted].
type Secret string

// Reveal is the value itself, for who needs it to connect.
func (s Secret) Reveal() string { return string(s) }

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString hides the value from %#v too.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the value from structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the value from whatever encodes a configuration.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }
