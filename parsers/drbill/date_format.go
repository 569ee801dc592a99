package drbill

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
)

// The ways of writing dates that [Options] can name.
const (
	Auto       = "auto"       // found from the file as a whole
	YearFirst  = "YYYY-MM-DD" // no other is read
	MonthFirst = "M/D/YYYY"   // and YYYY-MM-DD
	DayFirst   = "D/M/YYYY"   // and YYYY-MM-DD
)

// DateFormats lists what Options.DateFormat may be.
func DateFormats() []string { return []string{Auto, YearFirst, MonthFirst, DayFirst} }

// checkFormat gives the format of an option, where blank means Auto.
func checkFormat(format string) (string, error) {
	if format == "" {
		return Auto, nil
	}
	if !slices.Contains(DateFormats(), format) {
		return "", fmt.Errorf("drbill.date_format under [intake] is none of %s", strings.Join(DateFormats(), ", "))
	}
	return format, nil
}

// parseDate reads a date in the given format or as YYYY-MM-DD.
func parseDate(b []byte, format string) field.Date {
	if d := field.ISODate(b); d != field.NoDate {
		return d
	}
	first, second, year, ok := slashDate(b)
	switch {
	case ok && format == MonthFirst:
		return field.NewDate(year, first, second)
	case ok && format == DayFirst:
		return field.NewDate(year, second, first)
	default:
		return field.NoDate
	}
}

// slashDate takes apart a date written as one or two digits, one or two digits
// and four digits with slashes between.
func slashDate(b []byte) (first, second, year int, ok bool) {
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

// votes collects what the dates of a file say about how they are written.
type votes struct {
	month, day bool // some date can only be read with the month, the day first
	depends    bool // some attach date is read differently, or only one way
	line, char int  // of the first that does
}

// add takes one date into account. A date that no format reads, or that both
// read alike, says nothing.
func (v *votes) add(b []byte) (depends bool) {
	first, second, year, ok := slashDate(b)
	if !ok {
		return false
	}
	month := field.NewDate(year, first, second)
	day := field.NewDate(year, second, first)
	if month == day {
		return false
	}
	v.month = v.month || day == field.NoDate
	v.day = v.day || month == field.NoDate
	return true
}

// dated says whether the date of a row with a fee item is kept.
func dated(fee []byte) bool {
	return field.IsAttach(fee) || field.NearMiss98990(fee) || field.IsPortal(fee) || !plausibleFee(fee)
}

// decide gives the one format that reads the file, or the refusal when there
// is none or more than one and it matters.
func (v *votes) decide(file string) (string, error) {
	const remedy = "; write dates as YYYY-MM-DD, or name the format of these files with drbill.date_format under [intake] in empanel.toml: M/D/YYYY or D/M/YYYY"
	switch {
	case !v.depends, v.month && !v.day:
		return MonthFirst, nil
	case v.day && !v.month:
		return DayFirst, nil
	}
	message := "this date can be month/day or day/month, and no date in the file decides which" + remedy
	if v.month {
		message = "some dates of the file can only be month/day and others only day/month" + remedy
	}
	return "", &field.Refusal{File: file, Line: v.line, Column: v.char, Code: field.RefusedDateFormat, Message: message}
}

// detect reads the file through to find how its dates are written.
func detect(file string, src io.Reader) (string, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: file, Columns: columns, Fold: fold})
	if err != nil {
		return "", err
	}
	var v votes
	for {
		err := in.Next()
		if errors.Is(err, io.EOF) {
			return v.decide(file)
		}
		if err != nil {
			return "", err
		}
		if _, wrong := in.Miscounted(); wrong {
			continue // its values may stand under the wrong headings
		}
		v.add(in.Value(colBirthDate))
		matters := v.add(in.Value(colAttachDate)) && dated(feeItem(in.Value(colFeeItem)))
		if matters && !v.depends {
			v.depends = true
			v.line, v.char = in.Position(colAttachDate)
		}
	}
}
