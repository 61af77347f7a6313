package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/presence"
)

// Connected says that a socket of the actor has opened.
func (d *Desk) Connected(ctx context.Context, by account.Actor, connection string) error {
	return d.Beat(ctx, by, connection, false)
}

// Beat says that the actor's socket was heard. It is called each presence.Every
// for staff and for visitors who wait in the queue, and for other visitors each
// presence.VisitorEvery.
func (d *Desk) Beat(ctx context.Context, by account.Actor, connection string, waits bool) error {
	visitor := presence.VisitorHold
	if waits {
		visitor = presence.Hold
	}
	return d.beat(ctx, by, connection, presence.Hold, visitor)
}

// Disconnected says that the actor's socket has closed. It counts for a moment
// more: a page that is reloaded is no absence.
func (d *Desk) Disconnected(ctx context.Context, by account.Actor, connection string) error {
	return d.beat(ctx, by, connection, presence.Grace, presence.VisitorGrace)
}

func (d *Desk) beat(ctx context.Context, by account.Actor, connection string, staff, visitor time.Duration) error {
	switch {
	case by.Staff != "":
		return d.live.Beat(ctx, presence.Staff(by.Staff), connection, staff)
	case by.Visitor != "":
		return d.live.Beat(ctx, presence.Visitor(by.Visitor), connection, visitor)
	default:
		return nil
	}
}

// Declare notes what a counsellor says of their presence. Who is available
// anew may be rung for those who wait, at once. Who goes live outside their
// shift hears fault.OutsideShift, unless they have said that they know.
func (d *Desk) Declare(ctx context.Context, by account.Actor, p account.Presence, knowing bool) (account.Staff, error) {
	before, err := d.staff(ctx, by)
	if err != nil {
		return account.Staff{}, err
	}
	switch p {
	case account.Available, account.Busy, account.Away, account.Offline:
	default:
		return account.Staff{}, fault.New(fault.Malformed)
	}
	if p == account.Available && before.Declared != p && !knowing {
		if err := d.inShift(ctx, before); err != nil {
			return account.Staff{}, err
		}
	}
	s, err := d.store.Declare(ctx, by.Staff, p)
	if err != nil {
		return account.Staff{}, err
	}
	d.mu.Lock()
	d.recent = nil // who asks next sees it
	d.mu.Unlock()
	if p != before.Declared {
		d.stir(ctx, func(c *Case) {
			if p == account.Available {
				c.Welcome(by.Staff)
			}
		})
	}
	return s, nil
}
