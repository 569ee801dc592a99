package delimited

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"empanel/parsers/field"
)

// Column is a column that a reader of files wants.
type Column struct {
	Name     string   // as messages call it; it is its own first synonym
	Required bool     // the file is refused without it
	Synonyms []string // other headings that mean it
}

// Options say what a file should hold.
type Options struct {
	File    string // as errors call it
	Columns []Column
	// Fold maps a heading, or a name in Columns, to the form in which they are
	// compared. Nil compares without regard to case and blanks at the ends.
	Fold func(string) string
}

// Reader gives the records of one file, one by one. What its methods return is
// valid until the next call of Next.
type Reader struct {
	opts  Options
	lines *lines
	csv   *csv.Reader

	place  []int // of each wanted column among the file's columns; -1 where the file lacks it
	expect int   // columns in the header

	start, end int64 // of the present record in the normalised text
	lastLine   int   // physical line on which the record before ended
	line       int
	cells      []string
	trimmed    []byte   // the wanted values, one behind the other
	values     [][]byte // slices of it, in the order of Options.Columns

	skipped    int
	onlyCommas int
	warnings   []string
}

// NewReader reads the header of a file. The error is a *field.Refusal when the
// file is empty, binary, has no usable header or a broken one.
func NewReader(src io.Reader, opts Options) (*Reader, error) {
	if opts.Fold == nil {
		opts.Fold = func(s string) string { return strings.ToLower(Trim(s)) }
	}
	l := newLines(opts.File, src)
	r := &Reader{opts: opts, lines: l, csv: csv.NewReader(bufio.NewReaderSize(l, smallRead))}
	r.csv.ReuseRecord = true
	r.csv.FieldsPerRecord = -1
	if err := r.header(); err != nil {
		return nil, err
	}
	r.values = make([][]byte, len(opts.Columns))
	return r, nil
}

// Next goes to the next record. It gives io.EOF after the last, a
// *field.Refusal when the file cannot be trusted any further, and otherwise an
// error of the source.
func (r *Reader) Next() error {
	for {
		if err := r.record(); err != nil {
			return err
		}
		if !r.empty() {
			break
		}
		r.skipped += r.lastLine - r.line + 1
		if len(r.cells) > 1 {
			r.onlyCommas++
		}
	}
	r.trim()
	return nil
}

// Line is the physical line on which the record starts, from 1.
func (r *Reader) Line() int { return r.line }

// Raw is the record as it was sent, without its line ending, in UTF-8.
func (r *Reader) Raw() []byte { return r.lines.text(r.start, r.end) }

// Miscounted says, in words, that the record has more or fewer values than the
// header has headings. Which value belongs where cannot be told then, so none
// can be trusted.
func (r *Reader) Miscounted() (message string, wrong bool) {
	if len(r.cells) == r.expect {
		return "", false
	}
	return fmt.Sprintf("%d values under %d headings: a comma is missing or one too many, so none can be trusted",
		len(r.cells), r.expect), true
}

// Value gives the value of a wanted column without blanks at its ends, and
// nothing when the file has no such column or the record is too short for it.
// The caller may change the bytes.
func (r *Reader) Value(column int) []byte { return r.values[column] }

// Has says whether the file has a wanted column.
func (r *Reader) Has(column int) bool { return r.place[column] >= 0 }

// Position gives the physical line and the column, in characters from 1, at
// which the value of a wanted column starts, or those of the record when it
// has no such value.
func (r *Reader) Position(column int) (line, char int) {
	if column < 0 || r.place[column] < 0 || r.place[column] >= len(r.cells) {
		return r.line, 1
	}
	line, at := r.csv.FieldPos(r.place[column])
	return line, r.characters(line, at)
}

// Skipped counts the physical lines that are no record: the header, blank
// lines and lines that hold nothing but separators.
func (r *Reader) Skipped() int { return r.skipped }

// Warnings say what is odd about the file as a whole. They are complete when
// Next has given io.EOF.
func (r *Reader) Warnings() []string {
	if r.onlyCommas == 0 {
		return r.warnings
	}
	return append(r.warnings[:len(r.warnings):len(r.warnings)],
		fmt.Sprintf("rows that hold nothing but separators were skipped: %d", r.onlyCommas))
}

// record reads one record of encoding/csv, which passes over blank lines, and
// counts those.
func (r *Reader) record() error {
	from := r.csv.InputOffset()
	r.lines.release(from)
	cells, err := r.csv.Read()
	if err != nil {
		return r.failed(from, err)
	}
	r.cells = cells
	r.start, r.end = from, r.csv.InputOffset()
	text := r.lines.text(r.start, r.end)
	blank := 0
	for blank < len(text) && text[blank] == '\n' {
		blank++
	}
	r.start += int64(blank)
	if text[len(text)-1] == '\n' {
		r.end--
	}
	r.skipped += blank
	r.line = r.lastLine + blank + 1
	r.lastLine = r.line + bytes.Count(r.Raw(), []byte{'\n'})
	return nil
}

// failed turns an error of reading into what the caller should see.
func (r *Reader) failed(from int64, err error) error {
	var broken *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		r.skipped += r.lines.count - r.lastLine
		r.lastLine = r.lines.count
		return io.EOF
	case errors.Is(err, errRecordTooLong):
		return &field.Refusal{
			File: r.opts.File, Line: r.firstLine(from), Code: field.RefusedLineTooLong,
			Message: fmt.Sprintf("a row longer than %d KiB: a quotation mark is probably never closed", maxRecord>>10),
		}
	case errors.As(err, &broken):
		return r.quoting(from, broken)
	default:
		return err
	}
}

// firstLine is the physical line of the first record at or after an offset
// at which a record was looked for.
func (r *Reader) firstLine(from int64) int {
	line := r.lastLine + 1
	for _, c := range r.lines.out[from-r.lines.base:] {
		if c != '\n' {
			break
		}
		line++
	}
	return line
}

// quoting says where and how quotation marks are broken. The text from an
// offset starts on the line behind lastLine.
func (r *Reader) quoting(from int64, broken *csv.ParseError) error {
	text := r.lines.out[from-r.lines.base:]
	line := text
	for range broken.Line - r.lastLine - 1 {
		_, line, _ = bytes.Cut(line, []byte{'\n'})
	}
	line, _, _ = bytes.Cut(line, []byte{'\n'})
	refusal := &field.Refusal{
		File: r.opts.File, Line: broken.Line, Column: characters(line, broken.Column-1) + 1, Code: field.RefusedQuoting,
	}
	switch {
	case errors.Is(broken.Err, csv.ErrBareQuote):
		refusal.Message = "a quotation mark inside a value that does not start with one: put the value in quotation marks and double those inside"
	case broken.Column > len(line): // nothing stands there: the text has ended
		refusal.Line, refusal.Column = openQuote(text, r.lastLine+1)
		refusal.Message = "the quotation mark here is never closed"
	default:
		refusal.Message = "text behind a closing quotation mark: double the quotation marks inside a value"
		if broken.StartLine < broken.Line {
			refusal.Message += fmt.Sprintf("; the row starts on line %d", broken.StartLine)
		}
	}
	return refusal
}

// openQuote finds the last quotation mark that opens a value: the place to
// look when one is never closed.
func openQuote(text []byte, line int) (atLine, column int) {
	inside, lineStart := false, 0
	for i, c := range text {
		switch c {
		case '"':
			inside = !inside
			if inside {
				atLine, column = line, utf8.RuneCount(text[lineStart:i])+1
			}
		case '\n':
			line++
			lineStart = i + 1
		}
	}
	return atLine, column
}

// empty says whether the record holds nothing at all.
func (r *Reader) empty() bool {
	for _, cell := range r.cells {
		if len(cell) > 0 && Trim(cell) != "" {
			return false
		}
	}
	return true
}

// trim copies the wanted values out of the record.
func (r *Reader) trim() {
	r.trimmed = r.trimmed[:0]
	for column, at := range r.place {
		r.values[column] = nil
		if at < 0 || at >= len(r.cells) {
			continue
		}
		value := Trim(r.cells[at])
		from := len(r.trimmed)
		r.trimmed = append(r.trimmed, value...)
		r.values[column] = r.trimmed[from:len(r.trimmed):len(r.trimmed)]
	}
}

// characters turns a column of encoding/csv, in bytes from 1, on a physical
// line of the present record into one in characters.
func (r *Reader) characters(line, at int) int {
	raw := r.Raw()
	for range line - r.line {
		_, raw, _ = bytes.Cut(raw, []byte{'\n'})
	}
	return utf8.RuneCount(raw[:min(at-1, len(raw))]) + 1
}
