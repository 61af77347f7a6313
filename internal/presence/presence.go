// Package presence is the rules of who is there: what somebody declared, and
// whether a live connection of theirs was heard a moment ago.
package presence

import (
	"context"
	"time"

	"miti/internal/account"
)

// How long a beat holds. With a sweep each second, a counsellor who is not
// heard any more is noticed within 15 s: Hold, a beat that was due, a sweep.
const (
	// Every is how often a connection beats.
	Every = 4 * time.Second
	// Hold is how long a beat counts: two may be late.
	Hold = 12 * time.Second
	// Grace is how long a connection counts after it has been closed, so that
	// a reload of the page is no absence.
	Grace = 4 * time.Second

	// VisitorEvery and VisitorHold are those of visitors, of whom there are
	// thousands. Who waits in the queue beats as counsellors do: nobody is to be
	// rung for who has gone, and the place is kept for minutes.
	VisitorEvery = 25 * time.Second
	VisitorHold  = 75 * time.Second
	// VisitorGrace is for a reload of the page on a slow network, and for the way
	// of a page from its question to a socket.
	VisitorGrace = 10 * time.Second
	// VisitorReturn is how long visitors' pages may take to come back to a node
	// that has just started, before they are missed.
	VisitorReturn = 30 * time.Second
)

// Who names somebody, or something, that beats: Staff, Visitor or Room.
type Who string

// Staff is the name of a counsellor.
func Staff(id account.StaffID) Who { return Who("staff:" + string(id)) }

// Visitor is the name of a visitor.
func Visitor(id account.VisitorID) Who { return Who("visitor:" + string(id)) }

// Room is the name of a media room with somebody in it.
func Room(interview string) Who { return Who("room:" + interview) }

// Live keeps heartbeats, for all nodes. Ages are measured by its own clock
// alone: a node whose clock is wrong changes nothing.
type Live interface {
	// Beat says that a connection of who is there, and counts for hold from
	// now, in place of what its last beat said: a shorter hold shortens, and
	// none takes it back at once.
	Beat(ctx context.Context, who Who, connection string, hold time.Duration) error
	// Here tells, for each of those asked, whether any connection's beat still
	// counts. Those who are not here are in the map too, with false. An error
	// means that nothing is known of anybody.
	Here(ctx context.Context, ask []Who) (map[Who]bool, error)
}

// Heard is whether somebody's connection was heard.
type Heard int

// What may be known of a connection.
const (
	NotKnown Heard = iota // the live store cannot be asked
	Silent
	Alive
)

// Seen is what others see of a counsellor: what they declared, as long as
// they are heard. Nobody is seen as available whom nothing is known of, and
// someone in a call is busy, whatever they said before.
func Seen(declared account.Presence, heard Heard, inCall bool) account.Presence {
	switch {
	case heard == NotKnown:
		return account.Unknown
	case heard == Silent:
		return account.Offline
	case inCall && declared == account.Available:
		return account.Busy
	default:
		return declared
	}
}
