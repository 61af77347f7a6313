package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the calendar, wherever on earth. It is no instant: which
// one it begins at depends on the zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// ParseDate reads yyyy-mm-dd.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("read date: %q is not yyyy-mm-dd", s)
	}
	return DateOf(t), nil
}

// midnight is the date's beginning where the clock is never moved. All that is
// reckoned with dates is reckoned there.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// IsValid tells whether there is such a day, in a year of four digits.
func (d Date) IsValid() bool {
	return 1 <= d.Year && d.Year <= 9999 && DateOf(d.midnight()) == d
}

// AddDays is the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Compare orders dates: -1 when d is before other, 1 when it is after.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// DaysUntil is how many days later other is.
func (d Date) DaysUntil(other Date) int {
	return int(other.midnight().Sub(d.midnight()) / (24 * time.Hour))
}

// String writes yyyy-mm-dd.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes yyyy-mm-dd, and refuses what is no day.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsValid() {
		return nil, fmt.Errorf("write date: there is no %s", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads yyyy-mm-dd.
func (d *Date) UnmarshalText(text []byte) error {
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}
