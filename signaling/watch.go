package signaling

import (
	"context"
	"maps"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

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
			c.cut(closeResume) // it comes back, and gets the queue anew
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
		c.cut(closeResume) // it comes back, and gets the state of today
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
