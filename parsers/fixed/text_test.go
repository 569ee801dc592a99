package fixed

import (
	"strings"
	"testing"
)

func TestTextCountsCharacters(t *testing.T) {
	for _, c := range []struct {
		name, line, cut, whole string
		columns                int
	}{
		{"ascii", "Belanger|12", "12", "Belanger|12", 11},
		{"utf-8", "Bélanger|12", "12", "Bélanger|12", 11},
		{"latin-1", "B\xe9langer|12", "12", "Bélanger|12", 11},
		{"latin-1, cut field", "Belanger|\xe9\xe8", "éè", "Belanger|éè", 11},
		{"reaches half", "Belanger|1", "1", "Belanger|1", 10},
		{"ends before", "Bélanger", "", "Bélanger", 8},
		{"empty", "", "", "", 0},
	} {
		var text Text
		text.Set([]byte("ünused before"))
		text.Set([]byte(c.line))
		if got := text.Columns(); got != c.columns {
			t.Errorf("%s: %d columns, want %d", c.name, got, c.columns)
		}
		if got := text.Cut(10, 2); string(got) != c.cut {
			t.Errorf("%s: cut %q, want %q", c.name, got, c.cut)
		}
		if got := string(text.Bytes()); got != c.whole {
			t.Errorf("%s: whole %q, want %q", c.name, got, c.whole)
		}
	}
}

func TestASCIILooksAtEveryByte(t *testing.T) {
	for length := range 100 {
		line := []byte(strings.Repeat("x", length))
		if !ASCII(line) {
			t.Fatalf("%d letters are not taken for ASCII", length)
		}
		for i := range line {
			line[i] = 0x80
			if ASCII(line) {
				t.Fatalf("byte %d of %d was not looked at", i, length)
			}
			line[i] = 'x'
		}
	}
}
