package web

import (
	"strings"
	"time"

	"miti/internal/calendar"
	"miti/internal/calendar/feed"
	"miti/internal/centre"
	"miti/internal/office"
)

type (
	// hoursBody is the document's Hours: what a coordinator enters.
	hoursBody struct {
		Week       []spanBody      `json:"week"`
		Exceptions []exceptionBody `json:"exceptions"`
		Holidays   string          `json:"holidays"`
	}
	minutesBody struct {
		From int `json:"from"`
		To   int `json:"to"`
	}
	spanBody struct {
		Day int `json:"day"`
		minutesBody
	}
	exceptionBody struct {
		From  string        `json:"from"`
		To    string        `json:"to"`
		Hours []minutesBody `json:"hours"`
		Name  string        `json:"name"`
	}
	centreBody struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		City string `json:"city"`
		Zone string `json:"zone"`
		hoursBody
	}
	holidayBody struct {
		Date calendar.Date `json:"date"`
		Key  string        `json:"key"`
	}
	centresBody struct {
		Centres   []centreBody  `json:"centres"`
		LegalDays []holidayBody `json:"legalDays"`
	}
	previewBody struct {
		Zone     string     `json:"zone"`
		Open     bool       `json:"open"`
		OpensAt  *time.Time `json:"opensAt,omitempty"`
		AnswerBy time.Time  `json:"answerBy"`
		Days     []dayBody  `json:"days"`
	}
	dayBody struct {
		Date     calendar.Date  `json:"date"`
		Open     []intervalBody `json:"open"`
		Holidays []string       `json:"holidays"`
	}
	feedBody struct {
		Feed string `json:"feed"`
	}
	proposalBody struct {
		From calendar.Date `json:"from"`
		To   calendar.Date `json:"to"`
		Name string        `json:"name"`
	}
	proposalsBody struct {
		Proposals []proposalBody `json:"proposals"`
		Skipped   int            `json:"skipped"`
	}
)

func (b hoursBody) hours() office.Hours {
	return office.Hours{
		Week: each(b.Week, spanBody.span), Exceptions: each(b.Exceptions, exceptionBody.exception),
		Holidays: calendar.Holidays(b.Holidays),
	}
}

func hoursOf(c centre.Centre) hoursBody {
	return hoursBody{
		Week: each(c.Week, spanOf), Exceptions: each(c.Exceptions, exceptionOf),
		Holidays: string(c.Holidays),
	}
}

func (s *server) getCentres(c call) (answer, error) {
	all, err := s.Office.Centres(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(centresBody{
		Centres: each(all, func(c centre.Centre) centreBody {
			return centreBody{ID: string(c.ID), Name: c.Name, City: c.City, Zone: c.Zone, hoursBody: hoursOf(c)}
		}),
		LegalDays: each(s.Office.LegalDays(), func(h calendar.Holiday) holidayBody { return holidayBody(h) }),
	})
}

func (s *server) saveHours(c call) (answer, error) {
	b, err := decode[hoursBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Office.SaveHours(c.Request.Context(), c.by, centre.ID(c.id()), b.hours()); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) previewHours(c call) (answer, error) {
	b, err := decode[hoursBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	p, err := s.Office.Preview(c.Request.Context(), c.by, centre.ID(c.id()), b.hours())
	if err != nil {
		return answer{}, err
	}
	body := previewBody{Zone: p.Zone.String(), Open: p.Open, AnswerBy: p.AnswerBy, Days: each(p.Days, func(d office.Day) dayBody {
		return dayBody{Date: d.Date, Open: each(d.Open, intervalOf), Holidays: append([]string{}, d.Holidays...)}
	})}
	if !p.OpensAt.IsZero() {
		body.OpensAt = &p.OpensAt
	}
	return done(body)
}

func (s *server) proposeClosings(c call) (answer, error) {
	b, err := decode[feedBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	read, err := s.Office.Proposals(c.Request.Context(), c.by, centre.ID(c.id()), strings.NewReader(b.Feed))
	if err != nil {
		return answer{}, err
	}
	return done(proposalsBody{
		Proposals: each(read.Proposals, func(p feed.Proposal) proposalBody { return proposalBody(p) }), Skipped: read.Skipped,
	})
}
