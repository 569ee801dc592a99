package fixed

import "unicode/utf8"

// Style says how a program writes its records. The zero Style fills empty
// fields with zeros where the table says so and writes the whole record.
type Style struct {
	BlankFill bool // fields without a value are blanks, also where the table allows or asks for zeros
	Trim      bool // no blanks at the end of the line
	Columns   int  // only that many columns are written; 0 means the whole record
}

// Append writes a record without a line ending to dst and returns the longer
// slice. Values stand in the table's order; nil or empty means that the field
// has no value, and values missing at the end are empty too. A value is UTF-8
// and is padded by characters; what does not fit its field is cut off at the
// right, so that no field ever shifts another. Append allocates only when dst
// is too small.
func (l *Layout) Append(dst []byte, values [][]byte, style Style) []byte {
	from := len(dst)
	limit := l.Length
	if style.Columns > 0 && style.Columns < limit {
		limit = style.Columns
	}
	for i := range l.Fields {
		f := &l.Fields[i]
		if f.Start > limit {
			break
		}
		var value []byte
		if i < len(values) {
			value = values[i]
		}
		dst = appendField(dst, value, f.Pad, min(f.Width, limit-f.Start+1), style.BlankFill)
	}
	if style.Trim {
		for len(dst) > from && dst[len(dst)-1] == ' ' {
			dst = dst[:len(dst)-1]
		}
	}
	return dst
}

// appendField writes one field of the given width in characters.
func appendField(dst, value []byte, pad Pad, width int, blankFill bool) []byte {
	if len(value) == 0 {
		if blankFill {
			return fill(dst, blanks, width)
		}
		switch pad {
		case RightZero, ZeroOrBlank, Zero, Overpunch:
			return fill(dst, zeros, width)
		case Plain, LeftBlank, Blank:
		}
		return fill(dst, blanks, width)
	}
	value, used := cut(value, width)
	switch pad {
	case RightZero, Zero, Overpunch:
		return append(fill(dst, zeros, width-used), value...)
	case Plain, LeftBlank, ZeroOrBlank, Blank:
	}
	return fill(append(dst, value...), blanks, width-used)
}

// cut gives at most width characters of a value, and how many they are.
func cut(value []byte, width int) ([]byte, int) {
	used, at := 0, 0
	for at < len(value) && used < width {
		if value[at] < utf8.RuneSelf {
			at++
		} else {
			_, size := utf8.DecodeRune(value[at:])
			at += size
		}
		used++
	}
	return value[:at], used
}

const (
	blanks = "                                                                "
	zeros  = "0000000000000000000000000000000000000000000000000000000000000000"
)

// fill appends n characters of a run of 64 equal ones.
func fill(dst []byte, run string, n int) []byte {
	for n > len(run) {
		dst = append(dst, run...)
		n -= len(run)
	}
	return append(dst, run[:n]...)
}
