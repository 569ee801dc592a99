package fixed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"empanel/parsers/field"
)

// MaxLine is the longest line that is read, in bytes without its ending. A
// longer one refuses its file.
const MaxLine = 64 << 10

// bufferSize leaves room for the longest line, its ending and a good read
// beside it.
const bufferSize = 4 * MaxLine

// emptyReads is how often a source may give nothing in a row.
const emptyReads = 100

// endOfFile is the mark that old programs put after the last byte. Where files
// were joined it also stands before the first line of the next one.
const endOfFile = 0x1a

// Lines cuts a stream into lines with bounded memory. CR LF, LF, CR and CR CR LF
// each end one line, in any mixture. The marks of an end of file at either end
// of a line, and a byte-order mark before the first, are no part of a line.
type Lines struct {
	file    string
	source  io.Reader
	buffer  []byte // what was read: own, or all of a source that is Whole
	own     []byte
	start   int // of what is not yet given out
	end     int // of what was read
	lf, cr  int // the next of each at or after start; end when none was read yet
	number  int
	plain   bool // the line that Next gave last
	hasMark bool
	eof     bool
}

var linesPool = sync.Pool{New: func() any { return &Lines{own: make([]byte, bufferSize)} }}

// Whole is a source that has all its bytes in memory. They are cut into lines
// where they stand, and not changed.
type Whole interface{ Whole() []byte }

// NewLines begins to read a file; name is used in errors. Close gives the
// buffer back for the next file.
func NewLines(name string, source io.Reader) *Lines {
	l := linesPool.Get().(*Lines)
	*l = Lines{file: name, source: source, buffer: l.own, own: l.own, lf: -1, cr: -1}
	if w, ok := source.(Whole); ok {
		l.buffer = w.Whole()
		l.end, l.eof = len(l.buffer), true
	}
	return l
}

// Close ends the use of the Lines and of every line it gave.
func (l *Lines) Close() {
	l.source, l.buffer = nil, nil
	linesPool.Put(l)
}

// Number is the physical line, from 1, that Next gave last.
func (l *Lines) Number() int { return l.number }

// HasMark says whether the file began with a UTF-8 byte-order mark.
func (l *Lines) HasMark() bool { return l.hasMark }

// Plain says whether the line that Next gave last is known to be of printable
// ASCII only, so that nobody need look again.
func (l *Lines) Plain() bool { return l.plain }

// Next gives the next line without its ending, valid until the next call, or
// io.EOF after the last. A line that is too long and a NUL byte, which no text
// has, are a *field.Refusal; an error of the source is wrapped.
func (l *Lines) Next() ([]byte, error) {
	if line, ok := l.nextPlain(); ok {
		return line, nil
	}
	for {
		at := l.find()
		if at-l.start > MaxLine {
			return nil, l.tooLong()
		}
		if width, known := l.ending(at); known {
			line := l.buffer[l.start:at]
			l.start = at + width
			if width == 0 && len(bytes.Trim(line, "\x1a")) == 0 {
				return nil, io.EOF
			}
			l.number++
			return l.clean(line)
		}
		if err := l.more(); err != nil {
			return nil, err
		}
	}
}

// nextPlain gives the next line when it is read already, ends in LF, CR LF or
// CR CR LF, and is printable: nearly every line is, and one look at it then
// answers every question at once.
func (l *Lines) nextPlain() ([]byte, bool) {
	l.plain = false
	if l.lf < l.start {
		l.lf = l.indexFrom(l.start, '\n')
	}
	if l.lf == l.end {
		return nil, false
	}
	at := l.lf
	for range 2 {
		if at > l.start && l.buffer[at-1] == '\r' {
			at--
		}
	}
	line := l.buffer[l.start:at]
	if len(line) > MaxLine || !printable(line) {
		return nil, false
	}
	l.start = l.lf + 1
	l.number++
	l.plain = true
	return line, true
}

// find gives the place of the next CR or LF, or the end of what was read. Each
// is looked for only once, however many of the other come before it.
func (l *Lines) find() int {
	if l.lf < l.start {
		l.lf = l.indexFrom(l.start, '\n')
	}
	if l.cr < l.start {
		l.cr = l.indexFrom(l.start, '\r')
	}
	return min(l.lf, l.cr)
}

func (l *Lines) indexFrom(from int, c byte) int {
	if i := bytes.IndexByte(l.buffer[from:l.end], c); i >= 0 {
		return from + i
	}
	return l.end
}

// ending gives the width of the line ending at a place: 0 for the end of the
// file. It is not known while the bytes that decide it have not been read.
func (l *Lines) ending(at int) (width int, known bool) {
	rest := l.buffer[at:l.end]
	switch {
	case len(rest) == 0:
		return 0, l.eof
	case rest[0] == '\n':
		return 1, true
	case len(rest) > 1 && rest[1] == '\n':
		return 2, true
	case len(rest) > 2 && rest[1] == '\r' && rest[2] == '\n':
		return 3, true
	case len(rest) > 2 || len(rest) == 2 && rest[1] != '\r':
		return 1, true
	}
	return 1, l.eof
}

// more reads on, moving what is not yet given out to the front of the buffer.
func (l *Lines) more() error {
	if l.start > 0 {
		copy(l.buffer, l.buffer[l.start:l.end])
		l.end -= l.start
		l.lf -= l.start
		l.cr -= l.start
		l.start = 0
	}
	for range emptyReads {
		n, err := l.source.Read(l.buffer[l.end:])
		if n < 0 || n > len(l.buffer)-l.end {
			return fmt.Errorf("%s: reading: the source counts wrongly", l.file)
		}
		before := l.end
		l.end += n
		if l.lf == before {
			l.lf = l.indexFrom(before, '\n')
		}
		if l.cr == before {
			l.cr = l.indexFrom(before, '\r')
		}
		if errors.Is(err, io.EOF) {
			l.eof = true
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: reading: %w", l.file, err)
		}
		if n > 0 {
			return nil
		}
	}
	return fmt.Errorf("%s: reading: %w", l.file, io.ErrNoProgress)
}

// clean takes the marks from a line and refuses what is no text.
func (l *Lines) clean(line []byte) ([]byte, error) {
	if l.number == 1 {
		if rest, ok := bytes.CutPrefix(line, []byte("\xef\xbb\xbf")); ok {
			l.hasMark = true
			line = rest
		}
	}
	for len(line) > 0 && line[0] == endOfFile {
		line = line[1:]
	}
	for len(line) > 0 && line[len(line)-1] == endOfFile {
		line = line[:len(line)-1]
	}
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, l.binary(l.number)
	}
	return line, nil
}

func (l *Lines) tooLong() error {
	if bytes.IndexByte(l.buffer[l.start:min(l.end, l.start+bufferSize)], 0) >= 0 {
		return l.binary(l.number + 1)
	}
	return &field.Refusal{
		File: l.file, Line: l.number + 1, Code: field.RefusedLineTooLong,
		Message: "a line is longer than 64 KiB; this is no text file of records, or its line endings were lost: export it again",
	}
}

func (l *Lines) binary(line int) error {
	return &field.Refusal{
		File: l.file, Line: line, Code: field.RefusedBinary,
		Message: "there is a NUL byte, which no text file has; the file is binary, compressed, damaged or UTF-16: send it as plain text",
	}
}
