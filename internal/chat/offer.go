package chat

import (
	"cmp"
	"slices"
	"time"

	"miti/internal/account"
)

const (
	// OfferFor is how long one counsellor is rung before the next is, and how
	// long everybody is rung before the visitor hears the truth.
	OfferFor = 30 * time.Second
	// AgainAfter is how long after that those who were rung in vain may be rung
	// once more: nobody waits for ever because the desk was busy for a minute.
	AgainAfter = 2 * time.Minute
)

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
	// Tried are those for whom it rang out: they are not rung again one by one.
	Tried []account.StaffID
	// Passed are those who said no: they are not rung with everybody either.
	Passed []Pass
	// ExhaustedAt is when the last ringing ended in vain, zero until then.
	ExhaustedAt time.Time
}

// Pass is somebody's no to an offer.
type Pass struct {
	By     account.StaffID
	Reason PassReason
}

// PassReason is why somebody passes; none is fine.
type PassReason string

// The reasons. Who is busy or on a break may be rung when they are available
// anew; what is not theirs does not ring at them again.
const (
	PassBusy    PassReason = "busy"
	PassNotMine PassReason = "not_mine"
	PassBreak   PassReason = "break"
)

// Candidate is a counsellor as those see them who look for one.
type Candidate struct {
	account.Staff
	// OnDuty says that they are there for visitors, be it after the one they are
	// busy with, and Free that they could be rung at this moment.
	OnDuty, Free bool
	// Load is how many chats they hold, with the offers of others that ring at
	// them.
	Load int
	// LastClaim is when they last took a conversation, zero for not lately.
	LastClaim time.Time
}

// Seeks tells that the conversation looks for a counsellor: it waits, or its
// owner hands it over.
func (c Conversation) Seeks() bool {
	return c.State == Waiting || c.State == Active && c.Transfer != nil
}

// MayClaim tells whether a counsellor is one of those whom a conversation that
// seeks one is for: to who wants to hand it over it is not.
func MayClaim(s account.Staff, c Conversation) bool {
	switch x := c.Transfer; {
	case !c.Seeks() || !c.ErasedAt.IsZero() || c.Counsellor.ID == s.ID:
		return false
	case x == nil:
		return MayServe(s, c)
	case x.To.ID != "":
		return x.To.ID == s.ID
	default:
		return MayServe(s, x.apply(c))
	}
}

// Sought is the offer as it must be now, with these counsellors there: who is
// rung goes on being rung until the time is up or they are not free any more;
// then it is the next one's turn.
func (c Conversation) Sought(all []Candidate, now time.Time) Offer {
	if !c.Seeks() {
		return Offer{}
	}
	o := c.Offer
	if c.State == Waiting && !c.VisitorLostAt.IsZero() { // there is nobody to talk to
		o.To, o.All, o.Until = "", false, time.Time{}
		return o
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(p Candidate) bool { return !MayClaim(p.Staff, c) })
	if o.To != "" {
		rings := slices.ContainsFunc(mine, func(p Candidate) bool { return p.ID == o.To && p.hasRoom() })
		if rings && now.Before(o.Until) {
			return o
		}
		if rings { // who has gone, or took another one, was not really asked
			o.Tried = append(slices.Clip(o.Tried), o.To)
			if !o.ExhaustedAt.IsZero() {
				o.ExhaustedAt = now
			}
		}
		o.To, o.Until = "", time.Time{}
	}
	if o.All && now.Before(o.Until) {
		return o
	}
	if len(o.Tried) > 0 && !o.ExhaustedAt.IsZero() && now.Sub(o.ExhaustedAt) >= AgainAfter {
		o.Tried, o.ExhaustedAt = nil, now
	}
	if next, found := o.next(mine); found {
		o.To, o.All, o.Until = next, false, now.Add(OfferFor)
		return o
	}
	return o.ringAll(mine, c.Transfer != nil && c.Transfer.To.ID != "", now)
}

// ringAll is the last rung of the ladder, when there is nobody left to be rung
// alone. Where nobody was rung yet, everybody is busy, and the place in the
// queue is the truth.
func (o Offer) ringAll(mine []Candidate, person bool, now time.Time) Offer {
	asked := len(o.Tried)+len(o.Passed) > 0
	left := slices.ContainsFunc(mine, func(p Candidate) bool { return p.OnDuty && !o.hasPassed(p.ID) })
	switch {
	case !o.ExhaustedAt.IsZero() || !asked && !o.All:
		o.All, o.Until = false, time.Time{}
	case o.All || person || !left:
		o.All, o.Until, o.ExhaustedAt = false, time.Time{}, now
	default:
		o.All, o.Until = true, now.Add(OfferFor)
	}
	return o
}

// next is who is rung next: of those who were not asked yet the least loaded,
// and of these who has been idle for longest.
func (o Offer) next(mine []Candidate) (account.StaffID, bool) {
	left := slices.DeleteFunc(slices.Clone(mine), func(p Candidate) bool {
		return !p.hasRoom() || slices.Contains(o.Tried, p.ID) || o.hasPassed(p.ID)
	})
	if len(left) == 0 {
		return "", false
	}
	return slices.MinFunc(left, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Load, b.Load), a.LastClaim.Compare(b.LastClaim), cmp.Compare(a.ID, b.ID))
	}).ID, true
}

func (p Candidate) hasRoom() bool { return p.Free && p.Load < p.Capacity }

func (o Offer) hasPassed(s account.StaffID) bool {
	return slices.ContainsFunc(o.Passed, func(p Pass) bool { return p.By == s })
}

// Seek moves the search for a counsellor on. A transfer that nobody accepts
// goes back to its owner.
func (t *Thread) Seek(all []Candidate, now time.Time) {
	t.Offer = t.Sought(all, now)
	if t.Unaccepted(now) {
		t.giveBack(now)
	}
}

// Pass notes that somebody for whom it is does not take it: the next one is
// rung, and it stays for the others. It reports whether that is news.
func (t *Thread) Pass(by account.StaffID, why PassReason) bool {
	if t.Offer.hasPassed(by) {
		return false
	}
	t.Offer.Passed = append(slices.Clip(t.Offer.Passed), Pass{By: by, Reason: why})
	if t.Offer.To == by {
		t.Offer.To, t.Offer.Until = "", time.Time{}
	}
	return true
}

// Welcome lets somebody be rung again who is available anew, unless they said
// that it is not for them.
func (t *Thread) Welcome(s account.StaffID) {
	t.Offer.Tried = without(t.Offer.Tried, func(tried account.StaffID) bool { return tried == s })
	t.Offer.Passed = without(t.Offer.Passed, func(p Pass) bool { return p.By == s && p.Reason != PassNotMine })
}

// without is a list without some, nil when nothing is left.
func without[T any](all []T, some func(T) bool) []T {
	return slices.Clip(append([]T(nil), slices.DeleteFunc(slices.Clone(all), some)...))
}
