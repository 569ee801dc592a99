package delimited

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"empanel/parsers/field"
)

// row is what the tests compare.
type row struct {
	Line   int
	Raw    string
	Values []string
}

var ab = []Column{{Name: "a", Required: true}, {Name: "b", Synonyms: []string{"bee"}}}

// readAll reads a text to its end with the columns a and b.
func readAll(src io.Reader) (rows []row, skipped int, warnings []string, err error) {
	r, err := NewReader(src, Options{File: "f.csv", Columns: ab})
	if err != nil {
		return nil, 0, nil, err
	}
	for err = r.Next(); err == nil; err = r.Next() {
		rows = append(rows, row{r.Line(), string(r.Raw()), []string{string(r.Value(0)), string(r.Value(1))}})
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return rows, r.Skipped(), r.Warnings(), err
}

func TestLineEndings(t *testing.T) {
	want := []row{{2, "1,2", []string{"1", "2"}}, {4, "3,4", []string{"3", "4"}}}
	for _, end := range []string{"\n", "\r\n", "\r", "\r\r\n"} {
		for _, tail := range []string{"", end, end + "\x1a", "\x1a", end + end + "\x1a\x1a"} {
			text := strings.Join([]string{"a,b", "1,2", "", "3,4"}, end) + tail
			for name, src := range map[string]io.Reader{
				"whole":    strings.NewReader(text),
				"one byte": iotest.OneByteReader(strings.NewReader(text)),
				"with EOF": iotest.DataErrReader(strings.NewReader(text)),
			} {
				rows, skipped, _, err := readAll(src)
				if err != nil {
					t.Fatalf("%q %s: %v", text, name, err)
				}
				if diff := cmp.Diff(want, rows); diff != "" {
					t.Errorf("%q %s: %s", text, name, diff)
				}
				if all := physicalLines([]byte(text)); len(rows)+skipped != all {
					t.Errorf("%q %s: %d rows and %d skipped of %d lines", text, name, len(rows), skipped, all)
				}
			}
		}
	}
}

func TestEncodings(t *testing.T) {
	for _, text := range []string{"\uFEFFa,b\né,1\n", "a,b\n\xe9,1\n", "a,b\né,1\n", "\uFEFF\"a\",b\n\u00a0é\u00a0,1"} {
		rows, _, _, err := readAll(strings.NewReader(text))
		if err != nil || len(rows) != 1 || rows[0].Values[0] != "é" {
			t.Errorf("%q: %v %v", text, rows, err)
		}
	}
	// One line of a file may be of another encoding than the rest.
	rows, _, _, err := readAll(strings.NewReader("a,b\né,1\n\xe9,2\n"))
	if err != nil || len(rows) != 2 || rows[0].Values[0] != rows[1].Values[0] {
		t.Errorf("%v %v", rows, err)
	}
}

func TestPositionsAreCharacters(t *testing.T) {
	r, err := NewReader(strings.NewReader("b,a\n\"é\nü\", x\n"), Options{File: "f.csv", Columns: ab})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Next(); err != nil {
		t.Fatal(err)
	}
	line, char := r.Position(0)
	if line != 3 || char != 4 {
		t.Errorf("a stands at %d:%d, want 3:4", line, char)
	}
	if line, char = r.Position(1); line != 2 || char != 1 {
		t.Errorf("b stands at %d:%d, want 2:1", line, char)
	}
	if string(r.Raw()) != "\"é\nü\", x" {
		t.Errorf("raw is %q", r.Raw())
	}
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	manyLines := strings.Repeat("some text\n", maxRecord/5)
	for _, c := range []struct {
		name, text   string
		code         field.RefusalCode
		line, column int
	}{
		{"nothing", "", field.RefusedEmpty, 0, 0},
		{"blank", " \n\r\n\x1a", field.RefusedEmpty, 0, 0},
		{"no header", "1,2,1\n", field.RefusedHeaderMissing, 1, 1},
		{"required", "\nb\n", field.RefusedColumnMissing, 2, 1},
		{"twice", "a,é,A\n", field.RefusedColumnDuplicate, 1, 5},
		{"twice by synonym", "b,a,bee\n", field.RefusedColumnDuplicate, 1, 5},
		{"stranger twice", "a,x,X\n", field.RefusedColumnDuplicate, 1, 5},
		{"bare quote", "a,b\n1,2\né,x\"y\n", field.RefusedQuoting, 3, 4},
		{"text behind quote", "a,b\n\"é\"x,2\n", field.RefusedQuoting, 2, 3},
		{"open quote", "a,b\n\n1,2\n3,\"4\n5,6\n", field.RefusedQuoting, 4, 3},
		{"open quote at the end", "a,b\n3,\"", field.RefusedQuoting, 2, 3},
		{"open quote in header", "a,\"b\n1,2\n", field.RefusedQuoting, 1, 3},
		{"open quote, long file", "a,b\n1,2\n\n3,\"4\n" + manyLines, field.RefusedLineTooLong, 4, 0},
		{"zero byte", "a,b\n1,é\x00\n", field.RefusedBinary, 2, 4},
		{"zero byte at the end", "a,b\n1,\x00", field.RefusedBinary, 2, 3},
		{"long line", "a,b\n1,2\n" + long + "x\n", field.RefusedLineTooLong, 3, 0},
		{"long last line", "a,b\n1,2\n" + long + "x", field.RefusedLineTooLong, 3, 0},
		{"one long line", long + long + long, field.RefusedLineTooLong, 1, 0},
	} {
		_, _, _, err := readAll(strings.NewReader(c.text))
		var refusal *field.Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if refusal.Code != c.code || refusal.Line != c.line || refusal.Column != c.column {
			t.Errorf("%s: %v", c.name, refusal)
		}
	}
}

func TestLongestLineIsTaken(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n", "\r", "\r\r\n"} {
		value := strings.Repeat("\xe9", maxLine-2)
		rows, _, _, err := readAll(strings.NewReader("a,b\n1," + value + end))
		if err != nil || len(rows) != 1 || len(rows[0].Values[1]) != 2*len(value) {
			t.Errorf("%q: %d rows, %v", end, len(rows), err)
		}
	}
}

func TestEndlessLineIsNotReadToItsEnd(t *testing.T) {
	endless := &counting{}
	_, _, _, err := readAll(endless)
	var refusal *field.Refusal
	if !errors.As(err, &refusal) || refusal.Code != field.RefusedLineTooLong || endless.read > 4*maxLine {
		t.Errorf("%v after %d bytes", err, endless.read)
	}
}

// counting gives x for ever.
type counting struct{ read int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	c.read += len(p)
	return len(p), nil
}

func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	text := "a,b\n" + strings.Repeat("\"one\ntwo\",three\n", 100_000)
	r, err := NewReader(strings.NewReader(text), Options{File: "f.csv", Columns: ab})
	if err != nil {
		t.Fatal(err)
	}
	for err = r.Next(); err == nil; err = r.Next() {
		if cap(r.lines.out) > 3*maxRecord || cap(r.lines.in) > 4*chunk {
			t.Fatalf("line %d: %d and %d bytes held", r.Line(), cap(r.lines.out), cap(r.lines.in))
		}
	}
	if !errors.Is(err, io.EOF) || r.lines.count != 200_001 {
		t.Errorf("%v after %d lines", err, r.lines.count)
	}
}

func TestBrokenSource(t *testing.T) {
	broken := errors.New("disk on fire")
	_, _, _, err := readAll(io.MultiReader(strings.NewReader("a,b\n1,\"2\n"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestMiscounted(t *testing.T) {
	r, err := NewReader(strings.NewReader("a,b\n1\n1,2\n1,2,3\n"), Options{File: "f.csv", Columns: ab})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false, true} {
		if err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if message, wrong := r.Miscounted(); wrong != want || wrong == (message == "") {
			t.Errorf("line %d: %v %q", r.Line(), wrong, message)
		}
		r.Position(1) // must not panic where there is no such value
	}
}

func TestUnknownColumns(t *testing.T) {
	_, _, warnings, err := readAll(strings.NewReader("a,,x\x07y,call 9012345,b," + strings.Repeat("long", 30) + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`column "xy" (number 3) is not known and was ignored`,
		`column with many digits in its name (number 4) is not known and was ignored`,
		`column "` + strings.Repeat("long", 9) + `lon…" (number 6) is not known and was ignored`,
		`columns without a name were ignored: 1`,
	}
	if diff := cmp.Diff(want, warnings); diff != "" {
		t.Error(diff)
	}
	many := "a"
	for i := range 100 {
		many += ",c" + strings.Repeat("x", i)
	}
	if _, _, warnings, err = readAll(strings.NewReader(many)); err != nil || len(warnings) != mostWarnings+1 {
		t.Errorf("%d warnings, %v", len(warnings), err)
	}
}

// TestWrittenIsRead writes any values as CSV, with any line endings, and reads
// them back.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-zé0-9 ,"]{0,12}(\n[a-z]{0,3})?`)
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\r\r\n"})
		var text bytes.Buffer
		text.WriteString("b,a\n")
		line := 2
		var want []row
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			b, a := value.Draw(t, "b"), value.Draw(t, "a")
			raw := quoted(b) + "," + quoted(a)
			if Trim(a) != "" || Trim(b) != "" {
				want = append(want, row{line, raw, []string{Trim(a), Trim(b)}})
			}
			line += strings.Count(raw, "\n") + 1
			text.WriteString(strings.ReplaceAll(raw, "\n", end.Draw(t, "inner")))
			text.WriteString(end.Draw(t, "end"))
			if strings.HasSuffix(text.String(), "\r") { // or it would join a line feed to come
				text.WriteString("\"\",\r\n")
				line++
			}
		}
		got, _, _, err := readAll(&text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// physicalLines counts lines by the rule alone: LF, CR, CR LF and CR CR LF
// each end one, and end-of-file bytes behind the last are none.
func physicalLines(text []byte) int {
	s := strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n").Replace(string(text))
	count := strings.Count(s, "\n")
	if rest := strings.TrimRight(s[strings.LastIndexByte(s, '\n')+1:], "\x1a"); rest != "" {
		count++
	}
	return count
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "\uFEFFa,b\r\n\"1\r\n2\",3\r\r\n\r,\x1a", "a\n\"", "a,b\n\xe9,\"x\"\"y\"\n", "b,a,a\n", "a\x00", "\r\r\r\n\na\n\n \n,",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, skipped, _, err := readAll(bytes.NewReader(text))
		again, _, _, errAgain := readAll(iotest.OneByteReader(bytes.NewReader(text)))
		if diff := cmp.Diff(rows, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Fatalf("read byte by byte: %v, %v\n%s", err, errAgain, diff)
		}
		if err != nil {
			var refusal *field.Refusal
			if !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			return
		}
		lines, last := skipped, 0
		for _, r := range rows {
			if r.Line <= last {
				t.Fatalf("line %d after line %d", r.Line, last)
			}
			last = r.Line + strings.Count(r.Raw, "\n")
			lines += 1 + strings.Count(r.Raw, "\n")
		}
		if all := physicalLines(text); lines != all {
			t.Fatalf("%d lines accounted for of %d", lines, all)
		}
	})
}

// TestLargeFile reads far more than fits in memory at once, with lines of all
// lengths and endings, and finds every row where it was put.
func TestLargeFile(t *testing.T) {
	ends := []string{"\n", "\r\n", "\r", "\r\r\n"}
	var text strings.Builder
	var want []row
	text.WriteString("a,b\n")
	line := 2
	for i := range 3000 {
		a, b := strings.Repeat("x", i*i%3001+1), strings.Repeat("é", i%7)
		raw := quoted(a+"\n") + "," + b
		want = append(want, row{line, raw, []string{a, b}})
		text.WriteString(strings.Replace(raw, "\n", ends[i%4], 1) + ends[(i/4)%4])
		line += 2
		if i%5 == 0 && ends[(i/4)%4] != "\r" {
			text.WriteString("\r\n")
			line++
		}
	}
	for _, src := range []io.Reader{strings.NewReader(text.String()), iotest.HalfReader(strings.NewReader(text.String()))} {
		rows, skipped, _, err := readAll(src)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(want) || 2*len(rows)+skipped != line-1 {
			t.Fatalf("%d rows, %d lines skipped, of %d lines", len(rows), skipped, line-1)
		}
		for i := range rows {
			if diff := cmp.Diff(want[i], rows[i]); diff != "" {
				t.Fatalf("row %d: %s", i, diff)
			}
		}
	}
}
