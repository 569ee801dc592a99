package spreadsheet

import (
	"bytes"

	"empanel/parsers/field"
)

// The ways of writing dates that somebody can name.
const (
	Auto       = "auto"       // found from the file as a whole
	YearFirst  = "YYYY-MM-DD" // no other is read
	MonthFirst = "M/D/YYYY"   // and YYYY-MM-DD
	DayFirst   = "D/M/YYYY"   // and YYYY-MM-DD
)

// DateFormats lists the ways of writing dates that somebody can name.
func DateFormats() []string { return []string{Auto, YearFirst, MonthFirst, DayFirst} }

// ParseDate reads a date in the given format or as YYYY-MM-DD; NoDate is what it
// cannot read.
func ParseDate(b []byte, format string) field.Date {
	if d := field.ISODate(b); d != field.NoDate {
		return d
	}
	first, second, year, ok := SlashDate(b)
	switch {
	case ok && format == MonthFirst:
		return field.NewDate(year, first, second)
	case ok && format == DayFirst:
		return field.NewDate(year, second, first)
	default:
		return field.NoDate
	}
}

// SlashDate takes apart a date written as one or two digits, one or two digits
// and four digits with slashes between.
func SlashDate(b []byte) (first, second, year int, ok bool) {
	one, rest, _ := bytes.Cut(b, []byte{'/'})
	two, three, found := bytes.Cut(rest, []byte{'/'})
	if !found || len(one) > 2 || len(two) > 2 || len(three) != 4 {
		return 0, 0, 0, false
	}
	f, ok1 := field.Digits(one)
	s, ok2 := field.Digits(two)
	y, ok3 := field.Digits(three)
	return int(f), int(s), int(y), ok1 && ok2 && ok3
}

// Votes collects what the dates of a file say about how they are written.
type Votes struct {
	Month, Day bool // some date can only be read with the month, the day first
}

// Add takes one date into account, and says whether it is read differently, or
// only one way. A date that no format reads, or that both read alike, says
// nothing.
func (v *Votes) Add(b []byte) (depends bool) {
	first, second, year, ok := SlashDate(b)
	if !ok {
		return false
	}
	month := field.NewDate(year, first, second)
	day := field.NewDate(year, second, first)
	if month == day {
		return false
	}
	v.Month = v.Month || day == field.NoDate
	v.Day = v.Day || month == field.NoDate
	return true
}

// Format gives the one format that reads every date of a file, if there is one.
// Where no date depends on the format, any does.
func (v *Votes) Format() (format string, found bool) {
	switch {
	case v.Month && !v.Day:
		return MonthFirst, true
	case v.Day && !v.Month:
		return DayFirst, true
	default:
		return "", false
	}
}
