package ops

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
)

func TestLoggerSaysWhichRequest(t *testing.T) {
	var out strings.Builder
	ctx, id := WithRequestID(t.Context(), "")
	log := NewLogger(&out, slog.LevelInfo)
	log.DebugContext(ctx, "too quiet")
	log.With("node", "a").InfoContext(ctx, "heard")

	var line map[string]any
	if err := json.Unmarshal([]byte(out.String()), &line); err != nil {
		t.Fatalf("%v in %q", err, out.String())
	}
	if line["msg"] != "heard" || line["request"] != id || line["node"] != "a" {
		t.Errorf("got %v", line)
	}
}

func TestLoggerOutsideARequest(t *testing.T) {
	var out strings.Builder
	NewLogger(&out, slog.LevelInfo).Info("started")
	if strings.Contains(out.String(), "request") {
		t.Errorf("got %s", out.String())
	}
}

func TestRequestID(t *testing.T) {
	for _, c := range []struct {
		name, proposed string
		kept           bool
	}{
		{"none", "", false},
		{"a proxy's", "0af7651916cd43dd-8448_EB", true},
		{"one that would break a line", "a\nb", false},
		{"one that closes a text", `a"b`, false},
		{"one that is longer than a line should be", strings.Repeat("a", 65), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, id := WithRequestID(t.Context(), c.proposed)
			if RequestID(ctx) != id || id == "" || (id == c.proposed) != c.kept {
				t.Errorf("%q became %q", c.proposed, id)
			}
		})
	}
	_, a := WithRequestID(t.Context(), "")
	_, b := WithRequestID(t.Context(), "")
	if a == b {
		t.Errorf("two requests have the id %s", a)
	}
}
