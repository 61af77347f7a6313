package chat

import (
	"time"

	"miti/internal/account"
)

// How long people are waited for.
const (
	// LostFor is how long a conversation stays with a counsellor whose
	// connection is gone.
	LostFor = 60 * time.Second
	// AskAfter is how long a visitor waits for an answer before the counsellor is
	// asked whether they are still there, and MoveAfter how long that is waited
	// for before somebody else is rung.
	AskAfter  = 4 * time.Minute
	MoveAfter = 2 * time.Minute
	// PlaceFor is how long a waiting visitor whose page is gone keeps the place:
	// a locked phone, or a train in a tunnel.
	PlaceFor = 3 * time.Minute
	// DesertedFor is how long nobody is there for a waiting visitor outside the
	// hours before the conversation becomes a message: no shorter than the time
	// in which a lost counsellor may come back.
	DesertedFor = LostFor
)

// Lose notes that the counsellor's connection is gone. The conversation stays
// theirs for LostFor.
func (t *Thread) Lose(now time.Time) {
	if t.State == Active && t.LostAt.IsZero() {
		t.LostAt = now
	}
}

// Find notes that the counsellor is back.
func (t *Thread) Find() { t.LostAt = time.Time{} }

// Requeue sends the visitor of a counsellor who has been lost for LostFor to
// the front of the queue, with the history. It reports whether it did.
func (t *Thread) Requeue(now time.Time) bool {
	if !t.Abandoned(now) {
		return false
	}
	t.toFront(LineRequeued, now)
	return true
}

// Abandoned tells that the counsellor has been lost for so long that the
// visitor should not wait for them any more.
func (c Conversation) Abandoned(now time.Time) bool {
	return c.State == Active && !c.LostAt.IsZero() && now.Sub(c.LostAt) >= LostFor && !c.IsAppointed(now)
}

// toFront takes an active conversation from its owner, to be the next that
// somebody takes. What the visitor asked last is still to be answered.
func (t *Thread) toFront(line string, now time.Time) {
	owner, unanswered := t.Counsellor, t.UnansweredSince
	t.rest()
	t.State, t.Front, t.WaitingSince, t.UnansweredSince = Waiting, true, now, unanswered
	t.Counsellor, t.ClaimedAt = Person{}, time.Time{}
	t.Say(Line{Kind: line, Name: owner.Name}, now)
}

// Unanswered tells that the counsellor, who is connected, should be asked
// whether they are still there for a visitor who is.
func (c Conversation) Unanswered(now time.Time) bool {
	return c.State == Active && !c.IsAppointed(now) && c.LostAt.IsZero() && c.VisitorLostAt.IsZero() && c.AskedAt.IsZero() &&
		!c.UnansweredSince.IsZero() && now.Sub(c.UnansweredSince) >= AskAfter
}

// Ask asks the counsellor whether they are still there.
func (t *Thread) Ask(now time.Time) {
	if t.Unanswered(now) {
		t.AskedAt = now
	}
}

// Stay is the counsellor's answer that they are: the visitor's wait counts from
// now on. A colleague who takes part may say so too.
func (t *Thread) Stay(now time.Time) {
	if t.State == Active && !t.AskedAt.IsZero() {
		t.AskedAt, t.UnansweredSince = time.Time{}, now
	}
}

// Heard notes that the two talk, or did a moment ago: nobody waits for an
// answer in writing.
func (t *Thread) Heard(now time.Time) {
	t.AskedAt = time.Time{}
	if !t.UnansweredSince.IsZero() {
		t.UnansweredSince = now
	}
}

// Silent tells that the counsellor was asked, and did not answer in time.
func (c Conversation) Silent(now time.Time) bool {
	return c.State == Active && !c.AskedAt.IsZero() && now.Sub(c.AskedAt) >= MoveAfter
}

// Move sends the visitor of a silent counsellor to the front of the queue. The
// others are rung first.
func (t *Thread) Move(now time.Time) {
	if !t.Silent(now) {
		return
	}
	owner := t.Counsellor.ID
	t.toFront(LineMoved, now)
	t.Offer.Tried = []account.StaffID{owner}
}

// LoseVisitor notes that the visitor's page is gone.
func (t *Thread) LoseVisitor(now time.Time) {
	if (t.State == Waiting || t.State == Active) && t.VisitorLostAt.IsZero() {
		t.VisitorLostAt = now
	}
}

// FindVisitor notes that the visitor is back.
func (t *Thread) FindVisitor() { t.VisitorLostAt = time.Time{} }

// Vacant tells that a waiting visitor has been gone for so long that the place
// is the next one's.
func (c Conversation) Vacant(now time.Time) bool {
	return c.State == Waiting && !c.VisitorLostAt.IsZero() && now.Sub(c.VisitorLostAt) >= PlaceFor
}

// Vacate makes a message of the question of a visitor who is gone. It stays due
// when it was; where the answer may go may have to be asked.
func (t *Thread) Vacate(now time.Time) {
	if t.Vacant(now) {
		t.keep(LineLeftQueue, now)
	}
}

// Keep makes a message of a waiting conversation because it is closing time. It
// stays due when it was.
func (t *Thread) Keep(now time.Time) {
	if t.State == Waiting {
		t.keep(LineOutOfHours, now)
	}
}

func (t *Thread) keep(line string, now time.Time) {
	t.State = Left
	t.rest()
	t.Say(Line{Kind: line}, now)
}

// Widen lets the counsellors of every centre serve a waiting conversation: its
// own has nobody there.
func (t *Thread) Widen() {
	if t.State == Waiting {
		t.Centre = ""
	}
}
