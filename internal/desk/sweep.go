package desk

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/interview"
	"miti/internal/presence"
)

// Sweep does what time does: rings that nobody answered are missed, lost
// counsellors are noticed and their visitors sent back to the front, deserted
// interviews end; then it tells who watches what has changed on the floor. It
// is called each second, on every node: each act decides again, under the
// store's lock, whether there is still anything to do. What fails is tried at
// the next one.
func (d *Desk) Sweep(ctx context.Context) error {
	known := d.rooms.known() // before the look, which then has all of their interviews
	unheard := d.beatRooms(ctx)
	f, err := d.look(ctx)
	if err != nil {
		return fmt.Errorf("look at the floor: %w", err)
	}
	for _, id := range known {
		if !f.hasInterview(id) {
			d.rooms.forget(id)
		}
	}
	errs := unheard
	for _, c := range f.open {
		if err := d.sweepCase(ctx, f, c); err != nil {
			errs = errors.Join(errs, fmt.Errorf("sweep conversation %s: %w", c.ID, err))
		}
	}
	return errors.Join(errs, d.sweepInbox(ctx, f), d.announce(ctx, f))
}

func (f *floor) hasInterview(id interview.ID) bool {
	for _, c := range f.open {
		if i := c.ongoing(); i != nil && i.ID == id {
			return true
		}
	}
	return false
}

// sweepCase does what time does to one conversation.
func (d *Desk) sweepCase(ctx context.Context, f *floor, c Case) error {
	var errs error
	do := func(rule func(c *Case, now time.Time)) {
		_, err := d.update(ctx, About{Conversation: c.ID}, func(c *Case, now time.Time) error {
			rule(c, now)
			return nil
		})
		errs = errors.Join(errs, err)
	}
	if i := c.ongoing(); i != nil && i.Expired(f.at) {
		do((*Case).expire)
	} else if i != nil && i.State == interview.Live && f.known &&
		d.rooms.isDeserted(*i, f.here[presence.Room(string(i.ID))], f.at) {
		do(func(c *Case, now time.Time) { c.fail(i.ID, now) })
	}
	switch heard := f.heard(c.Counsellor.ID); {
	case c.State == chat.Waiting:
		if f.outgrown(c.Conversation) {
			do(func(c *Case, _ time.Time) { c.Widen() })
		}
	case heard == presence.Alive && !c.LostAt.IsZero():
		do(func(c *Case, _ time.Time) { c.Find() })
	case heard == presence.Silent && c.LostAt.IsZero() && d.hasListened(f.at):
		do(func(c *Case, now time.Time) { c.Lose(now) })
	case heard == presence.Silent && c.Abandoned(f.at):
		do((*Case).requeue)
	}
	return errs
}

// hasListened tells that this node has been up for long enough that whoever is
// there has been heard.
func (d *Desk) hasListened(now time.Time) bool { return now.Sub(d.started) >= presence.Hold }

// outgrown tells that a waiting conversation belongs to a centre that has
// nobody there for it, while another one has.
func (f *floor) outgrown(c chat.Conversation) bool {
	if c.Centre == "" || f.serves(c) {
		return false
	}
	c.Centre = ""
	return f.serves(c)
}

// told is what was last published of the floor.
type told struct {
	availability Availability
	colleagues   []Colleague
	places       map[chat.ID]Place
}

// announce publishes what has changed on the floor since it was last told.
func (d *Desk) announce(ctx context.Context, f *floor) error {
	waits, err := d.waits(ctx, f)
	if err != nil {
		return err
	}
	now := told{availability: f.availability(), colleagues: f.colleagues(), places: map[chat.ID]Place{}}
	for _, c := range f.waiting() {
		now.places[c.ID] = f.place(c, waits)
	}
	d.mu.Lock()
	before := d.told
	d.told = now
	d.mu.Unlock()

	t := teller{now: f.at}
	if !reflect.DeepEqual(before.availability, now.availability) {
		t.add(event.Event{Stream: event.Availability, Type: event.TypeAvailability}, now.availability)
	}
	if !reflect.DeepEqual(before.colleagues, now.colleagues) {
		t.add(event.Event{Stream: event.Queue, Type: event.TypeColleagues, Staff: true}, now.colleagues)
	}
	for id, p := range now.places {
		if before.places[id] != p {
			t.add(event.Event{Stream: event.Conversation(string(id)), Type: event.TypePlace}, p)
		}
	}
	d.publish(ctx, t.events)
	return t.err
}

// waits are the recent waits, asked for only when somebody waits.
func (d *Desk) waits(ctx context.Context, f *floor) ([]time.Duration, error) {
	if len(f.waiting()) == 0 {
		return nil, nil
	}
	return d.store.Waits(ctx, f.at.Add(-chat.EstimateOver))
}
