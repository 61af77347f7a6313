package archtest

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestFoldersHaveNames(t *testing.T) {
	vague := []string{"util", "utils", "common", "model", "models", "helper", "helpers", "misc", "shared"}
	for _, name := range walk(t, ".go", ".ts", ".tsx") {
		for _, folder := range strings.Split(path.Dir(name), "/") {
			if slices.Contains(vague, folder) {
				t.Errorf("%s: a folder %q could hold anything: name it after what it is", name, folder)
			}
		}
	}
}

func TestNothingHappensOnImport(t *testing.T) { holds(t, worksOnImport) }

func worksOnImport(f file) []string {
	var found []string
	for _, decl := range f.syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			found = append(found, f.at(fn)+": an init function: let a constructor do this")
		}
	}
	return found
}

func TestWorksOnImport(t *testing.T) {
	judges(t, worksOnImport, []sample{
		{name: "an init function", source: "package x\nfunc init() { f() }\n", broken: true},
		{name: "a method named init", source: "package x\nfunc (x *t) init() {}\n"},
	})
}

func TestGoroutinesAreWaitedFor(t *testing.T) { holds(t, startsBareGoroutine) }

// startsBareGoroutine wants tasks.Go, which is waited for, or a comment at the
// statement that says why not.
func startsBareGoroutine(f file) []string {
	if f.isTest() {
		return nil // a bubble or goleak finds those that stay
	}
	explained := map[int]bool{}
	for _, group := range f.syntax.Comments {
		for _, comment := range group.List {
			explained[f.line(comment.Pos())] = true
			explained[f.line(comment.End())+1] = true
		}
	}
	var found []string
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if stmt, ok := n.(*ast.GoStmt); ok && !explained[f.line(stmt.Pos())] {
			found = append(found, f.at(stmt)+": a bare go statement: use the Go method of a sync.WaitGroup that Close waits for, or say why not")
		}
		return true
	})
	return found
}

func TestStartsBareGoroutine(t *testing.T) {
	judges(t, startsBareGoroutine, []sample{
		{name: "bare", source: "package x\nfunc f() {\n\tgo g()\n}\n", broken: true},
		{name: "waited for", source: "package x\nfunc f() {\n\ttasks.Go(g)\n}\n"},
		{name: "with a reason above", source: "package x\nfunc f() {\n\t// Ends with the process.\n\tgo g()\n}\n"},
		{name: "with a reason beside", source: "package x\nfunc f() {\n\tgo g() // ends with the process\n}\n"},
		{name: "with a comment elsewhere", source: "package x\nfunc f() {\n\t// About h.\n\th()\n\tgo g()\n}\n", broken: true},
		{name: "in a test", path: "x/x_test.go", source: "package x\nfunc f() {\n\tgo g()\n}\n"},
	})
}

func TestTestsDoNotSleepOrSkip(t *testing.T) { holds(t, sleepsOrSkips) }

// sleepsOrSkips finds tests that wait for real time instead of for an event,
// or that leave without saying why. Inside a synctest bubble time is free.
func sleepsOrSkips(f file) []string {
	if !f.supportsTests() {
		return nil
	}
	var found []string
	var bubbles []ast.Node
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch of, _ := fun.X.(*ast.Ident); {
		case of != nil && of.Name == "synctest":
			bubbles = append(bubbles, call)
		case of != nil && of.Name == "time" && fun.Sel.Name == "Sleep" && !within(bubbles, call):
			found = append(found, f.at(call)+": time.Sleep: wait for the event, or use a synctest bubble")
		case fun.Sel.Name == "SkipNow", (fun.Sel.Name == "Skip" || fun.Sel.Name == "Skipf") && !hasText(call):
			found = append(found, f.at(call)+": a skip without a reason")
		}
		return true
	})
	return found
}

func within(outer []ast.Node, n ast.Node) bool {
	return slices.ContainsFunc(outer, func(o ast.Node) bool { return o.Pos() <= n.Pos() && n.End() <= o.End() })
}

// hasText reports whether the first argument is a text that says something.
func hasText(call *ast.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	return ok && lit.Kind == token.STRING && len(lit.Value) > len(`"a word"`)
}

func TestSleepsOrSkips(t *testing.T) {
	body := func(s string) string { return "package x\nfunc f(t *testing.T) {\n" + s + "\n}\n" }
	judges(t, sleepsOrSkips, []sample{
		{name: "a sleep", path: "x/x_test.go", source: body("time.Sleep(time.Second)"), broken: true},
		{name: "a sleep in a test package", path: "x/xtest/x.go", source: body("time.Sleep(1)"), broken: true},
		{name: "a sleep in a bubble", path: "x/x_test.go", source: body("synctest.Test(t, func(t *testing.T) { time.Sleep(1) })")},
		{name: "a skip without a reason", path: "x/x_test.go", source: body("t.Skip()"), broken: true},
		{name: "a skip with an empty reason", path: "x/x_test.go", source: body(`t.Skip("")`), broken: true},
		{name: "SkipNow", path: "x/x_test.go", source: body("t.SkipNow()"), broken: true},
		{name: "a skip with a reason", path: "x/x_test.go", source: body(`t.Skip("long: SOAK=1 runs it")`)},
	})
}
