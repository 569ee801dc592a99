package fixed

import (
	"encoding/binary"
	"unicode/utf8"
)

// Text is one line as characters. It is made to be used again for the next
// line: what it gives out is valid until the next Set.
type Text struct {
	bytes  []byte  // ASCII or UTF-8
	starts []int32 // where each character begins, and the end of the last; only when not ascii
	ascii  bool
	buffer []byte // of a line that had to be turned into UTF-8
}

// Set takes a line without its ending: ASCII and UTF-8 stand as they are, and
// the Text keeps the slice; a line that is not valid UTF-8 is read as
// ISO 8859-1, whose every byte is a character.
func (t *Text) Set(line []byte) {
	t.bytes = line
	t.ascii = ASCII(line)
	if t.ascii {
		return
	}
	if !utf8.Valid(line) {
		t.buffer = t.buffer[:0]
		for _, c := range line {
			t.buffer = utf8.AppendRune(t.buffer, rune(c))
		}
		t.bytes = t.buffer
	}
	t.starts = t.starts[:0]
	for i, c := range t.bytes {
		if utf8.RuneStart(c) {
			t.starts = append(t.starts, int32(i))
		}
	}
	t.starts = append(t.starts, int32(len(t.bytes)))
}

// SetASCII is Set for a line that is known to be ASCII.
func (t *Text) SetASCII(line []byte) { t.bytes, t.ascii = line, true }

// Bytes is the whole line, always valid UTF-8.
func (t *Text) Bytes() []byte { return t.bytes }

// Columns is the length of the line in characters.
func (t *Text) Columns() int {
	if t.ascii {
		return len(t.bytes)
	}
	return max(len(t.starts)-1, 0)
}

// Cut gives the characters from column start (from 1) on, width of them or as
// many as the line reaches, nil when the line ends before them. Nothing is
// copied.
func (t *Text) Cut(start, width int) []byte {
	if end := start - 1 + width; t.ascii && end <= len(t.bytes) {
		return t.bytes[start-1 : end : end]
	}
	return t.cut(start, width)
}

func (t *Text) cut(start, width int) []byte {
	columns := t.Columns()
	from, to := start-1, min(start-1+width, columns)
	if from >= to {
		return nil
	}
	if !t.ascii {
		from, to = int(t.starts[from]), int(t.starts[to])
	}
	return t.bytes[from:to:to]
}

// ASCII says whether every byte of a line is below 128.
func ASCII(b []byte) bool {
	const high = 0x8080808080808080
	for len(b) >= 32 {
		four := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if four&high != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// printable says whether every byte of a line is one of the printable
// characters of ASCII (or DEL, which does no harm): no end of a line, no NUL, no
// mark, nothing of another encoding.
func printable(b []byte) bool {
	const (
		high   = 0x8080808080808080
		blanks = 0x2020202020202020
	)
	// Taking a blank from each byte borrows where one is smaller.
	for len(b) >= 32 {
		w, x := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		y, z := binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
		if (w|x|y|z|(w-blanks)|(x-blanks)|(y-blanks)|(z-blanks))&high != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c < ' ' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
