package ops

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
)

// NewLogger writes one JSON object a line. A line that is logged with the
// context of a request carries the request's id.
func NewLogger(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(requestHandler{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})})
}

// requestHandler adds the id of the request that the context belongs to.
type requestHandler struct{ slog.Handler }

func (h requestHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs)}
}

func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}

type requestKey struct{}

// RequestHeader carries the id of a request, in answers and from a proxy.
const RequestHeader = "X-Request-Id"

const maxRequestID = 64

// WithRequestID returns a context of the request. The id is the proposed one,
// from a proxy that counts too, when it is fit to stand in a log line; otherwise
// a new one.
func WithRequestID(ctx context.Context, proposed string) (context.Context, string) {
	if !fitRequestID(proposed) {
		proposed = rand.Text()
	}
	return context.WithValue(ctx, requestKey{}, proposed), proposed
}

// RequestID is the id of the request that the context belongs to, or empty.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

func fitRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
