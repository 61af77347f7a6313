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
	"slices"
	"time"

	"miti/internal/catalogue"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/static"
)

// Path is where the handler expects to be.
const Path = "/webrtc"

const (
	endedMost   = 100
	endedWithin = 24 * time.Hour
	patience    = 5 * time.Second
)

// Deps are where the page has its figures from. They are asked when somebody
// looks, and at no other time.
type Deps struct {
	// Rooms are those of this node.
	Rooms func(context.Context) ([]sfu.Inspected, error)
	// Ended are the last calls of all nodes that have ended from an instant until
	// now, or were cut off, the newest first.
	Ended func(ctx context.Context, from, now time.Time, most int) ([]lobby.Call, error)
	Texts catalogue.Catalogue
	Now   func() time.Time
	Log   *slog.Logger
}

//go:embed page.html page.css page.js
var files embed.FS

type server struct {
	Deps
	pages map[string]*template.Template // by language
}

// New makes the handler of the page with its style and script, and of the same
// as JSON.
func New(d Deps) (http.Handler, error) {
	s := &server{Deps: d, pages: map[string]*template.Template{}}
	for _, language := range d.Texts.Languages() {
		page, err := template.New("page.html").Funcs(words(d.Texts.In(language))).ParseFS(files, "page.html")
		if err != nil {
			return nil, fmt.Errorf("read the page of calls: %w", err)
		}
		s.pages[language] = page
	}
	tokens, err := static.Tokens()
	if err != nil {
		return nil, fmt.Errorf("read the style of calls: %w", err)
	}
	style, err := files.ReadFile("page.css")
	if err != nil {
		return nil, fmt.Errorf("read the style of calls: %w", err)
	}
	script, err := files.ReadFile("page.js")
	if err != nil {
		return nil, fmt.Errorf("read the script of calls: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, s.html)
	mux.HandleFunc("GET "+Path+"/data", s.json)
	mux.HandleFunc("GET "+Path+"/style.css", part("text/css; charset=utf-8", append(tokens, style...)))
	mux.HandleFunc("GET "+Path+"/page.js", part("text/javascript; charset=utf-8", script))
	return mux, nil
}

// texts are in the language that the address asks for, else in the reader's.
func (s *server) texts(r *http.Request) catalogue.Texts {
	if asked := r.URL.Query().Get("lang"); slices.Contains(s.Texts.Languages(), asked) {
		return s.Texts.In(asked)
	}
	return s.Texts.Accepted(r.Header.Get("Accept-Language"))
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
	v := viewOf(now, rooms, ended)
	v.EndedUnread = err != nil
	return v, nil
}

// shown is what the page is made of.
type shown struct {
	View
	Language  string
	Languages []string
}

func (s *server) html(w http.ResponseWriter, r *http.Request) {
	v, err := s.look(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	texts := s.texts(r)
	var b bytes.Buffer
	if err := s.pages[texts.Language].Execute(&b, shown{v, texts.Language, s.Texts.Languages()}); err != nil {
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

func part(kind string, b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, kind, b) }
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.LogAttrs(r.Context(), slog.LevelError, "page of calls failed", slog.Any("error", err))
	http.Error(w, s.texts(r).T("operator.unread"), http.StatusServiceUnavailable)
}

// answer sends what nobody else may frame, run or keep.
func answer(w http.ResponseWriter, kind string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b) // who asked may have gone
}
