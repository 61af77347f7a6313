package archtest

import (
	"go/ast"
	"testing"
)

func TestExportedNamesAreExplained(t *testing.T) { holds(t, unexplained) }

// unexplained finds exported names without a doc comment. One comment does for
// a group of constants or variables.
func unexplained(f file) []string {
	if f.isTest() || ast.IsGenerated(f.syntax) {
		return nil
	}
	var found []string
	missing := func(at ast.Node, name string) {
		found = append(found, f.at(at)+": "+name+" has no doc comment")
	}
	for _, decl := range f.syntax.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Doc == nil && decl.Name.IsExported() && (decl.Recv == nil || ast.IsExported(receiver(decl))) {
				missing(decl, decl.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if name := exportedName(spec); name != "" && decl.Doc == nil && !specExplained(spec) {
					missing(spec, name)
				}
			}
		}
	}
	return found
}

// receiver is the name of a method's type.
func receiver(fn *ast.FuncDecl) string {
	typ := fn.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

func exportedName(spec ast.Spec) string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			return spec.Name.Name
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				return name.Name
			}
		}
	}
	return ""
}

func specExplained(spec ast.Spec) bool {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Doc != nil || spec.Comment != nil
	case *ast.ValueSpec:
		return spec.Doc != nil || spec.Comment != nil
	}
	return true
}

func TestUnexplained(t *testing.T) {
	judges(t, unexplained, []sample{
		{name: "a function", source: "package x\nfunc F() {}\n", broken: true},
		{name: "a function of its own package", source: "package x\nfunc f() {}\n"},
		{name: "a method", source: "package x\nfunc (t *T) M() {}\n", broken: true},
		{name: "a method of a generic type", source: "package x\nfunc (t *T[K]) M() {}\n", broken: true},
		{name: "a method of a hidden type", source: "package x\nfunc (t *t) M() {}\n"},
		{name: "a type", source: "package x\ntype T int\n", broken: true},
		{name: "a type with a comment", source: "package x\n// T counts.\ntype T int\n"},
		{name: "constants under one comment", source: "package x\n// The kinds.\nconst (\n\tA = 1\n\tB = 2\n)\n"},
		{name: "constants without", source: "package x\nconst (\n\tA = 1\n)\n", broken: true},
	})
}

func TestPackagesAreExplained(t *testing.T) {
	explained := map[string]bool{}
	for _, f := range sources(t) {
		if !f.isTest() {
			explained[f.pkg()] = explained[f.pkg()] || f.syntax.Doc != nil
		}
	}
	for pkg, ok := range explained {
		if !ok {
			t.Errorf("%s: no file has a package comment that says what the package promises", pkg)
		}
	}
}
