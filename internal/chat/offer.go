package chat

import (
	"time"

	"miti/internal/account"
	"miti/internal/centre"
)

// OfferFor is how long one counsellor is rung before the next is, and how long
// everybody is rung before the visitor hears the truth.
const OfferFor = 30 * time.Second

// Offer is how a conversation looks for a counsellor: those who may serve it are
// rung one after the other, then everybody, and then the visitor is told that
// nobody took it. Whatever it says, who may serve it may take it.
type Offer struct {
	// To is who is rung at this moment, "" when nobody is, or everybody.
	To account.StaffID
	// All says that everybody is rung.
	All bool
	// Until is when this ringing ends.
	Until time.Time
	// Tried are those who were rung already, or passed: they are not rung again
	// one by one.
	Tried []account.StaffID
	// ExhaustedAt is when the last ringing ended in vain, zero until then.
	ExhaustedAt time.Time
}

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

// Seeks tells that the conversation looks for a counsellor: it waits, or its
// owner hands it over.
func (c Conversation) Seeks() bool {
	return c.State == Waiting || c.State == Active && c.Transfer != nil
}
