package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/interview"
	"miti/internal/lobby"
	"miti/internal/presence"
)

// rooms is what this node knows of the media rooms. A room lives on one node,
// which beats for it in the live store as long as somebody is in it; so every
// node can tell an empty room from one that is elsewhere, and a node that died
// leaves none behind.
type rooms struct {
	mu sync.Mutex
	// here has the rooms of this node: true while somebody is in it.
	here map[interview.ID]bool
	// empty is since when a live interview's room is known to be empty.
	empty map[interview.ID]time.Time
}

func newRooms() *rooms {
	return &rooms{here: map[interview.ID]bool{}, empty: map[interview.ID]time.Time{}}
}

// Present implements lobby.Owner: somebody is in a room of this node, or has not
// been since then.
func (d *Desk) Present(_ context.Context, room string, who []string, at time.Time) error {
	id := interview.ID(room)
	d.rooms.mu.Lock()
	defer d.rooms.mu.Unlock()
	d.rooms.here[id] = len(who) > 0
	if len(who) > 0 {
		delete(d.rooms.empty, id)
	} else if _, noted := d.rooms.empty[id]; !noted {
		d.rooms.empty[id] = at
	}
	return nil
}

// Orders implements lobby.Owner: an interview that is accepted releases its room,
// one that is over closes it. Staff who have left the conversation leave the room.
func (d *Desk) Orders(e event.Event, room string, inside []string) ([]lobby.Order, error) {
	switch e.Type {
	case event.TypeInterview:
		i, err := read[interview.Interview](e)
		if err != nil || string(i.ID) != room || i.State == interview.Ringing {
			return nil, err
		}
		return []lobby.Order{{Release: i.State == interview.Live, Close: i.State == interview.Ended}}, nil
	case event.TypeConversation:
		v, err := read[View](e)
		if err != nil {
			return nil, err
		}
		var orders []lobby.Order
		for _, p := range inside {
			if account.IsStaff(p) && !v.isSpokenBy(p) {
				orders = append(orders, lobby.Order{Participant: p})
			}
		}
		return orders, nil
	}
	return nil, nil
}

// isSpokenBy tells that a participant is the conversation's counsellor, or a
// colleague whom the visitor knows of.
func (v View) isSpokenBy(participant string) bool {
	is := func(p chat.Person) bool { return account.Actor{Staff: p.ID}.Participant() == participant }
	return is(v.Counsellor) || slices.ContainsFunc(v.Visible().Colleagues, is)
}

func read[T any](e event.Event) (T, error) {
	var v T
	if err := json.Unmarshal(e.Data, &v); err != nil {
		return v, fmt.Errorf("read event %s: %w", e.Type, err)
	}
	return v, nil
}

// beatRooms renews what the live store knows of this node's rooms.
func (d *Desk) beatRooms(ctx context.Context) error {
	d.rooms.mu.Lock()
	here := maps.Clone(d.rooms.here)
	d.rooms.mu.Unlock()
	var errs error
	for id, occupied := range here {
		hold := presence.Hold
		if !occupied {
			hold = 0 // takes back the beat before, which would last
		}
		errs = errors.Join(errs, d.live.Beat(ctx, presence.Room(string(id)), d.node, hold))
	}
	return errs
}

// known are the rooms that this node keeps something of.
func (r *rooms) known() []interview.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Concat(slices.Collect(maps.Keys(r.here)), slices.Collect(maps.Keys(r.empty)))
}

// forget drops what is kept of a room.
func (r *rooms) forget(id interview.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.here, id)
	delete(r.empty, id)
}

// isDeserted notes whether somebody is in the room of a live interview, and
// tells whether nobody has been for too long.
func (r *rooms) isDeserted(i interview.Interview, occupied bool, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if occupied || r.here[i.ID] {
		delete(r.empty, i.ID)
		return false
	}
	since, noted := r.empty[i.ID]
	if !noted {
		since = now
		r.empty[i.ID] = now
	}
	if since.Before(i.LiveAt) {
		since = i.LiveAt
	}
	return now.Sub(since) >= interview.EmptyFor
}
