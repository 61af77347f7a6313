package office

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/calendar/feed"
	"miti/internal/centre"
	"miti/internal/fault"
)

const (
	// previewDays is how far a coordinator sees what visitors will see: four weeks.
	previewDays = 28
	// legalDays is how far ahead the legal days are listed: a year.
	legalDays = 365
	// feedDays is how far ahead a feed may propose: this year and the next.
	feedDays = 2 * 365
)

// Hours are when a centre is open, as its coordinator enters them.
type Hours struct {
	Week       []calendar.Span
	Exceptions []calendar.Exception
	Holidays   calendar.Holidays
}

// Centres are those that the coordinator arranges, with their hours.
func (o *Office) Centres(ctx context.Context, by account.Actor) ([]centre.Centre, error) {
	asks, err := o.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	if !asks.Coordinator {
		return nil, fault.New(fault.Forbidden)
	}
	all, err := o.store.Centres(ctx)
	return slices.DeleteFunc(all, func(c centre.Centre) bool { return !asks.Coordinates(c.ID) }), err
}

// LegalDays are those of the next year, for who decides whether to keep them.
func (o *Office) LegalDays() []calendar.Holiday {
	today := calendar.DateOf(o.now())
	until := today.AddDays(legalDays)
	return slices.DeleteFunc(append(calendar.Belgium(today.Year), calendar.Belgium(until.Year)...), func(h calendar.Holiday) bool {
		return h.Date.Compare(today) < 0 || h.Date.Compare(until) >= 0
	})
}

// SaveHours writes when a centre is open. What cannot be is a
// *calendar.Problem, and fault.BadHours.
func (o *Office) SaveHours(ctx context.Context, by account.Actor, of centre.ID, h Hours) error {
	c, err := o.with(ctx, by, of, h)
	if err != nil {
		return err
	}
	topics, err := o.store.Topics(ctx)
	if err != nil {
		return err
	}
	return o.store.SaveNetwork(ctx, []centre.Centre{c}, topics)
}

// Preview is what visitors would see with hours that need not be saved yet.
type Preview struct {
	Zone *time.Location
	Open bool
	// OpensAt is the next opening, zero when there is none for long.
	OpensAt time.Time
	// AnswerBy is when a message that is left now is answered at the latest.
	AnswerBy time.Time
	Days     []Day // of the next four weeks
}

// Day is when a centre is open on a date.
type Day struct {
	Date calendar.Date
	Open []calendar.Interval
	// Holidays are the keys of what the date is, also where it is not kept.
	Holidays []string
}

// Preview is what visitors would see of a centre with hours that need not be
// saved yet. What cannot be is a *calendar.Problem, and fault.BadHours.
func (o *Office) Preview(ctx context.Context, by account.Actor, of centre.ID, h Hours) (Preview, error) {
	c, err := o.with(ctx, by, of, h)
	if err != nil {
		return Preview{}, err
	}
	hours, now := c.Calendar(), o.now()
	p := Preview{Zone: hours.Zone(), Open: hours.OpenAt(now), AnswerBy: c.AnswerBy(now)}
	if next, ok := hours.Next(now); ok {
		p.OpensAt = next.From
	}
	today := calendar.DateOf(now.In(p.Zone))
	for i := range previewDays {
		date := today.AddDays(i)
		span := between(hours, date, date)
		p.Days = append(p.Days, Day{Date: date, Open: hours.Between(span.From, span.To), Holidays: holidaysOn(date)})
	}
	return p, nil
}

func holidaysOn(d calendar.Date) []string {
	var keys []string
	for _, h := range calendar.Belgium(d.Year) {
		if h.Date == d {
			keys = append(keys, h.Key)
		}
	}
	return keys
}

// Proposals are the closing days that a calendar feed has for a centre. Nothing
// is kept of it: what the coordinator accepts is saved with the hours.
func (o *Office) Proposals(ctx context.Context, by account.Actor, of centre.ID, ics io.Reader) (feed.Reading, error) {
	c, err := o.centre(ctx, by, of)
	if err != nil {
		return feed.Reading{}, err
	}
	today := calendar.DateOf(o.now().In(c.Calendar().Zone()))
	return feed.Propose(ics, today, today.AddDays(feedDays))
}

// centre is one that the coordinator arranges.
func (o *Office) centre(ctx context.Context, by account.Actor, of centre.ID) (centre.Centre, error) {
	if _, err := o.coordinator(ctx, by, of); err != nil {
		return centre.Centre{}, err
	}
	all, err := o.store.Centres(ctx)
	if err != nil {
		return centre.Centre{}, err
	}
	i := slices.IndexFunc(all, func(c centre.Centre) bool { return c.ID == of })
	if i < 0 {
		return centre.Centre{}, fault.New(fault.NotFound)
	}
	return all[i], nil
}

// with is a centre of the coordinator's with other hours.
func (o *Office) with(ctx context.Context, by account.Actor, of centre.ID, h Hours) (centre.Centre, error) {
	c, err := o.centre(ctx, by, of)
	if err != nil {
		return centre.Centre{}, err
	}
	c.Week, c.Exceptions, c.Holidays = h.Week, h.Exceptions, h.Holidays
	if err := c.Check(); err != nil {
		return centre.Centre{}, errors.Join(fault.New(fault.BadHours), err)
	}
	return c, nil
}
