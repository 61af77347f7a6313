package ops

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func startAdmin(t *testing.T, log io.Writer, checks ...Check) *Admin {
	t.Helper()
	a, err := NewAdmin(t.Context(), AdminConfig{
		Listen: "127.0.0.1:0", Metrics: NewMetrics(), Checks: checks, Log: NewLogger(log, slog.LevelInfo),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func get(t *testing.T, a *Admin, path string) (int, string) {
	t.Helper()
	response, err := http.Get("http://" + a.Addr().String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(body))
}

func passes(context.Context) error { return nil }

func fails(context.Context) error { return errors.New("postgres://u:secret@h is not there") }

func TestAdmin(t *testing.T) {
	for _, c := range []struct {
		name   string
		checks []Check
		drain  bool
		path   string
		status int
		body   string
	}{
		{"alive, whatever the checks say", []Check{{"sql", fails}}, true, "/healthz", 200, `{"ok":true}`},
		{"ready", []Check{{"sql", passes}, {"redis", passes}}, false, "/readyz", 200, `{"ok":true}`},
		{"ready with nothing to check", nil, false, "/readyz", 200, `{"ok":true}`},
		{"not ready names what fails and keeps the details", []Check{{"sql", fails}, {"redis", passes}, {"disk", fails}}, false, "/readyz", 503, `{"ok":false,"failing":["sql","disk"]}`},
		{"not ready while draining", []Check{{"sql", passes}}, true, "/readyz", 503, `{"ok":false,"failing":["draining"]}`},
		{"another page", nil, false, "/debug", 404, "404 page not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := startAdmin(t, io.Discard, c.checks...)
			if c.drain {
				a.Drain()
			}
			if status, body := get(t, a, c.path); status != c.status || body != c.body {
				t.Errorf("got %d %s, want %d %s", status, body, c.status, c.body)
			}
		})
	}
}

func TestAdminServesMetrics(t *testing.T) {
	a := startAdmin(t, io.Discard)
	status, body := get(t, a, "/metrics")
	if status != 200 || !strings.Contains(body, "go_goroutines") {
		t.Errorf("got %d %s", status, body)
	}
}

func TestAdminLogsAChangeOnce(t *testing.T) {
	var log syncBuilder
	var mu sync.Mutex
	broken := true
	a := startAdmin(t, &log, Check{"sql", func(context.Context) error {
		mu.Lock()
		defer mu.Unlock()
		if broken {
			return errors.New("gone")
		}
		return nil
	}})
	for range 3 {
		get(t, a, "/readyz")
	}
	mu.Lock()
	broken = false
	mu.Unlock()
	for range 3 {
		get(t, a, "/readyz")
	}
	for _, message := range []string{`"check failed"`, `"check passes again"`} {
		if n := strings.Count(log.String(), message); n != 1 {
			t.Errorf("%s was logged %d times:\n%s", message, n, log.String())
		}
	}
}

func TestCheckThatHangsIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), checkTimeout)
		defer cancel()
		a := &Admin{checks: []Check{{"redis", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}, {"sql", passes}}}
		began := time.Now()
		broken := a.runChecks(ctx)
		if len(broken) != 1 || broken["redis"] == nil || time.Since(began) != checkTimeout {
			t.Errorf("after %v: %v", time.Since(began), broken)
		}
	})
}

func TestAdminOnATakenPort(t *testing.T) {
	a := startAdmin(t, io.Discard)
	_, err := NewAdmin(t.Context(), AdminConfig{Listen: a.Addr().String(), Metrics: NewMetrics(), Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Error("two admin servers listen on one port")
	}
}

func TestAdminClosesTwice(t *testing.T) {
	a := startAdmin(t, io.Discard)
	for range 2 {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// syncBuilder is a text that a server's goroutines write to.
type syncBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuilder) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuilder) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
