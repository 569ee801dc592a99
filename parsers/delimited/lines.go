package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"empanel/parsers/field"
)

const (
	maxLine   = 64 << 10  // bytes of one physical line, without its ending
	maxRecord = 256 << 10 // bytes of one record, whose quoted values may span lines
	chunk     = 64 << 10
	smallRead = 16 << 10 // most files are a few rows, and there are thousands of them
	endOfFile = 0x1A     // what old programs write behind the last line

	byteOrderMark = "\uFEFF" // what others write before the first
)

// errRecordTooLong says that one record has filled the memory meant for it.
var errRecordTooLong = errors.New("record too long")

// lines reads a file as physical lines and hands it on with every line ending
// made a line feed and every line made UTF-8. It remembers what it handed on
// from the offset given to release, so that a record's text can be shown as it
// was sent.
type lines struct {
	file string
	src  io.Reader
	err  error // of src, or a refusal; stays

	in       []byte // read from src
	start    int    // of what is not yet cut into lines
	nextLF   int    // of the first line feed at or after start; before it when none is known
	searched int    // end of what has been searched for line feeds
	sawNUL   bool   // somewhere in in
	finished bool   // src is at its end

	out   []byte // handed on, or about to be
	base  int64  // offset in the output of out[0]
	given int    // of out, to the consumer
	keep  int64  // offset before which nothing is asked for any more
	count int    // physical lines so far
}

func newLines(file string, src io.Reader) *lines {
	return &lines{file: file, src: src, in: make([]byte, 0, smallRead), nextLF: -1}
}

// Read gives the next bytes of the normalised text.
func (l *lines) Read(p []byte) (int, error) {
	for l.given == len(l.out) {
		if l.err != nil {
			return 0, l.err
		}
		l.produce()
	}
	n := copy(p, l.out[l.given:])
	l.given += n
	return n, nil
}

// release says that nothing before an offset will be asked for again.
func (l *lines) release(offset int64) { l.keep = offset }

// text gives the normalised text between two offsets that were not released.
func (l *lines) text(from, to int64) []byte { return l.out[from-l.base : to-l.base] }

// produce cuts what has been read into lines until a chunk of output has come
// together or nothing more is to be had.
func (l *lines) produce() {
	if done := l.keep - l.base; done > chunk {
		kept := copy(l.out, l.out[done:])
		l.out = l.out[:kept]
		l.given -= int(done)
		l.base = l.keep
	}
	if l.base+int64(len(l.out))-l.keep > maxRecord {
		l.err = errRecordTooLong
		return
	}
	for before := len(l.out); len(l.out)-before < chunk; {
		line, next, ok := l.cut()
		if ok {
			l.emit(line, next)
			if l.err != nil {
				return
			}
			continue
		}
		if l.finished {
			l.last()
			return
		}
		if len(l.in)-l.start > maxLine+2 {
			l.tooLong()
			return
		}
		if l.fill(); l.err != nil {
			return
		}
	}
}

// cut finds the next line and the start of the one after it. It is not ok when
// more bytes are needed to tell.
func (l *lines) cut() (line []byte, next int, ok bool) {
	if l.nextLF < l.start {
		from := max(l.start, l.searched)
		l.nextLF, l.searched = -1, len(l.in)
		if i := bytes.IndexByte(l.in[from:], '\n'); i >= 0 {
			l.nextLF = from + i
			l.searched = l.nextLF + 1
		}
	}
	end := len(l.in)
	if l.nextLF >= 0 {
		end = l.nextLF
	}
	cr := bytes.IndexByte(l.in[l.start:end], '\r')
	if cr < 0 {
		if l.nextLF < 0 {
			return nil, 0, false
		}
		return l.in[l.start:end], end + 1, true
	}
	cr += l.start
	line = l.in[l.start:cr]
	switch {
	case l.nextLF >= 0 && (end == cr+1 || end == cr+2 && l.in[cr+1] == '\r'):
		return line, end + 1, true // CR LF, CR CR LF
	case end > cr+2 || l.nextLF >= 0 || l.finished:
		return line, cr + 1, true // CR alone
	default:
		return nil, 0, false // a line feed may still follow
	}
}

// emit hands on one line that has an ending.
func (l *lines) emit(line []byte, next int) {
	if len(line) > maxLine {
		l.tooLong()
		return
	}
	l.count++
	if l.sawNUL && bytes.IndexByte(line, 0) >= 0 {
		l.binary(line)
		return
	}
	if len(line) > 0 && line[0] == endOfFile && onlyEndOfFile(line) {
		line = nil
	}
	l.write(line)
	l.out = append(l.out, '\n')
	l.start = next
}

// last hands on what stands behind the last line ending.
func (l *lines) last() {
	line := l.in[l.start:]
	l.start = len(l.in)
	l.err = io.EOF
	if len(line) > maxLine {
		l.tooLong()
		return
	}
	for len(line) > 0 && line[len(line)-1] == endOfFile {
		line = line[:len(line)-1]
	}
	if len(line) == 0 {
		return
	}
	l.count++
	if bytes.IndexByte(line, 0) >= 0 {
		l.binary(line)
		return
	}
	l.write(line)
	l.out = append(l.out, '\n')
}

// write appends a line as UTF-8: as it is when it is valid, else read as ISO
// 8859-1, whose characters have the numbers of their bytes.
func (l *lines) write(line []byte) {
	if l.count == 1 {
		line = bytes.TrimPrefix(line, []byte(byteOrderMark))
	}
	if utf8.Valid(line) {
		l.out = append(l.out, line...)
		return
	}
	for _, c := range line {
		l.out = utf8.AppendRune(l.out, rune(c))
	}
}

// fill reads more of the source behind what is not yet cut.
func (l *lines) fill() {
	full := len(l.in) == cap(l.in)
	if l.start > 0 {
		l.in = l.in[:copy(l.in, l.in[l.start:])]
		l.nextLF = max(l.nextLF-l.start, -1)
		l.searched = max(l.searched-l.start, 0)
		l.start = 0
	}
	if full && cap(l.in) < 2*chunk {
		l.in = append(make([]byte, 0, 2*chunk), l.in...)
	}
	room := l.in[len(l.in):cap(l.in)]
	for range 100 {
		n, err := l.src.Read(room)
		l.in = l.in[:len(l.in)+n]
		if n > 0 {
			l.sawNUL = l.sawNUL || bytes.IndexByte(room[:n], 0) >= 0
		}
		switch {
		case errors.Is(err, io.EOF):
			l.finished = true
			return
		case err != nil:
			l.err = fmt.Errorf("%s: reading: %w", l.file, err)
			return
		case n > 0:
			return
		}
	}
	l.err = fmt.Errorf("%s: reading: %w", l.file, io.ErrNoProgress)
}

func (l *lines) tooLong() {
	l.err = &field.Refusal{
		File: l.file, Line: l.count + 1, Code: field.RefusedLineTooLong,
		Message: fmt.Sprintf("a line longer than %d KiB: this is no CSV file, or its line endings were lost", maxLine>>10),
	}
}

func (l *lines) binary(line []byte) {
	l.err = &field.Refusal{
		File: l.file, Line: l.count, Column: characters(line, bytes.IndexByte(line, 0)) + 1, Code: field.RefusedBinary,
		Message: "a zero byte: this is no plain text; save the sheet as CSV (UTF-8), not as a workbook and not as UTF-16",
	}
}

func onlyEndOfFile(line []byte) bool {
	for _, c := range line {
		if c != endOfFile {
			return false
		}
	}
	return true
}

// characters counts the characters in the first n bytes of a line, which is
// UTF-8 or else one character a byte.
func characters(line []byte, n int) int {
	n = min(n, len(line))
	if !utf8.Valid(line) {
		return n
	}
	return utf8.RuneCount(line[:n])
}
