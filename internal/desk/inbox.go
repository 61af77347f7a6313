package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Receiver is to whom somebody wants to hand a follow-up on. Exactly one is set.
type Receiver struct {
	To     account.StaffID
	Topic  centre.TopicID
	Centre centre.ID
}

// Inbox is the follow-ups of a member of staff: their own and those that they
// may take, in the order in which they are due.
func (d *Desk) Inbox(ctx context.Context, by account.Actor) ([]View, error) {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	left, err := d.store.Left(ctx)
	if err != nil {
		return nil, err
	}
	return views(slices.DeleteFunc(byDue(left), func(c Case) bool { return !chat.InInbox(staff, c.Conversation) })), nil
}

func byDue(left []Case) []Case {
	slices.SortFunc(left, func(a, b Case) int { return chat.ByDue(a.Conversation, b.Conversation) })
	return left
}

// Take makes a follow-up the counsellor's. When a colleague has it, and has
// time left for it, it stays theirs.
func (d *Desk) Take(ctx context.Context, by account.Actor, c chat.ID) (Snapshot, error) {
	_, err := d.followUp(ctx, by, c, func(c *Case, staff account.Staff, now time.Time) error {
		return c.Take(staff, now)
	})
	if err != nil {
		return Snapshot{}, err
	}
	return d.snapshot(ctx, c)
}

// HandOn gives a follow-up to somebody else, or back to all of a topic or
// centre. It stays due when it was.
func (d *Desk) HandOn(ctx context.Context, by account.Actor, c chat.ID, r Receiver) (View, error) {
	to, err := d.receiver(ctx, r)
	if err != nil {
		return View{}, err
	}
	after, err := d.followUp(ctx, by, c, func(c *Case, staff account.Staff, now time.Time) error {
		return c.HandOn(staff, to, now)
	})
	return after.View(), err
}

// receiver finds who is meant: fault.Malformed when it is nobody, or several.
func (d *Desk) receiver(ctx context.Context, r Receiver) (chat.Receiver, error) {
	to := chat.Receiver{Topic: r.Topic, Centre: r.Centre}
	named := 0
	for _, set := range []bool{r.To != "", r.Topic != "", r.Centre != ""} {
		if set {
			named++
		}
	}
	if named != 1 {
		return to, fault.New(fault.Malformed)
	}
	if r.To != "" {
		person, err := d.store.Staff(ctx, r.To)
		if fault.CodeOf(err) == fault.NotFound {
			return to, fault.New(fault.Malformed)
		}
		to.To = chat.PersonOf(person)
		return to, err
	}
	if r.Centre != "" {
		centres, err := d.store.Centres(ctx)
		if err == nil && !slices.ContainsFunc(centres, func(c centre.Centre) bool { return c.ID == r.Centre }) {
			return to, fault.New(fault.Malformed)
		}
		return to, err
	}
	return to, d.checkTopic(ctx, r.Topic)
}

// Phoned notes that the counsellor has answered a follow-up by telephone.
func (d *Desk) Phoned(ctx context.Context, by account.Actor, c chat.ID) (View, error) {
	after, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		return c.Phoned(a, now)
	})
	return after.View(), err
}

// followUp runs a rule of staff who may look at a conversation, or take part in
// it; to others it is not there.
func (d *Desk) followUp(ctx context.Context, by account.Actor, c chat.ID,
	rule func(c *Case, staff account.Staff, now time.Time) error,
) (Case, error) {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return Case{}, err
	}
	return d.update(ctx, About{Conversation: c}, func(c *Case, now time.Time) error {
		if c.RoleOf(by) == chat.Stranger && !chat.MayServe(staff, c.Conversation) && !chat.MayLook(staff, c.Conversation) {
			return fault.New(fault.NotFound)
		}
		return rule(c, staff, now)
	})
}

// goOn makes a follow-up of a conversation that is over when its visitor writes
// in it. A message that was sent before opens nothing again.
func (c *Case) goOn(a chat.Author, f *floor, now time.Time) {
	if c.Sent == nil && a.Role == chat.Visitor {
		c.GoOn(a, f.due(c.Centre), now)
	}
}

// sweepInbox gives each follow-up that is nobody's to a counsellor, and notes
// what is due soon, and what is late.
func (d *Desk) sweepInbox(ctx context.Context, f *floor) error {
	left, err := d.store.Left(ctx)
	if err != nil {
		return fmt.Errorf("look at the inbox: %w", err)
	}
	byDue(left)
	f.left = left
	var errs error
	for _, c := range left {
		if rule := f.pending(c.Conversation); rule != nil {
			_, err := d.update(ctx, About{Conversation: c.ID}, func(c *Case, now time.Time) error {
				rule(&c.Thread, now)
				return nil
			})
			errs = errors.Join(errs, err)
		}
	}
	return errors.Join(errs, d.assign(ctx, f, left))
}

// pending is what time has to do to a follow-up, nil when it is nothing.
func (f *floor) pending(c chat.Conversation) func(*chat.Thread, time.Time) {
	owner := slices.ContainsFunc(f.people, func(p counsellor) bool { return p.ID == c.Counsellor.ID })
	switch {
	case c.Counsellor.ID != "" && !owner:
		return func(t *chat.Thread, _ time.Time) { t.Disown() }
	case c.LateAt.IsZero() && c.IsOverdue(f.at):
		return (*chat.Thread).Overdue
	case c.WarnedAt.IsZero() && f.isDueSoon(c):
		return (*chat.Thread).Warn
	default:
		return nil
	}
}

// isDueSoon tells that a follow-up is to be warned of. What is due in more than
// a day never is, and so needs no look into the calendar.
func (f *floor) isDueSoon(c chat.Conversation) bool {
	return !c.DueAt.IsZero() && c.DueAt.Sub(f.at) < 26*time.Hour &&
		!f.at.Before(centre.WarnAt(f.calendarOf(c.Centre), c.DueAt))
}

// assign gives each follow-up that is nobody's to one of those who may serve
// it: who has the fewest of them, then who got one longest ago.
func (d *Desk) assign(ctx context.Context, f *floor, left []Case) error {
	held := map[account.StaffID]int{}
	for _, c := range left {
		held[c.Counsellor.ID]++
	}
	if held[""] == 0 {
		return nil
	}
	last, err := d.store.LastAssigned(ctx)
	if err != nil {
		return fmt.Errorf("look who got a follow-up: %w", err)
	}
	var errs error
	for _, c := range left {
		to, ok := f.next(c.Conversation, held, last)
		if c.Counsellor.ID != "" || !ok {
			continue
		}
		held[to.ID]++
		last[to.ID] = f.at
		_, err := d.update(ctx, About{Conversation: c.ID}, func(c *Case, now time.Time) error {
			c.Assign(chat.PersonOf(to.Staff), now)
			return nil
		})
		errs = errors.Join(errs, err)
	}
	return errs
}

// next is whose turn it is to get a follow-up.
func (f *floor) next(c chat.Conversation, held map[account.StaffID]int, last map[account.StaffID]time.Time) (counsellor, bool) {
	may := slices.DeleteFunc(slices.Clone(f.people), func(p counsellor) bool {
		return !chat.MayServe(p.Staff, c) || slices.Contains(c.Offer.Tried, p.ID)
	})
	if len(may) == 0 {
		return counsellor{}, false
	}
	return slices.MinFunc(may, func(a, b counsellor) int {
		return cmp.Or(cmp.Compare(held[a.ID], held[b.ID]), last[a.ID].Compare(last[b.ID]), cmp.Compare(a.ID, b.ID))
	}), true
}
