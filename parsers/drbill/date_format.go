package drbill

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

// The ways of writing dates that [Options] can name.
const (
	Auto       = spreadsheet.Auto       // found from the file as a whole
	YearFirst  = spreadsheet.YearFirst  // no other is read
	MonthFirst = spreadsheet.MonthFirst // and YYYY-MM-DD
	DayFirst   = spreadsheet.DayFirst   // and YYYY-MM-DD
)

// DateFormats lists what Options.DateFormat may be.
func DateFormats() []string { return spreadsheet.DateFormats() }

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

// votes collects what the dates of a file say about how they are written.
type votes struct {
	spreadsheet.Votes
	depends    bool // some attach date is read differently, or only one way
	line, char int  // of the first that does
}

// dated says whether the date of a row with a fee item is kept.
func dated(fee []byte) bool {
	return field.IsAttach(fee) || field.NearMiss98990(fee) || field.IsPortal(fee) || !plausibleFee(fee)
}

// decide gives the one format that reads the file, or the refusal when there
// is none or more than one and it matters.
func (v *votes) decide(file string) (string, error) {
	const remedy = "; write dates as YYYY-MM-DD, or name the format of these files with drbill.date_format under [intake] in empanel.toml: M/D/YYYY or D/M/YYYY"
	if !v.depends {
		return MonthFirst, nil
	}
	if format, found := v.Format(); found {
		return format, nil
	}
	message := "this date can be month/day or day/month, and no date in the file decides which" + remedy
	if v.Month {
		message = "some dates of the file can only be month/day and others only day/month" + remedy
	}
	return "", &field.Refusal{File: file, Line: v.line, Column: v.char, Code: field.RefusedDateFormat, Message: message}
}

// detect reads the file through to find how its dates are written.
func detect(file string, src io.Reader) (string, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: file, Columns: columns, Fold: spreadsheet.Fold})
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
		v.Add(in.Value(colBirthDate))
		matters := v.Add(in.Value(colAttachDate)) && dated(feeItem(in.Value(colFeeItem)))
		if matters && !v.depends {
			v.depends = true
			v.line, v.char = in.Position(colAttachDate)
		}
	}
}
