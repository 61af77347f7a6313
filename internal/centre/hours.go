package centre

import (
	"fmt"
	"slices"
	"time"
)

// horizon is how many days ahead an opening is looked for: one day more than
// two weeks finds every weekly span, and a second open day.
const horizon = 15

// Check says what is wrong with a centre's hours, for who enters them.
func (c Centre) Check() error {
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" {
		return fmt.Errorf("centre %s: zone %q is not known", c.ID, c.Zone)
	}
	for _, s := range c.Week {
		if s.Day < 0 || s.Day > 6 || s.From < 0 || s.From >= s.To || s.To > 24*60 {
			return fmt.Errorf("centre %s: span %+v is not on a day", c.ID, s)
		}
	}
	return nil
}

// zone is where the centre's clock hangs. Check has refused what is not known.
func (c Centre) zone() *time.Location {
	l, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC
	}
	return l
}

// OpenAt tells whether the centre's wall clock is within its hours.
func (c Centre) OpenAt(now time.Time) bool {
	local := now.In(c.zone())
	minute := local.Hour()*60 + local.Minute()
	return slices.ContainsFunc(c.Week, func(s Span) bool {
		return s.Day == int(local.Weekday()) && s.From <= minute && minute < s.To
	})
}

// A day is a date of the centre's calendar on which it is open.
type day struct {
	date          string // yyyy-mm-dd, so that dates of several centres compare
	opens, closes []time.Time
}

// days are the open days from the date of now on, for the horizon.
func (c Centre) days(now time.Time) []day {
	zone := c.zone()
	y, m, d := now.In(zone).Date()
	at := func(ahead, minute int) time.Time { return time.Date(y, m, d+ahead, 0, minute, 0, 0, zone) }
	var days []day
	for ahead := range horizon {
		noon := at(ahead, 12*60) // never in a gap of daylight saving
		open := day{date: noon.Format(time.DateOnly)}
		for _, s := range c.Week {
			if s.Day == int(noon.Weekday()) {
				open.opens = append(open.opens, at(ahead, s.From))
				open.closes = append(open.closes, at(ahead, s.To))
			}
		}
		if open.opens != nil {
			days = append(days, open)
		}
	}
	return days
}

// AnyOpen tells whether any of the centres is open.
func AnyOpen(centres []Centre, now time.Time) bool {
	return slices.ContainsFunc(centres, func(c Centre) bool { return c.OpenAt(now) })
}

// NextOpening is when the first of the centres opens after now, zero when none
// ever does.
func NextOpening(centres []Centre, now time.Time) time.Time {
	var next time.Time
	for _, c := range centres {
		for _, d := range c.days(now) {
			for _, t := range d.opens {
				if t.After(now) && (next.IsZero() || t.Before(next)) {
					next = t
				}
			}
		}
	}
	return next
}

// AnswerBy is when a message left now is answered at the latest: the last
// closing of the second day after today on which any of the centres is open.
// It is zero when there is no such day.
func AnswerBy(centres []Centre, now time.Time) time.Time {
	closes := map[string]time.Time{}
	today := ""
	for _, c := range centres {
		// Centres of one network share their dates; should they not, today is
		// over when it is over everywhere.
		today = max(today, now.In(c.zone()).Format(time.DateOnly))
		for _, d := range c.days(now) {
			last := slices.MaxFunc(d.closes, time.Time.Compare)
			if last.After(closes[d.date]) {
				closes[d.date] = last
			}
		}
	}
	var dates []string
	for date := range closes {
		if date > today {
			dates = append(dates, date)
		}
	}
	if len(dates) < 2 {
		return time.Time{}
	}
	slices.Sort(dates)
	return closes[dates[1]]
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
