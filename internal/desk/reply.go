package desk

import (
	"context"
	"slices"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/reply"
)

// Replies are the canned replies that the caller may use.
func (d *Desk) Replies(ctx context.Context, by account.Actor) ([]reply.Reply, error) {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	all, err := d.store.Replies(ctx, staff.ID)
	return slices.DeleteFunc(all, func(r reply.Reply) bool { return !reply.MayUse(staff, r) }), err
}

// SaveReply writes a canned reply, new or anew: one's own, or for who runs the
// network or the centre whose it is and was.
func (d *Desk) SaveReply(ctx context.Context, by account.Actor, r reply.Reply) (reply.Reply, error) {
	r, err := reply.Check(r)
	if err != nil {
		return r, err
	}
	if err := d.mayEdit(ctx, by, r); err != nil {
		return r, err
	}
	if err := d.checkCentre(ctx, r.Centre); err != nil {
		return r, err
	}
	return r, d.store.SaveReply(ctx, r)
}

// RemoveReply removes a canned reply. It is done already when there is none.
func (d *Desk) RemoveReply(ctx context.Context, by account.Actor, r reply.ID) error {
	is, err := d.store.Reply(ctx, r)
	if fault.CodeOf(err) == fault.NotFound {
		_, err := d.staff(ctx, by)
		return err
	}
	if err != nil {
		return err
	}
	if err := d.mayEdit(ctx, by, is); err != nil {
		return err
	}
	return d.store.RemoveReply(ctx, r)
}

// mayEdit refuses who may not change a reply, as it is to be or as it is. One
// that is not theirs to use is not there.
func (d *Desk) mayEdit(ctx context.Context, by account.Actor, wish reply.Reply) error {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return err
	}
	is, err := d.store.Reply(ctx, wish.ID)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		is = wish
	case err != nil:
		return err
	case !reply.MayUse(staff, is):
		return fault.New(fault.NotFound)
	}
	if !reply.MayEdit(staff, is) || !reply.MayEdit(staff, wish) {
		return fault.New(fault.Forbidden)
	}
	return nil
}

// coordinator is staff for what only a coordinator may do.
func (d *Desk) coordinator(ctx context.Context, by account.Actor) (account.Staff, error) {
	staff, err := d.staff(ctx, by)
	if err == nil && !staff.Coordinator {
		return staff, fault.New(fault.Forbidden)
	}
	return staff, err
}

func (d *Desk) checkCentre(ctx context.Context, c centre.ID) error {
	if c == "" {
		return nil
	}
	all, err := d.store.Centres(ctx)
	if err == nil && !slices.ContainsFunc(all, func(each centre.Centre) bool { return each.ID == c }) {
		return fault.New(fault.Malformed)
	}
	return err
}
