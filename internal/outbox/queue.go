package outbox

import (
	"context"
	"time"
)

// A Queue keeps letters. outboxtest.Run holds what each must do. It is written
// by whoever keeps the causes, in the same transaction.
//
//   - A letter whose key is there already is not written. One that was
//     withdrawn before it was sent is queued again, under its first id and with
//     what the new one says.
//   - A key that is withdrawn, or whose About is erased, is not sent any more.
//     The address and the data are gone at once.
type Queue interface {
	// LeaseLetter gives out the queued letter that has been due longest at
	// l.Now and that nobody has a lease of, to nobody else until l.Until. ok is
	// false when there is none.
	LeaseLetter(ctx context.Context, l Lease) (letter Letter, ok bool, err error)
	// SettleLetter notes how the try of a lease went, unless that has run out
	// and somebody else has the letter by now.
	SettleLetter(ctx context.Context, o Outcome) error
	// LettersWaiting counts the letters that are queued and due.
	LettersWaiting(ctx context.Context, now time.Time) (int, error)
}

// A Lease is one sender's right to try one letter, for a while: a sender that
// dies keeps nobody from trying again.
type Lease struct {
	ID         string
	Now, Until time.Time
}

// Result is how a try went.
type Result string

// The results.
const (
	// Sent: the mail server, or the folder, has it. Of the letter only its id,
	// key, kind and times stay.
	Sent Result = "sent"
	// Later: it stays queued until Outcome.Next.
	Later Result = "later"
	// Failed: nobody tries again.
	Failed Result = "failed"
	// Unneeded: what it would tell is not so any more. It counts as withdrawn.
	Unneeded Result = "unneeded"
)

// Outcome is the end of a lease.
type Outcome struct {
	Letter string // its ID
	Lease  string
	Result Result
	At     time.Time
	Next   time.Time // for Later
}
