package signaling

import (
	"context"
	"maps"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
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

// review looks again at what a member of staff may watch and serve. What is a
// visitor's stays theirs for as long as their session holds.
func (c *socket) review(ctx context.Context) {
	if c.actor.Staff == "" {
		return
	}
	c.reviewed = time.Now()
	c.reviewProfile(ctx)
	for s := range c.watching {
		if s == event.Availability {
			continue
		}
		switch fault.CodeOf(c.mayWatch(ctx, s)) {
		case fault.NotFound, fault.Forbidden, fault.Unauthenticated:
			delete(c.watching, s)
			c.server.hub.do(func() { c.server.hub.remove(c, s) })
			c.send(encode(protocol.Envelope{Type: protocol.TypeError, Stream: string(s)},
				wire.Failure(fault.New(fault.NotFound))))
		}
	}
}

func (c *socket) reviewProfile(ctx context.Context) {
	profile, err := c.server.Accounts.Staff(ctx, c.actor.Staff)
	if err != nil {
		c.complain("account not read", err)
		return
	}
	c.server.hub.do(func() {
		if c.profile.ID != "" && !sameService(c.profile, profile) {
			c.cut(closeSlow) // it comes back, and gets the queue anew
		}
		c.profile = profile
	})
}

// sameService tells whether both may serve the same.
func sameService(a, b account.Staff) bool {
	return a.Centre == b.Centre && a.Coordinator == b.Coordinator && slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Languages, b.Languages)
}

// take implements watcher: it queues the event if it is for this client.
func (c *socket) take(n *notice) {
	if n.event.Type == event.TypeErased {
		c.cut(closeSlow) // it comes back, and gets the state of today
		return
	}
	if n.event.Type == event.TypeInboxEntered {
		n = c.inInbox(n)
	}
	if !c.wants(n) {
		return
	}
	if frame := n.frame(c.reader()); frame != nil {
		c.push(frame)
	}
	switch n.event.Type {
	case event.TypePlace:
		c.waits.Store(true)
	case event.TypeConversation:
		if now, ok := read[desk.View](n); ok {
			c.waits.Store(now.State == chat.Waiting && c.actor.Visitor != "")
			c.letGo(n.event.Stream, now)
		}
	}
}

// letGo ends the watch of who no longer takes part with the event that says
// so: what is written from then on is not for them. The next review tells the
// client, whose page has seen the event.
func (c *socket) letGo(s event.Stream, now desk.View) {
	if c.actor.Staff != "" && now.RoleOf(c.actor) == chat.Stranger {
		c.server.hub.remove(c, s)
	}
}

// inInbox is what a change in the inbox is for this client: one that is not
// theirs any more has left.
func (c *socket) inInbox(n *notice) *notice {
	entered, ok := read[chat.Conversation](n)
	if ok && chat.InInbox(c.profile, entered) {
		c.inbox[string(entered.ID)] = true
		return n
	}
	left := n.event
	left.Type, left.Data = event.TypeInboxLeft, marshal(chat.InboxLeft{ID: entered.ID})
	return &notice{event: left, epoch: n.epoch}
}

// wants filters what a client of a stream is not concerned with.
func (c *socket) wants(n *notice) bool {
	switch n.event.Type {
	case event.TypeTyping:
		t, ok := read[chat.Typing](n)
		return ok && !(t.By == chat.ByVisitor && c.actor.Visitor != "") && (t.Staff == "" || t.Staff != c.actor.Staff)
	case event.TypeQueueEntered:
		entered, ok := read[chat.Conversation](n)
		if !ok || !c.server.Desk.MayClaim(c.profile, entered) {
			return false
		}
		c.shown[string(entered.ID)] = true
	case event.TypeQueueLeft:
		left, ok := read[chat.QueueLeft](n)
		was := ok && c.shown[string(left.ID)]
		delete(c.shown, string(left.ID))
		// What has become one's own without having waited is news, too.
		return was || ok && left.By != nil && left.By.ID == c.actor.Staff
	case event.TypeHelp:
		help, ok := read[desk.Help](n)
		return ok && slices.Contains(help.To, c.actor.Staff)
	case event.TypeInboxLeft:
		left, ok := read[chat.InboxLeft](n)
		was := ok && c.inbox[string(left.ID)]
		delete(c.inbox, string(left.ID))
		return was
	case event.TypeMeetingPerson, event.TypeMeetingMessage:
		return c.wantsOfMeeting(n)
	case event.TypeQueueInvited:
		invited, ok := read[chat.Invited](n)
		return ok && invited.Colleague == c.actor.Staff
	}
	return true
}

// watch adds a socket's watch, and says what only this node knows.
func (h *hub) watch(c *socket, s event.Stream, seq uint64) {
	select {
	case <-c.gone:
		return // it would never be forgotten
	default:
	}
	h.add(c, s, seq)
	for _, id := range slices.Sorted(maps.Keys(h.rooms)) {
		if r := h.rooms[id]; r.stream == s && !c.outside[s] {
			c.push(r.frame())
			c.push(r.speakingFrame())
		}
	}
}

// forget ends all that a socket watches.
func (h *hub) forget(c *socket) {
	for s := range h.streams {
		h.remove(c, s)
	}
	for _, r := range h.rooms {
		r.forget(c)
	}
}
