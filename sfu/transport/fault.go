package transport

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// recovered is deferred at the loop's edge: whatever went wrong there is told
// to the operator, and ends at most the connection that it happened to.
func (l *Loop) recovered() {
	fault := recover()
	if fault == nil {
		return
	}
	l.log.LogAttrs(context.Background(), slog.LevelError, "fault in the media loop",
		slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
	if c := l.current; c != nil {
		l.current = nil
		l.guard(func() { c.fail(fmt.Errorf("fault: %v", fault)) })
	}
}

// Guard runs f on behalf of a connection: a fault in f ends that one.
func (c *Conn) Guard(f func()) {
	l, before := c.loop, c.loop.current
	l.current = c
	l.guard(f)
	l.current = before
}
