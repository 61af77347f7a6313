package desk

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/interview"
)

// The lines about interviews, as in signaling/protocol.
const (
	lineMissed    = "interview_missed"
	lineDeclined  = "interview_declined"
	lineCancelled = "interview_cancelled"
	lineEnded     = "interview_ended"
	lineFailed    = "interview_failed"
)

// clone is a copy that a rule may change and leave c as it was.
func (c Case) clone() Case {
	c.Colleagues = slices.Clone(c.Colleagues)
	c.Interviews = slices.Clone(c.Interviews)
	return c
}

// View is what those who take part see.
func (c *Case) View() View {
	v := View{Conversation: c.Conversation}
	if i := c.ongoing(); i != nil {
		v.Interview = new(*i)
	}
	return v
}

// find is the interview with that id, nil when the conversation has none.
func (c *Case) find(id interview.ID) *interview.Interview {
	for i := range c.Interviews {
		if c.Interviews[i].ID == id {
			return &c.Interviews[i]
		}
	}
	return nil
}

// ongoing is the interview that rings or is live, nil when there is none.
// There is never more than one: only ring begins them.
func (c *Case) ongoing() *interview.Interview {
	for i := range c.Interviews {
		if c.Interviews[i].IsOpen() {
			return &c.Interviews[i]
		}
	}
	return nil
}

// ring begins the interview that wish describes. While another one is open it
// is that one: two who ring each other at the same time mean the same call, and
// so the second accepts.
func (c *Case) ring(wish interview.Interview, by account.Actor, now time.Time) (interview.Interview, error) {
	if old := c.find(wish.ID); old != nil {
		if !old.IsBy(by) {
			return interview.Interview{}, fault.New(fault.Conflict)
		}
		return *old, nil
	}
	if c.State != chat.Active {
		return interview.Interview{}, fault.New(fault.Conflict)
	}
	if i := c.ongoing(); i != nil {
		c.turn(i, now, func() { i.Expire(now) })
	}
	i := c.ongoing()
	if i == nil {
		if c.IsAppointed(now) {
			wish.Until = c.Appointment.Closes
		}
		rung := interview.Ring(wish, by, now)
		c.Interviews = append(c.Interviews, rung)
		return rung, nil
	}
	if i.State == interview.Ringing && !i.FromSide(by) {
		if err := i.Accept(by, now); err != nil {
			return interview.Interview{}, err
		}
	}
	return *i, nil
}

// turn lets a rule change an interview of the case, and says so in the
// conversation when it ended by it.
func (c *Case) turn(i *interview.Interview, now time.Time, rule func()) {
	was := i.State
	rule()
	if was != interview.Ended && i.State == interview.Ended {
		c.Say(c.lineOf(*i), now)
	}
	if was != i.State && (was == interview.Live || i.State == interview.Live) {
		c.Heard(now)
	}
}

// lineOf is the line that an ended interview leaves.
func (c *Case) lineOf(i interview.Interview) chat.Line {
	ringer, rung := "", c.Counsellor.Name // the visitor has no name in a line
	if i.ByStaff != "" {
		ringer, rung = i.ByName, ""
	}
	l := chat.Line{Mode: string(i.Mode)}
	switch i.Reason {
	case interview.Missed:
		l.Kind, l.Name = lineMissed, ringer
	case interview.Declined:
		l.Kind, l.Name = lineDeclined, rung
	case interview.Cancelled:
		l.Kind, l.Name = lineCancelled, ringer
	case interview.HungUp:
		l.Kind, l.Seconds = lineEnded, seconds(i)
	case interview.Failed:
		l.Kind, l.Seconds = lineFailed, seconds(i)
	}
	return l
}

func seconds(i interview.Interview) int { return int(i.Lasted(i.EndedAt) / time.Second) }

// close ends the conversation and the interview in it.
func (c *Case) close(by account.Actor, a chat.Author, now time.Time) error {
	c.hangUp(by, now)
	return c.Close(a, now)
}

// claim gives the conversation to a counsellor. Who hands it over leaves the
// interview, too: it was theirs.
func (c *Case) claim(by account.Staff, now time.Time) error {
	owner, trial := c.Counsellor, c.clone()
	if err := trial.Claim(by, c.Load, now); err != nil {
		return err
	}
	if owner.ID != trial.Counsellor.ID {
		c.hangUp(account.Actor{Staff: owner.ID}, now)
	}
	return c.Claim(by, c.Load, now)
}

// hangUp ends the interview that rings or is live.
func (c *Case) hangUp(by account.Actor, now time.Time) {
	if i := c.ongoing(); i != nil {
		c.turn(i, now, func() { i.HangUp(by, now) })
	}
}

// expire ends an interview that nobody answered in time.
func (c *Case) expire(now time.Time) {
	if i := c.ongoing(); i != nil {
		c.turn(i, now, func() { i.Expire(now) })
	}
}

// fail ends the interview if it is still live.
func (c *Case) fail(id interview.ID, now time.Time) {
	if i := c.find(id); i != nil && i.State == interview.Live {
		c.turn(i, now, func() { i.Fail(now) })
	}
}

// requeue sends the visitor of a counsellor who stays lost to the front of the
// queue, and ends the interview that the two had.
func (c *Case) requeue(now time.Time) {
	if !c.Abandoned(now) {
		return
	}
	if i := c.ongoing(); i != nil {
		c.turn(i, now, func() { i.Fail(now) })
	}
	c.Requeue(now)
}

// ask asks the counsellor whether they are still there, unless they talk.
func (c *Case) ask(now time.Time) {
	if c.ongoing() == nil {
		c.Ask(now)
	}
}

// move sends the visitor of a silent counsellor to the front of the queue,
// unless the two talk.
func (c *Case) move(now time.Time) {
	if c.ongoing() == nil {
		c.Move(now)
	}
}

// erase ends what is open and forgets who the visitor was.
func (c *Case) erase(by account.Actor, now time.Time) {
	c.hangUp(by, now)
	if !c.Erase(now) {
		return
	}
	for i := range c.Interviews {
		if c.Interviews[i].ByVisitor != "" {
			c.Interviews[i].ByName = ""
		}
	}
}
