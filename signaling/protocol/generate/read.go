package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// table is the list of messages: its Go types describe the wire and are not on it.
const table = "table.go"

// A source is what was declared, in the order of the files.
type source struct {
	structs []structure
	names   []name
	numbers []number
	// values are the constants of each string type.
	values map[string][]string
}

type structure struct {
	name, doc string
	fields    []field
	embedded  []string
}

type field struct{ name, typ, doc string }

// name is a string type with a closed list of values.
type name struct{ name, doc string }

// number is a limit or a close code.
type number struct{ name, value, doc string }

// readFolder reads the Go files of a folder, without tests and the table.
func readFolder(dir string) (*source, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the protocol: %w", err)
	}
	s := &source{values: map[string][]string{}}
	for _, e := range entries {
		if e.IsDir() || e.Name() == table || !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if err := s.add(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func readFile(path string) (*source, error) {
	s := &source{values: map[string][]string{}}
	return s, s.add(path)
}

func (s *source) add(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			if err := s.addSpec(group, spec); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return nil
}

func (s *source) addSpec(group *ast.GenDecl, spec ast.Spec) error {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		doc := text(spec.Doc, spec.Comment)
		if doc == "" && !group.Lparen.IsValid() {
			doc = text(group.Doc)
		}
		return s.addType(spec, doc)
	case *ast.ValueSpec:
		if group.Tok == token.CONST {
			return s.addConstant(spec)
		}
	}
	return nil
}

func (s *source) addType(spec *ast.TypeSpec, doc string) error {
	switch typ := spec.Type.(type) {
	case *ast.Ident:
		if typ.Name != "string" {
			return fmt.Errorf("%s: only string types have a place on the wire", spec.Name.Name)
		}
		s.names = append(s.names, name{spec.Name.Name, doc})
	case *ast.StructType:
		st := structure{name: spec.Name.Name, doc: doc}
		for _, f := range typ.Fields.List {
			if err := st.add(f); err != nil {
				return fmt.Errorf("%s: %w", st.name, err)
			}
		}
		if len(st.fields)+len(st.embedded) > 0 {
			s.structs = append(s.structs, st)
		}
	}
	return nil
}

func (st *structure) add(f *ast.Field) error {
	key, optional := jsonKey(f.Tag)
	if key == "" && len(f.Names) > 0 {
		return nil // not on the wire
	}
	typ, err := typeOf(f.Type)
	if err != nil {
		return err
	}
	if len(f.Names) == 0 {
		st.embedded = append(st.embedded, typ)
		return nil
	}
	if optional {
		key += "?"
	}
	st.fields = append(st.fields, field{key, typ, text(f.Doc, f.Comment)})
	return nil
}

func (s *source) addConstant(spec *ast.ValueSpec) error {
	for i, ident := range spec.Names {
		value, err := evaluate(spec.Values[i])
		if err != nil {
			return fmt.Errorf("%s: %w", ident.Name, err)
		}
		typ, typed := spec.Type.(*ast.Ident)
		switch {
		case typed && value.Kind() == constant.String:
			s.values[typ.Name] = append(s.values[typ.Name], constant.StringVal(value))
		case !typed && value.Kind() == constant.Int:
			s.numbers = append(s.numbers, number{ident.Name, value.ExactString(), text(spec.Doc, spec.Comment)})
		default:
			return fmt.Errorf("%s: neither a number nor a value of a string type", ident.Name)
		}
	}
	return nil
}

// evaluate computes a constant expression of literals.
func evaluate(e ast.Expr) (constant.Value, error) {
	result, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(e))
	if err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	return result.Value, nil
}

// text joins comments into one paragraph.
func text(groups ...*ast.CommentGroup) string {
	var parts []string
	for _, g := range groups {
		parts = append(parts, strings.Fields(g.Text())...)
	}
	return strings.Join(parts, " ")
}
