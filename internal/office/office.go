// Package office is what a coordinator arranges: when a centre is open, and who
// is live when. Every act authorises who asks.
package office

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/roster"
)

// Store is everything that the office keeps.
type Store interface {
	centre.Store
	roster.Store
	// Staff and AllStaff are those of account.Directory.
	Staff(ctx context.Context, id account.StaffID) (account.Staff, error)
	AllStaff(ctx context.Context) ([]account.Staff, error)
}

// Office is where coordinators work. It is safe for use by many goroutines at
// once.
type Office struct {
	store Store
	now   func() time.Time
}

// New makes an office.
func New(s Store, now func() time.Time) *Office { return &Office{store: s, now: now} }

// staff is the account of who asks: fault.Forbidden for who is no staff.
func (o *Office) staff(ctx context.Context, by account.Actor) (account.Staff, error) {
	switch {
	case by.IsNobody():
		return account.Staff{}, fault.New(fault.Unauthenticated)
	case by.Staff == "":
		return account.Staff{}, fault.New(fault.Forbidden)
	}
	s, err := o.store.Staff(ctx, by.Staff)
	if fault.CodeOf(err) == fault.NotFound {
		return s, fault.New(fault.Unauthenticated) // the account has been removed
	}
	return s, err
}

// coordinator is the account of a coordinator who may arrange things at a
// centre: fault.Forbidden for others. The network's own ("") is for those who
// run the network.
func (o *Office) coordinator(ctx context.Context, by account.Actor, of centre.ID) (account.Staff, error) {
	s, err := o.staff(ctx, by)
	if err == nil && !s.Coordinates(of) {
		return account.Staff{}, fault.New(fault.Forbidden)
	}
	return s, err
}

// between is a stretch of whole days by the clock of a calendar, the last one
// included.
func between(c calendar.Calendar, from, to calendar.Date) calendar.Interval {
	start, _ := c.At(from, 0)
	end, _ := c.At(to.AddDays(1), 0)
	return calendar.Interval{From: start, To: end}
}
