package feeds

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

// FuzzRead holds for any bytes read as any feed: no panic, every line
// accounted for once, and no number of the input in what a person may read.
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
		f.Add(filepath.Base(path), text)
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if _, ok := Lookup(name); !ok && !IsActions(name) {
			t.Skip("no feed of this name")
		}
		out := &audit{name: name}
		sum, err := readAny(name, text, out)
		var refusal *field.Refusal
		if errors.As(err, &refusal) {
			out.messages = append(out.messages, refusal.Message)
		} else if err != nil {
			t.Fatal("an error that is no refusal")
		}
		out.messages = append(out.messages, sum.Warnings...)
		for _, message := range out.messages {
			for _, number := range fiveDigits.FindAllString(message, -1) {
				if bytes.Contains(text, []byte(number)) {
					t.Fatal("a message shows a number of the input")
				}
			}
		}
		if out.broken != "" {
			t.Fatal(out.broken)
		}
		if err == nil && (out.rows != sum.Lines || out.lines+sum.Skipped != physicalLines(text)) {
			t.Fatalf("%d rows on %d lines, %d skipped, of %d lines", out.rows, out.lines, sum.Skipped, physicalLines(text))
		}
	})
}

var fiveDigits = regexp.MustCompile(`[0-9]{5,}`)

// audit is a sink that looks at every row with suspicion.
type audit struct {
	transcript
	name             string
	rows, lines, end int
	messages         []string
	broken           string
}

func (a *audit) FeedRow(r *evidence.FeedRow) error {
	a.line(&r.Line)
	if len(r.Defects) > 0 {
		return nil
	}
	for i, v := range r.Values {
		switch c := r.Feed.Columns[i]; {
		case v.Null && c.Required:
			a.broken = "a required value is missing without a defect"
		case v.Null:
		case c.Kind == evidence.PHN && !field.ValidPHN(v.Int),
			c.Kind == evidence.DateKind && v.Date == field.NoDate,
			c.Kind == evidence.Practitioner && !field.ValidPractitioner(v.Text),
			c.Kind == evidence.Facility && !field.ValidFacility(v.Text):
			a.broken = "a bad value without a defect"
		}
	}
	return nil
}

func (a *audit) Action(r *evidence.Action) error {
	a.line(&r.Line)
	if len(r.Defects) == 0 && (len(r.ActionID) == 0 || len(r.Action) == 0 || len(r.ActorID) == 0 || len(r.ActorRole) == 0 ||
		r.Everyone == field.ValidPHN(r.PHN) || r.ActedOn == field.NoDate || !field.ValidPractitioner(r.PractitionerNumber) ||
		bytes.Count(r.Content, []byte{between}) != len(actionColumns)-1) {
		a.broken = "a bad action without a defect"
	}
	return nil
}

func (a *audit) line(l *evidence.Line) {
	a.rows++
	if int(l.Number) <= a.end {
		a.broken = "a line is given twice"
	}
	height := 1 + bytes.Count(l.Raw, []byte{'\n'})
	a.end = int(l.Number) + height - 1
	a.lines += height
	for _, d := range l.Defects {
		a.messages = append(a.messages, d.Message)
		if d.File != a.name || d.Line < int(l.Number) || d.Column < 1 || d.Record != l.Record || d.Reason == "" || d.Message == "" || d.Field == "" {
			a.broken = "a defect without its place"
		}
	}
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
