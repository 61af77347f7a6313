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
// counsellors and visitors are noticed, their conversations sent where somebody
// cares for them, deserted interviews end; then it rings for those who seek a
// counsellor, and tells who watches what has changed on the floor. It is called
// each second, on every node: each act decides again, under the store's lock,
// whether there is still anything to do. What fails is tried at the next one.
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
	deserted := d.deserted(f)
	for i, c := range f.open {
		due := d.due(f, c, deserted[c.ID])
		if len(due) == 0 {
			continue
		}
		f.open[i], err = d.update(ctx, About{Conversation: c.ID}, func(c *Case, now time.Time) error {
			for _, rule := range due {
				rule(c, now)
			}
			return nil
		})
		if err != nil {
			f.open[i] = c
			errs = errors.Join(errs, fmt.Errorf("sweep conversation %s: %w", c.ID, err))
		}
	}
	return errors.Join(errs, d.sweepInbox(ctx, f), d.route(ctx, f), d.announce(ctx, f), d.announceBoard(ctx, f))
}

func (f *floor) hasInterview(id interview.ID) bool {
	for _, c := range f.open {
		if i := c.ongoing(); i != nil && i.ID == id {
			return true
		}
	}
	return false
}

// A timely is a rule whose time has come. It decides again whether it has.
type timely func(c *Case, now time.Time)

// due are the rules whose time has come in one conversation.
func (d *Desk) due(f *floor, c Case, deserted bool) []timely {
	var due []timely
	when := func(is bool, rule timely) {
		if is {
			due = append(due, rule)
		}
	}
	i := c.ongoing()
	when(i != nil && i.Expired(f.at), (*Case).expire)
	when(i != nil && i.State == interview.Live && f.known && d.rooms.isDeserted(*i, f.here[presence.Room(string(i.ID))], f.at),
		func(c *Case, now time.Time) { c.fail(i.ID, now) })
	gone := f.misses(c.Conversation)
	when(gone && c.VisitorLostAt.IsZero() && d.hasListened(f.at, presence.VisitorReturn), func(c *Case, now time.Time) { c.LoseVisitor(now) })
	when(f.known && !f.misses(c.Conversation) && !c.VisitorLostAt.IsZero(), func(c *Case, _ time.Time) { c.FindVisitor() })
	if c.State == chat.Waiting {
		when(f.outgrown(c.Conversation), func(c *Case, _ time.Time) { c.Widen() })
		// A page in the background may take a minute to come back.
		when(gone && c.Vacant(f.at) && d.hasListened(f.at, presence.VisitorHold), func(c *Case, now time.Time) { c.Vacate(now) })
		when(deserted, func(c *Case, now time.Time) { c.Keep(now) })
		return due
	}
	heard := f.heard(c.Counsellor.ID)
	when(heard == presence.Alive && !c.LostAt.IsZero(), func(c *Case, _ time.Time) { c.Find() })
	when(heard == presence.Silent && c.LostAt.IsZero() && d.hasListened(f.at, presence.Hold),
		func(c *Case, now time.Time) { c.Lose(now) })
	when(heard == presence.Silent && c.Abandoned(f.at), (*Case).requeue)
	when(c.Unanswered(f.at), (*Case).ask)
	when(heard == presence.Alive && c.Silent(f.at), (*Case).move)
	return due
}

// hasListened tells that this node has been up for long enough that whoever is
// there has been heard.
func (d *Desk) hasListened(now time.Time, hold time.Duration) bool {
	return now.Sub(d.started) >= hold
}

// deserted are the conversations that wait outside the hours, and nobody has
// been there for them for a while.
func (d *Desk) deserted(f *floor) map[chat.ID]bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	since, deserted := map[chat.ID]time.Time{}, map[chat.ID]bool{}
	for _, c := range f.open {
		if !f.known || c.State != chat.Waiting || f.serves(c.Conversation) || f.isOpen(c.Centre) {
			continue
		}
		since[c.ID] = f.at
		if before, noted := d.alone[c.ID]; noted {
			since[c.ID] = before
		}
		deserted[c.ID] = f.at.Sub(since[c.ID]) >= chat.DesertedFor
	}
	d.alone = since
	return deserted
}

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
	waiting := f.waiting()
	for _, c := range waiting {
		now.places[c.ID] = f.place(c, waiting, waits)
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
func (d *Desk) waits(ctx context.Context, f *floor) ([]chat.Wait, error) {
	if len(f.waiting()) == 0 {
		return nil, nil
	}
	return d.store.Waits(ctx, f.at.Add(-chat.EstimateOver))
}
