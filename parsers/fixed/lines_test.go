package fixed

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

func readLines(t interface{ Fatal(...any) }, source io.Reader) []string {
	l := NewLines("x", source)
	defer l.Close()
	var lines []string
	for {
		line, err := l.Next()
		if errors.Is(err, io.EOF) {
			if l.Number() != len(lines) {
				t.Fatal("line number and count differ", l.Number(), len(lines))
			}
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
}

// inMemory is a source that has all its bytes in memory.
func inMemory(text string) io.Reader {
	return struct {
		io.Reader
		wholeBytes
	}{iotest.ErrReader(errors.New("it is read, though it is whole")), wholeBytes(text)}
}

type wholeBytes []byte

func (w wholeBytes) Whole() []byte { return w }

func TestLineEndings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"no newline", "a", []string{"a"}},
		{"lf", "a\nb\n", []string{"a", "b"}},
		{"cr lf", "a\r\nb\r\n", []string{"a", "b"}},
		{"cr", "a\rb\r", []string{"a", "b"}},
		{"cr cr lf", "a\r\r\nb\r\r\n", []string{"a", "b"}},
		{"cr cr", "a\r\rb", []string{"a", "", "b"}},
		{"cr cr cr lf", "a\r\r\r\nb", []string{"a", "", "b"}},
		{"cr cr at the end", "a\r\r", []string{"a", ""}},
		{"lf cr", "a\n\rb", []string{"a", "", "b"}},
		{"mixed", "a\nb\rc\r\nd\r\r\n\ne", []string{"a", "b", "c", "d", "", "e"}},
		{"blank lines", "\n\na\n\n", []string{"", "", "a", ""}},
		{"end mark after the newline", "a\r\n\x1a", []string{"a"}},
		{"end mark without newline", "a\x1a", []string{"a"}},
		{"end marks, padded", "a\r\n\x1a\x1a\x1a", []string{"a"}},
		{"end mark where files were joined", "a\r\n\x1ab\r\n\x1a", []string{"a", "b"}},
		{"end mark with a newline", "a\n\x1a\n", []string{"a", ""}},
		{"byte-order mark", "\xef\xbb\xbfa\n\xef\xbb\xbfb", []string{"a", "\xef\xbb\xbfb"}},
	} {
		for name, source := range map[string]io.Reader{
			"whole":        strings.NewReader(c.text),
			"byte by byte": iotest.OneByteReader(strings.NewReader(c.text)),
			"eof at once":  iotest.DataErrReader(strings.NewReader(c.text)),
			"in memory":    inMemory(c.text),
		} {
			if diff := cmp.Diff(c.want, readLines(t, source)); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", c.name, name, diff)
			}
		}
	}
}

// The first CR of CR CR LF can be the last byte of a read, of the buffer, or
// stand one or two before it.
func TestEndingAcrossTheBuffer(t *testing.T) {
	for _, ending := range []string{"\r", "\n", "\r\n", "\r\r\n"} {
		for shift := range 6 {
			var text strings.Builder
			want := []string{}
			for text.Len() < 3*bufferSize {
				line := strings.Repeat("x", MaxLine/2-shift)
				want = append(want, line)
				text.WriteString(line + ending)
			}
			got := readLines(t, strings.NewReader(text.String()))
			if len(got) != len(want) || strings.Join(got, "") != strings.Join(want, "") {
				t.Errorf("ending %q, shift %d: %d lines, want %d", ending, shift, len(got), len(want))
			}
		}
	}
}

// Whatever the pieces a source gives, the lines are those of the plain rule.
func TestLinesWhateverThePieces(t *testing.T) {
	rule := strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n")
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.StringMatching(`[ab\r\n]{0,7}`)).Draw(t, "pieces")
		readers := make([]io.Reader, len(pieces))
		for i, p := range pieces {
			readers[i] = strings.NewReader(p)
		}
		got := readLines(t, io.MultiReader(readers...))
		if whole := readLines(t, inMemory(strings.Join(pieces, ""))); strings.Join(whole, "|") != strings.Join(got, "|") || len(whole) != len(got) {
			t.Fatalf("in memory %q, in pieces %q", whole, got)
		}
		want := strings.Split(rule.Replace(strings.Join(pieces, "")), "\n")
		if want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		if strings.Join(want, "|") != strings.Join(got, "|") || len(want) != len(got) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// A line that is said to be plain is printable ASCII; one that is not holds
// something else, or an ending that only CR makes. Either way it is the same.
func TestPlainLinesArePrintable(t *testing.T) {
	long := strings.Repeat("x", 40)
	for _, c := range []struct {
		text  string
		plain bool
	}{
		{"a", true},
		{"", true},
		{" ~", true},
		{long, true},
		{"\x1f", false},
		{long + "\x1f", false},
		{"\x80", false},
		{"\xff" + long, false},
		{"Zo\u00eb", false},
		{"\t", false},
		{long + "\t" + long, false},
		{"\x1a", false},
		{"\xef\xbb\xbfa", false},
	} {
		for _, ending := range []string{"\n", "\r\n", "\r\r\n"} {
			for name, source := range map[string]io.Reader{"in memory": inMemory(c.text + ending), "streamed": strings.NewReader(c.text + ending)} {
				l := NewLines("x", source)
				line, err := l.Next()
				// A streamed file's first line has not been read when it is asked for.
				if want := c.plain && name == "in memory"; err != nil || l.Plain() != want || l.Number() != 1 || c.plain && string(line) != c.text {
					t.Errorf("%q%q %s: %q, plain %v (%v)", c.text, ending, name, line, l.Plain(), err)
				}
				l.Close()
			}
		}
	}
}

// What is wrong with a file is the same whether it is in memory or streamed.
func TestRefusalsInMemory(t *testing.T) {
	long := strings.Repeat("x", MaxLine)
	for _, text := range []string{
		"a\nb\x00c\n", "a\n" + long + "x\n", "a\n" + long + "\n" + long + "\x00", "a\n" + long + "x\x00\nb",
		"a\n" + long + "x", "a\r" + long + "x\r", "a\n" + strings.Repeat("x", bufferSize+10) + "\x00",
	} {
		refused := func(source io.Reader) string {
			l := NewLines("x", source)
			defer l.Close()
			for {
				if _, err := l.Next(); err != nil {
					return err.Error()
				}
			}
		}
		if whole, streamed := refused(inMemory(text)), refused(strings.NewReader(text)); whole != streamed {
			t.Errorf("%.20q... of %d bytes: in memory %s, streamed %s", text, len(text), whole, streamed)
		}
	}
}

// endless gives the same letter for ever and counts how much was taken.
type endless struct{ taken int }

func (e *endless) Read(p []byte) (int, error) {
	e.taken += len(p)
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestTooLongIsRefusedWithoutReadingOn(t *testing.T) {
	source := &endless{}
	l := NewLines("x.txt", io.MultiReader(strings.NewReader("one\ntwo\n"), source))
	defer l.Close()
	var err error
	for err == nil {
		_, err = l.Next()
	}
	var refusal *field.Refusal
	if !errors.As(err, &refusal) || refusal.Code != field.RefusedLineTooLong || refusal.Line != 3 {
		t.Errorf("got %v, want line 3 too long", err)
	}
	if source.taken > 2*bufferSize {
		t.Errorf("read %d bytes on", source.taken)
	}
	longest := strings.Repeat("x", MaxLine)
	if got := readLines(t, strings.NewReader(longest+"\r\r\n"+longest)); len(got) != 2 {
		t.Errorf("two lines of the longest length were read as %d", len(got))
	}
	l = NewLines("x.txt", strings.NewReader(longest+"x\n"))
	defer l.Close()
	if _, err = l.Next(); !errors.As(err, &refusal) {
		t.Errorf("one byte too many: got %v", err)
	}
}

func TestNULIsBinary(t *testing.T) {
	for _, text := range []string{"a\nb\x00c\n", "a\n" + strings.Repeat("x", 2*MaxLine) + "\x00"} {
		l := NewLines("x.bin", strings.NewReader(text))
		_, err := l.Next()
		if err == nil {
			_, err = l.Next()
		}
		var refusal *field.Refusal
		if !errors.As(err, &refusal) || refusal.Code != field.RefusedBinary || refusal.Line != 2 {
			t.Errorf("got %v, want line 2 binary", err)
		}
		l.Close()
	}
}

func TestSourceErrorsArePassedOn(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		source io.Reader
		want   error
	}{
		{io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(broken)), broken},
		{io.MultiReader(strings.NewReader("a\n"), silent{}), io.ErrNoProgress},
	} {
		l := NewLines("x", c.source)
		var err error
		for err == nil {
			_, err = l.Next()
		}
		if !errors.Is(err, c.want) {
			t.Errorf("got %v, want %v", err, c.want)
		}
		l.Close()
	}
}

type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, nil }

func BenchmarkLines(b *testing.B) {
	for _, ending := range []string{"\r\n", "\n", "\r"} {
		b.Run(strings.NewReplacer("\r", "CR", "\n", "LF").Replace(ending), func(b *testing.B) {
			text := bytes.Repeat([]byte(strings.Repeat("x", 424)+ending), 10_000)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				l := NewLines("x", bytes.NewReader(text))
				for {
					if _, err := l.Next(); err != nil {
						break
					}
				}
				l.Close()
			}
		})
	}
}
