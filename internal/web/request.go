package web

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/ops"
)

// call is one request to the API that has been let in.
type call struct {
	*gin.Context
	by account.Actor
}

// id is the id in the path.
func (c call) id() string { return c.Param("id") }

type handler func(call) (answer, error)

// Limits of writes. A reception point has one address for twenty people; one
// person does not click twice a second for long.
const (
	sessionBurst = 40
	sessionEvery = 500 * time.Millisecond
	addressBurst = 400
	addressEvery = 50 * time.Millisecond
)

// serve makes a route of an operation: what must hold before the handler is
// asked, in order, then the handler, then the answer.
func (s *server) serve(op operation, handle handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		in := call{Context: c}
		for _, gate := range []func(operation, *call) error{s.checkOrigin, s.identify, s.limit, s.check} {
			if err := gate(op, &in); err != nil {
				readRest(op, c)
				s.fail(c, err)
				return
			}
		}
		a, err := handle(in)
		readRest(op, c)
		switch {
		case err != nil:
			s.fail(c, err)
		case a.write != nil:
			a.write(c)
		case a.body == nil:
			c.Status(a.status)
		default:
			c.JSON(a.status, a.body)
		}
	}
}

// checkOrigin refuses writes from other people's pages.
func (s *server) checkOrigin(op operation, c *call) error {
	if op.method == http.MethodGet {
		return nil
	}
	if err := s.Door.Origins.Check(c.Request); err != nil {
		s.Log.LogAttrs(c.Request.Context(), slog.LevelWarn, "origin refused", slog.Any("error", err))
		return fault.New(fault.Forbidden)
	}
	return nil
}

// identify finds out who asks, and whether they may ask for this at all.
func (s *server) identify(op operation, c *call) error {
	session, err := s.who(op, c.Request)
	if err != nil {
		return err
	}
	if session.Actor.IsNobody() {
		if !op.who.nobody {
			return fault.New(fault.Unauthenticated)
		}
		return nil
	}
	c.by = session.Actor
	return s.Door.Keep(c.Writer, c.Request, session)
}

// who is the session that the operation is for. A browser may have both, and
// then it says which.
func (s *server) who(op operation, r *http.Request) (account.Session, error) {
	as := cmp.Or(r.Header.Get("Miti-As"), r.URL.Query().Get("as"))
	if as == "link" && op.who.visitor {
		return s.Door.Linked(r)
	}
	asVisitor := op.who.visitor && (as != "staff" || !op.who.staff)
	asStaff := op.who.staff && (as != "visitor" || !op.who.visitor)
	if asVisitor {
		if session, err := s.Door.Visitor(r); err != nil || !session.Actor.IsNobody() {
			return session, err
		}
	}
	if asStaff {
		return s.Door.Staff(r)
	}
	return account.Session{}, nil
}

// limit bounds how often one session, and one address, may write.
func (s *server) limit(op operation, c *call) error {
	if op.method == http.MethodGet {
		return nil
	}
	if !c.by.IsNobody() {
		if err := s.allow(c, "session:"+c.by.Participant(), sessionBurst, sessionEvery); err != nil {
			return err
		}
	}
	return s.allow(c, "address:"+s.Door.Addresses.Key(c.Request), addressBurst, addressEvery)
}

func (s *server) allow(c *call, key string, burst int, every time.Duration) error {
	wait, err := s.Allow(c.Request.Context(), key, burst, every)
	if err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	if wait > 0 {
		return fault.RetryAfter(fault.TooMany, wait)
	}
	return nil
}

// check holds the request against the document.
func (s *server) check(op operation, c *call) error {
	if !op.takesFile {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, op.maxBody)
	}
	params := map[string]string{}
	for _, p := range c.Params {
		params[p.Key] = p.Value
	}
	return op.validate(c.Request, params)
}

// observe gives the request its number, and counts and logs it. The path and
// the query are not logged: ids of conversations and tokens are in them.
func (s *server) observe(c *gin.Context) {
	began := s.Now()
	ctx, number := ops.WithRequestID(c.Request.Context(), c.GetHeader(ops.RequestHeader))
	c.Request = c.Request.WithContext(ctx)
	c.Header(ops.RequestHeader, number)
	c.Next()
	took := s.Now().Sub(began)
	s.Count(c.Request.Method, c.FullPath(), c.Writer.Status(), took)
	s.Log.LogAttrs(ctx, slog.LevelDebug, "request", slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()), slog.Int("status", c.Writer.Status()), slog.Duration("took", took))
}

// recover turns a panic of one request into that request's failure.
func (s *server) recover(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			s.fail(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	c.Next()
}

// contentPolicy lets a page do what ours do, and nothing else. Sockets are
// named, because not every browser takes them for 'self'.
func contentPolicy(origins []string) string {
	connect := "'self'"
	for _, o := range origins {
		connect += " ws" + strings.TrimPrefix(o, "http")
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"media-src 'self' blob:; connect-src " + connect + "; font-src 'self'; manifest-src 'self'; " +
		"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
}

func (s *server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", s.contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // the pages say otherwise
	if s.Door.Origins.Secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Next()
}
