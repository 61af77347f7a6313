package signaling

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// Nodes are the nodes of one Miti: which of them has a media room, and letters
// between them, which may be lost.
type Nodes interface {
	// Node names this one.
	Node() string
	// Claim says which node has each room: this one, for some seconds, where
	// none had it.
	Claim(ctx context.Context, rooms ...string) (map[string]string, error)
	// Holder is the node that has a room, "" when none has.
	Holder(ctx context.Context, room string) (string, error)
	// Release gives up rooms of this node.
	Release(ctx context.Context, rooms ...string) error
	// Send brings a letter to one node, or to all others for "".
	Send(ctx context.Context, node string, letter []byte) error
	// Receive calls f for each letter to this node, in order; f must not wait.
	Receive(f func(letter []byte))
}

const (
	// farTimeout is how long the node that has a room is waited for: less than
	// a page waits for us.
	farTimeout = 4 * time.Second
	// farAtOnce is how many requests of other nodes are served at once.
	farAtOnce = 64
	// lettersKept is how many frames for other nodes may wait for Redis. What
	// does not fit is lost, and said again by the next look at the rooms.
	lettersKept = 1024
)

// A letter is what a node says to another about a room: a request of a page to
// the node that has the room, with who asks; a frame for that page, or for all
// who watch a stream; or that the session of a page has ended.
type letter struct {
	Node    string             `json:"node"` // that the page, in Socket, is connected to
	Socket  string             `json:"socket,omitempty"`
	Actor   account.Actor      `json:"actor,omitzero"`
	Request *protocol.Envelope `json:"request,omitempty"`
	Room    string             `json:"room,omitempty"`
	Stream  event.Stream       `json:"stream,omitempty"`
	Frame   json.RawMessage    `json:"frame,omitempty"`
	Expel   bool               `json:"expel,omitempty"`
}

// An end is where a participant's page is reached: a socket of this node, or of
// another one.
type end interface {
	push(frame []byte)
	send(frame []byte)
}

// far is a socket of another node.
type far struct {
	hub          *hub
	node, socket string
}

func (f far) push(frame []byte) {
	f.hub.write(f.node, letter{Node: f.node, Socket: f.socket, Frame: frame})
}
func (f far) send(frame []byte) { f.push(frame) }

// outgoing is a letter on its way to a node.
type outgoing struct {
	to     string
	letter letter
}

// write sends a letter soon. It does not wait.
func (h *hub) write(to string, l letter) {
	select {
	case h.letters <- outgoing{to, l}:
	default:
	}
}

// post sends letters, in order, until ctx ends.
func (h *hub) post(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case o := <-h.letters:
			// Redis down is the operator's, who hears of it from the bus.
			_ = h.server.Nodes.Send(ctx, o.to, marshal(o.letter))
		}
	}
}

// question is a request that the page of a socket has asked another node by us.
type question struct {
	socket   *socket
	id       string // the page's own
	answered chan struct{}
}

// elsewhere takes a request to the node that has the room, if it is another one,
// and tells whether it did: then the answer is the page's already, or err. What
// comes from another node goes no further.
func (r request) elsewhere(ctx context.Context, room string, find func(context.Context, string) (string, error)) (bool, error) {
	s := r.server
	if s.hub.has(room) {
		return false, nil
	}
	node, err := find(ctx, room)
	switch {
	case err != nil:
		// That the room is not here says nothing of a call that goes on elsewhere.
		return true, fmt.Errorf("find the room: %w: %w", notNow(), err)
	case node == "" || node == s.Nodes.Node():
		return false, nil
	}
	c, near := r.from.(*socket)
	if !near {
		return true, notNow()
	}
	return true, s.forward(ctx, c, node, r)
}

// claimed finds who has a room that somebody who may join it comes to. A node
// that is drained begins none.
func (s *Server) claimed(ctx context.Context, room string) (string, error) {
	if s.draining.Load() {
		node, err := s.Nodes.Holder(ctx, room)
		if err == nil && (node == "" || node == s.Nodes.Node()) {
			err = notNow()
		}
		return node, err
	}
	holders, err := s.Nodes.Claim(ctx, room)
	if err != nil {
		// While Redis is gone a call is at least possible between those who
		// are on one node.
		return s.Nodes.Node(), nil
	}
	return holders[room], nil
}

// forward asks another node, and waits until its answer has been sent to the page.
func (s *Server) forward(ctx context.Context, c *socket, node string, r request) error {
	q := question{socket: c, id: r.ID, answered: make(chan struct{})}
	asked := r.Envelope
	asked.ID = id.New()
	s.hub.do(func() { s.hub.asked[asked.ID] = q })
	defer s.hub.do(func() { delete(s.hub.asked, asked.ID) })
	l := letter{Node: s.Nodes.Node(), Socket: c.id, Actor: c.actor, Request: &asked}
	if err := s.Nodes.Send(ctx, node, marshal(l)); err != nil {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "room elsewhere not asked", slog.Any("error", err))
		return notNow()
	}
	late := time.NewTimer(farTimeout)
	defer late.Stop()
	select {
	case <-q.answered:
		return nil
	case <-c.gone:
		return nil
	case <-late.C: // the node may have died; its claim ends soon
		return notNow()
	}
}

func notNow() error { return &fault.Error{Code: fault.Unavailable, After: time.Second} }

// received takes a letter from another node.
func (h *hub) received(text []byte) {
	var l letter
	if err := json.Unmarshal(text, &l); err != nil {
		h.server.Logger.LogAttrs(context.Background(), slog.LevelWarn, "letter not read", slog.Any("error", err))
		return
	}
	h.do(func() {
		switch from := (far{h, l.Node, l.Socket}); {
		case l.Request != nil:
			h.serve(request{Envelope: *l.Request, server: h.server, from: from, actor: l.Actor, socket: l.Socket})
		case l.Expel:
			h.expel(from)
		case l.Stream != "":
			h.roomElsewhere(l)
		default:
			h.deliver(l)
		}
	})
}

// serve does what a page asks by another node, whose word who it is is taken:
// what they may is looked at here.
func (h *hub) serve(r request) {
	do := h.server.inRoom(r.Type)
	if do == nil || h.serving >= farAtOnce {
		r.from.push(encode(protocol.Envelope{Type: protocol.TypeError, ID: r.ID}, wire.Failure(notNow())))
		return
	}
	h.serving++
	h.tasks.Go(func() {
		defer h.do(func() { h.serving-- })
		ctx, cancel := context.WithTimeout(h.running, requestTimeout)
		defer cancel()
		if err := do(ctx, r); err != nil {
			r.fail(ctx, err)
		}
	})
}

// deliver gives a page what another node has for it. The answer to what it asked
// by us gets the id that the page gave it.
func (h *hub) deliver(l letter) {
	c := h.server.places.find(l.Socket)
	if c == nil {
		return // it has gone
	}
	var e protocol.Envelope
	if err := json.Unmarshal(l.Frame, &e); err != nil {
		h.server.Logger.LogAttrs(c.ctx, slog.LevelWarn, "letter not read", slog.Any("error", err))
		return
	}
	if e.ID == "" {
		c.push(l.Frame)
		return
	}
	q, waits := h.asked[e.ID]
	if !waits || q.socket != c {
		return // too late
	}
	delete(h.asked, e.ID)
	if e.ID = q.id; e.ID != "" || e.Type != protocol.TypeOK {
		c.push(marshal(e))
	}
	close(q.answered)
}

// roomElsewhere tells those who watch here who is in a room of another node.
func (h *hub) roomElsewhere(l letter) {
	if st := h.streams[l.Stream]; st != nil && h.rooms[l.Room] == nil {
		st.tell(l.Stream, l.Frame)
	}
}

// has tells whether this node has a room.
func (h *hub) has(room string) bool { return ask(h, func() bool { return h.rooms[room] != nil }) }

// hold goes on claiming the rooms of this node, and says again what letters may
// have lost, until ctx ends.
func (h *hub) hold(ctx context.Context) {
	ticker := time.NewTicker(h.server.timing.hold)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			rooms := ask(h, func() []string { return slices.Collect(maps.Keys(h.rooms)) })
			holders, err := h.server.Nodes.Claim(ctx, rooms...)
			if err == nil { // else nobody can know better
				h.do(func() { h.held(holders) })
			}
		}
	}
}

// held takes in who has the rooms that this node has. Where it is another one,
// everybody here is sent there: their pages offer anew, and are taken across.
func (h *hub) held(holders map[string]string) {
	for room, node := range holders {
		r := h.rooms[room]
		switch {
		case r == nil:
		case node == h.server.Nodes.Node():
			r.again()
		default:
			h.server.Logger.LogAttrs(context.Background(), slog.LevelWarn, "room left to another node", slog.String("room", room))
			h.server.Media.CloseRoom(room)
			r.people = nil
			r.report()
			r.end()
		}
	}
}

// again says what is so to those who are reached by letters.
func (r *room) again() {
	r.sayElsewhere(r.frame())
	r.sayElsewhere(r.speakingFrame())
	for _, p := range r.people {
		if _, away := p.end.(far); away {
			r.tellSeats(p)
			r.tellWanted(p)
		}
	}
}

// sayElsewhere tells those who watch on other nodes.
func (r *room) sayElsewhere(frame []byte) {
	r.hub.write("", letter{Node: r.hub.server.Nodes.Node(), Room: r.id, Stream: r.stream, Frame: frame})
}
