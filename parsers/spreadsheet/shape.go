package spreadsheet

import "empanel/parsers/field"

// LooksLikePHN says whether a value is a health number that could have been
// issued.
func LooksLikePHN(b []byte) bool {
	phn, ok := field.TenDigits(b)
	return ok && field.ValidPHN(phn)
}

// LooksLikeNumber says whether a value has the form of a practitioner or
// facility number and is no word of five letters.
func LooksLikeNumber(b []byte) bool {
	if len(b) != 5 || !LettersOrDigits(b) {
		return false
	}
	for _, c := range b {
		if c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

// LooksLikeDate says whether a value has the form of a date.
func LooksLikeDate(b []byte) bool {
	_, _, _, slashes := SlashDate(b)
	return slashes || field.ISODate(b) != field.NoDate
}

// SerialDay says whether a value can be a day as spreadsheets count them, from
// 1900: five digits for the days from 1954 to 2119, perhaps with a time.
func SerialDay(b []byte) bool {
	if len(b) > 6 && b[5] == '.' {
		if _, ok := field.Digits(b[6:]); !ok {
			return false
		}
		b = b[:5]
	}
	day, ok := field.Digits(b)
	return ok && len(b) == 5 && day >= 20_000 && day <= 80_000
}

// LettersOrDigits says whether a value is ASCII letters and digits, at least one.
func LettersOrDigits(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		default:
			return false
		}
	}
	return len(b) > 0
}
