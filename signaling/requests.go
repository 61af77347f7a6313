package signaling

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// requestTimeout bounds what one message may take; the next one waits for it.
const requestTimeout = 10 * time.Second

// request is a message on its way through the reader.
type request struct {
	protocol.Envelope
	server *Server
	from   end
	actor  account.Actor
	socket string // its id, for the log
}

// handle does what a frame asks. A code is returned for what cannot be read
// at all; everything else is answered.
func (c *socket) handle(frame []byte) (code int) {
	r := request{server: c.server, from: c, actor: c.actor, socket: c.id}
	if err := json.Unmarshal(frame, &r.Envelope); err != nil || r.Type == "" {
		return closeMalformed
	}
	ctx, cancel := context.WithTimeout(c.ctx, requestTimeout)
	defer cancel()
	if err := c.answer(ctx, r); err != nil {
		r.fail(ctx, err)
	}
	return 0
}

func (c *socket) answer(ctx context.Context, r request) error {
	do := map[string]func(context.Context, request) error{
		protocol.TypeHello:   c.hello,
		protocol.TypeWatch:   c.watch,
		protocol.TypeUnwatch: c.unwatch,
		protocol.TypeTyping:  c.typing,
	}[r.Type]
	if do == nil {
		do = c.server.inRoom(r.Type)
	}
	switch {
	case do == nil:
		return fault.New(fault.UnknownType)
	case !c.greeted && r.Type != protocol.TypeHello:
		return fault.New(fault.Conflict) // hello comes first
	}
	return do(ctx, r)
}

// inRoom is what does a request about a room, which may come from another node;
// nil for other requests.
func (s *Server) inRoom(typ string) func(context.Context, request) error {
	return map[string]func(context.Context, request) error{
		protocol.TypeRoomOffer:  s.roomOffer,
		protocol.TypeRoomState:  s.roomState,
		protocol.TypeRoomView:   s.roomView,
		protocol.TypeRoomReport: s.roomReport,
		protocol.TypeRoomLeave:  s.roomLeave,
	}[typ]
}

func (c *socket) hello(ctx context.Context, r request) error {
	m, err := data[protocol.Hello](r)
	if err != nil {
		return err
	}
	if c.greeted {
		return fault.New(fault.Conflict)
	}
	if len(m.Streams) > protocol.MaxStreams {
		return fault.New(fault.TooLarge)
	}
	c.greeted = true
	r.reply(protocol.TypeWelcome, protocol.Welcome{Epoch: c.server.epoch, Version: c.server.Version})
	for _, p := range m.Streams {
		if err := c.follow(ctx, p); err != nil {
			failing := r
			failing.Stream = p.Stream // which of them
			failing.fail(ctx, err)
		}
	}
	return nil
}

func (c *socket) watch(ctx context.Context, r request) error {
	m, err := data[protocol.Watch](r)
	if err != nil {
		return err
	}
	if err := c.follow(ctx, m.Position); err != nil {
		return err
	}
	r.reply(protocol.TypeOK, nil)
	return nil
}

// follow begins to watch a stream, or begins anew.
func (c *socket) follow(ctx context.Context, p protocol.Position) error {
	s := event.Stream(p.Stream)
	if !c.watching[s] && len(c.watching) >= protocol.MaxStreams {
		return fault.New(fault.TooLarge)
	}
	if c.watching[s] {
		c.server.hub.do(func() { c.server.hub.remove(c, s) })
	}
	if err := c.begin(ctx, p); err != nil {
		delete(c.watching, s)
		c.server.hub.do(func() { c.server.hub.remove(c, s) }) // it may have begun before it failed
		return err
	}
	c.watching[s] = true
	return nil
}

func (c *socket) unwatch(_ context.Context, r request) error {
	m, err := data[protocol.Unwatch](r)
	if err != nil {
		return err
	}
	s := event.Stream(m.Stream)
	delete(c.watching, s)
	c.server.hub.do(func() { c.server.hub.remove(c, s) })
	r.reply(protocol.TypeOK, nil)
	return nil
}

func (c *socket) typing(ctx context.Context, r request) error {
	m, err := data[protocol.Typing](r)
	if err != nil {
		return err
	}
	return c.server.Desk.Typing(ctx, c.actor, chat.ID(m.Conversation))
}

// data decodes what a request carries.
func data[T any](r request) (T, error) {
	var m T
	if len(r.Data) == 0 || json.Unmarshal(r.Data, &m) != nil {
		return m, fault.New(fault.Malformed)
	}
	return m, nil
}

// reply answers a request that wants an answer.
func (r request) reply(typ string, data any) {
	if r.ID != "" || typ == protocol.TypeWelcome {
		r.from.send(encode(protocol.Envelope{Type: typ, ID: r.ID}, data))
	}
}

// fail tells the client what is the client's to know, and logs the rest.
func (r request) fail(ctx context.Context, err error) {
	code := fault.CodeOf(err)
	level := slog.LevelDebug
	if code == fault.Internal && !errors.Is(err, context.Canceled) {
		level = slog.LevelError
	}
	r.server.Logger.LogAttrs(ctx, level, "message refused", slog.String("socket", r.socket), slog.Any("error", err))
	e := protocol.Envelope{Type: protocol.TypeError, ID: r.ID, Stream: r.Stream}
	r.from.send(encode(e, wire.Failure(err)))
}
