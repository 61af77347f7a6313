package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"miti/internal/attachment"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/fault"
	"miti/internal/live"
	"miti/internal/office"
	"miti/internal/store"
)

const own = "https://miti.example"

// site is the handler over a real desk and store.
type site struct {
	http.Handler
	t    *testing.T
	log  *strings.Builder
	wait time.Duration // what the limiter says
	keys []string      // what it was asked about
}

func newSite(t *testing.T) *site {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Demo(t.Context(), s, "a password of the tests"); err != nil {
		t.Fatal(err)
	}
	files, err := attachment.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	bus := live.NewBus()
	t.Cleanup(func() {
		bus.Close()
		if err := errors.Join(files.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	origins, err := door.NewOrigins([]string{own})
	if err != nil {
		t.Fatal(err)
	}
	site := &site{t: t, log: &strings.Builder{}}
	site.Handler, err = New(Deps{
		Desk:     desk.New(desk.Deps{Store: s, Live: live.NewPresence(time.Now), Bus: bus, Files: files, Now: time.Now}),
		Office:   office.New(s, time.Now),
		Door:     &door.Door{Origins: origins, Sessions: s, Now: time.Now},
		Accounts: s,
		Allow:    site.allow,
		Pages: fstest.MapFS{
			"index.html":         {Data: []byte("<!doctype html>")},
			"counsellor.html":    {Data: []byte("<!doctype html><title>c</title>")},
			"nowhere.html":       {Data: []byte("<!doctype html><title>n</title>")},
			"assets/app-1234.js": {Data: []byte(strings.Repeat("say('hello');", 200))},
			".placeholder":       {Data: []byte("x")},
		},
		Count: func(string, string, int, time.Duration) {},
		Log:   slog.New(slog.NewTextHandler(site.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:   time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// allow is the limiter.
func (s *site) allow(_ context.Context, key string, _ int, _ time.Duration) (time.Duration, error) {
	s.keys = append(s.keys, key)
	return s.wait, nil
}

func (s *site) ask(method, path, body string, headers ...string) *http.Response {
	r := httptest.NewRequestWithContext(s.t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Origin", own)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhatDoesNotFitTheDocumentIsRefused(t *testing.T) {
	s := newSite(t)
	const id = "abcdefghijklmnopqrstuvwx23"
	good := func(message string) string {
		return `{"id":"` + id + `","intent":"chat","language":"fr","message":{"id":"` + id + `","text":"` + message + `"}}`
	}
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"no JSON":               {`{`, 400, "malformed"},
		"another shape":         {`[]`, 400, "malformed"},
		"nothing":               {`{}`, 400, "malformed"},
		"an unknown field":      {strings.Replace(good("x"), `"intent"`, `"admin":true,"intent"`, 1), 400, "malformed"},
		"an id of another make": {strings.Replace(good("x"), id, "ABC", 1), 400, "malformed"},
		"no text":               {good(""), 400, "malformed"},
		"a text that is long":   {good(strings.Repeat("é", 4001)), 413, "too_large"},
		"a body that is long":   {good(strings.Repeat("x", maxBody)), 413, "too_large"},
		"the longest text":      {good(strings.Repeat("é", 4000)), 201, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.ask("POST", "/api/conversations", c.body)
			got := text(t, r)
			if r.StatusCode != c.status || !strings.Contains(got, c.code) {
				t.Errorf("%d %.200s, want %d %s", r.StatusCode, got, c.status, c.code)
			}
			if c.status >= 400 && !strings.Contains(got, `"reference":"`+r.Header.Get("X-Request-Id")) {
				t.Errorf("no reference in %s", got)
			}
		})
	}
}

func TestTooOftenSaysWhenToComeBack(t *testing.T) {
	s := newSite(t)
	s.wait = 1500 * time.Millisecond
	r := s.ask("POST", "/api/resume", `{"token":"x"}`)
	if got := text(t, r); r.StatusCode != 429 || !strings.Contains(got, `"retrySeconds":2`) {
		t.Errorf("%d %s", r.StatusCode, got)
	}
	if r := s.ask("GET", "/api/network", ""); r.StatusCode != 200 {
		t.Errorf("reading is limited too: %d", r.StatusCode)
	}
}

func TestWhatGoesWrongHereStaysHere(t *testing.T) {
	s := newSite(t)
	server := &server{Deps: Deps{Log: slog.New(slog.NewTextHandler(s.log, nil))}}
	for err, want := range map[error]int{
		errors.New("the secret table is broken"):                      500,
		errors.Join(errors.New("the secret"), fault.New(fault.Taken)): 409,
	} {
		w := httptest.NewRecorder()
		c, _ := newContext(w)
		server.fail(c, err)
		if w.Code != want || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%v: %d %s", err, w.Code, w.Body)
		}
	}
	if !strings.Contains(s.log.String(), "the secret table is broken") {
		t.Error("the operator does not learn of it")
	}
}

func TestEveryFaultHasAStatus(t *testing.T) {
	for _, code := range fault.Codes() {
		if statuses[code] == 0 {
			t.Errorf("%s has none", code)
		}
	}
}

func TestPages(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]struct {
		status      int
		kind, cache string
	}{
		"/":                   {200, "text/html; charset=utf-8", "no-cache"},
		"/counsellor":         {200, "text/html; charset=utf-8", "no-cache"},
		"/assets/app-1234.js": {200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/.placeholder":       {404, "application/json; charset=utf-8", "no-store"},
		"/index.html":         {404, "application/json; charset=utf-8", "no-store"},
		"/../openapi.yaml":    {404, "application/json; charset=utf-8", "no-store"},
		"/api/nothing":        {404, "application/json; charset=utf-8", "no-store"},
	} {
		r := s.ask("GET", path, "")
		h := r.Header
		if r.StatusCode != want.status || h.Get("Content-Type") != want.kind || h.Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %q %q", path, r.StatusCode, h.Get("Content-Type"), h.Get("Cache-Control"))
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: without the headers that keep a page to itself", path)
		}
	}
	zipped := s.ask("GET", "/assets/app-1234.js", "", "Accept-Encoding", "br, gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" || len(text(t, zipped)) > 500 {
		t.Error("a script is sent as long as it is")
	}
	again := s.ask("GET", "/assets/app-1234.js", "", "Accept-Encoding", "gzip", "If-None-Match", zipped.Header.Get("ETag"))
	if again.StatusCode != 304 {
		t.Errorf("what did not change is sent again: %d", again.StatusCode)
	}
	if r := s.ask("POST", "/", ""); r.StatusCode != 404 {
		t.Errorf("a page was posted to: %d", r.StatusCode)
	}
}

// Who mistypes an address gets a page to read; what is no person gets the fault.
func TestAnAddressThatLeadsNowhere(t *testing.T) {
	s := newSite(t)
	const reads = "text/html,application/xhtml+xml,*/*;q=0.8"
	for _, c := range []struct {
		method, path, accept string
		isPage               bool
	}{
		{"GET", "/nowhere", reads, true},
		{"HEAD", "/nowhere", reads, true},
		{"GET", "/book/me", reads, true},
		{"GET", "/apis", reads, true},
		{"GET", "/nowhere", "*/*", false},
		{"GET", "/assets/gone-1234.js", "*/*", false},
		{"GET", "/icon.png", "image/avif,image/webp,*/*;q=0.8", false},
		{"GET", "/api/nothing", reads, false},
		{"GET", "/api", reads, false},
		{"POST", "/nowhere", reads, false},
		{"PUT", "/api/visitor", reads, false},
	} {
		r := s.ask(c.method, c.path, "", "Accept", c.accept)
		kind, body := r.Header.Get("Content-Type"), text(t, r)
		if isPage := kind == "text/html; charset=utf-8" && strings.Contains(body, "<title>n"); isPage != c.isPage {
			t.Errorf("%s %s for %s: %q", c.method, c.path, c.accept, kind)
		}
		if r.StatusCode != 404 || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s for %s: %d, %q", c.method, c.path, c.accept, r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
}

// A browser may have both cookies, as in the demo.
func TestMitiAsSaysWhoAsks(t *testing.T) {
	s := newSite(t)
	in := s.ask("POST", "/api/staff/session", `{"email":"amelie@demo.example","password":"a password of the tests"}`)
	opened := s.ask("POST", "/api/conversations", `{"id":"abcdefghijklmnopqrstuvwx23","intent":"chat","language":"fr","topic":"studies",`+
		`"message":{"id":"abcdefghijklmnopqrstuvwx23","text":"Bonjour"}}`)
	both := in.Cookies()[0].Name + "=" + in.Cookies()[0].Value + "; " + opened.Cookies()[0].Name + "=" + opened.Cookies()[0].Value
	s.ask("POST", "/api/conversations/abcdefghijklmnopqrstuvwx23/claim", "", "Cookie", both)
	for i, as := range []string{"staff", "visitor", ""} {
		id := "abcdefghijklmnopqrstuvwx2" + string(rune('4'+i))
		headers := []string{"Cookie", both, "Miti-As", as}
		if as == "" {
			headers = headers[:2]
		}
		r := s.ask("POST", "/api/conversations/abcdefghijklmnopqrstuvwx23/messages", `{"id":"`+id+`","text":"x"}`, headers...)
		want := `"author":"visitor"`
		if as == "staff" {
			want = `"author":"staff"`
		}
		if got := text(t, r); !strings.Contains(got, want) {
			t.Errorf("as %q: %s", as, got)
		}
	}
}
