package drbill

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// FuzzRead holds for any bytes: no panic, every line accounted for once, and
// no number of the input in what a person may read.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(samples, "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatal("no samples", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(text) < 10_000 {
			f.Add(text, uint8(0))
			f.Add(text, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, format uint8) {
		out := &audit{}
		formats := DateFormats()
		sum, err := Read("f.csv", bytes.NewReader(text), Options{DateFormat: formats[int(format)%len(formats)]}, out)
		var refusal *field.Refusal
		if errors.As(err, &refusal) {
			out.messages = append(out.messages, refusal.Message)
		} else if err != nil {
			t.Fatal("an error that is no refusal")
		}
		out.messages = append(out.messages, sum.Warnings...)
		for _, message := range out.messages {
			for _, number := range fiveDigits.FindAllString(strings.ReplaceAll(message, field.AttachFeeItem, ""), -1) {
				if bytes.Contains(text, []byte(number)) {
					t.Fatal("a message shows a number of the input")
				}
			}
		}
		if out.broken != "" {
			t.Fatal(out.broken)
		}
		if err == nil {
			missing := physicalLines(text) - out.lines - sum.Skipped
			if out.rows != sum.Lines || missing < 0 || missing > 0 && !out.others {
				t.Fatalf("%d rows on %d lines, %d skipped, of %d lines", out.rows, out.lines, sum.Skipped, physicalLines(text))
			}
		}
	})
}

var fiveDigits = regexp.MustCompile(`[0-9]{5,}`)

// audit is a sink that looks at every row with suspicion.
type audit struct {
	transcript
	rows, lines, end int
	others           bool // rows whose height in lines cannot be told
	messages         []string
	broken           string
}

func (a *audit) Claim(c *evidence.Claim) error {
	a.rows++
	if int(c.Number) <= a.end {
		a.broken = "a line is given twice"
	}
	height := 1 + bytes.Count(c.Raw, []byte{'\n'})
	if c.Event == evidence.Other {
		a.others = true // its text is not kept, so it may have been higher
		a.broken = notNil(a.broken, c.Raw, c.PHNWritten, c.PractitionerNumber, c.FacilityNumber, c.ServiceDateWritten)
	}
	a.end = int(c.Number) + height - 1
	a.lines += height
	for _, d := range append(c.Defects[:len(c.Defects):len(c.Defects)], c.Warnings...) {
		a.messages = append(a.messages, d.Message)
		if d.File != "f.csv" || d.Line < int(c.Number) || d.Column < 1 || d.Record != Record || d.Reason == "" || d.Message == "" || d.Field == "" {
			a.broken = "a defect without its place"
		}
	}
	if len(c.Defects) == 0 && c.Event == evidence.Attach {
		if !field.ValidPHN(c.PHN) || c.ServiceDate == field.NoDate || !field.ValidPractitioner(c.PractitionerNumber) || !field.ValidFacility(c.FacilityNumber) {
			a.broken = "a bad row without a defect"
		}
	}
	return nil
}

func notNil(before string, values ...[]byte) string {
	for _, value := range values {
		if value != nil {
			return "more is kept of another fee item than may be"
		}
	}
	return before
}

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
