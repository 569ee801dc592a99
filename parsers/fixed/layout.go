package fixed

import (
	"errors"
	"fmt"
)

// Pad says how a field is filled when it is written.
type Pad uint8

// The ways of filling. Programs differ on whether a field without a value is
// zeros or blanks; [Style] chooses where the table allows both.
const (
	Plain       Pad = iota // as wide as its value; blanks when empty
	RightZero              // to the right, zeros before it; zeros when empty
	LeftBlank              // to the left, blanks after it; blanks when empty
	ZeroOrBlank            // to the left, blanks after it; zeros or blanks when empty
	Blank                  // as LeftBlank; seldom has a value
	Zero                   // as RightZero; seldom has a value
	Overpunch              // cents, to the right, zeros before it; the last character may carry the sign
)

// Field is one field of a record.
type Field struct {
	Name   string
	Number string // the Ministry's number of the field, e.g. "P70"; empty where it gives none
	Start  int    // first column, from 1
	Width  int    // columns
	Pad    Pad
	Note   string
}

// End is the last column of the field.
func (f *Field) End() int { return f.Start + f.Width - 1 }

// Layout is the table of one record: its code, its length in columns and its
// fields in the order of their columns, without gap or overlap.
type Layout struct {
	Record string
	Length int
	Fields []Field
}

// Check says whether the table closes: every field begins where the one before
// it ended, the last ends at the record's length, and no name occurs twice.
// All faults are joined into one error.
func (l *Layout) Check() error {
	var faults []error
	next := 1
	seen := make(map[string]bool, len(l.Fields))
	for i := range l.Fields {
		f := &l.Fields[i]
		if f.Width < 1 {
			faults = append(faults, fmt.Errorf("%s.%s: width %d", l.Record, f.Name, f.Width))
		}
		if f.Start != next {
			faults = append(faults, fmt.Errorf("%s.%s: starts at column %d, the field before it ends at %d", l.Record, f.Name, f.Start, next-1))
		}
		if f.Name == "" || seen[f.Name] {
			faults = append(faults, fmt.Errorf("%s: the name %q is empty or occurs twice", l.Record, f.Name))
		}
		seen[f.Name] = true
		next = f.End() + 1
	}
	if next-1 != l.Length {
		faults = append(faults, fmt.Errorf("%s: fields end at column %d, the record is %d long", l.Record, next-1, l.Length))
	}
	return errors.Join(faults...)
}

// Index finds a field by name. It is for tools and tests; readers use the
// constants that stand beside a layout.
func (l *Layout) Index(name string) (int, bool) {
	for i := range l.Fields {
		if l.Fields[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

// Slice gives field i of a line of ASCII (or of any encoding with one byte a
// character), padding included: the part of it that the line reaches, nil when
// the line ends before it. Nothing is copied.
func (l *Layout) Slice(line []byte, i int) []byte {
	f := &l.Fields[i]
	start, end := f.Start-1, f.Start-1+f.Width
	if end > len(line) {
		if start >= len(line) {
			return nil
		}
		end = len(line)
	}
	return line[start:end:end]
}

// Of gives field i of a line by characters, as [Layout.Slice] does by bytes.
func (l *Layout) Of(t *Text, i int) []byte {
	f := &l.Fields[i]
	return t.Cut(f.Start, f.Width)
}

// Reaches says whether the line holds field i to its last column.
func (l *Layout) Reaches(t *Text, i int) bool {
	return l.Fields[i].End() <= t.Columns()
}

// Decode appends every field of a line to dst, in the table's order, padding
// included; fields that the line does not reach are nil.
func (l *Layout) Decode(dst [][]byte, t *Text) [][]byte {
	for i := range l.Fields {
		dst = append(dst, l.Of(t, i))
	}
	return dst
}

// Trim takes the blanks from both ends of a field.
func Trim(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}
