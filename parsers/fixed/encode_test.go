package fixed

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAppendStyles(t *testing.T) {
	values := [][]byte{[]byte("X01"), []byte("12"), []byte("Bélanger"), nil, nil, nil, nil, nil}
	for _, c := range []struct {
		name  string
		style Style
		want  string
	}{
		{"zeros", Style{}, "X010000012Bélanger    00000   00000000  "},
		{"blanks", Style{BlankFill: true}, "X010000012Bélanger                      "},
		{"trimmed", Style{BlankFill: true, Trim: true}, "X010000012Bélanger"},
		{"cut", Style{Columns: 25}, "X010000012Bélanger    000"},
		{"cut longer than the record", Style{Columns: 99, Trim: true}, "X010000012Bélanger    00000   00000000"},
	} {
		if got := sample.Append([]byte(">"), values, c.style); string(got) != ">"+c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAppendNeverShiftsAField(t *testing.T) {
	values := [][]byte{[]byte("X01"), []byte("123456789"), []byte("Ünverschämtheiten"), []byte("A04"), nil, []byte("9"), []byte("15")}
	want := "X011234567ÜnverschämthA04     90000015  "
	if got := sample.Append(nil, values, Style{}); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is written is read back, in every style and with letters of any length
// in UTF-8 before it.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := make([][]byte, len(sample.Fields))
		for i, f := range sample.Fields {
			pattern := `[1-9][0-9]*`
			if f.Pad == LeftBlank {
				pattern = `[A-Za-zÀ-ž][A-Za-zÀ-ž ]*`
			}
			v := rapid.StringMatching(pattern).Draw(t, f.Name)
			if utf8.RuneCountInString(v) > f.Width {
				v = string([]rune(v)[:f.Width])
			}
			v = strings.TrimRight(v, " ")
			if f.Pad == Plain {
				v = "X01"
			} else if rapid.Bool().Draw(t, "empty") {
				v = ""
			}
			values[i] = []byte(v)
		}
		style := Style{BlankFill: rapid.Bool().Draw(t, "blank"), Trim: rapid.Bool().Draw(t, "trim")}
		line := sample.Append(nil, values, style)
		if !style.Trim && utf8.RuneCount(line) != sample.Length {
			t.Fatalf("%d columns, want %d", utf8.RuneCount(line), sample.Length)
		}
		var text Text
		text.Set(line)
		for i, got := range sample.Decode(nil, &text) {
			f := sample.Fields[i]
			got = Trim(got)
			if f.Pad == RightZero || f.Pad == Zero || f.Pad == Overpunch || len(values[i]) == 0 {
				got = bytes.TrimLeft(got, "0")
			}
			if !bytes.Equal(got, values[i]) {
				t.Fatalf("%s: got %q, want %q", f.Name, got, values[i])
			}
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	values := [][]byte{[]byte("X01"), []byte("12"), []byte("Belanger"), nil, nil, nil, nil, nil}
	buffer := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buffer = sample.Append(buffer[:0], values, Style{})
	}
	b.ReportMetric(float64(b.N)*float64(len(values))/b.Elapsed().Seconds(), "fields/s")
}
