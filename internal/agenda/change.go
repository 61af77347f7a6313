package agenda

import (
	"context"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
)

// change runs a rule on an appointment, which may not exist yet, inside the
// store's transaction. What letters it causes is found by the difference, so
// that no rule can forget one.
func (a *Agenda) change(ctx context.Context, about About, rule func(c *Case) error) (booking.Appointment, error) {
	var after Case
	err := a.Store.ChangeAppointment(ctx, about, func(before Case) (Change, error) {
		after = before
		if err := rule(&after); err != nil {
			return Change{}, err
		}
		return changeOf(before, after, about.Now), nil
	})
	return after.Appointment, err
}

// act runs a rule of somebody whose appointment it is; to everybody else it is
// not there. Who asks has been let in on the appointment as it was a moment
// before, and is looked at again.
func (a *Agenda) act(ctx context.Context, by account.Actor, about About, rule func(c *Case, side booking.Side) error) (View, error) {
	found, side, err := a.find(ctx, by, about.Appointment)
	if err != nil {
		return View{}, err
	}
	after, err := a.change(ctx, about, func(c *Case) error {
		if c.Visitor != found.Visitor || c.Appointment.Staff != found.Staff || !c.ErasedAt.IsZero() {
			return fault.New(fault.Conflict) // it was handed over, or erased, a moment ago
		}
		return rule(c, side)
	})
	if err != nil {
		return View{}, err
	}
	return a.view(ctx, after, side)
}

// diary is somebody's as the act may use it: staff need keep no notice.
func (c *Case) diary(of account.StaffID, side booking.Side) booking.Diary {
	d := c.Diaries[of]
	if side == booking.ByStaff {
		d.Policy.Notice = 0
	}
	return d
}

// isGone tells that a time is somebody else's by now.
func isGone(err error) bool { return fault.CodeOf(err) == fault.Taken }

// anyOf tries counsellors one after the other until one has the time:
// fault.Taken when none has.
func anyOf(all []account.StaffID, try func(account.StaffID) error) error {
	err := error(fault.New(fault.Taken))
	for _, each := range all {
		if err = try(each); !isGone(err) {
			return err
		}
	}
	return err
}

// free are those who offer a start, in order of a fair share.
func (a *Agenda) free(ctx context.Context, side booking.Side, w booking.Wish, start, now time.Time) ([]account.StaffID, error) {
	diaries, err := a.shelf.look(ctx, a.Store, a.clock)
	if err != nil {
		return nil, err
	}
	if side == booking.ByStaff {
		diaries = withoutNotice(diaries)
	}
	var all []account.StaffID
	for _, d := range booking.Free(diaries, w, start, now) {
		all = append(all, d.Staff.ID)
	}
	return all, nil
}

// without is a list of diaries in which an appointment takes no time.
func without(all []booking.Diary, ap booking.Appointment) []booking.Diary {
	for i, d := range all {
		if d.Staff.ID != ap.Staff {
			continue
		}
		before := d
		d.Taken = nil
		for _, t := range before.Taken {
			if t != (calendar.Interval{From: ap.Start, To: ap.End}) {
				d.Taken = append(d.Taken, t)
			}
		}
		all[i] = d.Ready(before)
	}
	return all
}
