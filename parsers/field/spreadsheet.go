package field

import "bytes"

// SpreadsheetDamage says in plain words what a spreadsheet seems to have done
// to an identifier, and what to do about it; nothing when it looks untouched.
// Such a value is never repaired: digits that were rounded away are gone, and
// the others are put right where the file is made.
func SpreadsheetDamage(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case scientific(b):
		return "scientific notation: the spreadsheet has rounded the number; format the column as text and export again"
	case b[0] == '\'':
		return "an apostrophe before the value: the spreadsheet's text mark was exported with it; remove it"
	case b[0] == '=':
		return "a formula in place of the value: export the values"
	case b[0] == '#':
		return "a spreadsheet error in place of the value: export again from the source"
	case decimal(b):
		return "a decimal part: the spreadsheet took the number for a quantity; format the column as text and export again"
	case separated(b):
		return "blanks or separators inside the number: write its digits without any"
	default:
		return ""
	}
}

// scientific says whether a value looks like 9.01E+09.
func scientific(b []byte) bool {
	e := bytes.IndexAny(b, "eE")
	if e <= 0 || e == len(b)-1 {
		return false
	}
	mantissa, exponent := b[:e], b[e+1:]
	signed := exponent[0] == '+' || exponent[0] == '-'
	if signed {
		exponent = exponent[1:]
	}
	point := bytes.IndexAny(mantissa, ".,")
	if point >= 0 {
		mantissa = append(mantissa[:point:point], mantissa[point+1:]...)
	}
	return allDigits(mantissa) && allDigits(exponent) && (signed || point >= 0)
}

// decimal says whether a value looks like 1234.0.
func decimal(b []byte) bool {
	whole, fraction, found := bytes.Cut(b, []byte{'.'})
	return found && allDigits(whole) && allDigits(fraction)
}

// separated says whether a value is digits in groups.
func separated(b []byte) bool {
	digits, marks := 0, 0
	for _, c := range string(b) {
		switch c {
		case ' ', '-', ',', '.', '\'', '\u00A0', '\u2009', '\u202F', '\t':
			marks++
		default:
			if c < '0' || c > '9' {
				return false
			}
			digits++
		}
	}
	return marks > 0 && digits >= 4
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
