package field

import (
	"math"
	"time"
)

// Date is a calendar date as days since 1970-01-01, the form Arrow and DuckDB
// use. It has no time zone.
type Date int32

// NoDate stands for a date that is blank, zeros or no calendar date.
const NoDate Date = math.MinInt32

// NewDate gives the date of a year, month and day, or NoDate when there is no
// such day in the calendar. Years run from 1800 to 2199.
func NewDate(year, month, day int) Date {
	if year < 1800 || year > 2199 || month < 1 || month > 12 || day < 1 {
		return NoDate
	}
	if day > 28 && day > daysIn(year, month) {
		return NoDate
	}
	// Years are counted from March on, so that a leap day is the last of one.
	if month < 3 {
		year, month = year-1, month+12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*month-457)/5 + day
	return Date(days - epoch)
}

// epoch is 1970-01-01 in the count of days of NewDate.
const epoch = 719_469

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// String renders YYYY-MM-DD, and nothing for NoDate.
func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}
