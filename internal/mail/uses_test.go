package mail_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miti/static"
)

// readSources is the code that says something from the catalogue under mail.
func readSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*.go", "*.html", "../catalogue/*.go", "../outbox/*.go", "../invite/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

// readKeys are the keys under mail.
func readKeys(t *testing.T) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(static.Catalogue(), "fr.json")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	if err := json.Unmarshal(raw, &keys); err != nil {
		t.Fatal(err)
	}
	for key := range keys {
		if !strings.HasPrefix(key, "mail.") {
			delete(keys, key)
		}
	}
	return keys
}
