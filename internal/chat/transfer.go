package chat

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
)

// TransferFor is how long a transfer looks for somebody at the most, also for a
// colleague who is not there; then it goes back to its owner.
const TransferFor = 5 * time.Minute

// Transfer is the wish to hand an active conversation over: to a person, to
// those of a topic, or to a centre. Exactly one of To, Topic and Centre is set.
type Transfer struct {
	By     Person
	To     Person
	Topic  centre.TopicID
	Centre centre.ID
	// Note is for who accepts, never for the visitor.
	Note Text
	At   time.Time
}

// apply is the conversation as it is for those to whom it is handed over. Those
// of a topic may be in any centre.
func (x Transfer) apply(c Conversation) Conversation {
	switch {
	case x.Topic != "":
		c.Topic, c.Centre = x.Topic, ""
	case x.Centre != "":
		c.Centre = x.Centre
	}
	return c
}

// sameAs tells that two want the same, whenever they were made.
func (x Transfer) sameAs(other Transfer) bool {
	other.At = x.At
	return x == other
}

// HandOver looks for somebody who takes the conversation over. It stays its
// owner's until then. Another wish takes the place of the one before. The note is
// for who accepts, nil for none, and stays in the conversation.
func (t *Thread) HandOver(by Author, x Transfer, note *Draft, now time.Time) error {
	switch {
	case by.Role != Owner:
		return fault.New(fault.Forbidden)
	case t.State != Active:
		return fault.New(fault.Conflict)
	case x.To.ID == by.Person.ID:
		return fault.New(fault.Malformed)
	}
	x.By, x.At = by.Person, now
	if note != nil {
		x.Note = note.text
	}
	if t.Transfer != nil && t.Transfer.sameAs(x) {
		return nil
	}
	t.Transfer, t.Offer = &x, Offer{}
	if note != nil {
		if _, err := t.Note(by, *note, nil, now); err != nil {
			return err
		}
	}
	t.Say(Line{Kind: LineTransferOffered, Name: by.Name}, now)
	return nil
}

// TakeBack ends a transfer that nobody has accepted yet. Only the owner may.
func (t *Thread) TakeBack(by Author, now time.Time) error {
	switch {
	case by.Role != Owner:
		return fault.New(fault.Forbidden)
	case t.Transfer != nil:
		t.giveBack(now)
	}
	return nil
}

// Unaccepted tells that nobody accepts the transfer.
func (c Conversation) Unaccepted(now time.Time) bool {
	return c.State == Active && c.Transfer != nil &&
		(!c.Offer.ExhaustedAt.IsZero() || now.Sub(c.Transfer.At) >= TransferFor)
}

func (t *Thread) giveBack(now time.Time) {
	t.Transfer, t.Offer = nil, Offer{}
	t.Say(Line{Kind: LineTransferReturned, Name: t.Counsellor.Name}, now)
}

// accept gives a conversation that is handed over to who takes it.
func (t *Thread) accept(by account.Staff, now time.Time) {
	// How long it took counts as a wait of its own.
	since := t.Transfer.At
	t.Conversation = t.Transfer.apply(t.Conversation)
	t.claimed(by, now)
	t.WaitingSince = since
	t.Say(Line{Kind: LineTransferred, Name: by.Name}, now)
}
