package drbill

import (
	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

// shifted says whether a row that was read as an attachment looks as if its
// values stood under the wrong headings: at least two of the four values it
// needs are bad, and one of them has the unmistakable form of another column.
func (r *rowReader) shifted() bool {
	if len(r.row.Defects) < 2 {
		return false
	}
	for _, defect := range r.row.Defects {
		var foreign bool
		switch defect.Field {
		case columns[colPHN].Name:
			b := r.in.Value(colPHN)
			foreign = spreadsheet.LooksLikeDate(b)
		case columns[colPractitioner].Name:
			b := r.in.Value(colPractitioner)
			foreign = spreadsheet.LooksLikeDate(b) || spreadsheet.LooksLikePHN(b)
		case columns[colFacility].Name:
			b := r.in.Value(colFacility)
			foreign = spreadsheet.LooksLikeDate(b) || spreadsheet.LooksLikePHN(b)
		case columns[colAttachDate].Name:
			b := r.in.Value(colAttachDate)
			foreign = spreadsheet.LooksLikePHN(b) || spreadsheet.LooksLikeNumber(b) && !spreadsheet.SerialDay(b)
		}
		if foreign {
			return true
		}
	}
	return false
}

// plausibleFee says whether a value has the form of a fee item: up to five
// digits, perhaps behind a letter.
func plausibleFee(b []byte) bool {
	if len(b) > 1 && (b[0] < '0' || b[0] > '9') && spreadsheet.LettersOrDigits(b[:1]) {
		b = b[1:]
	}
	_, ok := field.Digits(b)
	return ok && len(b) <= 5
}
