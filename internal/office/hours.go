package office

import (
	"context"
	"errors"
	"slices"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

// previewDays is how far a coordinator sees what visitors will see: four weeks.
const previewDays = 28

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

// SaveHours writes when a centre is open. What cannot be is a
// *calendar.Problem, and fault.Malformed.
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

// Preview is when a centre would be open in the next four weeks with hours that
// need not be saved yet.
func (o *Office) Preview(ctx context.Context, by account.Actor, of centre.ID, h Hours) ([]calendar.Interval, error) {
	c, err := o.with(ctx, by, of, h)
	if err != nil {
		return nil, err
	}
	hours := c.Calendar()
	today := calendar.DateOf(o.now().In(hours.Zone()))
	span := between(hours, today, today.AddDays(previewDays-1))
	return hours.Between(span.From, span.To), nil
}

// with is a centre of the coordinator's with other hours.
func (o *Office) with(ctx context.Context, by account.Actor, of centre.ID, h Hours) (centre.Centre, error) {
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
	c := all[i]
	c.Week, c.Exceptions, c.Holidays = h.Week, h.Exceptions, h.Holidays
	if err := c.Check(); err != nil {
		return centre.Centre{}, errors.Join(fault.New(fault.Malformed), err)
	}
	return c, nil
}
