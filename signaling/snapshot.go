package signaling

import (
	"context"

	"miti/booking"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// maxMissed is how many missed events are sent one by one; with more, the
// state of today is shorter.
const maxMissed = 200

// begin watches a stream from a position: it sends what was missed, or a
// snapshot, and then what comes. It waits for SQL and for the client.
func (c *socket) begin(ctx context.Context, p protocol.Position) error {
	s := event.Stream(p.Stream)
	// Nobody needs the desk for who is there: a visitor may not have a session.
	if s != event.Availability {
		if err := c.mayWatch(ctx, s); err != nil {
			return err
		}
	}
	if id, isMeeting := s.MeetingID(); isMeeting {
		return c.beginMeeting(ctx, booking.MeetingID(id))
	}
	switch id, isConversation := s.ConversationID(); {
	case isConversation:
		return c.beginConversation(ctx, chat.ID(id), p)
	case s == event.Queue:
		return c.beginQueue(ctx)
	case s == event.Inbox:
		return c.beginInbox(ctx)
	case s == event.Board:
		return c.beginBoard(ctx)
	case s == event.Availability:
		return c.beginAvailability(ctx)
	}
	return fault.New(fault.NotFound)
}

func (c *socket) beginConversation(ctx context.Context, id chat.ID, p protocol.Position) error {
	s := event.Conversation(string(id))
	seq, ok, err := c.replay(ctx, s, p)
	if err != nil {
		return err
	}
	if !ok {
		snapshot, err := c.server.Desk.Conversation(ctx, c.actor, id)
		if err != nil {
			return err
		}
		seq = snapshot.Seq
		c.send(c.snapshot(protocol.TypeConversation, s, seq, wire.Snapshot(snapshot, c.reader())))
	}
	c.server.hub.do(func() { c.server.hub.watch(c, s, seq) })
	// The place has no number: one that changed since the snapshot would be lost.
	place, err := c.server.Desk.Place(ctx, id)
	if err == nil && place != nil {
		e := transient(s, event.TypePlace, place)
		c.server.hub.do(func() { c.server.hub.tell(c, e) })
	}
	return err
}

// replay sends the events that were missed since a position. It is not ok
// when the position means nothing here, or when too much was missed.
func (c *socket) replay(ctx context.Context, s event.Stream, p protocol.Position) (seq uint64, ok bool, err error) {
	if p.Epoch != c.server.epoch || p.Seq == 0 {
		return 0, false, nil
	}
	events, err := c.server.Log.After(ctx, s, p.Seq, maxMissed+1)
	if err != nil || len(events) > maxMissed {
		return 0, false, err
	}
	if len(events) == 0 {
		last, err := c.server.Log.Last(ctx, []event.Stream{s})
		// A client that is ahead has seen what a restore took back.
		return p.Seq, last[s] == p.Seq, err
	}
	frames := make([][]byte, 0, len(events))
	for _, e := range events {
		if e.Type == event.TypeErased {
			return 0, false, nil // what the client holds is to be forgotten
		}
		n := notice{event: e, epoch: c.server.epoch}
		frame := n.frame(c.reader())
		if n.err != nil {
			return 0, false, n.err
		}
		if frame != nil {
			frames = append(frames, frame)
		}
	}
	for _, frame := range frames {
		c.send(frame)
	}
	return events[len(events)-1].Seq, true, nil
}

// beginQueue always sends a snapshot: what a counsellor may serve can have
// changed while they were away, and then the events do not add up.
func (c *socket) beginQueue(ctx context.Context) error {
	last, err := c.server.Log.Last(ctx, []event.Stream{event.Queue})
	if err != nil {
		return err
	}
	seq := last[event.Queue]
	waiting, err := c.server.Desk.Queue(ctx, c.actor)
	if err != nil {
		return err
	}
	colleagues, err := c.server.Desk.Colleagues(ctx, c.actor)
	if err != nil {
		return err
	}
	frame := c.snapshot(protocol.TypeQueue, event.Queue, seq, wire.Queue(waiting))
	told := transient(event.Queue, event.TypeColleagues, colleagues)
	c.send(frame)
	c.server.hub.do(func() {
		c.shown = map[string]bool{}
		for _, v := range waiting {
			c.shown[string(v.ID)] = true
		}
		c.server.hub.watch(c, event.Queue, seq)
		c.server.hub.tell(c, told)
	})
	return nil
}

// beginInbox always sends a snapshot, as beginQueue does.
func (c *socket) beginInbox(ctx context.Context) error {
	last, err := c.server.Log.Last(ctx, []event.Stream{event.Inbox})
	if err != nil {
		return err
	}
	seq := last[event.Inbox]
	left, err := c.server.Desk.Inbox(ctx, c.actor)
	if err != nil {
		return err
	}
	c.send(c.snapshot(protocol.TypeInbox, event.Inbox, seq, wire.Inbox(left)))
	c.server.hub.do(func() {
		c.inbox = map[string]bool{}
		for _, v := range left {
			c.inbox[string(v.ID)] = true
		}
		c.server.hub.watch(c, event.Inbox, seq)
	})
	return nil
}

func (c *socket) beginAvailability(ctx context.Context) error {
	c.server.hub.do(func() { c.server.hub.watch(c, event.Availability, 0) })
	a, err := c.server.Desk.Availability(ctx)
	if err != nil {
		return err
	}
	e := transient(event.Availability, event.TypeAvailability, a)
	c.server.hub.do(func() { c.server.hub.tell(c, e) })
	return nil
}

func (c *socket) beginBoard(ctx context.Context) error {
	c.server.hub.do(func() { c.server.hub.watch(c, event.Board, 0) })
	b, err := c.server.Desk.Board(ctx, c.actor)
	if err != nil {
		return err
	}
	e := transient(event.Board, event.TypeBoard, b)
	c.server.hub.do(func() { c.server.hub.tell(c, e) })
	return nil
}

func (c *socket) snapshot(typ string, s event.Stream, seq uint64, data any) []byte {
	return encode(protocol.Envelope{Type: typ, Stream: string(s), Epoch: c.server.epoch, Seq: seq}, data)
}
