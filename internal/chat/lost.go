package chat

import "time"

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
	lost := t.Counsellor
	t.rest()
	t.State, t.Front, t.WaitingSince = Waiting, true, now
	t.Counsellor, t.ClaimedAt = Person{}, time.Time{}
	t.Say(Line{Kind: LineRequeued, Name: lost.Name}, now)
	return true
}

// Abandoned tells that the counsellor has been lost for so long that the
// visitor should not wait for them any more.
func (c Conversation) Abandoned(now time.Time) bool {
	return c.State == Active && !c.LostAt.IsZero() && now.Sub(c.LostAt) >= LostFor
}

// Widen lets the counsellors of every centre serve a waiting conversation: its
// own has nobody there.
func (t *Thread) Widen() {
	if t.State == Waiting {
		t.Centre = ""
	}
}
