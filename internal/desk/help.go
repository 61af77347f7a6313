package desk

import (
	"context"
	"slices"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/presence"
	"miti/internal/roster"
)

// Help is a coordinator's call for help, to those who could.
type Help struct {
	By   chat.Person
	Need roster.Need
	To   []account.StaffID
}

// CallForHelp asks those to go live who are connected, could serve what is
// needed and are not available: who is busy or away, and who is offline but on
// today's roster. It tells how many were reached. Nothing of it is stored: who
// is not there now cannot help now.
func (d *Desk) CallForHelp(ctx context.Context, by account.Actor, n roster.Need) (reached int, err error) {
	s, err := d.coordinator(ctx, by)
	if err != nil {
		return 0, err
	}
	topics, err := d.store.Topics(ctx)
	if err != nil {
		return 0, err
	}
	n.Minimum = 1
	if err := n.Check(topics); err != nil {
		return 0, err
	}
	f, err := d.look(ctx)
	if err != nil {
		return 0, err
	}
	if !f.known {
		return 0, fault.New(fault.Unavailable)
	}
	_, today, err := d.clockOf(ctx, s)
	if err != nil {
		return 0, err
	}
	shifts, err := d.store.Shifts(ctx, today, today)
	if err != nil {
		return 0, err
	}
	help := Help{By: chat.PersonOf(s), Need: n}
	for _, p := range f.people {
		rostered := slices.ContainsFunc(shifts, func(s roster.Shift) bool { return s.Staff == p.ID })
		if p.ID != s.ID && p.couldHelp(n, rostered) {
			help.To = append(help.To, p.ID)
		}
	}
	if len(help.To) == 0 {
		return 0, nil
	}
	t := teller{now: f.at}
	t.add(event.Event{Stream: event.Queue, Type: event.TypeHelp, Staff: true}, help)
	d.publish(ctx, t.events)
	return len(help.To), t.err
}

// couldHelp tells that somebody is near, and not on duty. Who speaks no
// language serves nobody.
func (p counsellor) couldHelp(n roster.Need, rostered bool) bool {
	near := p.Declared == account.Busy || p.Declared == account.Away || p.Declared == account.Offline && rostered
	return p.heard == presence.Alive && near && len(p.Languages) > 0 && n.IsMetBy(p.Staff)
}

// inShift is fault.OutsideShift when somebody who goes live is not on the roster
// now, while today has one.
func (d *Desk) inShift(ctx context.Context, s account.Staff) error {
	zone, today, err := d.clockOf(ctx, s)
	if err != nil {
		return err
	}
	shifts, err := d.store.Shifts(ctx, today, today)
	if err != nil {
		return err
	}
	if next, outside := roster.Outside(shifts, s.ID, zone, d.now()); outside {
		return fault.Outside(next)
	}
	return nil
}
