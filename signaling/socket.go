package signaling

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// Close codes, of RFC 6455 and our own.
const (
	closeNormal    = websocket.CloseNormalClosure
	closeBinary    = websocket.CloseUnsupportedData
	closeMalformed = websocket.CloseInvalidFramePayloadData
	closeTooBig    = websocket.CloseMessageTooBig
	closeSlow      = protocol.CloseSlow
	closeSession   = protocol.CloseSession
	closeTooMany   = protocol.CloseTooMany
	closeDraining  = protocol.CloseDraining
)

const (
	// queueLength is how many frames a client may be behind.
	queueLength = 256
	// A page sends a few messages a minute; typing and mute come in bursts.
	messagesPerSecond = 20
	messagesAtOnce    = 100
)

// socket is one client's connection. Its reader runs it; its writer is the
// only one that writes to the connection, control frames too.
type socket struct {
	server  *Server
	conn    *websocket.Conn
	request *http.Request // carries the cookie, which is looked at again
	staff   bool          // it came in by the door for staff
	actor   account.Actor
	id      string
	address string
	ctx     context.Context // ends when the socket is cut
	cancel  context.CancelFunc

	queue chan []byte
	pongs chan []byte
	gone  chan struct{} // closed by the first cut
	once  sync.Once
	code  int // why, set before gone is closed

	// The reader's own.
	limit    *rate.Limiter
	greeted  bool
	watching map[event.Stream]bool
	reviewed time.Time

	// The hub's own.
	profile account.Staff   // what the counsellor may serve
	shown   map[string]bool // conversations of the queue that the client has
	inbox   map[string]bool // and of the inbox
}

// cut ends the socket with a close code. It does not wait.
func (c *socket) cut(code int) {
	c.once.Do(func() {
		c.code = code
		close(c.gone)
		c.cancel()
	})
}

// push queues a frame. A client whose queue is full is cut: it comes back and
// resumes.
func (c *socket) push(frame []byte) {
	select {
	case c.queue <- frame:
	default:
		c.cut(closeSlow)
	}
}

// send queues a frame of the reader's own making, such as what was missed. It
// waits for room in the queue, and so holds up nobody but its own client.
func (c *socket) send(frame []byte) {
	select {
	case c.queue <- frame:
	case <-c.gone:
	}
}

// ping is how often the server is heard, and asks whether it is.
func (c *socket) ping() time.Duration {
	if c.staff {
		return c.server.timing.pingStaff
	}
	return c.server.timing.pingVisitor
}

// write sends what is queued until the socket is cut, and then says why.
func (c *socket) write() {
	defer c.conn.Close() //nolint:errcheck // there is nobody left to tell
	ticker := time.NewTicker(c.ping())
	defer ticker.Stop()
	for {
		var err error
		select {
		case <-c.gone:
			text := websocket.FormatCloseMessage(c.code, "")
			_ = c.conn.WriteControl(websocket.CloseMessage, text, c.deadline())
			return
		case frame := <-c.queue:
			_ = c.conn.SetWriteDeadline(c.deadline())
			err = c.conn.WriteMessage(websocket.TextMessage, frame)
		case data := <-c.pongs:
			err = c.conn.WriteControl(websocket.PongMessage, data, c.deadline())
		case <-ticker.C:
			err = c.conn.WriteControl(websocket.PingMessage, nil, c.deadline())
		}
		if err != nil {
			c.cut(closeSlow)
			return
		}
	}
}

func (c *socket) deadline() time.Time { return time.Now().Add(c.server.timing.write) }

// read takes messages until the connection or the socket ends.
func (c *socket) read() {
	c.conn.SetPingHandler(func(data string) error {
		c.heard()
		select {
		case c.pongs <- []byte(data):
		default: // a client that pings faster than it reads
		}
		return nil
	})
	c.conn.SetPongHandler(func(string) error {
		c.heard()
		c.beat()
		return nil
	})
	c.conn.SetCloseHandler(func(int, string) error { return nil }) // the writer answers
	c.heard()
	for {
		frame, code := c.next()
		if code != 0 {
			c.cut(code)
			return
		}
		if !c.limit.Allow() {
			c.cut(closeTooMany)
			return
		}
		if code := c.handle(frame); code != 0 {
			c.cut(code)
			return
		}
	}
}

// heard moves the time by which the client must be heard again.
func (c *socket) heard() {
	_ = c.conn.SetReadDeadline(time.Now().Add(c.ping() * 5 / 2))
}

// next reads one frame, or says with which code to close.
func (c *socket) next() (frame []byte, code int) {
	kind, r, err := c.conn.NextReader()
	if err != nil {
		return nil, closeNormal
	}
	if kind != websocket.TextMessage {
		return nil, closeBinary
	}
	frame, err = io.ReadAll(io.LimitReader(r, protocol.MaxFrame+1))
	switch {
	case err != nil:
		return nil, closeNormal
	case len(frame) > protocol.MaxFrame:
		return nil, closeTooBig
	case !utf8.Valid(frame):
		return nil, closeMalformed
	}
	c.heard()
	return frame, 0
}

// beat is a heartbeat of presence, and the time to look whether the session
// still holds.
func (c *socket) beat() {
	ctx, cancel := context.WithTimeout(c.ctx, c.server.timing.write)
	defer cancel()
	if !c.actor.IsNobody() {
		if err := c.server.Desk.Beat(ctx, c.actor, c.id); err != nil {
			c.complain("heartbeat not counted", err)
		}
	}
	now, err := c.server.identify(c.request.WithContext(ctx), c.staff)
	if err != nil {
		return // not knowing is no reason to send anybody away
	}
	if now.Visitor != c.actor.Visitor || now.Staff != c.actor.Staff {
		c.server.hub.do(func() { c.server.hub.expel(c) })
		c.cut(closeSession)
		return
	}
	if time.Since(c.reviewed) >= c.server.timing.review {
		c.review(ctx)
	}
}

// complain logs an error that the client is not told of.
func (c *socket) complain(what string, err error) {
	if c.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return
	}
	c.server.Logger.LogAttrs(c.ctx, slog.LevelWarn, what, slog.String("socket", c.id), slog.Any("error", err))
}

func (c *socket) reader() wire.Reader { return wire.ReaderOf(c.actor) }
