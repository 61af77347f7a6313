// Package lobby is what a media room is to those who own one: an interview, or a
// meeting. Who owns a room says who may be in it and what they may send, and
// what its own events mean for who is in it.
package lobby

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/event"
)

// Rights are what a participant may do. What is not allowed is not forwarded,
// whatever the page sends.
type Rights struct {
	// Outside is before the door: connected, neither seen nor heard, and told of
	// nobody.
	Outside bool
	// Sound is the microphone; Screen is with its sound.
	Sound, Camera, Screen bool
}

// All are the rights of who may do everything.
func All() Rights { return Rights{Sound: true, Camera: true, Screen: true} }

// Pass says that an actor may be in a room, and how.
type Pass struct {
	Room string
	// Stream is where the owner's events are.
	Stream      event.Stream
	Participant string // opaque to the media plane
	Name        string
	// Held is true while the whole room waits, as an interview that rings does.
	Held   bool
	Rights Rights
	// Spotlight is the participant who is seen first, "" for nobody.
	Spotlight string
}

// Order is what an event of the owner means for the room.
type Order struct {
	// Close sends everybody out, Release ends being held.
	Close, Release bool
	// Participant, when it is not empty, has other Rights, or must go when they
	// are nil.
	Participant string
	Rights      *Rights
	// Spotlight, when it is not nil, is who is seen first, "" for nobody.
	Spotlight *string
}

// PresentEvery is how often an owner hears who is in a room: who died with their
// node is otherwise said of nobody to be gone.
const PresentEvery = 20 * time.Second

// An Owner decides about its rooms.
type Owner interface {
	// MayJoin is an actor's pass: fault.NotFound for a room that is not the
	// owner's, or not theirs to know of.
	MayJoin(ctx context.Context, by account.Actor, room string) (Pass, error)
	// Orders is what an event of the room's stream means for the room, in order.
	// Inside are the participants who are in it.
	Orders(e event.Event, room string, inside []string) ([]Order, error)
	// Present says who is connected in a room of this node, as of an instant, and
	// again each PresentEvery. An error asks for it sooner.
	Present(ctx context.Context, room string, who []string, at time.Time) error
}
