package drbill

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"empanel/parsers/evidence"
)

const oneRow = "phn,practitioner_number,facility_number,attach_date\n,,,2024-01-02\n"

// full is a sink that takes nothing.
type full struct{ transcript }

var errFull = errors.New("no room")

func (*full) Claim(*evidence.Claim) error { return errFull }

func TestSinkErrorComesBackAsItIs(t *testing.T) {
	if _, err := Read("f.csv", strings.NewReader(oneRow), Options{}, &full{}); err != errFull { //nolint:errorlint // as it is, not wrapped
		t.Errorf("%v", err)
	}
}

// stuck can be read once and not again.
type stuck struct{ io.Reader }

func (stuck) Seek(int64, int) (int64, error) { return 0, errFull }

func TestSourceThatCannotBeReadAgain(t *testing.T) {
	if _, err := Read("f.csv", stuck{strings.NewReader(oneRow)}, Options{}, &transcript{}); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
	if _, err := Read("f.csv", stuck{strings.NewReader(oneRow)}, Options{DateFormat: DayFirst}, &transcript{}); err != nil {
		t.Errorf("with the format named it is read once, but: %v", err)
	}
}

func BenchmarkRead(b *testing.B) {
	const rows = 50_000
	text := []byte("phn,practitioner_number,payee_number,facility_number,attach_date,birth_date,first_name,last_name\n")
	text = append(text, bytes.Repeat([]byte("9012372173,12345,12345,A1234,3/25/2024,4/17/1980,Ann,Lee\n"), rows)...)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		sum, err := Read("f.csv", bytes.NewReader(text), Options{}, nothing{})
		if err != nil || sum.Lines != rows {
			b.Fatal(sum.Lines, err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// nothing is a sink that drops its rows.
type nothing struct{}

func (nothing) Claim(*evidence.Claim) error     { return nil }
func (nothing) Answer(*evidence.Answer) error   { return nil }
func (nothing) Action(*evidence.Action) error   { return nil }
func (nothing) FeedRow(*evidence.FeedRow) error { return nil }
