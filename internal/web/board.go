package web

import (
	"time"

	"miti/internal/centre"
	"miti/internal/roster"
	"miti/internal/wire"
)

type (
	reasonBody struct {
		Reason string `json:"reason"`
	}
	closedEarlyBody struct {
		Kept int `json:"kept"`
	}
	reachedBody struct {
		Reached int `json:"reached"`
	}
	shiftsBody struct {
		Shifts []intervalBody `json:"shifts"`
	}
)

// Calls for help of one coordinator: a second one at once when the first named
// the wrong topic, then one a minute, or nobody hears them any more.
const (
	helpBurst = 2
	helpEvery = time.Minute
)

func (s *server) getBoard(c call) (answer, error) {
	b, err := s.Desk.Board(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(wire.Board(b))
}

func (s *server) callForHelp(c call) (answer, error) {
	b, err := decode[needBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.allow(&c, "help:"+c.by.Participant(), helpBurst, helpEvery); err != nil {
		return answer{}, err
	}
	reached, err := s.Desk.CallForHelp(c.Request.Context(), c.by, roster.Need{Topic: centre.TopicID(b.Topic), Language: b.Language})
	if err != nil {
		return answer{}, err
	}
	return done(reachedBody{Reached: reached})
}

func (s *server) closeEarly(c call) (answer, error) {
	b, err := decode[reasonBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	kept, err := s.Desk.CloseEarly(c.Request.Context(), c.by, centre.ID(c.id()), b.Reason)
	if err != nil {
		return answer{}, err
	}
	return done(closedEarlyBody{Kept: kept})
}

func (s *server) openAgain(c call) (answer, error) {
	if err := s.Desk.OpenAgain(c.Request.Context(), c.by, centre.ID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) getMyShifts(c call) (answer, error) {
	mine, err := s.Desk.Today(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(shiftsBody{Shifts: each(mine, intervalOf)})
}
