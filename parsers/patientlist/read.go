package patientlist

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

// Options say how a list is written.
type Options struct {
	DateFormat string // of dates of birth, one of spreadsheet.DateFormats; blank means Auto
}

// Row is one patient of a list. What its slices hold is the caller's.
type Row struct {
	Line         int   // physical line, from 1
	PHN          int64 // 0 where none could be read
	Practitioner string
	Facility     string
	BirthDate    field.Date // NoDate where none is stated, or none could be read
	Status       Status
	// Wrong is what keeps the row from being compared; nil where nothing does.
	Wrong *field.Defect
	// Doubts are what was put right, or left out of the comparison.
	Doubts []field.Defect
}

// Summary says what a list as a whole is like.
type Summary struct {
	Lines        int  // rows
	Skipped      int  // physical lines that are none: the header, blank lines
	Practitioner bool // there is a column of providers
	Warnings     []string
}

// Reasons that only a list has.
const (
	// RowBroken is a row with more or fewer values than the header has headings.
	RowBroken field.Reason = "row_broken"
	// PHNSpaced is a health number in groups of digits, which was read.
	PHNSpaced field.Reason = "phn_spaced"
	// BirthDateInvalid is a date of birth that cannot be read.
	BirthDateInvalid field.Reason = "birth_date_invalid"
	// StatusUnknown is a status that is no word known, taken for active.
	StatusUnknown field.Reason = "status_unknown"
)

// ErrDateFormat is the error of a way of writing dates that there is not.
var ErrDateFormat = errors.New("the format of dates must be " + strings.Join(spreadsheet.DateFormats(), ", "))

// Read gives every row of a list, sound or not. It reads the list twice when the
// format of its dates is to be found. The error is a *field.Refusal when the file
// cannot be read as a list, [ErrDateFormat], or one of the source or of give.
func Read(name string, src io.ReadSeeker, opts Options, give func(*Row) error) (Summary, error) {
	var sum Summary
	format := opts.DateFormat
	if format == "" {
		format = spreadsheet.Auto
	}
	if !slices.Contains(spreadsheet.DateFormats(), format) {
		return sum, ErrDateFormat
	}
	if format == spreadsheet.Auto {
		var err error
		if format, err = findFormat(name, src); err != nil {
			return sum, err
		}
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return sum, fmt.Errorf("%s: reading again: %w", name, err)
		}
	}
	in, err := open(name, src)
	if err != nil {
		return sum, err
	}
	r := reader{name: name, format: format, in: in, names: columns()}
	for {
		err := in.Next()
		if errors.Is(err, io.EOF) {
			sum.Skipped, sum.Warnings, sum.Practitioner = in.Skipped(), in.Warnings(), in.Has(colPractitioner)
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
		row := r.read()
		if err := give(&row); err != nil {
			return sum, err
		}
		sum.Lines++
	}
}

func open(name string, src io.Reader) (*delimited.Reader, error) {
	return delimited.NewReader(src, delimited.Options{File: name, Columns: columns(), Fold: spreadsheet.Fold})
}

// findFormat finds how the list writes dates of birth. Where that cannot be told,
// dates that depend on it are left out of the comparison, each with a doubt.
func findFormat(name string, src io.Reader) (string, error) {
	in, err := open(name, src)
	if err != nil {
		return "", err
	}
	var v spreadsheet.Votes
	depends := false
	for {
		err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		if _, wrong := in.Miscounted(); !wrong {
			depends = v.Add(in.Value(colBirthDate)) || depends
		}
	}
	if format, found := v.Format(); found {
		return format, nil
	}
	if depends {
		return spreadsheet.Auto, nil
	}
	return spreadsheet.MonthFirst, nil
}

// reader checks one row at a time.
type reader struct {
	name   string
	format string // of dates; Auto: it could not be told
	in     *delimited.Reader
	names  []delimited.Column
}

func (r *reader) read() Row {
	row := Row{Line: r.in.Line(), BirthDate: field.NoDate}
	if message, wrong := r.in.Miscounted(); wrong {
		row.Wrong = &field.Defect{File: r.name, Line: r.in.Line(), Column: 1, Record: Record, Field: "row", Reason: RowBroken, Message: message}
		return row
	}
	r.person(&row)
	r.practitioner(&row)
	r.facility(&row)
	r.birthDate(&row)
	known := false
	if row.Status, known = status(r.in.Value(colStatus)); !known {
		r.doubt(&row, colStatus, StatusUnknown, "no word for a status that is known here: taken for active")
	}
	if row.Wrong != nil && r.shifted() {
		row.Wrong.Message = "the row looks shifted: values stand under the wrong headings, probably by one column; compare it with the header"
	}
	return row
}

func (r *reader) person(row *Row) {
	b := r.in.Value(colPHN)
	if field.Empty(b) {
		r.wrong(row, colPHN, field.PHNMissing, "blank or zeros")
		return
	}
	phn, ok := field.TenDigits(b)
	if !ok {
		if phn, ok = field.TenDigits(together(b)); ok {
			r.doubt(row, colPHN, PHNSpaced, "blanks or dashes between the digits, which a claim must not have: read without them")
		}
	}
	if !ok || !field.ValidPHN(phn) {
		r.damaged(row, colPHN, field.PHNInvalid, "no personal health number: it has ten digits, the first is 9, and the last checks the others")
		return
	}
	row.PHN = phn
}

// together leaves out the blanks and dashes that people put between groups of
// digits.
func together(b []byte) []byte {
	return bytes.Map(func(c rune) rune {
		switch c {
		case ' ', '-', '\u00A0', '\u2009', '\u202F', '\u2011':
			return -1
		}
		return c
	}, b)
}

func (r *reader) practitioner(row *Row) {
	b := r.in.Value(colPractitioner)
	if field.Empty(b) {
		return
	}
	b = field.UpperInPlace(b)
	if _, digits := field.Digits(b); digits && len(b) == 4 {
		b = append([]byte{'0'}, b...)
		r.doubt(row, colPractitioner, field.WarnPractitionerPadded, "four digits: a spreadsheet has dropped the leading zero, which was put back")
	}
	if !field.ValidPractitioner(b) {
		r.damaged(row, colPractitioner, field.PractitionerInvalid,
			"no practitioner number: it is a letter or digit and four digits; where the column holds names, leave it out and give --provider")
		return
	}
	row.Practitioner = string(b)
}

func (r *reader) facility(row *Row) {
	b := r.in.Value(colFacility)
	if field.Empty(b) {
		return
	}
	b = field.UpperInPlace(b)
	if !field.ValidFacility(b) {
		message := "no facility number, which is five letters or digits: the facility is not compared"
		if damage := field.SpreadsheetDamage(b); damage != "" {
			message = damage
		} else if spreadsheet.LettersOrDigits(b) && len(b) < 5 {
			message = "fewer than five characters: leading zeros were probably lost in a spreadsheet; the facility is not compared"
		}
		r.doubt(row, colFacility, field.FacilityInvalid, message)
		return
	}
	row.Facility = string(b)
}

func (r *reader) birthDate(row *Row) {
	b := r.in.Value(colBirthDate)
	if len(b) == 0 {
		return
	}
	if row.BirthDate = spreadsheet.ParseDate(b, r.format); row.BirthDate != field.NoDate {
		return
	}
	first, second, _, slashes := spreadsheet.SlashDate(b)
	message := "no calendar date written as YYYY-MM-DD, M/D/YYYY or D/M/YYYY, with the year in four digits: it is not compared"
	switch {
	case slashes && r.format == spreadsheet.Auto && first == second:
		row.BirthDate = spreadsheet.ParseDate(b, spreadsheet.MonthFirst)
		if row.BirthDate != field.NoDate {
			return
		}
	case slashes && r.format == spreadsheet.Auto:
		message = "month/day or day/month, which the list as a whole does not decide: it is not compared; give --date-format"
	case slashes:
		message = "no such day in the calendar when read as " + r.format + ", the way this list writes dates: it is not compared"
	case spreadsheet.SerialDay(b):
		message = "a spreadsheet's day number in place of a date: format the column as a date written YYYY-MM-DD and export again"
	}
	r.doubt(row, colBirthDate, BirthDateInvalid, message)
}

// shifted says whether a row that cannot be compared looks as if its values
// stood under the wrong headings: one of them has the unmistakable form of
// another column.
func (r *reader) shifted() bool {
	other := func(column int) bool {
		b := r.in.Value(column)
		return spreadsheet.LooksLikePHN(b) || column != colBirthDate && spreadsheet.LooksLikeDate(b)
	}
	return spreadsheet.LooksLikeDate(r.in.Value(colPHN)) || other(colPractitioner) || other(colFacility) || other(colBirthDate) || other(colStatus)
}

// damaged adds a defect that names what a spreadsheet did, or else the rule.
func (r *reader) damaged(row *Row, column int, reason field.Reason, rule string) {
	if damage := field.SpreadsheetDamage(r.in.Value(column)); damage != "" {
		rule = damage
	}
	r.wrong(row, column, reason, rule)
}

// wrong keeps the first thing that keeps a row from being compared.
func (r *reader) wrong(row *Row, column int, reason field.Reason, message string) {
	if row.Wrong == nil {
		row.Wrong = r.place(column, reason, message)
	}
}

func (r *reader) doubt(row *Row, column int, reason field.Reason, message string) {
	row.Doubts = append(row.Doubts, *r.place(column, reason, message))
}

func (r *reader) place(column int, reason field.Reason, message string) *field.Defect {
	line, char := r.in.Position(column)
	return &field.Defect{
		File: r.name, Line: line, Column: char, Record: Record, Field: r.names[column].Name, Reason: reason, Message: message,
	}
}
