package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gorilla/websocket"

	"miti/internal/id"
	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
	"miti/sfu/sfutest"
	"miti/signaling/protocol"
)

const password = "a password of the tests"

// place is a running Miti with the demo's people in it.
type place struct {
	*serve.Server
	base   string
	log    *lines
	config ops.Config
	router routers.Router
	store  *store.Store
	media  func(*wire, *sfutest.Options) // changes what its media clients are; may be nil
	now    func() time.Time              // nil for the machine's
}

// lines keeps what is logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// open starts the program; more is what its configuration says besides.
func open(t *testing.T, more ...string) *place {
	t.Helper()
	p := configured(t, append(environment(t), more...))
	p.start(t)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(p.log.String())
		}
	})
	return p
}

// environment is a configuration that takes any ports, and a folder of its own.
func environment(t *testing.T) []string {
	return []string{
		"MITI_LISTEN=127.0.0.1:0", "MITI_PUBLIC_ORIGINS=http://127.0.0.1:0", "MITI_ADMIN_LISTEN=127.0.0.1:0",
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=127.0.0.1:0", "MITI_TURN_UDP=127.0.0.1:0", "MITI_TURN_TCP=127.0.0.1:0", "MITI_DATA_DIR=" + t.TempDir(),
		"MITI_LOG_LEVEL=debug",
	}
}

// configured is a place where nothing runs yet.
func configured(t *testing.T, environment []string) *place {
	t.Helper()
	config, err := ops.Load(environment, "")
	if err != nil {
		t.Fatal(err)
	}
	return &place{config: config, log: &lines{}}
}

// start runs the program on the data that is there.
func (p *place) start(t *testing.T) {
	t.Helper()
	if err := p.tryStart(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.base = "http://" + p.Addr().String()
	p.router = p.readDocument(t)
}

func (p *place) tryStart(ctx context.Context) (err error) {
	p.Server, err = serve.Start(ctx, serve.Options{
		Config: p.config, Version: "test", Log: ops.NewLogger(p.log, slog.LevelDebug), Now: p.now,
		Prepare: func(ctx context.Context, s *store.Store) error {
			p.store = s
			return store.Demo(ctx, s, password)
		},
	})
	return err
}

// readDocument makes a router of the document that the server serves.
func (p *place) readDocument(t *testing.T) routers.Router {
	t.Helper()
	r, err := http.Get(p.base + "/api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// browser is one person's, with cookies of its own.
type browser struct {
	t     *testing.T
	place *place
	http  http.Client
	as    string // which of its sessions asks, "" where there is one
}

func (p *place) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, place: p, http: http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// counsellor is a browser in which somebody of the demo has signed in and is
// available.
func (p *place) counsellor(t *testing.T, name string) *browser {
	t.Helper()
	b := p.browser(t)
	b.want(http.StatusOK, "POST", "/api/staff/session", map[string]string{"email": name + "@demo.example", "password": password})
	b.want(http.StatusOK, "PUT", "/api/staff/presence", map[string]string{"presence": "available"})
	return b
}

// visitor is a browser with a conversation that waits.
func (p *place) visitor(t *testing.T) (*browser, string) {
	t.Helper()
	b, conversation := p.browser(t), id.New()
	b.want(http.StatusCreated, "POST", "/api/conversations", opening(conversation))
	return b, conversation
}

func opening(conversation string) map[string]any {
	return map[string]any{
		"id": conversation, "intent": "chat", "topic": "studies", "language": "fr", "session": id.Secret(),
		"message": map[string]string{"id": id.New(), "text": "Bonjour"},
	}
}

// ask sends a request as our page does, and holds the answer against the
// document.
func (b *browser) ask(method, path string, body any) (status int, answer []byte) {
	b.t.Helper()
	var sent []byte
	kind := "application/json"
	switch body := body.(type) {
	case nil:
	case form:
		sent, kind = body.encode(b.t)
	default:
		sent = marshal(b.t, body)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.place.base+path, bytes.NewReader(sent))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Origin", b.place.base)
	if b.as != "" {
		r.Header.Set("Miti-As", b.as)
	}
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	response, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.place.check(b.t, r, response, answer)
	return response.StatusCode, answer
}

// check fails the test when an answer is not as the document says.
func (p *place) check(t *testing.T, r *http.Request, response *http.Response, body []byte) {
	t.Helper()
	at, err := url.Parse(r.URL.Path)
	if err != nil {
		t.Fatal(err)
	}
	asked := r.Clone(t.Context())
	asked.URL = at
	asked.Host = ""
	route, params, err := p.router.FindRoute(asked)
	if err != nil {
		t.Fatalf("%s %s is not in the document: %v", r.Method, r.URL.Path, err)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: asked, PathParams: params, Route: route},
		Status:                 response.StatusCode, Header: response.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
		t.Errorf("%s %s: the answer %d is not as the document says: %v\n%s", r.Method, r.URL.Path, response.StatusCode, err, body)
	}
}

func (b *browser) want(status int, method, path string, body any) []byte {
	b.t.Helper()
	got, answer := b.ask(method, path, body)
	if got != status {
		b.t.Fatalf("%s %s: %d %s, want %d", method, path, got, answer, status)
	}
	return answer
}

// wire is a socket of a browser.
type wire struct {
	t     *testing.T
	conn  *websocket.Conn
	place *place
	anew  func() *wire // another one for the same streams
	next  int
	epoch protocol.Welcome
	relay *protocol.Relay // of the last answer to an offer
}

func (b *browser) wire(path string) *wire {
	b.t.Helper()
	w, response, err := b.tryWire(path, b.place.base)
	if err != nil {
		b.t.Fatalf("open %s: %v %v", path, err, response)
	}
	return w
}

func (b *browser) tryWire(path, origin string) (*wire, *http.Response, error) {
	dialer := websocket.Dialer{Jar: b.http.Jar, HandshakeTimeout: 10 * time.Second}
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	at := "ws" + strings.TrimPrefix(b.place.base, "http") + path
	// The jar knows http only.
	for _, c := range b.http.Jar.Cookies(mustParse(b.place.base)) {
		header.Add("Cookie", c.Name+"="+c.Value)
	}
	dialer.Jar = nil
	conn, response, err := dialer.DialContext(b.t.Context(), at, header)
	if err != nil {
		return nil, response, err
	}
	b.t.Cleanup(func() { conn.Close() })
	return &wire{t: b.t, conn: conn, place: b.place}, response, nil
}

func mustParse(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// hello opens a socket and watches streams from nowhere.
func (b *browser) hello(path string, streams ...string) *wire {
	b.t.Helper()
	w := b.wire(path)
	w.anew = func() *wire { return b.hello(path, streams...) }
	m := protocol.Hello{Streams: []protocol.Position{}}
	for _, s := range streams {
		m.Streams = append(m.Streams, protocol.Position{Stream: s})
	}
	w.send("hello", m)
	w.epoch = decode[protocol.Welcome](b.t, w.expect("welcome").Data)
	return w
}

// send sends a request and returns its id.
func (w *wire) send(typ string, data any) string {
	w.t.Helper()
	w.next++
	number := string(rune('a' + w.next%26))
	e := protocol.Envelope{Type: typ, ID: number, Data: marshal(w.t, data)}
	if err := w.conn.WriteJSON(e); err != nil {
		w.t.Fatal(err)
	}
	return number
}

// expect reads until a message of the type comes.
func (w *wire) expect(typ string) protocol.Envelope {
	w.t.Helper()
	return w.await(typ, func(protocol.Envelope) bool { return true })
}

func (w *wire) await(typ string, ok func(protocol.Envelope) bool) protocol.Envelope {
	w.t.Helper()
	if err := w.conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	var seen []string
	for {
		var e protocol.Envelope
		if err := w.conn.ReadJSON(&e); err != nil {
			w.t.Fatalf("waiting for %s after %v: %v", typ, seen, err)
		}
		if e.Type == typ && ok(e) {
			return e
		}
		seen = append(seen, e.Type+string(e.Data))
	}
}

// each is shown every message until the awaited one, which is the last.
func (w *wire) each(typ string, ok func(protocol.Envelope) bool, show func(protocol.Envelope)) {
	w.t.Helper()
	if err := w.conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	for {
		var e protocol.Envelope
		if err := w.conn.ReadJSON(&e); err != nil {
			w.t.Fatalf("waiting for %s: %v", typ, err)
		}
		show(e)
		if e.Type == typ && ok(e) {
			return
		}
	}
}

func decode[T any](t *testing.T, data []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// closed reads until the socket is closed, and wants the code.
func (w *wire) closed(code int) {
	w.t.Helper()
	for {
		if _, _, err := w.conn.ReadMessage(); err != nil {
			if !closedWith(err, code) {
				w.t.Errorf("closed with %v, want %d", err, code)
			}
			return
		}
	}
}

func closedWith(err error, code int) bool { return websocket.IsCloseError(err, code) }
