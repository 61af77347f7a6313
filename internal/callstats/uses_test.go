package callstats

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"miti/static"
)

// TestNoTextIsWithoutUse looks for each text in the page and its code, by its
// key or by the list whose entry it is.
func TestNoTextIsWithoutUse(t *testing.T) {
	var code strings.Builder
	for _, pattern := range []string{"*.go", "*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				code.Write(text)
			}
		}
	}
	raw, err := fs.ReadFile(static.Catalogue(), "fr.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`\bterms? "(\w+)"|\.term\("(\w+)"`)
	lists := map[string]bool{}
	for _, match := range list.FindAllStringSubmatch(code.String(), -1) {
		lists[match[1]+match[2]] = true
	}
	for key := range texts {
		name, ours := strings.CutPrefix(key, "operator.")
		family, _, _ := strings.Cut(name, ".")
		if ours && !lists[family] && !strings.Contains(code.String(), `"`+name+`"`) && !strings.Contains(code.String(), `"`+key+`"`) {
			t.Errorf("nobody says %s", key)
		}
	}
}
