package office

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/roster"
)

// Roster is a week as those who arrange it see it.
type Roster struct {
	Monday calendar.Date
	// Zone is where the network's clock hangs.
	Zone *time.Location
	// Open is when any centre is, in that week.
	Open  []calendar.Interval
	Staff []account.Staff
	// Shifts are those of Staff, in order.
	Shifts []roster.Shift
	Needs  []roster.Need
	// Gaps are where the network has too few.
	Gaps []roster.Gap
	// Decide are the shifts of the coming weeks that somebody would take, once
	// the coordinator who asks has said yes.
	Decide []roster.Shift
}

// Roster is the week of a date. All staff may see it.
func (o *Office) Roster(ctx context.Context, by account.Actor, d calendar.Date) (Roster, error) {
	if !d.IsValid() {
		return Roster{}, fault.New(fault.Malformed)
	}
	asks, err := o.staff(ctx, by)
	if err != nil {
		return Roster{}, err
	}
	centres, err := o.store.Centres(ctx)
	if err != nil {
		return Roster{}, err
	}
	network := centre.Network(centres)
	r := Roster{Monday: roster.Monday(d), Zone: network.Zone()}
	week := between(network, r.Monday, r.Monday.AddDays(6))
	r.Open = network.Between(week.From, week.To)
	if r.Staff, err = o.store.AllStaff(ctx); err != nil {
		return Roster{}, err
	}
	if r.Shifts, err = o.store.Shifts(ctx, r.Monday, r.Monday.AddDays(6)); err != nil {
		return Roster{}, err
	}
	if r.Needs, err = o.store.Needs(ctx); err != nil {
		return Roster{}, err
	}
	r.Gaps = roster.Gaps(r.Open, r.Needs, roster.Duties(centres, r.Staff, r.Shifts))
	r.Decide, err = o.undecided(ctx, asks, r.Staff)
	return r, err
}

// PutShift enters a shift, or moves the one with its id: fault.Conflict when
// the person has another one at that time.
func (o *Office) PutShift(ctx context.Context, by account.Actor, s roster.Shift) error {
	if err := s.Check(); err != nil {
		return err
	}
	if !id.Valid(string(s.ID)) {
		return fault.New(fault.Malformed)
	}
	if err := o.mayRoster(ctx, by, s.Staff); err != nil {
		return err
	}
	before, err := o.store.Shift(ctx, s.ID)
	switch {
	case err == nil:
		if err := o.mayRoster(ctx, by, before.Staff); err != nil {
			return err
		}
	case fault.CodeOf(err) != fault.NotFound:
		return err
	}
	return o.store.ChangeShifts(ctx, s.Date, s.Date, func(there []roster.Shift) (roster.Change, error) {
		_, err := roster.Add(there, s)
		return roster.Change{Put: []roster.Shift{s}}, err
	})
}

// mayRoster tells whether who asks arranges the shifts of a person.
func (o *Office) mayRoster(ctx context.Context, by account.Actor, of account.StaffID) error {
	person, err := o.store.Staff(ctx, of)
	if err != nil {
		return err
	}
	_, err = o.coordinator(ctx, by, person.Centre)
	return err
}

// RemoveShift takes a shift away. One that is gone already is fault.NotFound.
func (o *Office) RemoveShift(ctx context.Context, by account.Actor, s roster.ShiftID) error {
	found, err := o.store.Shift(ctx, s)
	if err != nil {
		return err
	}
	if err := o.mayRoster(ctx, by, found.Staff); err != nil {
		return err
	}
	return o.store.ChangeShifts(ctx, found.Date, found.Date, func([]roster.Shift) (roster.Change, error) {
		return roster.Change{Remove: []roster.ShiftID{s}}, nil
	})
}

// CopyWeek gives the week of to the shifts that the week of from has, of those
// whose shifts the coordinator arranges, and tells how many were added. Done
// again it adds none.
func (o *Office) CopyWeek(ctx context.Context, by account.Actor, from, to calendar.Date) (int, error) {
	if !from.IsValid() || !to.IsValid() || roster.Monday(from) == roster.Monday(to) {
		return 0, fault.New(fault.Malformed)
	}
	asks, err := o.staff(ctx, by)
	if err != nil {
		return 0, err
	}
	if !asks.Coordinator {
		return 0, fault.New(fault.Forbidden)
	}
	all, err := o.store.AllStaff(ctx)
	if err != nil {
		return 0, err
	}
	theirs := map[account.StaffID]bool{}
	for _, s := range all {
		theirs[s.ID] = asks.Coordinates(s.Centre)
	}
	source, err := o.store.Shifts(ctx, roster.Monday(from), roster.Monday(from).AddDays(6))
	if err != nil {
		return 0, err
	}
	source = slices.DeleteFunc(source, func(s roster.Shift) bool { return !theirs[s.Staff] })
	added := 0
	monday := roster.Monday(to)
	err = o.store.ChangeShifts(ctx, monday, monday.AddDays(6), func(there []roster.Shift) (roster.Change, error) {
		copies := roster.CopyWeek(slices.Concat(there, source), from, to, id.New)
		added = len(copies)
		return roster.Change{Put: copies}, nil
	})
	return added, err
}

// SaveNeeds writes how many are needed, all of them. It is the network's.
func (o *Office) SaveNeeds(ctx context.Context, by account.Actor, needs []roster.Need) error {
	if _, err := o.coordinator(ctx, by, ""); err != nil {
		return err
	}
	topics, err := o.store.Topics(ctx)
	if err != nil {
		return err
	}
	if len(needs) > roster.MaxNeeds {
		return fault.New(fault.TooLarge)
	}
	for _, n := range needs {
		if err := n.Check(topics); err != nil {
			return err
		}
	}
	return o.store.SaveNeeds(ctx, needs)
}
