package teleplan

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

func FuzzReadSubmission(f *testing.F) { fuzz(f, "submission", ReadSubmission) }

func FuzzReadReturn(f *testing.F) { fuzz(f, "return", ReadReturn) }

// fuzz seeds from every sample of both kinds: the other kind is wrong input.
func fuzz(f *testing.F, dir string, read readFunc) {
	seeds, err := filepath.Glob(filepath.Join(sampleDir, "*", "*.txt"))
	if err != nil || len(seeds) == 0 {
		f.Fatal("no samples to begin with", err)
	}
	for _, path := range seeds {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := &watcher{t: t, inReturn: dir == "return"}
		summary, err := read("x", strings.NewReader(text), w)
		if summary.Lines != w.rows {
			t.Errorf("the summary counts %d lines, the sink took %d", summary.Lines, w.rows)
		}
		for _, warning := range summary.Warnings {
			w.silent(warning)
		}
		if err != nil {
			var refusal *field.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("an error that is no refusal: %T", err)
			}
			w.silent(refusal.Error())
			return
		}
		if want := physicalLines(text); summary.Lines+summary.Skipped != want {
			t.Errorf("%d rows and %d skipped, the file has %d lines", summary.Lines, summary.Skipped, want)
		}
	})
}

// physicalLines counts lines by the plain rule, another way than the reader's.
func physicalLines(text string) int {
	text = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n").Replace(text)
	lines := strings.Split(text, "\n")
	if strings.Trim(lines[len(lines)-1], "\x1a") == "" {
		lines = lines[:len(lines)-1]
	}
	return len(lines)
}

// watcher is a sink that holds every row to what the row types promise.
type watcher struct {
	t        *testing.T
	inReturn bool
	rows     int
	last     int32
}

var fiveDigits = regexp.MustCompile(`[0-9]{5}`)

// silent holds a message free of values: the only number of five digits that
// one may contain is the fee item it advises.
func (w *watcher) silent(message string) {
	if fiveDigits.MatchString(strings.ReplaceAll(message, field.AttachFeeItem, "")) {
		w.t.Error("a message contains a run of five digits")
	}
	if strings.ContainsFunc(message, func(r rune) bool { return r < ' ' || r > '~' }) {
		w.t.Error("a message contains characters that no message has")
	}
}

func (w *watcher) line(l *evidence.Line) {
	w.rows++
	if l.Number <= w.last {
		w.t.Errorf("line %d comes after line %d", l.Number, w.last)
	}
	w.last = l.Number
	if !utf8.Valid(l.Raw) {
		w.t.Errorf("line %d: what was sent is not given as UTF-8", l.Number)
	}
	seen := map[field.Reason]bool{}
	for _, d := range append(append([]field.Defect{}, l.Defects...), l.Warnings...) {
		w.silent(d.Error())
		if seen[d.Reason] || d.Column < 1 || d.Field == "" || d.Line != int(l.Number) || d.Record != l.Record {
			w.t.Errorf("line %d: %s is given twice or without its place", l.Number, d.Reason)
		}
		seen[d.Reason] = true
	}
	alone := seen[field.RecordTooShort] || seen[field.RecordUnknown] || seen[field.FeeItemNearMiss]
	if alone && len(l.Defects) != 1 {
		w.t.Errorf("line %d: a reason that stands alone is one of %d", l.Number, len(l.Defects))
	}
	if (l.Record == unknownRecord) != seen[field.RecordUnknown] {
		w.t.Errorf("line %d: record and reason disagree", l.Number)
	}
}

func (w *watcher) Claim(c *evidence.Claim) error {
	if w.inReturn {
		w.t.Error("a return file gives a claim")
	}
	w.line(&c.Line)
	if c.Sequence < evidence.NoSequence || c.Sequence > lastSequence || c.PHN < 0 || c.PHN > 0 && c.PHNWritten != nil {
		w.t.Errorf("line %d: sequence or health number out of its range", c.Number)
	}
	switch c.Event {
	case evidence.Other:
		if c.Raw != nil || len(c.Defects) > 0 || c.PHN != 0 || c.PHNWritten != nil || c.PractitionerNumber != nil {
			w.t.Errorf("line %d: more is kept of another fee item than may be", c.Number)
		}
	case evidence.Attach:
		if len(c.Defects) == 0 && (!field.ValidPHN(c.PHN) || !field.ValidFacility(c.FacilityNumber) ||
			!field.ValidPractitioner(c.PractitionerNumber) || c.ServiceDate == field.NoDate || !field.IsAttach(c.FeeItem)) {
			w.t.Errorf("line %d: a claim passes that should not", c.Number)
		}
	case evidence.Portal:
		if len(c.Defects) > 0 || !field.IsPortal(c.FeeItem) {
			w.t.Errorf("line %d: a portal claim has a defect or another fee item", c.Number)
		}
	case evidence.Debit, evidence.Unknown:
	default:
		w.t.Errorf("line %d: no event", c.Number)
	}
	return nil
}

func (w *watcher) Answer(a *evidence.Answer) error {
	if !w.inReturn {
		w.t.Error("a submission file gives an answer")
	}
	w.line(&a.Line)
	if (a.Verdict == "") != (a.Record == unknownRecord) {
		w.t.Errorf("line %d: an answer without a verdict", a.Number)
	}
	return nil
}

func (w *watcher) Action(*evidence.Action) error {
	w.t.Error("a Teleplan file gives an action")
	return nil
}

func (w *watcher) FeedRow(*evidence.FeedRow) error {
	w.t.Error("a Teleplan file gives a feed row")
	return nil
}
