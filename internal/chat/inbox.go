package chat

import (
	"cmp"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
)

// ReopenFor is how long a visitor may go on with a conversation that is over.
// Private links last as long.
const ReopenFor = 30 * 24 * time.Hour

// LinePhoned says that a counsellor has answered by telephone.
const LinePhoned = "phoned"

// A follow-up is a conversation in the state Left: a question that somebody
// answers by its due time. Its Counsellor owns it; without one it belongs to
// all who may serve it.

// ByDue sorts follow-ups as an inbox: what is due first comes first.
func ByDue(a, b Conversation) int {
	return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID))
}

// Coordinates tells whether a member of staff answers for a follow-up as a
// coordinator: that of its centre, or of its owner's when it has none; of the
// network, for all. What is nobody's at all is every coordinator's.
func Coordinates(s account.Staff, c Conversation) bool {
	of := cmp.Or(c.Centre, c.Counsellor.Centre)
	return s.Coordinates(of) || s.Coordinator && of == ""
}

// MayTake tells whether a member of staff may make a follow-up theirs: those
// who may serve it while it is free, a coordinator always.
func MayTake(s account.Staff, c Conversation) bool {
	return c.State == Left && (c.isFree() && MayServe(s, c) || Coordinates(s, c))
}

// isFree tells that a follow-up is for whoever is first: it is nobody's, or its
// owner has had it since before the warning, or before it was late.
func (c Conversation) isFree() bool {
	mark := c.WarnedAt
	if !c.LateAt.IsZero() {
		mark = c.LateAt
	}
	return c.Counsellor.ID == "" || c.AssignedAt.Before(mark)
}

// InInbox tells whether a follow-up is in the inbox of a member of staff: it is
// theirs, or they may take it.
func InInbox(s account.Staff, c Conversation) bool {
	return c.State == Left && c.Counsellor.ID == s.ID || MayTake(s, c)
}

// Take makes a follow-up somebody's. When it is another's and not for all,
// they hear whose: fault.Taken.
func (t *Thread) Take(by account.Staff, now time.Time) error {
	switch {
	case t.State != Left:
		return fault.New(fault.Conflict)
	case t.Counsellor.ID == by.ID:
		return nil
	case !MayTake(by, t.Conversation):
		return fault.TakenBy(t.Counsellor.Name)
	}
	t.own(PersonOf(by), now)
	return nil
}

// Assign gives a follow-up that is nobody's to a counsellor.
func (t *Thread) Assign(to Person, now time.Time) {
	if t.State == Left && t.Counsellor.ID == "" {
		tried := t.Offer.Tried // whoever handed it on does not get it back
		t.own(to, now)
		t.Offer.Tried = tried
	}
}

// Disown makes a follow-up nobody's: its owner has no account any more.
func (t *Thread) Disown() {
	if t.State == Left {
		t.Counsellor = Person{}
	}
}

func (t *Thread) own(p Person, now time.Time) {
	t.Counsellor, t.AssignedAt, t.Offer = p, now, Offer{}
	t.Colleagues = slices.DeleteFunc(slices.Clone(t.Colleagues), func(c Person) bool { return c.ID == p.ID })
}

// Receiver is to whom a follow-up is handed on: a person, those of a topic, or
// those of a centre. Exactly one is set.
type Receiver struct {
	To     Person
	Topic  centre.TopicID
	Centre centre.ID
}

// HandOn gives a follow-up to others. It stays due when it was. Its owner may,
// and a coordinator. Who hands it on to a topic or a centre does not get it
// back from there.
func (t *Thread) HandOn(by account.Staff, to Receiver, now time.Time) error {
	switch {
	case t.State != Left:
		return fault.New(fault.Conflict)
	case t.Counsellor.ID != by.ID && !Coordinates(by, t.Conversation):
		return fault.New(fault.Forbidden)
	}
	switch {
	case to.To.ID != "":
		t.own(to.To, now)
		return nil
	case to.Topic != "":
		t.Topic = to.Topic
	default:
		t.Centre = to.Centre
	}
	if owner := t.Counsellor.ID; owner != "" {
		t.Offer.Tried = append(slices.Clone(t.Offer.Tried), owner)
	}
	t.Counsellor = Person{}
	return nil
}

// Phoned notes that the owner of a follow-up has answered by telephone.
func (t *Thread) Phoned(by Author, now time.Time) error {
	switch {
	case by.Role != Owner:
		return fault.New(fault.Forbidden)
	case t.State == Answered:
		return nil
	case t.State != Left:
		return fault.New(fault.Conflict)
	}
	t.answered()
	t.Say(Line{Kind: LinePhoned, Name: by.StaffName()}, now)
	return nil
}

// answered keeps the promise of a follow-up.
func (t *Thread) answered() {
	t.State, t.Offer = Answered, Offer{}
	t.dueAt(time.Time{})
}

// dueAt makes a conversation due anew, or not due any more.
func (t *Thread) dueAt(due time.Time) {
	t.DueAt, t.WarnedAt, t.LateAt = due, time.Time{}, time.Time{}
}

// MayGoOn tells whether the visitor may write in a conversation that is over.
func (c Conversation) MayGoOn(now time.Time) bool {
	switch c.State {
	case Answered:
		return true
	case Closed:
		return c.ErasedAt.IsZero() && now.Before(c.ClosedAt.Add(ReopenFor))
	default:
		return false
	}
}

// GoOn makes a follow-up of a conversation that is over: its visitor writes in
// it once more. It is due anew, and its counsellor's again.
func (t *Thread) GoOn(by Author, due, now time.Time) {
	if by.Role != Visitor || !t.MayGoOn(now) {
		return
	}
	if t.State == Closed {
		t.Colleagues, t.ClosedAt = nil, time.Time{}
		t.Say(Line{Kind: LineMessageLeft}, now)
	}
	t.State = Left
	t.dueAt(due)
}

// Warn notes, once, that a follow-up is due soon.
func (t *Thread) Warn(now time.Time) {
	if t.State == Left && t.WarnedAt.IsZero() {
		t.WarnedAt = now
	}
}

// Overdue notes, once, that a follow-up was not answered in time.
func (t *Thread) Overdue(now time.Time) {
	if t.IsOverdue(now) && t.LateAt.IsZero() {
		t.Warn(now)
		t.LateAt = now
	}
}

// IsOverdue tells that a follow-up was not answered in time.
func (c Conversation) IsOverdue(now time.Time) bool {
	return c.State == Left && !c.DueAt.IsZero() && !now.Before(c.DueAt)
}
