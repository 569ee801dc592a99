package teleplan

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

var update = flag.Bool("update", false, "write the samples and what is expected of them anew")

const sampleDir = "../../testdata/teleplan"

// readFunc is ReadSubmission or ReadReturn.
type readFunc func(string, io.Reader, evidence.Sink) (evidence.Summary, error)

// Each sample stands in a file, with the rows and defects expected of it beside
// it. With -update both are written anew: read the difference before keeping it.
func TestSamples(t *testing.T) {
	for _, kind := range []struct {
		dir     string
		read    readFunc
		samples []sample
	}{
		{"submission", ReadSubmission, submissionSamples()},
		{"return", ReadReturn, returnSamples()},
	} {
		named := map[string]bool{}
		for _, s := range kind.samples {
			named[s.name+".txt"], named[s.name+".golden"] = true, true
			t.Run(kind.dir+"/"+s.name, func(t *testing.T) {
				path := filepath.Join(sampleDir, kind.dir, s.name+".txt")
				same(t, path, s.text)
				same(t, strings.TrimSuffix(path, ".txt")+".golden", render(kind.read, s.name+".txt", s.text))
			})
		}
		entries, err := os.ReadDir(filepath.Join(sampleDir, kind.dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !named[e.Name()] {
				t.Errorf("%s/%s belongs to no sample", kind.dir, e.Name())
			}
		}
	}
}

// same holds a file equal to a text, or writes it.
func same(t *testing.T, path, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(stored), text); diff != "" {
		t.Errorf("%s (-stored +now):\n%s", filepath.Base(path), diff)
	}
}

// render reads a file and writes down everything that came of it.
func render(read readFunc, name, text string) string {
	var sink printer
	summary, err := read(name, strings.NewReader(text), &sink)
	if err != nil {
		fmt.Fprintf(&sink.out, "refused: %v\n", err)
	}
	for _, w := range summary.Warnings {
		fmt.Fprintf(&sink.out, "file warning: %s\n", w)
	}
	fmt.Fprintf(&sink.out, "lines %d, skipped %d\n", summary.Lines, summary.Skipped)
	return sink.out.String()
}

// printer is a sink that writes rows down, leaving out what is absent.
type printer struct{ out strings.Builder }

func (p *printer) words(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		if s := fmt.Sprintf("%s", pairs[i+1]); s != "" {
			fmt.Fprintf(&p.out, " %s=%s", pairs[i], s)
		}
	}
}

// count is a number that is absent when it has a certain value.
func count(n, absent int64) string {
	if n == absent {
		return ""
	}
	return fmt.Sprint(n)
}

func (p *printer) line(l *evidence.Line) {
	p.words("raw", count(int64(len([]rune(string(l.Raw)))), 0))
	p.out.WriteByte('\n')
	for i := range l.Defects {
		fmt.Fprintf(&p.out, "  defect %v\n", &l.Defects[i])
	}
	for i := range l.Warnings {
		fmt.Fprintf(&p.out, "  warning %v\n", &l.Warnings[i])
	}
}

func (p *printer) Claim(c *evidence.Claim) error {
	fmt.Fprintf(&p.out, "%d %s", c.Number, c.Record)
	p.words(
		"event", c.Event, "centre", c.DataCentre, "sequence", count(int64(c.Sequence), int64(evidence.NoSequence)),
		"practitioner", c.PractitionerNumber, "payee", c.PayeeNumber, "phn", count(c.PHN, 0), "phn_written", c.PHNWritten,
		"fee", c.FeeItem, "code", c.SubmissionCode, "location", c.ServiceLocation, "date", c.ServiceDate,
		"date_written", c.ServiceDateWritten, "facility", c.FacilityNumber, "target_centre", c.TargetDataCentre,
		"target_sequence", count(int64(c.TargetSequence), int64(evidence.NoSequence)),
	)
	p.line(&c.Line)
	return nil
}

func (p *printer) Answer(a *evidence.Answer) error {
	fmt.Fprintf(&p.out, "%d %s", a.Number, a.Record)
	p.words(
		"verdict", a.Verdict, "centre", a.DataCentre, "sequence", count(int64(a.Sequence), int64(evidence.NoSequence)),
		"practitioner", a.PractitionerNumber, "phn", count(a.PHN, 0), "phn_written", a.PHNWritten, "date", a.ServiceDate,
		"date_written", a.ServiceDateWritten, "fee", a.BilledFeeItem, "codes", a.Codes,
	)
	p.line(&a.Line)
	return nil
}

func (p *printer) Action(*evidence.Action) error   { panic("a Teleplan file has no actions") }
func (p *printer) FeedRow(*evidence.FeedRow) error { panic("a Teleplan file has no feed rows") }

// field.Defect has to be printable as the error it is.
var _ error = (*field.Defect)(nil)
