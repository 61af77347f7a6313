package chat

import "time"

// The lines about appointments, as in signaling/protocol.
const (
	LineTimesOffered = "times_offered"
	LineBooked       = "appointment_booked"
)

// Times are what a line about appointments tells: those that were offered, or
// the one that was booked.
type Times struct {
	// ID is the offer's, "" for what was booked.
	ID    string
	Kind  string // how it takes place
	Times []Time
	// Until is when the times are no longer held.
	Until time.Time
}

// Time is one of them. ID is the appointment's.
type Time struct {
	ID         string
	Start, End time.Time
}
