package centre

import (
	"fmt"
	"slices"
	"time"

	"miti/internal/calendar"
)

// promise is how many working days an answer may take.
const promise = 2

func (c Centre) rules() calendar.Rules {
	return calendar.Rules{Zone: c.Zone, Week: c.Week, Exceptions: c.Exceptions, Holidays: c.Holidays, Absences: c.Early.absences()}
}

// Check says what is wrong with a centre's hours, for who enters them: it wraps
// a *calendar.Problem.
func (c Centre) Check() error {
	if err := c.rules().Check(); err != nil {
		return fmt.Errorf("centre %s: %w", c.ID, err)
	}
	return nil
}

// Calendar is when the centre is open.
func (c Centre) Calendar() calendar.Calendar {
	hours, err := calendar.New(c.rules())
	if err != nil { // Check has refused it: there is no such centre to open
		return calendar.Calendar{}
	}
	return hours
}

// OpenAt tells whether the centre is open.
func (c Centre) OpenAt(now time.Time) bool { return c.Calendar().OpenAt(now) }

// AnswerBy is when a message that is left at the centre now is answered at the
// latest. There always is such a time, and it is after now.
func (c Centre) AnswerBy(now time.Time) time.Time { return c.Calendar().WorkingDay(now, promise) }

// Network is when any of the centres is open.
func Network(centres []Centre) calendar.Calendar {
	var all []calendar.Calendar
	for _, c := range centres {
		all = append(all, c.Calendar())
	}
	return calendar.Union(all...)
}

// AnyOpen tells whether any of the centres is open.
func AnyOpen(centres []Centre, now time.Time) bool { return Network(centres).OpenAt(now) }

// NextOpening is when any of the centres is open next: now, if one is. It is
// zero when none will be for longer than anybody looks ahead.
func NextOpening(centres []Centre, now time.Time) time.Time {
	next, _ := Network(centres).Next(now)
	return next.From
}

// AnswerBy is when a message that is left with the network now is answered at
// the latest. There always is such a time, and it is after now.
func AnswerBy(centres []Centre, now time.Time) time.Time {
	return Network(centres).WorkingDay(now, promise)
}

// WarnAt is when what is due at that time is due soon: at the first opening of
// its day, so that what is left is at most one working day, and somebody is
// there to hear it. Without an opening on that day it is eight hours before.
func WarnAt(centres []Centre, due time.Time) time.Time {
	hours := Network(centres)
	y, m, d := due.Add(-time.Second).In(hours.Zone()).Date() // midnight is the end of its day
	open := hours.Between(time.Date(y, m, d, 0, 0, 0, 0, hours.Zone()), due)
	if len(open) == 0 {
		return due.Add(-8 * time.Hour)
	}
	return open[0].From
}

// Zone is where the clock of a centre hangs; of none, the network's first.
func Zone(centres []Centre, of ID) *time.Location {
	if i := slices.IndexFunc(centres, func(c Centre) bool { return c.ID == of }); i >= 0 {
		return centres[i].Calendar().Zone()
	}
	return Network(centres).Zone()
}

// ForPostcode is the centre that serves a postcode first. Not every postcode
// has one.
func ForPostcode(centres []Centre, postcode int) (Centre, bool) {
	i := slices.IndexFunc(centres, func(c Centre) bool {
		return slices.ContainsFunc(c.Postcodes, func(r Range) bool { return r.From <= postcode && postcode <= r.To })
	})
	if i < 0 {
		return Centre{}, false
	}
	return centres[i], true
}

// Languages are those in which the network serves people (ISO 639-1).
func Languages() []string { return []string{"fr", "nl", "de", "en"} }
