package desk

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Claim gives a conversation that waits, or is handed over, to the counsellor.
// Exactly one gets it; the others hear by whom it was taken.
func (d *Desk) Claim(ctx context.Context, by account.Actor, c chat.ID) (Snapshot, error) {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return Snapshot{}, err
	}
	_, err = d.update(ctx, About{Conversation: c, Counsellor: by.Staff}, func(c *Case, now time.Time) error {
		if !c.concerns(by, staff) {
			return fault.New(fault.NotFound)
		}
		return c.claim(staff, now)
	})
	if err != nil {
		return Snapshot{}, err
	}
	d.stir(ctx, nil) // who has one chat more is rung by fewer
	return d.snapshot(ctx, c)
}

// concerns tells whether a counsellor may know of the conversation: an owner or
// colleague, even one who has changed the centre since, and those whom it is, or
// was, for.
func (c *Case) concerns(by account.Actor, staff account.Staff) bool {
	return c.RoleOf(by) != chat.Stranger || chat.MayClaim(staff, c.Conversation) || chat.MayServe(staff, c.Conversation)
}

// Queue is what seeks a counsellor and is for this one, in order.
func (d *Desk) Queue(ctx context.Context, by account.Actor) ([]View, error) {
	staff, err := d.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	open, err := d.store.Open(ctx)
	if err != nil {
		return nil, err
	}
	waiting := views(slices.DeleteFunc(open, func(c Case) bool {
		return !chat.MayClaim(staff, c.Conversation)
	}))
	slices.SortFunc(waiting, func(a, b View) int { return chat.InOrder(a.Conversation, b.Conversation) })
	return waiting, nil
}

// Conversations are the open ones in which the counsellor takes part, own and
// joined, oldest first.
func (d *Desk) Conversations(ctx context.Context, by account.Actor) ([]View, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return nil, err
	}
	open, err := d.store.Open(ctx)
	if err != nil {
		return nil, err
	}
	mine := views(slices.DeleteFunc(open, func(c Case) bool { return c.RoleOf(by) == chat.Stranger }))
	slices.SortFunc(mine, func(a, b View) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return mine, nil
}

// Colleagues are the other counsellors, as they are seen now.
func (d *Desk) Colleagues(ctx context.Context, by account.Actor) ([]Colleague, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return nil, err
	}
	f, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(f.colleagues(), func(c Colleague) bool { return c.ID == by.Staff }), nil
}

// MayClaim tells whether a conversation of the queue is one for this counsellor.
// It filters what the queue's stream tells.
func (d *Desk) MayClaim(s account.Staff, c chat.Conversation) bool { return chat.MayClaim(s, c) }

// Network is what the visitor's page needs before a conversation.
func (d *Desk) Network(ctx context.Context) (Network, error) {
	f, err := d.glance(ctx)
	if err != nil {
		return Network{}, err
	}
	topics, err := d.store.Topics(ctx)
	return Network{
		Topics: topics, Centres: f.centres, Languages: centre.Languages(), Availability: f.availability(),
	}, err
}

// Availability is who is there, as of the last second.
func (d *Desk) Availability(ctx context.Context) (Availability, error) {
	f, err := d.glance(ctx)
	if err != nil {
		return Availability{}, err
	}
	return f.availability(), nil
}
