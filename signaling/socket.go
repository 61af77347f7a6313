package signaling

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"miti/internal/account"
	"miti/internal/door"
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
	closeFailed    = websocket.CloseInternalServerErr
	closeResume    = protocol.CloseResume
	closeSession   = protocol.CloseSession
	closeTooMany   = protocol.CloseTooMany
	closeDraining  = protocol.CloseDraining
)

const (
	// A page sends a few messages a minute; typing and mute come in bursts.
	messagesPerSecond = 20
	messagesAtOnce    = 100
	// What is read of a client that is about to be cut.
	drainFor    = 100 * time.Millisecond
	drainAtMost = 1 << 20
)

// socket is one client's connection. Its reader runs it; its writer, while
// there is one, is the only one that writes to the connection, control frames
// too. There are thousands that say nothing: what each has costs memory.
type socket struct {
	server  *Server
	conn    *websocket.Conn
	ticket  door.Ticket // whose session it is is looked at again later
	staff   bool        // it came in by the door for staff
	actor   account.Actor
	id      string
	address string
	ctx     context.Context // ends when the socket is cut
	cancel  context.CancelFunc

	// waits says that the visitor stands in the queue, and so is listened to more
	// closely.
	waits atomic.Bool

	out  outbox
	gone chan struct{} // closed by the first cut
	once sync.Once

	// due says that the client was pinged, and has not been heard since.
	due atomic.Bool

	// The pulse's own.
	pinged time.Time

	// The reader's own.
	limit    *rate.Limiter
	greeted  bool
	watching map[event.Stream]bool
	reviewed time.Time

	// The hub's own.
	profile account.Staff   // what the counsellor may serve
	shown   map[string]bool // conversations of the queue that the client has
	inbox   map[string]bool // and of the inbox
	// outside are the meetings that the client is not in yet: of those it is told
	// of itself alone.
	outside map[event.Stream]bool
}

// cut ends the socket with a close code. It does not wait.
func (c *socket) cut(code int) {
	c.once.Do(func() {
		close(c.gone)
		c.cancel()
		c.wake(c.out.close(code))
	})
}

// push queues a frame. A client whose queue is full is cut: it comes back and
// resumes.
func (c *socket) push(frame []byte) {
	fits, start := c.out.add(frame)
	if !fits {
		c.cut(closeResume)
	}
	c.wake(start)
}

// send queues a frame of the reader's own making, such as what was missed. It
// waits for room in the queue, and so holds up nobody but its own client.
func (c *socket) send(frame []byte) {
	for {
		fits, start := c.out.add(frame)
		c.wake(start)
		if fits {
			return
		}
		select {
		case <-c.out.room:
		case <-c.gone:
			return
		}
	}
}

// wake starts the writer.
func (c *socket) wake(start bool) {
	if start {
		c.server.tasks.Go(c.write)
	}
}

// ping is how often the server is heard at least, and asks whether it is.
func (c *socket) ping() time.Duration {
	if c.staff {
		return c.server.timing.pingStaff
	}
	return c.server.timing.pingVisitor
}

// pulse pings the client when it is time.
func (c *socket) pulse(now time.Time) {
	every := c.ping()
	if c.waits.Load() {
		every = c.server.timing.pingStaff
	}
	if now.Sub(c.pinged) >= every {
		c.pinged = now
		c.due.Store(true)
		c.wake(c.out.askPing())
	}
}

// write sends what is queued. When the socket is cut it says why, as the last
// thing.
func (c *socket) write() {
	for {
		kind, data, ok := c.out.next()
		if !ok {
			return
		}
		var err error
		if kind == websocket.TextMessage {
			_ = c.conn.SetWriteDeadline(c.deadline())
			err = c.conn.WriteMessage(kind, data)
		} else {
			err = c.conn.WriteControl(kind, data, c.deadline())
		}
		if kind == websocket.CloseMessage {
			_ = c.conn.Close() // there is nobody left to tell
			return
		}
		if err != nil {
			c.cut(closeResume)
		}
	}
}

func (c *socket) deadline() time.Time { return time.Now().Add(c.server.timing.write) }

// apart runs f on a goroutine of its own, and waits for it. What looks into
// SQL needs a deep stack; the reader's stays small, and it waits for most of
// its life. Should f panic, this socket alone ends by it.
func (c *socket) apart(f func()) {
	var task sync.WaitGroup
	task.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				c.complain("panic", fmt.Errorf("%v\n%s", p, debug.Stack()))
				c.cut(closeFailed)
			}
		}()
		f()
	})
	task.Wait()
}

// read takes messages until the connection or the socket ends.
func (c *socket) read() {
	c.conn.SetPingHandler(func(data string) error {
		c.heard()
		c.wake(c.out.answerPing(data))
		return nil
	})
	c.conn.SetPongHandler(func(string) error {
		c.heard()
		return nil
	})
	c.conn.SetCloseHandler(func(int, string) error { return nil }) // the writer answers
	for {
		frame, code := c.next()
		switch {
		case code != 0:
		case !c.limit.Allow():
			code = closeTooMany
		default:
			c.apart(func() { code = c.handle(frame) })
		}
		if code != 0 {
			c.drain()
			c.cut(code)
			return
		}
	}
}

// drain reads away what has arrived by now. To close with something unread is
// a reset, and then the client would not hear why.
func (c *socket) drain() {
	_ = c.conn.SetReadDeadline(time.Now().Add(drainFor))
	_, _ = io.CopyN(io.Discard, c.conn.NetConn(), drainAtMost)
}

// heard takes note that the client is there, by whatever it sends: nobody stays
// unasked by leaving pings unanswered, nor has us look more often by answering
// what was no ping.
func (c *socket) heard() {
	if c.due.Swap(false) {
		c.apart(c.beat)
	}
	c.listen()
}

// listen moves the time by which the client must be heard again.
func (c *socket) listen() {
	_ = c.conn.SetReadDeadline(time.Now().Add(c.ping() * 5 / 2))
}

// next reads one frame, or says with which code to close.
func (c *socket) next() (frame []byte, code int) {
	c.listen() // how long we took for the message before is not the client's silence
	kind, r, err := c.conn.NextReader()
	if err != nil {
		return nil, closeNormal
	}
	c.heard()
	switch {
	case c.ctx.Err() != nil:
		return nil, closeNormal // it has been cut
	case kind != websocket.TextMessage:
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
	return frame, 0
}

// beat is a heartbeat of presence, and the time to look whether the session
// still holds.
func (c *socket) beat() {
	ctx, cancel := context.WithTimeout(c.ctx, c.server.timing.write)
	defer cancel()
	if !c.actor.IsNobody() {
		if err := c.server.Desk.Beat(ctx, c.actor, c.id, c.waits.Load()); err != nil {
			c.complainOfPresence(err)
		}
	}
	now, err := c.server.Door.Holder(ctx, c.ticket)
	if err != nil {
		return // not knowing is no reason to send anybody away
	}
	if now.Visitor != c.actor.Visitor || now.Scope != c.actor.Scope || now.Staff != c.actor.Staff {
		c.server.hub.do(func() {
			c.server.hub.expel(c)
			c.server.hub.write("", letter{Node: c.server.Nodes.Node(), Socket: c.id, Expel: true})
		})
		c.cut(closeSession)
		return
	}
	if time.Since(c.reviewed) >= c.server.timing.review {
		c.review(ctx)
	}
}

// complainOfPresence logs that somebody's presence was not noted. While the live
// store is down thousands of visitors have the same complaint; that of staff,
// who beat more often, tells the operator.
func (c *socket) complainOfPresence(err error) {
	if c.staff {
		c.complain("presence not noted", err)
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
