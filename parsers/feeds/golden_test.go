package feeds

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samples are named for their feed and their one defect.
const samples = "../../testdata/registry"

func TestSamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := render(name, text)
			golden := strings.TrimSuffix(path, ".csv") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestEveryFeedHasASample keeps the samples complete.
func TestEveryFeedHasASample(t *testing.T) {
	for _, feed := range All() {
		files, err := filepath.Glob(filepath.Join(samples, feed.Name+"_*.csv"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no sample (%v)", feed.Name, err)
		}
	}
}

// render reads a file and writes down what came of it, health numbers masked.
func render(name string, text []byte) string {
	out := &transcript{}
	sum, err := readAny(name, text, out)
	var refusal *field.Refusal
	switch {
	case errors.As(err, &refusal):
		return fmt.Sprintf("refused: %s\n", refusal)
	case err != nil:
		return fmt.Sprintf("failed: %s\n", err)
	}
	out.add("lines %d, skipped %d\n", sum.Lines, sum.Skipped)
	for _, warning := range sum.Warnings {
		out.add("of the file: %s\n", warning)
	}
	return out.String()
}

// readAny reads a file as what its name says it is.
func readAny(name string, text []byte, sink evidence.Sink) (evidence.Summary, error) {
	if IsActions(name) {
		return ReadActions(name, bytes.NewReader(text), sink)
	}
	feed, ok := Lookup(name)
	if !ok {
		return evidence.Summary{}, errors.New("no feed of this name")
	}
	return Read(name, feed, bytes.NewReader(text), sink)
}

// transcript is a sink that writes rows down as text.
type transcript struct{ strings.Builder }

// add writes some text down; a strings.Builder does not fail.
func (out *transcript) add(format string, args ...any) {
	out.WriteString(fmt.Sprintf(format, args...)) //nolint:staticcheck // Fprintf would have an error to check
}

func (out *transcript) FeedRow(r *evidence.FeedRow) error {
	out.add("%d %s", r.Number, r.Record)
	for i, v := range r.Values {
		if v.Null {
			continue
		}
		column := r.Feed.Columns[i]
		switch column.Kind {
		case evidence.PHN:
			out.add(" %s=%s", column.Name, masked(v.Int))
		case evidence.Int, evidence.YesNo:
			out.add(" %s=%d", column.Name, v.Int)
		case evidence.DateKind:
			out.add(" %s=%s", column.Name, v.Date)
		case evidence.Text, evidence.Practitioner, evidence.Facility, evidence.CHSA, evidence.Enum, evidence.Moment:
			out.add(" %s=%q", column.Name, v.Text)
		}
	}
	out.finish(&r.Line)
	return nil
}

func (out *transcript) Action(a *evidence.Action) error {
	out.add("%d %s id=%q %s", a.Number, a.Record, a.ActionID, a.Action)
	if a.PHN != 0 {
		out.add(" phn=%s", masked(a.PHN))
	}
	if a.PHNWritten != nil {
		out.add(" phn_written=%d bytes", len(a.PHNWritten))
	}
	if a.Everyone {
		out.WriteString(" everyone")
	}
	out.add(" practitioner=%q facility=%q new=%q reason=%q actor=%q role=%q on=%s content=%d",
		a.PractitionerNumber, a.FacilityNumber, a.NewFacilityNumber, a.Reason, a.ActorID, a.ActorRole, a.ActedOn, len(a.Content))
	out.finish(&a.Line)
	return nil
}

func (out *transcript) finish(l *evidence.Line) {
	out.add(" raw=%d\n", len(l.Raw))
	for i := range l.Defects {
		out.add("  %s\n", l.Defects[i].Error())
	}
}

func (out *transcript) Answer(*evidence.Answer) error { return errors.New("an answer in a feed") }
func (out *transcript) Claim(*evidence.Claim) error   { return errors.New("a claim in a feed") }

func masked(phn int64) string {
	digits := fmt.Sprintf("%010d", phn)
	return digits[:2] + "******" + digits[8:]
}
