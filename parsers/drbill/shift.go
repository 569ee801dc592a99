package drbill

import "empanel/parsers/field"

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
			foreign = looksLikeDate(b)
		case columns[colPractitioner].Name:
			b := r.in.Value(colPractitioner)
			foreign = looksLikeDate(b) || looksLikePHN(b)
		case columns[colFacility].Name:
			b := r.in.Value(colFacility)
			foreign = looksLikeDate(b) || looksLikePHN(b)
		case columns[colAttachDate].Name:
			b := r.in.Value(colAttachDate)
			foreign = looksLikePHN(b) || looksLikeNumber(b) && !serialDay(b)
		}
		if foreign {
			return true
		}
	}
	return false
}

func looksLikePHN(b []byte) bool {
	phn, ok := field.TenDigits(b)
	return ok && field.ValidPHN(phn)
}

// looksLikeNumber says whether a value has the form of a practitioner or
// facility number and is no word of five letters.
func looksLikeNumber(b []byte) bool {
	if len(b) != 5 || !lettersOrDigits(b) {
		return false
	}
	for _, c := range b {
		if c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

func looksLikeDate(b []byte) bool {
	_, _, _, slashes := slashDate(b)
	return slashes || field.ISODate(b) != field.NoDate
}

// serialDay says whether a value can be a day as spreadsheets count them, from
// 1900: five digits for the days from 1954 to 2119, perhaps with a time.
func serialDay(b []byte) bool {
	if len(b) > 6 && b[5] == '.' {
		if _, ok := field.Digits(b[6:]); !ok {
			return false
		}
		b = b[:5]
	}
	day, ok := field.Digits(b)
	return ok && len(b) == 5 && day >= 20_000 && day <= 80_000
}

// plausibleFee says whether a value has the form of a fee item: up to five
// digits, perhaps behind a letter.
func plausibleFee(b []byte) bool {
	if len(b) > 1 && (b[0] < '0' || b[0] > '9') && lettersOrDigits(b[:1]) {
		b = b[1:]
	}
	_, ok := field.Digits(b)
	return ok && len(b) <= 5
}

func lettersOrDigits(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		default:
			return false
		}
	}
	return len(b) > 0
}
