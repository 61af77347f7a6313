package web

import (
	"bytes"
	"cmp"
	"context"
	_ "embed" // the document
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"miti/internal/fault"
)

//go:embed openapi.yaml
var openapi []byte

// maxBody is the most that a request may carry: a message of the longest text,
// each character escaped, and room to spare.
const maxBody = 32 << 10

func errNoHandler(id string) error {
	return fmt.Errorf("operation %s of openapi.yaml has no handler", id)
}
func errNoOperation(id string) error { return fmt.Errorf("handler %s is not in openapi.yaml", id) }

// who may call an operation at all, as x-who says.
type who struct{ nobody, visitor, staff bool }

// operation is one of the document.
type operation struct {
	id      string
	method  string
	ginPath string
	who     who
	// takesFile is true when the body is a form with a file, which is read as it
	// comes and so not held against the document.
	takesFile bool
	maxBody   int64
	route     *routers.Route
}

type document struct{ operations []operation }

func readDocument() (*document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(openapi)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	if err := spec.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("check openapi.yaml: %w", err)
	}
	d := &document{}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			w, err := readWho(op)
			if err != nil {
				return nil, err
			}
			d.operations = append(d.operations, operation{
				id: op.OperationID, method: method, who: w, takesFile: takesFile(op), maxBody: bodyOf(op),
				ginPath: strings.NewReplacer("{", ":", "}", "").Replace(path),
				route:   &routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: op},
			})
		}
	}
	slices.SortFunc(d.operations, func(a, b operation) int { return cmp.Compare(a.id, b.id) })
	return d, nil
}

func readWho(op *openapi3.Operation) (who, error) {
	names, _ := op.Extensions["x-who"].([]any)
	var w who
	for _, name := range names {
		switch name {
		case "nobody":
			w.nobody = true
		case "visitor":
			w.visitor = true
		case "staff":
			w.staff = true
		default:
			return who{}, fmt.Errorf("operation %s: x-who knows no %v", op.OperationID, name)
		}
	}
	if w == (who{}) {
		return who{}, fmt.Errorf("operation %s does not say x-who", op.OperationID)
	}
	return w, nil
}

// bodyOf is the most that a request of the operation may carry, as x-max-bytes
// says where it is more than usual.
func bodyOf(op *openapi3.Operation) int64 {
	if most, ok := op.Extensions["x-max-bytes"].(float64); ok {
		return int64(most)
	}
	return maxBody
}

func takesFile(op *openapi3.Operation) bool {
	return op.RequestBody != nil && op.RequestBody.Value.Content["multipart/form-data"] != nil
}

// validate checks a request against the document and leaves its body to be
// read. What is too long is another fault than what cannot be read.
func (o operation) validate(r *http.Request, params map[string]string) error {
	for name, value := range params {
		if !o.fitsPath(name, value) {
			return fault.New(fault.NotFound)
		}
	}
	err := o.validateBody(r, params)
	if err == nil || fault.CodeOf(err) != fault.Internal {
		return err
	}
	if schema, ok := errors.AsType[*openapi3.SchemaError](err); ok && schema.SchemaField == "maxLength" {
		return fmt.Errorf("%w: %w", fault.New(fault.TooLarge), reason(schema))
	} else if ok {
		return fmt.Errorf("%w: %w", fault.New(fault.Malformed), reason(schema))
	}
	return fault.New(fault.Malformed)
}

func (o operation) validateBody(r *http.Request, params map[string]string) error {
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: o.route}
	if o.takesFile {
		in.Options = &openapi3filter.Options{ExcludeRequestBody: true}
		return openapi3filter.ValidateRequest(r.Context(), in)
	}
	body, err := readBody(r)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	err = openapi3filter.ValidateRequest(r.Context(), in)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err
}

// fitsPath tells whether an id in the path has the shape of one. One that has
// not names nothing.
func (o operation) fitsPath(name, id string) bool {
	p := o.route.PathItem.Parameters.GetByInAndName("path", name)
	return p == nil || p.Schema.Value.VisitJSON(id) == nil
}

// reason says which rule of which field was broken, without the value.
func reason(e *openapi3.SchemaError) error {
	return fmt.Errorf("%s of /%s", e.SchemaField, strings.Join(e.JSONPointer(), "/"))
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, fault.New(fault.TooLarge)
	}
	if err != nil {
		return nil, fault.New(fault.Malformed)
	}
	return body, nil
}

// decode reads a body that has been validated.
func decode[T any](r *http.Request) (T, error) {
	var v T
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		return v, fault.New(fault.Malformed)
	}
	return v, nil
}
