package booking

import (
	"time"

	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

// Readers are whom an afterword is for.
type Readers string

// The readers.
const (
	WhoCame       Readers = "came"
	WhoRegistered Readers = "registered" // whoever had a place, there or not
)

// Afterword is what a host writes once, when a meeting is over, to those who
// were to come.
type Afterword struct {
	ID    string            // its client made it
	Texts map[string]string // by language
	To    Readers
	Name  string // of who wrote it
	At    time.Time
}

// Write adds an afterword: fault.Conflict before the end, and when there is one.
// The same again changes nothing.
func (g *Gathering) Write(a Afterword) error {
	texts, err := cleanTexts(a.Texts, maxText, text.Block)
	switch {
	case err != nil:
		return err
	case !id.Valid(a.ID), len(texts) == 0, a.To != WhoCame && a.To != WhoRegistered:
		return fault.New(fault.Malformed)
	case g.Afterword != nil && g.Afterword.ID == a.ID:
		return nil
	case g.Afterword != nil, g.State != MeetingEnded:
		return fault.New(fault.Conflict)
	}
	a.Texts = texts
	g.Afterword = &a
	return nil
}

// IsFor tells whether somebody who registered is to read it: not who was
// removed.
func (a Afterword) IsFor(r Registration) bool {
	return r.State == PlaceConfirmed && r.Door != DoorRemoved && (a.To == WhoRegistered || !r.CameAt.IsZero())
}
