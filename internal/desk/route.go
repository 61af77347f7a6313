package desk

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/presence"
)

const (
	// idleOver is how far back it matters who took the last conversation.
	idleOver = 12 * time.Hour
	// stirWithin bounds what ringing at others may add to an act that is stored.
	stirWithin = 2 * time.Second
	// ringTries is how often another counsellor is chosen because the one before
	// was given something else meanwhile. Sweep tries again.
	ringTries = 3
)

// stir rings at once after an act that somebody waited for, or that has left
// fewer or more places; first it lets a rule change who may be rung for those
// who seek a counsellor, if there is one. What fails is Sweep's to do.
func (d *Desk) stir(ctx context.Context, first func(c *Case)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stirWithin)
	defer cancel()
	f, err := d.look(ctx)
	if err != nil {
		return
	}
	for i, c := range f.open {
		if first == nil || !c.Seeks() {
			continue
		}
		after, err := d.update(ctx, About{Conversation: c.ID}, func(c *Case, _ time.Time) error {
			first(c)
			return nil
		})
		if err == nil {
			f.open[i] = after
		}
	}
	_ = d.route(ctx, f)
}

// route rings for all who seek a counsellor, in the order of the queue. While
// nothing is known of who is there, nobody is rung and nobody gives way.
func (d *Desk) route(ctx context.Context, f *floor) error {
	var seeking []*Case
	for i := range f.open {
		if f.open[i].Seeks() {
			seeking = append(seeking, &f.open[i])
		}
	}
	if !f.known || len(seeking) == 0 {
		return nil
	}
	claims, err := d.store.LastClaims(ctx, f.at.Add(-idleOver))
	if err != nil {
		return err
	}
	slices.SortFunc(seeking, func(a, b *Case) int { return chat.InOrder(a.Conversation, b.Conversation) })
	var errs error
	for _, c := range seeking {
		if err := d.ringFor(ctx, f.candidates(c.Conversation, claims), c); err != nil {
			errs = errors.Join(errs, fmt.Errorf("ring for conversation %s: %w", c.ID, err))
		}
	}
	return errs
}

// candidates are the counsellors who are there, as those see them who look for
// one for this conversation.
func (f *floor) candidates(c chat.Conversation, claims map[account.StaffID]time.Time) []chat.Candidate {
	rung := map[account.StaffID]int{}
	for _, other := range f.open {
		if other.ID != c.ID {
			rung[other.Offer.To]++
		}
	}
	var all []chat.Candidate
	for _, p := range f.people {
		if p.heard != presence.Alive {
			continue
		}
		all = append(all, chat.Candidate{
			Staff: p.Staff, OnDuty: p.isOnDuty(), Free: p.seen() == account.Available,
			Load: p.chats + rung[p.ID], LastClaim: claims[p.ID],
		})
	}
	return all
}

// ringFor moves one search on. Who is to be rung is chosen by what was seen, and
// chosen again under the counsellor's lock: another node, or a claim, may have
// been faster.
func (d *Desk) ringFor(ctx context.Context, all []chat.Candidate, c *Case) error {
	for range ringTries {
		want := c.Sought(all, d.clock())
		if reflect.DeepEqual(want, c.Offer) && !c.Unaccepted(d.clock()) {
			return nil
		}
		missed := false
		after, err := d.update(ctx, About{Conversation: c.ID, Counsellor: want.To}, func(c *Case, now time.Time) error {
			setLoad(all, want.To, c.Load+c.Rung)
			next := c.Sought(all, now)
			if missed = next.To != "" && next.To != c.Offer.To && next.To != want.To; !missed {
				c.Seek(all, now)
			}
			return nil
		})
		if err != nil || !missed {
			*c = after
			return err
		}
		*c = after
	}
	return nil
}

func setLoad(all []chat.Candidate, of account.StaffID, load int) {
	for i := range all {
		if all[i].ID == of {
			all[i].Load = load
		}
	}
}

// Pass says that a counsellor does not take what rings, or could be taken: the
// next one is rung at once. Where it is somebody's by now, there is nothing to
// pass.
func (d *Desk) Pass(ctx context.Context, by account.Actor, c chat.ID, why chat.PassReason) error {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return err
	}
	news := false
	_, err = d.update(ctx, About{Conversation: c}, func(c *Case, _ time.Time) error {
		if !c.concerns(by, staff) {
			return fault.New(fault.NotFound)
		}
		news = chat.MayClaim(staff, c.Conversation) && c.Pass(staff.ID, why)
		return nil
	})
	if news && err == nil {
		d.stir(ctx, nil)
	}
	return err
}
