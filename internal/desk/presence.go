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
	return d.beat(ctx, by, connection, presence.Hold)
}

// Beat says that the actor's socket was heard. It is called each
// presence.Every.
func (d *Desk) Beat(ctx context.Context, by account.Actor, connection string) error {
	return d.beat(ctx, by, connection, presence.Hold)
}

// Disconnected says that the actor's socket has closed. It counts for
// presence.Grace more: a page that is reloaded is no absence.
func (d *Desk) Disconnected(ctx context.Context, by account.Actor, connection string) error {
	return d.beat(ctx, by, connection, presence.Grace)
}

func (d *Desk) beat(ctx context.Context, by account.Actor, connection string, hold time.Duration) error {
	if by.Staff == "" {
		return nil // nobody's presence depends on a visitor's socket
	}
	return d.live.Beat(ctx, presence.Staff(by.Staff), connection, hold)
}

// Declare notes what a counsellor says of their presence.
func (d *Desk) Declare(ctx context.Context, by account.Actor, p account.Presence) (account.Staff, error) {
	if _, err := d.staff(ctx, by); err != nil {
		return account.Staff{}, err
	}
	switch p {
	case account.Available, account.Busy, account.Away, account.Offline:
	default:
		return account.Staff{}, fault.New(fault.Malformed)
	}
	s, err := d.store.Declare(ctx, by.Staff, p)
	if err != nil {
		return account.Staff{}, err
	}
	d.mu.Lock()
	d.recent = nil // who asks next sees it
	d.mu.Unlock()
	return s, nil
}
