package office

import (
	"context"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/outbox"
	"miti/internal/roster"
)

// ahead is how many days of the roster a counsellor sees of their own.
const ahead = 35

// Shifts are somebody's own, and those that they may take.
type Shifts struct {
	Mine    []roster.Shift
	Offered []roster.Shift
	// People have the names of those who offer.
	People []account.Staff
}

// MyShifts are those of who asks in the coming weeks, with what colleagues ask
// of them.
func (o *Office) MyShifts(ctx context.Context, by account.Actor) (Shifts, error) {
	me, err := o.staff(ctx, by)
	if err != nil {
		return Shifts{}, err
	}
	coming, err := o.coming(ctx)
	if err != nil {
		return Shifts{}, err
	}
	people, err := o.store.AllStaff(ctx)
	if err != nil {
		return Shifts{}, err
	}
	s := Shifts{People: people}
	for _, each := range coming {
		switch {
		case each.Staff == me.ID:
			s.Mine = append(s.Mine, each)
		case each.IsOfferedTo(me.ID), each.Swap != nil && each.Swap.Taker == me.ID:
			s.Offered = append(s.Offered, each)
		}
	}
	return s, nil
}

// coming are the shifts from today on that a counsellor may see.
func (o *Office) coming(ctx context.Context) ([]roster.Shift, error) {
	centres, err := o.store.Centres(ctx)
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(o.now().In(centre.Network(centres).Zone()))
	return o.store.Shifts(ctx, today, today.AddDays(ahead))
}

// undecided are the shifts that wait for a word of the coordinator who asks.
func (o *Office) undecided(ctx context.Context, asks account.Staff, people []account.Staff) ([]roster.Shift, error) {
	coming, err := o.coming(ctx)
	return slices.DeleteFunc(coming, func(s roster.Shift) bool {
		i := slices.IndexFunc(people, func(p account.Staff) bool { return p.ID == s.Staff })
		return s.Swap == nil || s.Swap.Taker == "" || i < 0 || !asks.Coordinates(people[i].Centre)
	}), err
}

// AskSwap asks a colleague, or whoever can (""), to take a shift of one's own:
// fault.Conflict when it has begun. Who is asked by name gets a mail, too.
func (o *Office) AskSwap(ctx context.Context, by account.Actor, s roster.ShiftID, to account.StaffID) error {
	me, err := o.staff(ctx, by)
	if err != nil {
		return err
	}
	day, err := o.day(ctx, s)
	if err != nil {
		return err
	}
	var letters []outbox.Letter
	if to != "" {
		colleague, err := o.store.Staff(ctx, to)
		if err != nil {
			return err
		}
		letters = append(letters, asks(colleague, s, o.now()))
	}
	if !day.begins.After(o.now()) {
		return fault.New(fault.Conflict)
	}
	return o.swap(ctx, day, letters, func(there []roster.Shift) (roster.Shift, error) {
		is, err := find(there, s)
		if err != nil {
			return is, err
		}
		return is.Ask(me.ID, to)
	})
}

// DropSwap takes the wish back, for the shift's person; a coordinator refuses
// it so. It is done already when there is none.
func (o *Office) DropSwap(ctx context.Context, by account.Actor, s roster.ShiftID) error {
	me, err := o.staff(ctx, by)
	if err != nil {
		return err
	}
	day, err := o.day(ctx, s)
	if err != nil {
		return err
	}
	if day.owner.ID != me.ID && !me.Coordinates(day.owner.Centre) {
		return fault.New(fault.Forbidden)
	}
	return o.swap(ctx, day, nil, func(there []roster.Shift) (roster.Shift, error) {
		is, err := find(there, s)
		is.Swap = nil
		return is, err
	})
}

// TakeSwap takes a colleague's shift that is offered to who asks. It tells
// whether it is theirs at once; else a coordinator decides.
func (o *Office) TakeSwap(ctx context.Context, by account.Actor, s roster.ShiftID) (isTheirs bool, err error) {
	me, err := o.staff(ctx, by)
	if err != nil {
		return false, err
	}
	day, err := o.day(ctx, s)
	if err != nil {
		return false, err
	}
	err = o.swap(ctx, day, nil, func(there []roster.Shift) (roster.Shift, error) {
		after, err := day.Take(there, s, me.ID)
		isTheirs = after.Staff == me.ID
		return after, err
	})
	return isTheirs, err
}

// ApproveSwap gives a shift to who would take it: a coordinator's yes.
func (o *Office) ApproveSwap(ctx context.Context, by account.Actor, s roster.ShiftID) error {
	day, err := o.day(ctx, s)
	if err != nil {
		if _, who := o.staff(ctx, by); who != nil {
			return who
		}
		return err
	}
	if _, err := o.coordinator(ctx, by, day.owner.Centre); err != nil {
		return err
	}
	return o.swap(ctx, day, nil, func(there []roster.Shift) (roster.Shift, error) {
		is, err := find(there, s)
		if err != nil || is.Swap == nil || is.Swap.Taker == "" {
			return is, fault.New(fault.NotFound)
		}
		return roster.Give(there, s, is.Swap.Taker)
	})
}

// day is the day of a shift that changes hands.
type day struct {
	roster.Day
	date   calendar.Date
	owner  account.Staff
	begins time.Time
}

// day reads what a change of hands is decided by.
func (o *Office) day(ctx context.Context, s roster.ShiftID) (day, error) {
	found, err := o.store.Shift(ctx, s)
	if err != nil {
		return day{}, err
	}
	d := day{date: found.Date}
	if d.owner, err = o.store.Staff(ctx, found.Staff); err != nil {
		return day{}, err
	}
	if d.Centres, err = o.store.Centres(ctx); err != nil {
		return day{}, err
	}
	if d.Staff, err = o.store.AllStaff(ctx); err != nil {
		return day{}, err
	}
	if d.Needs, err = o.store.Needs(ctx); err != nil {
		return day{}, err
	}
	network := centre.Network(d.Centres)
	whole := between(network, d.date, d.date)
	d.Open = network.Between(whole.From, whole.To)
	d.begins = found.Interval(centre.Zone(d.Centres, d.owner.Centre)).From
	return d, nil
}

// swap writes what act makes of one of the day's shifts, with the letters that
// tell of it.
func (o *Office) swap(ctx context.Context, d day, letters []outbox.Letter, act func([]roster.Shift) (roster.Shift, error)) error {
	return o.store.ChangeShifts(ctx, d.date, d.date, func(there []roster.Shift) (roster.Change, error) {
		after, err := act(there)
		return roster.Change{Put: []roster.Shift{after}, Letters: letters}, err
	})
}

// asks is the letter to a colleague who is asked to take a shift, in the first
// of their languages.
func asks(to account.Staff, s roster.ShiftID, now time.Time) outbox.Letter {
	e := outbox.Envelope{About: string(s), To: outbox.Address(to.Email), Now: now}
	if len(to.Languages) > 0 {
		e.Language = to.Languages[0]
	}
	return e.ShiftAsked(outbox.Colleague{Staff: string(to.ID)})
}

func find(there []roster.Shift, s roster.ShiftID) (roster.Shift, error) {
	i := slices.IndexFunc(there, func(each roster.Shift) bool { return each.ID == s })
	if i < 0 {
		return roster.Shift{}, fault.New(fault.NotFound)
	}
	return there[i], nil
}
