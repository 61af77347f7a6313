package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miti/signaling/protocol"
)

// read parses source as the protocol's folder would be.
func read(t *testing.T, text string) (*source, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"x.go": "package x\n" + text, "x_test.go": "package x\nvar broken = ["} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return readFolder(dir)
}

func TestRender(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{
			"a struct is an interface, with its comments", "// T is a thing.\ntype T struct {\n\t// A counts.\n\tA int `json:\"a\"`\n}",
			"/** T is a thing. */\nexport interface T {\n  /** A counts. */\n  a: number;\n}\n",
		},
		{
			"what may be left out is optional", "type T struct {\n\tA *U `json:\"a,omitempty\"`\n\tB []U `json:\"b\"`\n}\ntype U struct {\n\tC string `json:\"c\"`\n}",
			"export interface T {\n  a?: U;\n  b: U[];\n}\n",
		},
		{
			"what JSON leaves out is left out", "type T struct {\n\tA int `json:\"a\"`\n\tB int `json:\"-\"`\n\tc int\n}",
			"export interface T {\n  a: number;\n}\n",
		},
		{
			"an embedded struct is extended", "type T struct {\n\tU\n\tA time.Time `json:\"a\"`\n}",
			"export interface T extends U {\n  a: Instant;\n}\n",
		},
		{
			"nothing but an embedded struct is that struct", "type T struct {\n\tU\n}",
			"export type T = U;\n",
		},
		{
			"a string type is the union of its constants", "type K string\nconst (\n\tA K = \"a\"\n\tB K = \"b\"\n)",
			"export type K =\n  | \"a\"\n  | \"b\";\n",
		},
		{
			"a limit is computed", "// MaxX is a limit.\nconst MaxX = 96 << 10",
			"export const maxX = 98304;\n",
		},
		{"a map keeps its values' type", "type T struct {\n\tA map[string]U `json:\"a\"`\n}", "  a: Record<string, U>;\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wire, err := read(t, c.source)
			if err != nil {
				t.Fatal(err)
			}
			text, err := render(wire, &source{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), c.want) {
				t.Errorf("got\n%s\nwant in it\n%s", text, c.want)
			}
		})
	}
}

func TestWhatHasNoPlaceOnTheWireIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"a channel":       "type T struct {\n\tA chan int `json:\"a\"`\n}",
		"an interface":    "type T struct {\n\tA any `json:\"a\"`\n}",
		"a duration":      "type T struct {\n\tA time.Duration `json:\"a\"`\n}",
		"a number type":   "type K int",
		"an untyped text": `const A = "a"`,
		"not Go":          "type T struct {",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := read(t, text); err == nil {
				t.Error("it was taken")
			}
		})
	}
}

func TestAnAnswerThatNobodyGivesIsRefused(t *testing.T) {
	ask := protocol.Entry{Type: "ask", Kind: protocol.Request, Answer: "nothing"}
	if _, err := render(&source{}, &source{}, []protocol.Entry{ask}); err == nil {
		t.Error("it was taken")
	}
}
