package signaling

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"miti/internal/account"
	"miti/internal/door"
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

// readBuffer is what a socket keeps for reading: pages send little. What is
// larger, such as an offer, is read in parts.
const readBuffer = 512

// serve makes a socket of a request, and leaves the request behind: with its
// buffers it is larger than the socket.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, staff bool) {
	if err := s.Door.Origins.Check(r); err != nil {
		s.Logger.LogAttrs(r.Context(), slog.LevelWarn, "origin refused", slog.Any("error", err))
		w.WriteHeader(http.StatusForbidden)
		return
	}
	ticket := door.VisitorTicket(r)
	switch {
	case staff:
		ticket = door.StaffTicket(r)
	case r.URL.Query().Get("as") == "link":
		ticket = door.LinkTicket(r)
	}
	actor, err := s.Door.Holder(r.Context(), ticket)
	if err != nil {
		s.Logger.LogAttrs(r.Context(), slog.LevelError, "session not read", slog.Any("error", err))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	up := websocket.Upgrader{
		CheckOrigin:      func(*http.Request) bool { return true }, // it has been
		HandshakeTimeout: s.timing.write,
		ReadBufferSize:   readBuffer,
		WriteBufferPool:  &s.buffers,
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			w.WriteHeader(status)
		},
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it was no WebSocket, and has been told
	}
	c := s.newSocket(conn, s.Door.Addresses.Key(r), actor)
	c.ticket, c.staff = ticket, staff
	s.tasks.Go(func() { s.run(c) })
}

func (s *Server) newSocket(conn *websocket.Conn, address string, actor account.Actor) *socket {
	c := &socket{
		server: s, conn: conn, actor: actor, id: id.New(), address: address,
		out: newOutbox(), gone: make(chan struct{}), pinged: time.Now(),
		limit: rate.NewLimiter(messagesPerSecond, messagesAtOnce), watching: map[event.Stream]bool{},
		shown: map[string]bool{}, outside: map[event.Stream]bool{},
	}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	return c
}

// run is the life of a socket. It returns when the client is heard no more.
func (s *Server) run(c *socket) {
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
		c.apart(func() { s.arrive(c) })
		defer s.depart(c)
	}
	c.read()
}

// arrive makes somebody present, and knows what a counsellor may serve.
func (s *Server) arrive(c *socket) {
	ctx, cancel := context.WithTimeout(c.ctx, s.timing.write)
	defer cancel()
	if c.actor.IsNobody() {
		return
	}
	if err := s.Desk.Connected(ctx, c.actor, c.id); err != nil {
		c.complainOfPresence(err)
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
		c.complainOfPresence(err)
	}
}
