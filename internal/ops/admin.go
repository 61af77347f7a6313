package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Check says whether something that the node needs is there. Run returns
// soon after its context ends.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// checkTimeout is how long all checks together may take: shorter than those who
// ask are used to wait.
const checkTimeout = 2 * time.Second

// AdminConfig says what an Admin serves, and where.
type AdminConfig struct {
	Listen  string
	Metrics *Metrics
	Checks  []Check
	// Calls is the page of calls, at /webrtc; nil for none.
	Calls http.Handler
	Log   *slog.Logger
}

// Admin serves an operator's own port: /metrics, /healthz (the process answers),
// /readyz (it can take new work) and /webrtc (what goes on in calls).
type Admin struct {
	checks   []Check
	log      *slog.Logger
	listener net.Listener
	server   *http.Server
	tasks    sync.WaitGroup

	mu       sync.Mutex
	draining bool
	failing  []string // what the last answer of /readyz named
}

// NewAdmin listens and serves until Close.
func NewAdmin(ctx context.Context, c AdminConfig) (*Admin, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for the admin server: %w", err)
	}
	a := &Admin{checks: c.Checks, log: c.Log, listener: listener}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", c.Metrics.Handler())
	mux.HandleFunc("GET /healthz", a.alive)
	mux.HandleFunc("GET /readyz", a.ready)
	if c.Calls != nil {
		mux.Handle("GET /webrtc", c.Calls)
		mux.Handle("GET /webrtc/", c.Calls)
	}
	a.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		ErrorLog:          slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	a.tasks.Go(func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.LogAttrs(ctx, slog.LevelError, "admin server ended", slog.Any("error", err))
		}
	})
	return a, nil
}

// Addr is where the admin server listens.
func (a *Admin) Addr() net.Addr { return a.listener.Addr() }

// Drain makes the node not ready from now on: it finishes what it has.
func (a *Admin) Drain() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.draining = true
}

// Close stops serving, in the middle of an answer if need be, and waits.
func (a *Admin) Close() error {
	err := a.server.Close()
	a.tasks.Wait()
	return err
}

func (a *Admin) alive(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, health{OK: true})
}

// health is the answer of /healthz and /readyz. It names what fails, and leaves
// the details to the log.
type health struct {
	OK      bool     `json:"ok"`
	Failing []string `json:"failing,omitempty"`
}

func (a *Admin) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
	defer cancel()
	broken := a.runChecks(ctx)
	failing := a.note(ctx, broken)
	if len(failing) > 0 {
		answer(w, http.StatusServiceUnavailable, health{Failing: failing})
		return
	}
	answer(w, http.StatusOK, health{OK: true})
}

// runChecks runs all checks at once and returns the errors by name.
func (a *Admin) runChecks(ctx context.Context) map[string]error {
	results := make([]error, len(a.checks))
	var checking sync.WaitGroup
	for i, check := range a.checks {
		checking.Go(func() { results[i] = check.Run(ctx) })
	}
	checking.Wait()
	broken := map[string]error{}
	for i, err := range results {
		if err != nil {
			broken[a.checks[i].Name] = err
		}
	}
	return broken
}

// note returns the names of what fails, and logs what began to fail and what
// came back since the last time: probes ask every few seconds.
func (a *Admin) note(ctx context.Context, broken map[string]error) []string {
	var failing []string
	for _, check := range a.checks {
		if broken[check.Name] != nil {
			failing = append(failing, check.Name)
		}
	}
	a.mu.Lock()
	before, draining := a.failing, a.draining
	a.failing = failing
	a.mu.Unlock()

	for _, name := range failing {
		if !slices.Contains(before, name) {
			a.log.LogAttrs(ctx, slog.LevelWarn, "check failed", slog.String("check", name), slog.Any("error", broken[name]))
		}
	}
	for _, name := range before {
		if !slices.Contains(failing, name) {
			a.log.LogAttrs(ctx, slog.LevelInfo, "check passes again", slog.String("check", name))
		}
	}
	if draining {
		failing = append([]string{"draining"}, failing...)
	}
	return failing
}

func answer(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // who asked may have gone
}
