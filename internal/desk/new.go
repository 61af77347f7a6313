package desk

import (
	"sync"
	"time"

	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/id"
	"miti/internal/presence"
)

// Deps is what a Desk works with.
type Deps struct {
	Store Store
	Live  presence.Live
	Bus   event.Bus
	Files Files
	Now   func() time.Time
}

// Desk is where visitors and counsellors meet. It is safe for use by many
// goroutines at once.
type Desk struct {
	store   Store
	live    presence.Live
	bus     event.Bus
	files   Files
	now     func() time.Time
	node    string // names this process where rooms beat
	started time.Time
	rooms   *rooms

	mu     sync.Mutex
	recent *floor // the last look at the floor
	told   told   // what was last published of it
	board  Board  // what was last published for coordinators
	// alone is since when nobody is there, outside the hours, for those who wait.
	alone map[chat.ID]time.Time
}

// New makes a desk. It starts nothing: whoever made it calls Sweep each second.
func New(d Deps) *Desk {
	return &Desk{
		store: d.Store, live: d.Live, bus: d.Bus, files: d.Files, now: d.Now, node: id.New(), started: d.Now(), rooms: newRooms(),
	}
}

// clock is the time as the stores keep it, so that an answer and its repeat
// are equal.
func (d *Desk) clock() time.Time { return d.now().UTC().Truncate(time.Millisecond) }
