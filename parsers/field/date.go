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
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return NoDate
	}
	return Date(t.Unix() / 86400)
}

// String renders YYYY-MM-DD, and nothing for NoDate.
func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}
