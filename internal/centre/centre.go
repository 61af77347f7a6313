// Package centre is the network's centres: where they are, what is asked
// there, and when they are open.
package centre

import "miti/internal/calendar"

// ID and TopicID name a centre and a topic.
type (
	ID      string
	TopicID string
)

// Centre is a place of the network.
type Centre struct {
	ID   ID
	Name string
	City string
	// Address and Phone are for visitors; both may be empty.
	Address, Phone string
	Zone           string // IANA, such as Europe/Brussels
	// Postcodes are the ranges that this centre serves first.
	Postcodes []Range
	// Week is when it is open, by wall clock in Zone, but for the Exceptions
	// (regional days and its own closing days and special openings) and the
	// legal days that it keeps.
	Week       []calendar.Span
	Exceptions []calendar.Exception
	Holidays   calendar.Holidays
	// Early is the last time that it closed before its time, nil for none.
	Early *Early
}

// Range is an inclusive range of postcodes.
type Range struct{ From, To int }

// Topic is what a question is about. Its name is the catalogue's
// ("topic.ID").
type Topic struct{ ID TopicID }
