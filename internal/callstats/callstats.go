// Package callstats is the operator's page of calls: what is going on in the
// rooms of this node, connection by connection, and what the calls were like
// that have ended. It names rooms and participants by their opaque ids.
package callstats

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"miti/internal/lobby"
	"miti/sfu"
)

// Path is where the handler expects to be.
const Path = "/webrtc"

const (
	endedMost   = 100
	endedWithin = 24 * time.Hour
	patience    = 5 * time.Second
	everySecond = 5 // of a page that looks again by itself
)

// Deps are where the page has its figures from. They are asked when somebody
// looks, and at no other time.
type Deps struct {
	// Rooms are those of this node.
	Rooms func(context.Context) ([]sfu.Inspected, error)
	// Ended are the last calls of all nodes that have ended from an instant until
	// now, or were cut off, the newest first.
	Ended func(ctx context.Context, from, now time.Time, most int) ([]lobby.Call, error)
	Now   func() time.Time
	Log   *slog.Logger
}

//go:embed page.html page.css
var files embed.FS

type server struct {
	Deps
	page *template.Template
}

// New makes the handler of the page, of the same as JSON, and of its style.
func New(d Deps) (http.Handler, error) {
	page, err := template.New("page.html").Funcs(words()).ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read the page of calls: %w", err)
	}
	s := &server{Deps: d, page: page}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, s.html)
	mux.HandleFunc("GET "+Path+"/data", s.json)
	mux.HandleFunc("GET "+Path+"/style.css", s.style)
	return mux, nil
}

// look asks for everything that the page shows.
func (s *server) look(r *http.Request) (View, error) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	now := s.Now()
	rooms, err := s.Rooms(ctx)
	if err != nil {
		return View{}, fmt.Errorf("look into the rooms: %w", err)
	}
	ended, err := s.Ended(ctx, now.Add(-endedWithin), now, endedMost)
	if err != nil {
		// A call goes on without the database, and may be looked at.
		s.Log.LogAttrs(ctx, slog.LevelWarn, "ended calls not read", slog.Any("error", err))
	}
	return viewOf(now, rooms, ended), nil
}

func (s *server) html(w http.ResponseWriter, r *http.Request) {
	v, err := s.look(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if v.Again = r.URL.Query().Has("again"); v.Again {
		w.Header().Set("Refresh", fmt.Sprint(everySecond))
	}
	var b bytes.Buffer
	if err := s.page.Execute(&b, v); err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, "text/html; charset=utf-8", b.Bytes())
}

func (s *server) json(w http.ResponseWriter, r *http.Request) {
	v, err := s.look(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, "application/json", b)
}

func (s *server) style(w http.ResponseWriter, r *http.Request) {
	b, err := files.ReadFile("page.css")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, "text/css; charset=utf-8", b)
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.LogAttrs(r.Context(), slog.LevelError, "page of calls failed", slog.Any("error", err))
	http.Error(w, "The calls cannot be looked at now; the log says why.", http.StatusServiceUnavailable)
}

// answer sends what nobody else may frame, run or keep.
func answer(w http.ResponseWriter, kind string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b) // who asked may have gone
}
