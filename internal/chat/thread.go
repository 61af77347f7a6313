package chat

import (
	"strconv"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
)

// A Thread is a conversation in the hands of one act. The rules change the
// conversation and add messages; whoever called them writes both, or neither.
// A rule that finds its work done already changes nothing and is content.
type Thread struct {
	Conversation
	// Added are the messages of this act, numbered after those before.
	Added []Message
	// Noted are the notes of this act.
	Noted []Note
}

// Beginning is what a conversation starts from, cleaned.
type Beginning struct {
	ID       ID
	Visitor  account.VisitorID
	Topic    centre.TopicID
	Language string
	Centre   centre.ID
	Name     string
	Contact  account.Contact
	// DueAt is by when it must have been answered.
	DueAt time.Time
	// Leave begins an out-of-hours message: Contact is set.
	Leave bool
	First Draft
}

// Begin opens a conversation with its first message. It waits, or is left as
// an out-of-hours message.
func Begin(b Beginning, now time.Time) Thread {
	t := Thread{Conversation: Conversation{
		ID: b.ID, Visitor: b.Visitor, State: Waiting, Topic: b.Topic, Language: b.Language, Centre: b.Centre,
		Name: b.Name, Contact: b.Contact, CreatedAt: now, DueAt: b.DueAt, WaitingSince: now, FirstMessage: first(b.First.text),
	}}
	t.write(Author{Role: Visitor, Name: b.Name}, b.First, now)
	if b.Leave {
		t.leave(b.Contact, now)
	}
	return t
}

// Claim gives a conversation that waits, or is handed over, to a counsellor who
// holds load chats already. Who comes second hears who was faster: fault.Taken;
// who has no place left, fault.Full; and when it does not wait any more,
// fault.Conflict.
func (t *Thread) Claim(by account.Staff, load int, now time.Time) error {
	switch {
	case t.State == Active && t.Counsellor.ID == by.ID:
		return nil
	case t.State == Active && !MayClaim(by, t.Conversation):
		return fault.TakenBy(t.Counsellor.Name)
	case !t.Seeks():
		return fault.New(fault.Conflict)
	case load >= by.Capacity:
		return fault.New(fault.Full)
	case t.Transfer != nil:
		t.accept(by, now)
		return nil
	}
	t.claimed(by, now)
	t.Say(Line{Kind: LineTaken, Name: by.Name}, now)
	return nil
}

// claimed makes a counsellor the owner.
func (t *Thread) claimed(by account.Staff, now time.Time) {
	unanswered := t.UnansweredSince
	t.rest()
	t.State, t.Counsellor, t.ClaimedAt = Active, PersonOf(by), now
	if !unanswered.IsZero() {
		t.UnansweredSince = now // the new owner has had no time to answer yet
	}
	// The owner is not a guest in their own conversation.
	t.Colleagues = t.others(by.ID)
}

// Close ends a conversation, whatever its state. A colleague may not.
func (t *Thread) Close(by Author, now time.Time) error {
	if !by.Leads() {
		return fault.New(fault.Forbidden)
	}
	if t.State == Closed {
		return nil
	}
	t.State, t.ClosedAt = Closed, now
	t.dueAt(time.Time{})
	t.rest()
	t.Say(Line{Kind: LineClosed, Name: by.StaffName()}, now)
	return nil
}

// Leave turns a waiting conversation into an out-of-hours message. Done
// again, it corrects the contact, or adds it where the conversation became a
// message by itself.
func (t *Thread) Leave(by Author, c account.Contact, now time.Time) error {
	switch {
	case by.Role != Visitor:
		return fault.New(fault.Forbidden)
	case t.State == Left:
		t.Contact = c
		return nil
	case t.State != Waiting:
		return fault.New(fault.Conflict)
	}
	t.leave(c, now)
	return nil
}

func (t *Thread) leave(c account.Contact, now time.Time) {
	t.State, t.Contact = Left, c
	t.rest()
	t.Say(Line{Kind: LineMessageLeft}, now)
}

// rest ends all that is only true of a conversation in which people are live.
func (t *Thread) rest() {
	t.Front, t.Offer, t.Transfer = false, Offer{}, nil
	t.LostAt, t.VisitorLostAt, t.UnansweredSince, t.AskedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
}

// Reopen makes a conversation that is over, or left as a message, wait again
// with its history, behind those who wait already and for anyone: its
// counsellor may have gone home. It is due anew, unless it is due already. One
// that waits or is active stays as it is.
func (t *Thread) Reopen(by Author, due, now time.Time) error {
	switch {
	case by.Role != Visitor:
		return fault.New(fault.Forbidden)
	case t.State == Waiting, t.State == Active:
		return nil
	case t.State != Left && !t.MayGoOn(now):
		return fault.New(fault.Conflict)
	case t.State == Left:
		t.UnansweredSince = now
	default:
		t.dueAt(due)
	}
	t.State, t.WaitingSince, t.ClosedAt, t.ClaimedAt = Waiting, now, time.Time{}, time.Time{}
	t.Counsellor, t.Colleagues, t.Offer, t.WrapUp = Person{}, nil, Offer{}, nil
	return nil
}

// Rate notes the visitor's two answers, 1 to 5, from when a counsellor is there
// or the conversation is over. A second thought counts.
func (t *Thread) Rate(by Author, helped, easy int, now time.Time) error {
	switch {
	case by.Role != Visitor:
		return fault.New(fault.Forbidden)
	case min(helped, easy) < 1 || max(helped, easy) > 5:
		return fault.New(fault.Malformed)
	case t.State != Active && t.State != Closed && t.State != Answered:
		return fault.New(fault.Conflict)
	case !t.RatedAt.IsZero() && t.Helped == helped && t.Easy == easy:
		return nil
	}
	t.Helped, t.Easy, t.RatedAt = helped, easy, now
	return nil
}

// Erase closes the conversation if it is open and forgets who the visitor was.
// The messages themselves are for the store to erase. It reports whether there
// was anything to do.
func (t *Thread) Erase(now time.Time) bool {
	if !t.ErasedAt.IsZero() {
		return false
	}
	_ = t.Close(Author{Role: Visitor}, now) // a visitor may always
	t.Name, t.Contact, t.FirstMessage, t.ErasedAt = "", "", "", now
	return true
}

// Say adds a line about what happened.
func (t *Thread) Say(l Line, now time.Time) {
	t.add(Message{ID: MessageID("line:" + strconv.FormatUint(t.LastMessage+1, 10)), Author: BySystem, At: now, Line: &l})
}

// add gives a message the next number.
func (t *Thread) add(m Message) Message {
	t.LastMessage++
	m.Conversation, m.Number = t.ID, t.LastMessage
	t.Added = append(t.Added, m)
	return m
}
