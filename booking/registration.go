package booking

import (
	"slices"
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

const maxAnswer = 500

// RegistrationID names a registration; its client made it.
type RegistrationID string

// PlaceState is what somebody who registered has.
type PlaceState string

// The states: confirmed, or on the waiting list → offered → confirmed or
// lapsed; withdrawn from wherever.
const (
	PlaceConfirmed PlaceState = "confirmed"
	PlaceWaiting   PlaceState = "waiting"
	PlaceOffered   PlaceState = "offered"
	PlaceLapsed    PlaceState = "lapsed"
	PlaceWithdrawn PlaceState = "withdrawn"
)

// Door is where somebody is with respect to the room.
type Door string

// The doors.
const (
	DoorAway     Door = ""
	DoorWaiting  Door = "waiting" // in the waiting room
	DoorAdmitted Door = "admitted"
	DoorRemoved  Door = "removed" // and kept out
)

// Registration is somebody's in a meeting.
type Registration struct {
	ID      RegistrationID
	Meeting MeetingID
	// Number counts the registrations of the meeting: who waits longest has the
	// lowest.
	Number   int
	Visitor  account.VisitorID
	Name     string
	Contact  account.Contact
	Language string // of the letters
	Answers  []string
	State    PlaceState
	// Seat is one of the meeting's, which nobody else has; 0 for none.
	Seat         int
	RegisteredAt time.Time
	// OfferedUntil is until when an offered place is theirs to take.
	OfferedUntil time.Time
	ErasedAt     time.Time
	Stay
}

// Stay is what becomes of somebody on the day.
type Stay struct {
	Door      Door
	WaitingAt time.Time
	// Speaks says that they may be heard.
	Speaks bool
	// HandAt is since when their hand is up; zero when it is not.
	HandAt time.Time
	// CameAt and LeftAt are when they were first and last in the room.
	CameAt, LeftAt time.Time
}

// Entry is what somebody says of themselves to register.
type Entry struct {
	ID       RegistrationID
	Visitor  account.VisitorID
	Name     string
	Contact  string
	Language string
	Answers  []string
}

// Gathering is a meeting with those who registered, in the order in which they
// did.
type Gathering struct {
	Meeting
	Registrations []Registration
}

// Clone is a copy that a rule may change and leave g as it was.
func (g Gathering) Clone() Gathering {
	g.Registrations = slices.Clone(g.Registrations)
	return g
}

// HasSeat tells whether a seat is theirs, for now at least.
func (r Registration) HasSeat() bool { return r.State == PlaceConfirmed || r.State == PlaceOffered }

// Of is the present registration of a visitor, or their last one; nil when they
// have none.
func (g *Gathering) Of(v account.VisitorID) *Registration {
	var found *Registration
	for i := range g.Registrations {
		r := &g.Registrations[i]
		if v != "" && r.Visitor == v && r.ErasedAt.IsZero() && (found == nil || !found.isCurrent() || r.isCurrent()) {
			found = r
		}
	}
	return found
}

func (r Registration) isCurrent() bool { return r.HasSeat() || r.State == PlaceWaiting }

// Find is the registration with that id, nil when there is none.
func (g *Gathering) Find(r RegistrationID) *Registration {
	for i := range g.Registrations {
		if g.Registrations[i].ID == r {
			return &g.Registrations[i]
		}
	}
	return nil
}

// Taken counts the seats that somebody has.
func (g *Gathering) Taken() int { return g.count(Registration.HasSeat) }

func (g *Gathering) count(is func(Registration) bool) (n int) {
	for _, r := range g.Registrations {
		if is(r) {
			n++
		}
	}
	return n
}

// Register gives somebody a seat, or a place on the waiting list. The same again
// changes nothing. fault.Conflict for who is registered already, and when it is
// too late; fault.Full when the waiting list is.
func (g *Gathering) Register(e Entry, now time.Time) error {
	if r := g.Find(e.ID); r != nil {
		if r.Visitor == e.Visitor {
			return nil
		}
		return fault.New(fault.Conflict)
	}
	r, err := g.entry(e, now)
	if err != nil {
		return err
	}
	switch before := g.Of(e.Visitor); {
	case before != nil && before.isCurrent(), g.IsOver(), g.Locked, !now.Before(g.End):
		return fault.New(fault.Conflict)
	case g.isKeptOut(r):
		return fault.New(fault.Forbidden)
	case g.Waiting() >= MostWaiting:
		return fault.New(fault.Full)
	}
	g.Registrations = append(g.Registrations, r)
	added := &g.Registrations[len(g.Registrations)-1]
	if g.Waiting() == 1 { // nobody is before them
		if seat := g.freeSeat(); seat > 0 {
			added.State, added.Seat = PlaceConfirmed, seat
		}
	}
	return nil
}

// entry checks and cleans what somebody registers with.
func (g *Gathering) entry(e Entry, now time.Time) (Registration, error) {
	r := Registration{
		ID: e.ID, Meeting: g.ID, Number: len(g.Registrations) + 1, Visitor: e.Visitor, Language: e.Language,
		State: PlaceWaiting, RegisteredAt: now,
	}
	if !id.Valid(string(e.ID)) || e.Visitor == "" || !slices.Contains(centre.Languages(), e.Language) || len(e.Answers) > len(g.Questions) {
		return r, fault.New(fault.Malformed)
	}
	var err error
	if r.Name, err = account.CleanName(e.Name); err != nil {
		return r, err
	}
	if r.Name == "" {
		return r, fault.New(fault.Malformed)
	}
	if r.Contact, err = account.NewContact(e.Contact); err != nil {
		return r, err
	}
	for i, q := range g.Questions {
		said := ""
		if i < len(e.Answers) {
			if said, err = text.Block(e.Answers[i], maxAnswer); err != nil {
				return r, err
			}
		}
		if said == "" && q.Required {
			return r, fault.New(fault.Malformed)
		}
		r.Answers = append(r.Answers, said)
	}
	return r, nil
}

// isKeptOut tells whether somebody was removed before who is the same person,
// as far as anybody can tell.
func (g *Gathering) isKeptOut(r Registration) bool {
	return slices.ContainsFunc(g.Registrations, func(o Registration) bool {
		return o.Door == DoorRemoved && (o.Visitor == r.Visitor || o.ErasedAt.IsZero() && strings.EqualFold(string(o.Contact), string(r.Contact)))
	})
}

// Erase forgets who somebody was, and frees their seat if it is still to come.
func (g *Gathering) Erase(r *Registration, now time.Time) {
	if r.isCurrent() && !g.IsOver() {
		r.free(PlaceWithdrawn)
		g.fill(now)
	}
	r.Name, r.Contact, r.Answers, r.ErasedAt = "", "", nil, now
}
