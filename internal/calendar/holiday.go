package calendar

import "time"

// Holidays names the country whose legal days a calendar keeps.
type Holidays string

// The legal days that are known.
const (
	NoHolidays      Holidays = ""
	BelgianHolidays Holidays = "be"
)

// Holiday is a legal day.
type Holiday struct {
	Date Date
	Key  string // of its name in the catalogue: "holiday.KEY"
}

// Belgium lists the ten legal days of a year, in order. Two may fall on one
// date, as Labour Day and Ascension did in 2008.
func Belgium(year int) []Holiday {
	fixed := func(month time.Month, day int, key string) Holiday {
		return Holiday{Date: Date{Year: year, Month: month, Day: day}, Key: key}
	}
	sunday := easter(year)
	moving := func(days int, key string) Holiday { return Holiday{Date: sunday.AddDays(days), Key: key} }
	labour, ascension := fixed(time.May, 1, "labour-day"), moving(39, "ascension")
	if ascension.Date.Compare(labour.Date) < 0 {
		labour, ascension = ascension, labour
	}
	return []Holiday{
		fixed(time.January, 1, "new-year"),
		moving(1, "easter-monday"),
		labour,
		ascension,
		moving(50, "whit-monday"),
		fixed(time.July, 21, "national-day"),
		fixed(time.August, 15, "assumption"),
		fixed(time.November, 1, "all-saints"),
		fixed(time.November, 11, "armistice"),
		fixed(time.December, 25, "christmas"),
	}
}

// easter is Easter Sunday by the Gregorian reckoning (Gauss's, with the
// corrections of the century, as Meeus, Jones and Butcher wrote it down).
func easter(year int) Date {
	golden := year % 19
	century, rest := year/100, year%100
	moon := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	weekday := (32 + 2*(century%4) + 2*(rest/4) - moon - rest%4) % 7
	late := (golden + 11*moon + 22*weekday) / 451
	n := moon + weekday - 7*late + 114
	return Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}

// closes tells whether a date is a legal day.
func (h Holidays) closes(d Date) bool {
	if h != BelgianHolidays {
		return false
	}
	for _, holiday := range Belgium(d.Year) {
		if holiday.Date == d {
			return true
		}
	}
	return false
}
