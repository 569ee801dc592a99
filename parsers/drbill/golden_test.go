package drbill

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

// samples are named for their one defect.
const samples = "../../testdata/drbill"

// formats names the option of the samples that are not read with the default.
var formats = map[string]string{
	"date_format_named.csv":    DayFirst,
	"date_year_first_only.csv": YearFirst,
}

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
			got := render(name, text, formats[name])
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

// render reads a file and writes down what came of it, health numbers masked.
func render(name string, text []byte, format string) string {
	out := &transcript{}
	sum, err := Read(name, bytes.NewReader(text), Options{DateFormat: format}, out)
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

// transcript is a sink that writes rows down as text.
type transcript struct{ strings.Builder }

// add writes some text down; a strings.Builder does not fail.
func (out *transcript) add(format string, args ...any) {
	out.WriteString(fmt.Sprintf(format, args...)) //nolint:staticcheck // Fprintf would have an error to check
}

func (out *transcript) Claim(c *evidence.Claim) error {
	out.add("%d %s %s", c.Number, c.Record, c.Event)
	show := func(name, value string) {
		if value != "" {
			out.add(" %s=%q", name, value)
		}
	}
	show("practitioner", string(c.PractitionerNumber))
	show("payee", string(c.PayeeNumber))
	if c.PHN != 0 {
		digits := fmt.Sprintf("%010d", c.PHN)
		show("phn", digits[:2]+"******"+digits[8:])
	}
	if c.PHNWritten != nil {
		show("phn_written", fmt.Sprintf("%d bytes", len(c.PHNWritten)))
	}
	show("fee_item", string(c.FeeItem))
	show("date", c.ServiceDate.String())
	show("date_written", string(c.ServiceDateWritten))
	show("facility", string(c.FacilityNumber))
	out.add(" raw=%d\n", len(c.Raw))
	for i := range c.Defects {
		out.add("  %s\n", c.Defects[i].Error())
	}
	for i := range c.Warnings {
		out.add("  warning %s\n", c.Warnings[i].Error())
	}
	return nil
}

func (out *transcript) Answer(*evidence.Answer) error {
	return errors.New("an answer in a Dr.Bill file")
}

func (out *transcript) Action(*evidence.Action) error {
	return errors.New("an action in a Dr.Bill file")
}

func (out *transcript) FeedRow(*evidence.FeedRow) error {
	return errors.New("a feed row in a Dr.Bill file")
}
