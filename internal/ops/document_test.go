package ops

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDocumentIsWhatTheTableSays(t *testing.T) {
	written, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	if err := WriteDocument(&now); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(written), now.String()); d != "" {
		t.Errorf("docs/configuration.md is stale, make generate writes it: %s", d)
	}
}

func TestEveryKeyIsExplained(t *testing.T) {
	for name, k := range known() {
		if k.kind == "" || !strings.HasSuffix(k.help, ".") {
			t.Errorf("%s: its kind %q and its help %q should say what it is", name, k.kind, k.help)
		}
		if !strings.HasPrefix(name, prefix) && name != "PORT" && !k.secret {
			t.Errorf("%s: a name without %s belongs to everybody", name, prefix)
		}
	}
}
