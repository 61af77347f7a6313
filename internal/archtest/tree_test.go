package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "miti"

// A file is one Go source file of the tree, parsed but not type-checked: the
// rules hold for a tree that does not compile, too.
type file struct {
	path   string // from the root of the module, with slashes
	syntax *ast.File
	set    *token.FileSet
	lines  int
}

// pkg is the package's path from the root of the module.
func (f file) pkg() string { return path.Dir(f.path) }

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// supportsTests reports whether the file is a test or there for tests.
func (f file) supportsTests() bool { return f.isTest() || forTests(f.pkg()) }

// forTests reports whether a package is one that only tests import, such as
// chat/chattest, or lies in one.
func forTests(pkg string) bool {
	for folder := range strings.SplitSeq(pkg, "/") {
		if strings.HasSuffix(folder, "test") {
			return true
		}
	}
	return false
}

// imports are the import paths of the file.
func (f file) imports() []string {
	var paths []string
	for _, spec := range f.syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// at names the place of a node, to stand before a complaint.
func (f file) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.line(n.Pos()))
}

func (f file) line(p token.Pos) int { return f.set.Position(p).Line }

// parse makes a file of source text.
func parse(t testing.TB, name, source string) file {
	t.Helper()
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file{path: name, syntax: syntax, set: set, lines: strings.Count(source, "\n")}
}

// root is the folder of go.mod, two above this package.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sources parses every Go file of the tree.
func sources(t testing.TB) []file {
	t.Helper()
	var files []file
	for _, name := range walk(t, ".go") {
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, parse(t, name, string(text)))
	}
	return files
}

// walk lists the files of the tree with one of the suffixes, without what is
// built, installed or recorded.
func walk(t testing.TB, suffixes ...string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(root(t)), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch name {
			case ".git", "bin", "data", "static/dist", "static/node_modules", "static/e2e/out":
				return fs.SkipDir
			}
			return nil
		}
		for _, suffix := range suffixes {
			if strings.HasSuffix(name, suffix) {
				names = append(names, name)
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A rule finds what is wrong in one file and says it, each with its place.
type rule func(file) []string

// holds fails the test for every complaint of the rule about the tree.
func holds(t *testing.T, broken rule) {
	t.Helper()
	for _, f := range sources(t) {
		for _, complaint := range broken(f) {
			t.Error(complaint)
		}
	}
}

// A sample is source that a rule must judge in one way.
type sample struct {
	name   string
	path   string // x/x.go when empty
	source string
	broken bool
}

// judges checks a rule against samples, so that it is known to be able to fail.
func judges(t *testing.T, broken rule, samples []sample) {
	t.Helper()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			name := s.path
			if name == "" {
				name = "x/x.go"
			}
			complaints := broken(parse(t, name, s.source))
			if s.broken != (len(complaints) > 0) {
				t.Errorf("broken is %v, want %v: %q", len(complaints) > 0, s.broken, complaints)
			}
		})
	}
}
