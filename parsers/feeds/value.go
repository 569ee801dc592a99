package feeds

import (
	"bytes"
	"math"
	"strings"
	"time"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// MomentForm is how a moment is written, in UTC.
const MomentForm = "2006-01-02T15:04:05Z"

// parse reads a value that is not blank. The message says what is wrong, and
// is empty when the value is sound; a bad value is Null.
func parse(column *evidence.Column, b []byte) (value evidence.Value, message string) {
	bad := func(rule string) (evidence.Value, string) {
		if damage := field.SpreadsheetDamage(b); damage != "" {
			return evidence.Value{Null: true}, damage
		}
		return evidence.Value{Null: true}, rule
	}
	switch column.Kind {
	case evidence.Text:
		return evidence.Value{Text: b}, ""
	case evidence.PHN:
		phn, ok := field.TenDigits(b)
		if !ok || !field.ValidPHN(phn) {
			return bad("no personal health number: it has ten digits, the first is 9, and the last checks the others")
		}
		return evidence.Value{Int: phn}, ""
	case evidence.Practitioner:
		if !field.ValidPractitioner(field.UpperInPlace(b)) {
			return bad("no practitioner number: it is a letter or digit and four digits")
		}
		return evidence.Value{Text: b}, ""
	case evidence.Facility:
		if !field.ValidFacility(field.UpperInPlace(b)) {
			return bad("no facility number: it is five letters or digits")
		}
		return evidence.Value{Text: b}, ""
	case evidence.CHSA:
		if !field.ValidCHSA(b) {
			return bad("no community health service area: it is four digits")
		}
		return evidence.Value{Text: b}, ""
	case evidence.DateKind:
		date := field.ISODate(b)
		if date == field.NoDate {
			return evidence.Value{Null: true}, "no calendar date written as YYYY-MM-DD"
		}
		return evidence.Value{Date: date}, ""
	case evidence.Moment:
		if _, err := time.Parse(MomentForm, string(b)); err != nil || len(b) != len(MomentForm) {
			return evidence.Value{Null: true}, "no moment in UTC written as YYYY-MM-DDTHH:MM:SSZ"
		}
		return evidence.Value{Text: b}, ""
	case evidence.Int:
		n, ok := field.Digits(b)
		if !ok || n > math.MaxInt32 {
			return bad("no whole number of 0 or more")
		}
		return evidence.Value{Int: n}, ""
	case evidence.YesNo:
		switch {
		case len(b) == 1 && b[0]|0x20 == 'y':
			return evidence.Value{Int: 1}, ""
		case len(b) == 1 && b[0]|0x20 == 'n':
			return evidence.Value{Int: 0}, ""
		}
		return evidence.Value{Null: true}, "neither Y nor N"
	case evidence.Enum:
		for _, known := range column.Values {
			if bytes.EqualFold(b, []byte(known)) {
				return evidence.Value{Text: append(b[:0], known...)}, ""
			}
		}
		return evidence.Value{Null: true}, "none of the values allowed here: " + strings.Join(column.Values, ", ")
	}
	return evidence.Value{Null: true}, "a kind of column this program does not know"
}

// absent says whether a value stands for no value: blank, or an identifier of
// nothing but zeros, which is how many programs fill a field they have not.
func absent(kind evidence.Kind, b []byte) bool {
	if kind == evidence.PHN || kind == evidence.Practitioner || kind == evidence.Facility {
		return field.Empty(b)
	}
	return len(b) == 0
}
