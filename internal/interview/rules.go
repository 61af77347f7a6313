package interview

import (
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

// EmptyFor is how long a live interview waits with nobody in its room.
const EmptyFor = 120 * time.Second

// Ring begins an interview: by rings the other side of the conversation, under
// the name that the other side knows.
func Ring(i Interview, by account.Actor, now time.Time) Interview {
	i.State, i.RungAt = Ringing, now
	i.ByVisitor, i.ByStaff = by.Visitor, by.Staff
	return i
}

// IsOpen tells that it rings or is live.
func (i *Interview) IsOpen() bool { return i.State == Ringing || i.State == Live }

// IsBy tells that the actor rang.
func (i *Interview) IsBy(a account.Actor) bool {
	return i.ByVisitor == a.Visitor && i.ByStaff == a.Staff
}

// FromSide tells that the actor is on the side that rang: the visitor's or the
// staff's. The counsellor may have changed since.
func (i *Interview) FromSide(a account.Actor) bool {
	return (i.ByStaff != "") == (a.Staff != "")
}

// ExpiresAt is when a ringing interview is missed.
func (i *Interview) ExpiresAt() time.Time {
	if !i.Until.IsZero() {
		return i.Until
	}
	return i.RungAt.Add(RingFor)
}

// Lasted is how long it was live, in all or until now.
func (i *Interview) Lasted(now time.Time) time.Duration {
	switch {
	case i.LiveAt.IsZero():
		return 0
	case i.State == Ended:
		return i.EndedAt.Sub(i.LiveAt)
	default:
		return now.Sub(i.LiveAt)
	}
}

// Accept makes it live. Only the side that is rung may: fault.Forbidden; and
// only while it rings: fault.Conflict. A live one stays live.
func (i *Interview) Accept(by account.Actor, now time.Time) error {
	switch {
	case i.State == Live:
		return nil
	case i.State == Ended, i.Expired(now):
		return fault.New(fault.Conflict)
	case i.FromSide(by):
		return fault.New(fault.Forbidden)
	}
	i.State, i.LiveAt = Live, now
	return nil
}

// Decline says no for the side that is rung: fault.Forbidden for the other. A
// live one cannot be declined any more: fault.Conflict. An ended one stays as
// it ended.
func (i *Interview) Decline(by account.Actor, now time.Time) error {
	switch {
	case i.State == Ended:
		return nil
	case i.State == Live:
		return fault.New(fault.Conflict)
	case i.FromSide(by):
		return fault.New(fault.Forbidden)
	}
	i.end(Declined, now)
	return nil
}

// Cancel gives up for the side that rings: fault.Forbidden for the other. What
// was accepted in the meantime cannot be cancelled: fault.Conflict. An ended
// one stays as it ended.
func (i *Interview) Cancel(by account.Actor, now time.Time) error {
	switch {
	case i.State == Ended:
		return nil
	case i.State == Live:
		return fault.New(fault.Conflict)
	case !i.FromSide(by):
		return fault.New(fault.Forbidden)
	}
	i.end(Cancelled, now)
	return nil
}

// HangUp ends it for both, whoever does: a live one is over, a ringing one is
// cancelled or declined. An ended one stays as it ended.
func (i *Interview) HangUp(by account.Actor, now time.Time) {
	switch {
	case i.State == Live:
		i.end(HungUp, now)
	case i.State == Ringing && i.FromSide(by):
		i.end(Cancelled, now)
	case i.State == Ringing:
		i.end(Declined, now)
	}
}

// Expired tells that it has rung for too long.
func (i *Interview) Expired(now time.Time) bool {
	return i.State == Ringing && !now.Before(i.ExpiresAt())
}

// Expire makes it missed if nobody answered in time.
func (i *Interview) Expire(now time.Time) {
	if i.Expired(now) {
		i.end(Missed, now)
	}
}

// Fail ends an open interview that lost the people in it.
func (i *Interview) Fail(now time.Time) {
	if i.IsOpen() {
		i.end(Failed, now)
	}
}

func (i *Interview) end(why Reason, now time.Time) {
	i.State, i.EndedAt, i.Reason = Ended, now, why
}
