// Package signaling is the WebSocket: it reads messages, calls the desk and
// the media plane, and sends events. It decides nothing about guidance.
//
// A socket is a reader and, while there is something to say, a writer. What
// connects sockets with each other (who watches which stream, who is in which room) belongs to
// the one goroutine of the hub, which never waits: it does no I/O, and a
// socket that does not take what it is sent is cut.
package signaling

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"miti/internal/account"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/event"
	"miti/internal/lobby"
	"miti/internal/meeting"
	"miti/internal/presence"
	"miti/sfu"
	"miti/sfu/turn"
)

// Media is the media plane, *sfu.Plane.
type Media interface {
	Join(ctx context.Context, j sfu.Join) (sfu.Answer, error)
	Leave(room, participant string, generation uint64)
	SetSending(ctx context.Context, room, participant string, generation uint64, on []sfu.Source) error
	SetView(ctx context.Context, room, participant string, generation uint64, v sfu.View) error
	Report(ctx context.Context, room, participant string, generation uint64, seen sfu.Seen) error
	SetPermit(room, participant string, p sfu.Permit)
	SetSpotlight(room, participant string)
	Release(room string)
	CloseRoom(room string)
	CloseRooms(ctx context.Context) error
}

// Relay gives people a way through a firewall, *turn.Server.
type Relay interface {
	// Grant is for a participant.
	Grant(participant string) turn.Grant
	// Trial is for somebody who tests the connection.
	Trial() turn.Grant
}

// Deps is what a Server works with.
type Deps struct {
	Desk     *desk.Desk
	Meetings *meeting.Hall
	// Owners say who may be in which room: the desk for interviews, the hall for
	// meetings.
	Owners []lobby.Owner
	Log    event.Log
	Bus    event.Bus
	Media  Media
	Calls  Calls
	Nodes  Nodes
	Relay  Relay // nil for none
	Door   *door.Door
	// Accounts says what a counsellor may serve, to filter the queue.
	Accounts account.Directory
	// Now is the time of what is kept.
	Now func() time.Time
	// Version is the program's; a page of another one may reload.
	Version string
	Logger  *slog.Logger
}

// timing is when things happen of themselves.
type timing struct {
	pingStaff   time.Duration // its pong is the heartbeat of presence
	pingVisitor time.Duration // less than any proxy's patience
	write       time.Duration // the most that one write may take
	check       time.Duration // between two looks at the log for lost events
	review      time.Duration // between two looks at what a socket may watch
	report      time.Duration // between two reports of who is in a room
	hold        time.Duration // between two claims to a room: a third of how long one lasts
}

func usualTiming() timing {
	return timing{
		pingStaff: presence.Every, pingVisitor: presence.VisitorEvery, write: 5 * time.Second,
		check: 2 * time.Second, review: 10 * time.Second, report: lobby.PresentEvery, hold: 2 * time.Second,
	}
}

// Server is the sockets of this node.
type Server struct {
	Deps
	timing timing
	epoch  string
	hub    *hub
	places *places
	// draining says that no call begins here any more.
	draining atomic.Bool
	stop     context.CancelFunc
	ctx      context.Context // ends with the server; sockets live in it
	tasks    sync.WaitGroup  // the sockets
	// buffers are for writing. A socket has one only while it writes.
	buffers sync.Pool
}

// New subscribes to the bus and begins to take sockets.
func New(ctx context.Context, d Deps) (*Server, error) { return newServer(ctx, d, usualTiming()) }

func newServer(ctx context.Context, d Deps, t timing) (*Server, error) {
	epoch, err := d.Log.Epoch(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the epoch: %w", err)
	}
	s := &Server{Deps: d, timing: t, epoch: epoch, places: newPlaces()}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.hub = newHub(s)
	if err := s.hub.start(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// Seen takes in what the media plane saw. It does not wait.
func (s *Server) Seen(e sfu.Event) {
	if sum, ok := e.(sfu.Summed); ok {
		s.summed(sum)
		return
	}
	s.hub.do(func() { s.hub.seen(e) })
}

// Sockets is how many sockets there are.
func (s *Server) Sockets() int { return s.places.count() }

// pulsing is how often the pulse looks whose ping is due. Often, so that the
// answers, each of which asks SQL for a session, do not come all at once.
const pulsing = 50 * time.Millisecond

// pulse pings each socket in its time.
func (s *Server) pulse(ctx context.Context) {
	ticker := time.NewTicker(min(pulsing, s.timing.pingStaff/5))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, c := range s.places.all() {
				c.pulse(now)
			}
		}
	}
}

// Drain begins no new call from now on, and tells the sockets that are in no
// room to come back, to another node if there is one. Those in a room keep
// theirs until Close.
func (s *Server) Drain() {
	s.draining.Store(true)
	s.hub.do(s.hub.drain)
}

// Close tells every socket to come back later, takes everybody out of their
// calls, and returns when the last socket, and the hub, have ended.
func (s *Server) Close() {
	for _, c := range s.places.close() {
		c.cut(closeDraining)
	}
	s.tasks.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), s.timing.write)
	defer cancel()
	err := s.Media.CloseRooms(ctx)
	if err == nil {
		err = s.hub.finish(ctx)
	}
	if err != nil {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "calls not summed up", slog.Any("error", err))
	}
	s.hub.close()
	s.stop()
	// Whoever was in a room of this node finds it on another one at once.
	if err := s.Nodes.Release(ctx, slices.Collect(maps.Keys(s.hub.rooms))...); err != nil {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "rooms not released", slog.Any("error", err))
	}
}
