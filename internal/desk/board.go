package desk

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/event"
	"miti/internal/roster"
)

// gapsWithin is how far ahead the board looks for a gap in the roster.
const gapsWithin = 7 // days

// Board is the whole floor at one moment, for who runs it.
type Board struct {
	Known bool
	// Topics are those for which somebody waits, longest wait first.
	Topics []Line
	People []Colleague
	// Late counts the follow-ups that are overdue, Soon those that are due soon.
	Late, Soon int
	// Gap is the next in the roster, nil for none within a week.
	Gap *roster.Gap
	// Closed are the centres that closed early and would be open otherwise.
	Closed []Closed
}

// Line is the queue of one topic; "" for those who chose none.
type Line struct {
	Topic   centre.TopicID
	Waiting int
	// Since is since when the one waits who waits longest.
	Since time.Time
}

// Closed is a centre that closed early.
type Closed struct {
	Centre centre.ID
	Reason string
}

// Board is the whole floor now, for coordinators.
func (d *Desk) Board(ctx context.Context, by account.Actor) (Board, error) {
	if _, err := d.coordinator(ctx, by); err != nil {
		return Board{}, err
	}
	f, err := d.look(ctx)
	if err != nil {
		return Board{}, err
	}
	if f.left, err = d.store.Left(ctx); err != nil {
		return Board{}, err
	}
	return d.boardOf(ctx, f)
}

func (d *Desk) boardOf(ctx context.Context, f *floor) (Board, error) {
	b := Board{Known: f.known, Topics: f.lines(), People: f.colleagues(), Closed: f.closedEarly()}
	for _, c := range f.left {
		switch {
		case c.IsOverdue(f.at):
			b.Late++
		case !c.WarnedAt.IsZero():
			b.Soon++
		}
	}
	var err error
	b.Gap, err = d.nextGap(ctx, f)
	return b, err
}

// lines are the queue by topic.
func (f *floor) lines() []Line {
	var lines []Line
	for _, c := range f.waiting() {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.Topic == c.Topic })
		if i < 0 {
			lines = append(lines, Line{Topic: c.Topic, Since: c.WaitingSince})
			i = len(lines) - 1
		}
		lines[i].Waiting++
		if c.WaitingSince.Before(lines[i].Since) {
			lines[i].Since = c.WaitingSince
		}
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Topic, b.Topic)) })
	return lines
}

// nextGap is the first gap of the roster that is not over, of today or the days
// after. It begins when it began, so that it is the same at each look.
func (d *Desk) nextGap(ctx context.Context, f *floor) (*roster.Gap, error) {
	needs, err := d.store.Needs(ctx)
	if err != nil || len(needs) == 0 {
		return nil, err
	}
	network := centre.Network(f.centres)
	today := calendar.DateOf(f.at.In(network.Zone()))
	shifts, err := d.store.Shifts(ctx, today, today.AddDays(gapsWithin))
	if err != nil {
		return nil, err
	}
	from, _ := network.At(today, 0)
	to, _ := network.At(today.AddDays(gapsWithin+1), 0)
	gaps := roster.Gaps(network.Between(from, to), needs, roster.Duties(f.centres, f.staff(), shifts))
	gaps = slices.DeleteFunc(gaps, func(g roster.Gap) bool { return !g.Time.To.After(f.at) })
	if len(gaps) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(gaps, func(a, b roster.Gap) int { return a.Time.From.Compare(b.Time.From) })
	return &first, nil
}

func (f *floor) staff() []account.Staff {
	var all []account.Staff
	for _, p := range f.people {
		all = append(all, p.Staff)
	}
	return all
}

// announceBoard tells coordinators what has changed.
func (d *Desk) announceBoard(ctx context.Context, f *floor) error {
	now, err := d.boardOf(ctx, f)
	if err != nil {
		return fmt.Errorf("make the board: %w", err)
	}
	d.mu.Lock()
	before := d.board
	d.board = now
	d.mu.Unlock()
	if reflect.DeepEqual(before, now) {
		return nil
	}
	t := teller{now: f.at}
	t.add(event.Event{Stream: event.Board, Type: event.TypeBoard, Staff: true}, now)
	d.publish(ctx, t.events)
	return t.err
}
