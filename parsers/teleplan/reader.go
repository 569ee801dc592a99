package teleplan

import (
	"bytes"
	"errors"
	"io"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// reader is what submission and return files have in common. It and everything
// it holds is used again for every line.
type reader struct {
	file     string
	lines    *fixed.Lines
	text     fixed.Text // the current line
	sink     evidence.Sink
	summary  evidence.Summary
	scratch  []byte // of upper-cased values of the current line
	defects  []field.Defect
	warnings []field.Defect
}

// read goes through the file: first takes the first record, record each one
// after it. Blank lines and those that begin with # are skipped. The summary
// counts what was read so far also when there is an error.
func (r *reader) read(first, record func(code []byte) error) error {
	defer r.lines.Close()
	begun := false
	for {
		line, err := r.lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if blank(line) || line[0] == '#' {
			r.summary.Skipped++
			continue
		}
		if r.lines.Plain() {
			r.text.SetASCII(line)
		} else {
			r.text.Set(line)
		}
		r.scratch = r.scratch[:0]
		code := r.text.Cut(1, 3)
		if !begun {
			begun = true
			if err := first(code); err != nil {
				return err
			}
		}
		if err := record(code); err != nil {
			return err
		}
	}
	if r.lines.HasMark() {
		r.summary.Warnings = append(r.summary.Warnings, "the file begins with a UTF-8 byte-order mark, which was passed over")
	}
	if !begun {
		return &field.Refusal{File: r.file, Code: field.RefusedEmpty, Message: "the file holds no record"}
	}
	return nil
}

func blank(line []byte) bool {
	return len(line) == 0 || line[0] <= ' ' && len(bytes.Trim(line, " \t\f\v")) == 0
}

// notTeleplan refuses a file whose first record has no known code.
func (r *reader) notTeleplan() error {
	for _, c := range r.text.Bytes() {
		if c < ' ' && c != '\t' && c != '\f' && c != '\v' {
			return r.refuse(field.RefusedBinary, 0, "there are control characters, which no text file has; the file is binary, compressed or damaged")
		}
	}
	return r.refuse(field.RefusedNotTeleplan, 1, "the first record begins with no known record code; this is no Teleplan file")
}

func (r *reader) refuse(code field.RefusalCode, column int, message string) error {
	return &field.Refusal{File: r.file, Line: r.lines.Number(), Column: column, Code: code, Message: message}
}

// line begins a row.
func (r *reader) line(record string) evidence.Line {
	return evidence.Line{
		Number: int32(r.lines.Number()),
		Record: record, Raw: r.text.Bytes(), Defects: r.defects[:0], Warnings: r.warnings[:0],
	}
}

// keep remembers a row's lists, so that the next row need not grow them again.
func (r *reader) keep(l *evidence.Line) {
	r.defects, r.warnings = l.Defects, l.Warnings
}

// place makes the defect of a reason on the current line.
func (r *reader) place(l *evidence.Line, reason field.Reason) field.Defect {
	name, column := FieldColumn(l.Record, reason)
	return field.Defect{
		File: r.file, Line: int(l.Number), Column: column, Record: l.Record, Field: name,
		Reason: reason, Message: message(l.Record, reason),
	}
}

func (r *reader) defect(l *evidence.Line, reason field.Reason) {
	l.Defects = append(l.Defects, r.place(l, reason))
}

func (r *reader) warn(l *evidence.Line, reason field.Reason) {
	l.Warnings = append(l.Warnings, r.place(l, reason))
}

// unknown makes the one defect of a line whose code does not belong here.
func (r *reader) unknown(l *evidence.Line, message string) {
	r.defect(l, field.RecordUnknown)
	l.Defects[0].Message = message
}

// value gives a field without the blanks around it: nil when the line does not
// hold it to its last column, or it has no value (zeros or blanks).
func (r *reader) value(layout *fixed.Layout, i int) []byte {
	if !layout.Reaches(&r.text, i) {
		return nil
	}
	b := layout.Of(&r.text, i)
	if field.Empty(b) {
		return nil
	}
	return fixed.Trim(b)
}

// identifier gives a field as [reader.value] does, in upper case.
func (r *reader) identifier(layout *fixed.Layout, i int) []byte {
	var b []byte
	b, r.scratch = field.Upper(r.scratch, r.value(layout, i))
	return b
}

// phn reads a health number: the number whenever ten digits were written, and
// otherwise what was written.
func (r *reader) phn(layout *fixed.Layout, i int) (phn int64, written []byte) {
	b := r.value(layout, i)
	if b == nil {
		return 0, nil
	}
	if phn, ok := field.TenDigits(b); ok {
		return phn, nil
	}
	return 0, b
}

// date reads a date: the date, or otherwise what was written.
func (r *reader) date(layout *fixed.Layout, i int) (date field.Date, written []byte) {
	b := r.value(layout, i)
	if date = field.CompactDate(b); date == field.NoDate {
		return date, b
	}
	return date, nil
}
