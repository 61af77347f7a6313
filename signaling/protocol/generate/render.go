package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"reflect"
	"strconv"
	"strings"

	"miti/signaling/protocol"
)

const header = `// Code generated from signaling/protocol by go generate. DO NOT EDIT.

/** An instant, as RFC 3339. */
export type Instant = string;
`

// width is where the page's formatter breaks a comment's line, too.
const width = 96

// render writes the TypeScript of the wire.
func render(wire, faults *source, entries []protocol.Entry) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	for _, n := range wire.numbers {
		comment(&b, "", n.doc)
		fmt.Fprintf(&b, "export const %s = %s;\n", lowerFirst(n.name), n.value)
	}
	for _, n := range wire.names {
		union(&b, n.name, n.doc, wire.values[n.name])
	}
	for _, n := range faults.names {
		union(&b, "Fault"+n.name, n.doc, faults.values[n.name])
	}
	for _, s := range wire.structs {
		s.render(&b)
	}
	if err := maps(&b, entries); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func union(b *bytes.Buffer, name, doc string, values []string) {
	comment(b, "", doc)
	fmt.Fprintf(b, "export type %s =", name)
	for _, v := range values {
		fmt.Fprintf(b, "\n  | %q", v)
	}
	b.WriteString(";\n")
}

func (st structure) render(b *bytes.Buffer) {
	comment(b, "", st.doc)
	if len(st.fields) == 0 {
		fmt.Fprintf(b, "export type %s = %s;\n", st.name, strings.Join(st.embedded, " & "))
		return
	}
	fmt.Fprintf(b, "export interface %s", st.name)
	if len(st.embedded) > 0 {
		fmt.Fprintf(b, " extends %s", strings.Join(st.embedded, ", "))
	}
	b.WriteString(" {\n")
	for _, f := range st.fields {
		comment(b, "  ", f.doc)
		fmt.Fprintf(b, "  %s: %s;\n", f.name, f.typ)
	}
	b.WriteString("}\n")
}

// maps writes one interface a kind of message, from its type to its data.
func maps(b *bytes.Buffer, entries []protocol.Entry) error {
	answers := map[string]string{"": "undefined"}
	for _, e := range entries {
		if e.Kind == protocol.Answer {
			answers[e.Type] = dataName(e)
		}
	}
	b.WriteString("\n/** What a client may send, and what answers it. */\nexport interface Requests {\n")
	for _, e := range entries {
		if e.Kind != protocol.Request {
			continue
		}
		answer, ok := answers[e.Answer]
		if !ok {
			return fmt.Errorf("%s: %q answers it and is not in the table", e.Type, e.Answer)
		}
		fmt.Fprintf(b, "  %s: { data: %s; answer: %s };\n", key(e.Type), dataName(e), answer)
	}
	b.WriteString("}\n")
	for _, group := range []struct {
		name, doc string
		kinds     []protocol.Kind
	}{
		{"Snapshots", "The state of a stream, which replaces what was known of it.", []protocol.Kind{protocol.Snapshot}},
		{"Events", "What happens in a stream.", []protocol.Kind{protocol.Stored, protocol.Transient}},
	} {
		fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", group.doc, group.name)
		for _, kind := range group.kinds {
			for _, e := range entries {
				if e.Kind == kind {
					fmt.Fprintf(b, "  %s: %s;\n", key(e.Type), dataName(e))
				}
			}
		}
		b.WriteString("}\n")
	}
	return nil
}

func dataName(e protocol.Entry) string {
	if e.New == nil {
		return "undefined"
	}
	return reflect.TypeOf(e.New()).Elem().Name()
}

// key quotes a property's name where TypeScript needs it.
func key(name string) string {
	if strings.Contains(name, ".") {
		return strconv.Quote(name)
	}
	return name
}

// typeOf is the TypeScript of a field's type.
func typeOf(e ast.Expr) (string, error) {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeOf(e.X)
	case *ast.ArrayType:
		of, err := typeOf(e.Elt)
		return of + "[]", err
	case *ast.MapType:
		of, err := typeOf(e.Value)
		return "Record<string, " + of + ">", err
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string", nil
		case "bool":
			return "boolean", nil
		case "int", "uint64":
			return "number", nil
		}
		if e.IsExported() {
			return e.Name, nil
		}
	case *ast.SelectorExpr:
		switch e.Sel.Name {
		case "Time":
			return "Instant", nil
		case "RawMessage":
			return "unknown", nil
		}
	}
	return "", fmt.Errorf("a field's type has no place on the wire: %T", e)
}

// jsonKey reads a field's tag. The key is empty for what JSON leaves out.
func jsonKey(tag *ast.BasicLit) (key string, optional bool) {
	if tag == nil {
		return "", false
	}
	raw, err := strconv.Unquote(tag.Value)
	if err != nil {
		return "", false
	}
	key, options, _ := strings.Cut(reflect.StructTag(raw).Get("json"), ",")
	if key == "-" {
		return "", false
	}
	return key, strings.Contains(options, "omitempty")
}

// comment writes a doc comment, broken into lines.
func comment(b *bytes.Buffer, indent, doc string) {
	if indent == "" {
		b.WriteString("\n")
	}
	if doc == "" {
		return
	}
	if len(indent)+len(doc)+len("/**  */") <= width {
		fmt.Fprintf(b, "%s/** %s */\n", indent, doc)
		return
	}
	fmt.Fprintf(b, "%s/**", indent)
	column := width
	for _, word := range strings.Fields(doc) {
		if column+1+len(word) > width {
			fmt.Fprintf(b, "\n%s *", indent)
			column = len(indent) + len(" *")
		}
		column += 1 + len(word)
		b.WriteString(" " + word)
	}
	fmt.Fprintf(b, "\n%s */\n", indent)
}

func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }
