package desk

import (
	"time"

	"miti/internal/event"
	"miti/internal/presence"
)

// Deps is what a Desk works with.
type Deps struct {
	Store Store
	Live  presence.Live
	Bus   event.Bus
	Now   func() time.Time
}

// Desk is where visitors and counsellors meet. It is safe for use by many
// goroutines at once.
type Desk struct {
	store Store
	live  presence.Live
	bus   event.Bus
	now   func() time.Time
}

// New makes a desk. It starts nothing: whoever made it calls Sweep each second.
func New(d Deps) *Desk {
	return &Desk{store: d.Store, live: d.Live, bus: d.Bus, now: d.Now}
}
