package roster

import (
	"context"

	"miti/internal/calendar"
	"miti/internal/outbox"
)

// Change is what an act makes of some shifts.
type Change struct {
	Put    []Shift // by id, new or moved
	Remove []ShiftID
	// Letters tell of it. They are written with it.
	Letters []outbox.Letter
}

// A Store keeps the roster.
type Store interface {
	// Shifts reads those of all people on the dates from to to, both included,
	// in order (InOrder).
	Shifts(ctx context.Context, from, to calendar.Date) ([]Shift, error)
	// ChangeShifts is one act on the shifts of the dates from to to. It reads them
	// and writes what act returns; another such act comes before or after, never
	// between. An error of act is returned as it is, and nothing is written. act
	// only computes.
	ChangeShifts(ctx context.Context, from, to calendar.Date, act func([]Shift) (Change, error)) error
	// Shift reads one: fault.NotFound when there is none.
	Shift(ctx context.Context, id ShiftID) (Shift, error)
	// Needs reads all, in the order in which they were saved.
	Needs(ctx context.Context) ([]Need, error)
	// SaveNeeds writes all of them, in order.
	SaveNeeds(ctx context.Context, needs []Need) error
}
