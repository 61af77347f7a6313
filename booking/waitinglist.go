package booking

import (
	"slices"
	"time"

	"miti/internal/fault"
)

const (
	// offerFor is how long a place that came free is kept for the first who
	// waits for it. Near the meeting it is less: a third of what is left, and
	// never less than offerLeast.
	offerFor   = 24 * time.Hour
	offerLeast = 10 * time.Minute
)

// Waiting counts who is on the waiting list.
func (g *Gathering) Waiting() int {
	return g.count(func(r Registration) bool { return r.State == PlaceWaiting })
}

// Place is how many wait before somebody, themselves included; 0 for who does not.
func (g *Gathering) Place(of RegistrationID) (place int) {
	for _, r := range g.Registrations {
		if r.State != PlaceWaiting {
			continue
		}
		place++
		if r.ID == of {
			return place
		}
	}
	return 0
}

// freeSeat is the lowest seat that nobody has, 0 when there is none.
func (g *Gathering) freeSeat() int {
	for seat := 1; seat <= g.Capacity; seat++ {
		if !slices.ContainsFunc(g.Registrations, func(r Registration) bool { return r.Seat == seat }) {
			return seat
		}
	}
	return 0
}

// Withdraw gives a seat, or a place on the waiting list, up. The seat is the
// next one's at once.
func (g *Gathering) Withdraw(r *Registration, now time.Time) error {
	switch {
	case r.State == PlaceWithdrawn:
		return nil
	case !r.isCurrent(), g.IsOver():
		return fault.New(fault.Conflict)
	}
	r.free(PlaceWithdrawn)
	g.fill(now)
	return nil
}

func (r *Registration) free(s PlaceState) {
	r.State, r.Seat, r.OfferedUntil = s, 0, time.Time{}
	if r.Door != DoorRemoved {
		r.Door = DoorAway
	}
	r.Speaks, r.HandAt, r.WaitingAt = false, time.Time{}, time.Time{}
}

// Take makes an offered place theirs: fault.Conflict when there is none, or none
// any more.
func (g *Gathering) Take(r *Registration, now time.Time) error {
	switch {
	case r.State == PlaceConfirmed:
		return nil
	case r.State != PlaceOffered, !now.Before(r.OfferedUntil), g.IsOver():
		return fault.New(fault.Conflict)
	}
	r.State, r.OfferedUntil = PlaceConfirmed, time.Time{}
	return nil
}

// fill offers each free seat to the first on the waiting list, until it begins:
// after that the seat of whoever waits is found when it is free.
func (g *Gathering) fill(now time.Time) {
	for i := range g.Registrations {
		r := &g.Registrations[i]
		if r.State != PlaceWaiting {
			continue
		}
		seat := g.freeSeat()
		if seat == 0 || g.IsOver() || !now.Before(g.End) {
			return
		}
		r.Seat = seat
		if left := g.Start.Sub(now); left > offerLeast {
			r.State, r.OfferedUntil = PlaceOffered, now.Add(min(offerFor, max(left/3, offerLeast)))
		} else {
			r.State = PlaceConfirmed // there is no time for questions
		}
	}
}

// Lapse takes back what was offered and not taken in time, for the next one. It
// reports whether anything was.
func (g *Gathering) Lapse(now time.Time) bool {
	lapsed := false
	for i := range g.Registrations {
		if r := &g.Registrations[i]; r.State == PlaceOffered && !now.Before(r.OfferedUntil) {
			r.free(PlaceLapsed)
			lapsed = true
		}
	}
	if lapsed {
		g.fill(now)
	}
	return lapsed
}
