package sfu

import (
	"errors"
	"log/slog"
	"net/netip"
	"time"

	"miti/sfu/codec"
	"miti/sfu/transport"
)

// Config says where an SFU listens and what it tells clients of itself.
type Config struct {
	// UDP is the address of the media socket. Port 0 takes any free port.
	UDP netip.AddrPort
	// TCP is the address of the ICE-TCP socket (RFC 6544, framed as RFC 4571).
	// The zero value leaves TCP out.
	TCP netip.AddrPort
	// Public are the addresses that answers name as candidates, with the ports
	// of the sockets. Empty means the addresses that the sockets are bound to.
	Public []netip.Addr
	// Gone is how long a participant who is not heard keeps the place in the
	// room. Zero means 30 s.
	Gone time.Duration
	Log  *slog.Logger
	// Event is told what happened, in order, from one goroutine. It must not
	// call back into the SFU and must not wait.
	Event func(Event)
}

// Source is what one of a client's senders carries.
type Source string

// The sources of a participant.
const (
	Microphone  Source = "microphone"
	Camera      Source = "camera"
	Screen      Source = "screen"
	ScreenSound Source = "screenSound"
)

// Join is one offer of a participant.
type Join struct {
	Room, Participant string
	// Generation is what the last answer said, 0 for a client that has none.
	// An older one than the participant's current is refused with ErrReplaced,
	// unless it is a second try: the answer to the first was lost.
	// An offer by the peer connection that is already there (same o= session
	// id and fingerprint) is a renegotiation or an ICE restart and keeps its
	// generation; any other replaces it and gets the next one.
	Generation uint64
	// Offer is the client's SDP, at most MaxOffer bytes.
	Offer string
	// Senders maps the mid of an m-line that the client sends on to its
	// source. A sender that is missing here is not accepted.
	Senders map[string]Source
	// Sending are the sources that are on from the start, see SetSending. Nil
	// in a renegotiation leaves them as they are.
	Sending []Source
	// Held joins without hearing or being heard, until Release of the room.
	Held bool
	// Permit is what the participant may do, until SetPermit.
	Permit Permit
	// Echo, when it is not 0, makes it a test of the connection: the participant
	// is seated with themselves, and is out after so long, or after MaxEcho
	// bytes. Of such there are MaxEchoes at most.
	Echo time.Duration
}

// Answer is what the server says to a Join.
type Answer struct {
	SDP        string
	Generation uint64
	// Seats are the receive-only m-lines by seat: Seats[0] is the seat 0.
	Seats []SeatLines
}

// SeatLines names the m-lines of a seat. Either may be empty.
type SeatLines struct {
	AudioMid, VideoMid string
}

// Sitter is who has a seat: one person's microphone and camera, or one screen
// with its sound. An empty Participant is a free seat.
type Sitter struct {
	Participant string
	Screen      bool
}

// Limits of what a stranger can make the server hold.
const (
	MaxOffer        = 64 << 10 // bytes of an offer
	MaxLines        = 64       // m-lines of an offer, and those of seats in all offers of a peer connection
	MaxParticipants = 64       // of a room
	MaxEcho         = 2 << 20  // bytes that a test of a connection brings
	MaxEchoes       = 160      // tests at a time
)

// Errors of Join. Each is wrapped with what was wrong.
var (
	ErrOffer    = errors.New("the offer cannot be answered")
	ErrReplaced = errors.New("a newer join of the same participant took its place")
	ErrFull     = errors.New("the room is full")
	ErrClosed   = errors.New("the SFU is closed")
)

// Event is one of Connected, Lost, Gone, Seated, Speaking, Paused,
// Wanted, Quality, Summed.
type Event interface{ event() }

// Connected says that a participant's media path is up: the first time, or
// again after Lost.
type Connected struct {
	Room, Participant string
	Generation        uint64
}

// Lost says that a participant has not been heard for 3 s. The place is kept.
type Lost struct {
	Room, Participant string
	Generation        uint64
}

// Gone says that a participant has left or was not heard for Config.Gone.
// It is not said of a generation that another one replaced.
type Gone struct {
	Room, Participant string
	Generation        uint64
}

// Seated says who has which seat of one participant, whenever that changes.
type Seated struct {
	Room, Participant string
	Generation        uint64
	Seats             []Sitter
}

// Speaking says who in a room is heard to speak, in the order of their coming,
// whenever that changes, but not more often than a page need be told.
type Speaking struct {
	Room         string
	Participants []string
}

// Paused says whose pictures one participant is not sent, because the path
// does not carry them, whenever that changes. The sound goes on.
type Paused struct {
	Room, Participant string
	Generation        uint64
	Pictures          []Sitter
}

// Wanted says which layers of one participant's pictures anybody has a use for,
// by their numbers from the smallest, which is 0, whenever that changes. Until it
// is said, and from the moment that a picture is switched on, all are. Codecs are
// those that all decode who are shown the picture, in the order of the answer:
// until they are said only the first one there is sure to be seen.
type Wanted struct {
	Room, Participant string
	Generation        uint64
	Layers            map[Source][]int
	Codecs            map[Source][]codec.Name
}

// Quality says how a participant's connection is: every few seconds, and at
// once when the word changes.
type Quality struct {
	Room, Participant string
	Generation        uint64
	Measured
}

// Summed says what the call of a participant was like, once they are out,
// whichever way. It comes before Gone. While the call goes on it says so far,
// now and then: there is no last word of a process that dies.
type Summed struct {
	Room, Participant string
	Generation        uint64
	Call              string // the same in all that is said of the call, and never again
	Over              bool
	Summary
}

func (Connected) event() {}
func (Lost) event()      {}
func (Gone) event()      {}
func (Seated) event()    {}
func (Speaking) event()  {}
func (Paused) event()    {}
func (Wanted) event()    {}
func (Quality) event()   {}
func (Summed) event()    {}

// Stats are counts for metrics.
type Stats struct {
	Rooms, Participants   int
	Ways                  map[transport.Way]int // participants by how their media comes
	PacketsIn, PacketsOut uint64                // RTP, since the start
	BytesIn, BytesOut     uint64                // of all media packets
}
