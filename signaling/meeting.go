package signaling

import (
	"context"

	"miti/booking"
	"miti/internal/event"
	"miti/internal/meeting"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// mayWatch asks whoever a stream belongs to.
func (c *socket) mayWatch(ctx context.Context, s event.Stream) error {
	if id, isMeeting := s.MeetingID(); isMeeting {
		return c.server.Meetings.MayWatch(ctx, c.actor, booking.MeetingID(id))
	}
	return c.server.Desk.MayWatch(ctx, c.actor, s)
}

// beginMeeting always sends a snapshot: what a guest may see depends on where
// they are, and the events alone do not add up to it.
func (c *socket) beginMeeting(ctx context.Context, id booking.MeetingID) error {
	live, err := c.server.Meetings.Live(ctx, c.actor, id)
	if err != nil {
		return err
	}
	s := event.Meeting(string(id))
	c.send(c.snapshot(protocol.TypeMeeting, s, live.Seq, wire.MeetingLive(live)))
	outside := !live.Hosting && live.Mine.Door != booking.DoorAdmitted
	c.server.hub.do(func() {
		c.outside[s] = outside
		c.server.hub.watch(c, s, live.Seq)
	})
	return nil
}

// wantsOfMeeting keeps from a guest what is not theirs to see: others who are
// not in the room, and, until they are in, all but themselves.
func (c *socket) wantsOfMeeting(n *notice) bool {
	if c.staff {
		return true
	}
	stream := n.event.Stream
	if n.event.Type == event.TypeMeetingMessage {
		return !c.outside[stream]
	}
	p, ok := read[meeting.Person](n)
	if !ok {
		return false
	}
	if p.Visitor == c.actor.Visitor {
		// Who has come in watches anew, and gets all that there is.
		c.outside[stream] = c.outside[stream] || p.Door != booking.DoorAdmitted
		return true
	}
	return !c.outside[stream] && (p.Door == booking.DoorAdmitted || p.Was == booking.DoorAdmitted)
}
