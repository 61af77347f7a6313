package web

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// However an address is written, it is one mailbox, and the store of the limits
// does not learn whose.
func TestAnAddressIsCountedOnceHoweverItIsWritten(t *testing.T) {
	s := newSite(t)
	server := &server{Deps: Deps{Allow: s.allow}}
	for _, contact := range []string{"Lea@Example.org", " lea@example.org", "lea@example.org\t", "02 123 45 67", "nobody", ""} {
		c, _ := newContext(httptest.NewRecorder())
		if err := server.allowConfirmation(&call{Context: c}, contact); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.keys) != 3 || len(slices.Compact(s.keys)) != 1 {
		t.Errorf("counted as %v", s.keys)
	}
}

func TestTheLimitsKnowNobodysAddress(t *testing.T) {
	s := newSite(t)
	for path, body := range map[string]string{
		"/api/staff/session": `{"email":"lea@example.org","password":"wrong"}`,
		"/api/meetings/01890000000000000000000000/registrations": `{"id":"r","name":"Lea","contact":"lea@example.org","language":"fr","answers":[]}`,
	} {
		s.ask("POST", path, body)
	}
	if i := slices.IndexFunc(s.keys, func(key string) bool { return strings.Contains(key, "lea") }); i >= 0 {
		t.Errorf("%q", s.keys[i])
	}
	if !slices.ContainsFunc(s.keys, func(key string) bool { return strings.HasPrefix(key, "signin:") }) {
		t.Errorf("signing in is not limited: %v", s.keys)
	}
}
