package signaling

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/id"
)

// Handler serves /ws/visitor and /ws/staff.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws/visitor", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, false) })
	mux.HandleFunc("GET /ws/staff", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, true) })
	return mux
}

// identify is whose cookie a request carries.
func (s *Server) identify(r *http.Request, staff bool) (account.Actor, error) {
	if staff {
		return s.Door.Staff(r)
	}
	return s.Door.Visitor(r)
}

// serve runs a socket until it ends.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, staff bool) {
	if err := s.Door.Origins.Check(r); err != nil {
		s.Logger.LogAttrs(r.Context(), slog.LevelWarn, "origin refused", slog.Any("error", err))
		w.WriteHeader(http.StatusForbidden)
		return
	}
	actor, err := s.identify(r, staff)
	if err != nil {
		s.Logger.LogAttrs(r.Context(), slog.LevelError, "session not read", slog.Any("error", err))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	up := websocket.Upgrader{
		CheckOrigin:      func(*http.Request) bool { return true }, // it has been
		HandshakeTimeout: s.timing.write,
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			w.WriteHeader(status)
		},
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it was no WebSocket, and has been told
	}
	c := s.newSocket(conn, r, actor)
	c.staff = staff
	s.run(c)
}

func (s *Server) newSocket(conn *websocket.Conn, r *http.Request, actor account.Actor) *socket {
	c := &socket{
		server: s, conn: conn, request: r, actor: actor, id: id.New(), address: s.Door.Addresses.Key(r),
		queue: make(chan []byte, queueLength), pongs: make(chan []byte, 1), gone: make(chan struct{}),
		limit: rate.NewLimiter(messagesPerSecond, messagesAtOnce), watching: map[event.Stream]bool{},
		shown: map[string]bool{}, inbox: map[string]bool{},
	}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	return c
}

// run is the life of a socket. It returns when both goroutines have ended.
func (s *Server) run(c *socket) {
	s.tasks.Add(1)
	defer s.tasks.Done()
	code, ok := s.places.enter(c)
	if ok {
		defer s.places.leave(c)
	}
	switch {
	case !ok:
		c.cut(code)
	case c.staff && c.actor.IsNobody():
		c.cut(closeSession) // a page cannot read the status of a refused upgrade
	default:
		s.arrive(c)
		defer s.depart(c)
	}
	s.tasks.Go(c.write)
	c.read()
	<-c.gone
}

// arrive makes the counsellor present, and knows what they may serve.
func (s *Server) arrive(c *socket) {
	ctx, cancel := context.WithTimeout(c.ctx, s.timing.write)
	defer cancel()
	if c.actor.IsNobody() {
		return
	}
	if err := s.Desk.Connected(ctx, c.actor, c.id); err != nil {
		c.complain("presence not noted", err)
	}
	c.review(ctx)
}

// depart forgets the socket. It does not leave rooms: the media path may be
// alive, and says by itself when it is not.
func (s *Server) depart(c *socket) {
	c.cut(closeNormal)
	s.hub.do(func() { s.hub.forget(c) })
	if c.actor.IsNobody() {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, s.timing.write)
	defer cancel()
	if err := s.Desk.Disconnected(ctx, c.actor, c.id); err != nil {
		c.complain("presence not noted", err)
	}
}
