package archtest

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link matches the target of a Markdown link or picture.
var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	for _, name := range walk(t, ".md") {
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range localLinks(string(text)) {
			if _, err := os.Stat(filepath.Join(root(t), path.Dir(name), target)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, target)
			}
		}
	}
}

// localLinks are the files of the tree that a document links to.
func localLinks(text string) []string {
	var targets []string
	for _, match := range link.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(match[1], ":") {
			targets = append(targets, match[1])
		}
	}
	return targets
}

func TestLocalLinks(t *testing.T) {
	text := "![a](docs/a.png) and [b](b.md#part), [c](#part), [d](https://example.org/d), `f(x)`"
	if got := strings.Join(localLinks(text), " "); got != "docs/a.png b.md" {
		t.Errorf("got %q", got)
	}
}
